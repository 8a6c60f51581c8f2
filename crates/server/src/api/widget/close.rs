//! The buyer ends her talk.

use crate::{
    api::{DONE, Done},
    bearer::Bearer,
    problem::Answer,
};

#[utoipa::path(
    post, path = "/widget/v1/close", tag = "widget",
    responses((status = 204)),
    extensions(("x-needs" = json!("buyer"))),
)]
pub async fn close_widget_talk(Bearer(visitor): Bearer) -> Answer<Done> {
    visitor.close().await?;
    Ok(DONE)
}
