//! Lets a flow stand still; open steps are taken back.

use axum::extract::State;
use jinpai_model::{Flow, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::payment;
use crate::{
    api::{DONE, Done},
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, words},
};

#[derive(Deserialize, ToSchema)]
pub struct FlowToStop {
    #[serde(default = "payment")]
    #[schema(value_type = Option<words::Flow>)]
    flow: Flow,
    /// As last seen; when somebody has started or stopped a flow since, nothing is done.
    revision: i64,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/reminders/policies/stop", tag = "reminders",
    params(("shop" = Id, Path)), request_body = FlowToStop,
    responses((status = 204)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn stop_policy(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<FlowToStop>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    desk.stop_policy(body.flow, body.revision).await?;
    Ok(DONE)
}
