//! The groups of the team, the oldest first.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{GroupView, Id},
};

#[derive(Serialize, ToSchema)]
pub struct GroupList {
    items: Vec<GroupView>,
    /// Minutes for which a conversation waits for its group alone, before anybody may have it.
    wait_min: u32,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/groups", tag = "team",
    params(("shop" = Id, Path)),
    responses((status = 200, body = GroupList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_groups(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
) -> Answer<Json<GroupList>> {
    let (groups, wait_min) = app.desk(&who, shop, Role::Agent).await?.groups().await?;
    Ok(Json(GroupList {
        items: groups.into_iter().map(GroupView::from).collect(),
        wait_min,
    }))
}
