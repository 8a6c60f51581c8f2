//! Writes an entry of what the shop knows.

use axum::{Json, extract::State};
use jinpai_engine::EntryChange;
use jinpai_model::{KnowledgeKind, Platform, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{EntryView, Id, words},
};

/// An entry in full; writing it again says that it still holds.
#[derive(Deserialize, ToSchema)]
pub struct EntryText {
    #[schema(value_type = words::KnowledgeKind)]
    kind: KnowledgeKind,
    /// The platform for which alone it holds.
    #[schema(value_type = Option<words::Platform>)]
    platform: Option<Platform>,
    title: String,
    text: String,
    /// Where it is written.
    #[serde(default)]
    source: String,
}

impl From<EntryText> for EntryChange {
    fn from(text: EntryText) -> Self {
        Self {
            kind: text.kind,
            platform: text.platform,
            title: text.title,
            text: text.text,
            source: text.source,
        }
    }
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/knowledge", tag = "products",
    params(("shop" = Id, Path)), request_body = EntryText,
    responses((status = 200, body = EntryView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn create_entry(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<EntryText>,
) -> Answer<Json<EntryView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let entry = desk.put_entry(None, body.into()).await?;
    Ok(Json(EntryView::from(&entry)))
}
