//! Puts a version in force; open steps are planned anew by it.

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
pub struct PolicyToStart {
    #[serde(default = "payment")]
    #[schema(value_type = Option<words::Flow>)]
    flow: Flow,
    /// 0 is the built-in policy.
    version: i64,
    /// As last seen; when somebody has started or stopped a flow since, nothing is done.
    revision: i64,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/reminders/policies/start", tag = "reminders",
    params(("shop" = Id, Path)), request_body = PolicyToStart,
    responses((status = 204)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn start_policy(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<PolicyToStart>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    desk.start_policy(body.flow, body.version, body.revision).await?;
    Ok(DONE)
}
