//! Every phrase the agent has: by folder, then those taken most, then by code.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, PhraseView},
};

#[derive(Serialize, ToSchema)]
pub struct PhraseList {
    items: Vec<PhraseView>,
    /// Every folder in its order, those that hold nothing yet among them.
    folders: Vec<String>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/phrases", tag = "phrases",
    params(("shop" = Id, Path)),
    responses((status = 200, body = PhraseList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_phrases(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
) -> Answer<Json<PhraseList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let found = desk.phrases().await?;
    let folders = desk.phrase_folders().await?;
    Ok(Json(PhraseList {
        items: found.into_iter().map(PhraseView::from).collect(),
        folders,
    }))
}
