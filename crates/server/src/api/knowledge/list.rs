//! What the shop knows beside its goods.

use axum::{Json, extract::State};
use jinpai_model::{KnowledgeEntry, Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{EntryView, Id},
};

#[derive(Serialize, ToSchema)]
pub struct EntryList {
    items: Vec<EntryView>,
}

impl From<Vec<KnowledgeEntry>> for EntryList {
    fn from(entries: Vec<KnowledgeEntry>) -> Self {
        Self {
            items: entries.iter().map(EntryView::from).collect(),
        }
    }
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/knowledge", tag = "products",
    params(("shop" = Id, Path)),
    responses((status = 200, body = EntryList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_entries(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
) -> Answer<Json<EntryList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    Ok(Json(desk.knowledge().await?.into()))
}
