//! How the flows of a shop stand, with every version that was saved.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, PolicyState},
};

#[derive(Serialize, ToSchema)]
pub struct PolicyList {
    /// One for each flow that a shop may set.
    items: Vec<PolicyState>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/reminders/policies", tag = "reminders",
    params(("shop" = Id, Path)),
    responses((status = 200, body = PolicyList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_policies(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
) -> Answer<Json<PolicyList>> {
    let states = app.desk(&who, shop, Role::Agent).await?.policies().await?;
    Ok(Json(PolicyList {
        items: states.iter().map(PolicyState::from).collect(),
    }))
}
