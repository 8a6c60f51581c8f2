//! The shop's tags in their order.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, TagView},
};

#[derive(Serialize, ToSchema)]
pub struct TagList {
    items: Vec<TagView>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/tags", tag = "tags",
    params(("shop" = Id, Path)),
    responses((status = 200, body = TagList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_tags(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
) -> Answer<Json<TagList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let items = desk.tags().await?;
    Ok(Json(TagList {
        items: items.into_iter().map(TagView::from).collect(),
    }))
}
