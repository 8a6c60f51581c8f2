//! Sets for how long a conversation waits for its group alone.

use axum::extract::State;
use jinpai_model::{Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done},
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[derive(Deserialize, ToSchema)]
pub struct GroupWait {
    /// 1 to 120.
    minutes: u32,
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/group-wait", tag = "team",
    params(("shop" = Id, Path)), request_body = GroupWait,
    responses((status = 204)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn set_group_wait(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<GroupWait>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    desk.set_group_wait(body.minutes).await?;
    Ok(DONE)
}
