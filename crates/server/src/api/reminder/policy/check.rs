//! Reads a policy under edit and runs its examples; nothing is kept.

use axum::{Json, extract::State};
use jinpai_model::{Flow, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::payment;
use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, PolicyCheck, words},
};

#[derive(Deserialize, ToSchema)]
pub struct PolicyToCheck {
    #[serde(default = "payment")]
    #[schema(value_type = Option<words::Flow>)]
    flow: Flow,
    toml: String,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/reminders/policies/check", tag = "reminders",
    params(("shop" = Id, Path)), request_body = PolicyToCheck,
    responses((status = 200, body = PolicyCheck)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn check_policy(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<PolicyToCheck>,
) -> Answer<Json<PolicyCheck>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let check = desk.check_policy(body.flow, body.toml).await?;
    Ok(Json(PolicyCheck::new(&check, who.locale())))
}
