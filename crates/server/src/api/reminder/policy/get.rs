//! One version of a policy, as it was written.

use axum::{Json, extract::State};
use jinpai_model::{Flow, Role, ShopId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::payment;
use crate::{
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, PolicyText, words},
};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfFlow {
    /// Left out: payment.
    #[serde(default = "payment")]
    #[param(value_type = Option<words::Flow>)]
    flow: Flow,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/reminders/policies/{version}", tag = "reminders",
    params(("shop" = Id, Path), ("version" = i64, Path, description = "0 is the built-in policy"), OfFlow),
    responses((status = 200, body = PolicyText)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn get_policy(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, version)): Ids<(ShopId, i64)>,
    Params(of): Params<OfFlow>,
) -> Answer<Json<PolicyText>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    Ok(Json(desk.policy_text(of.flow, version).await?.into()))
}
