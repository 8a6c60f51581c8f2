//! The folders of a shop's phrases: added, renamed and ordered as one list.

use axum::{Json, extract::State};
use jinpai_engine::FolderChange;
use jinpai_model::{Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[derive(Deserialize, ToSchema)]
pub struct PhraseFolder {
    /// A stage of the talk, or up to 12 characters.
    name: String,
    /// What it was called before, where it is renamed; everybody's phrases move along.
    #[serde(default)]
    was: Option<String>,
}

#[derive(Deserialize, ToSchema)]
pub struct PhraseFoldersToSet {
    /// In the order that is wanted. What is left out and holds phrases stays, at the end.
    folders: Vec<PhraseFolder>,
}

#[derive(Serialize, ToSchema)]
pub struct PhraseFolders {
    folders: Vec<String>,
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/phrase-folders", tag = "phrases",
    params(("shop" = Id, Path)), request_body = PhraseFoldersToSet,
    responses((status = 200, body = PhraseFolders)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn set_phrase_folders(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<PhraseFoldersToSet>,
) -> Answer<Json<PhraseFolders>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let wanted = body.folders.into_iter().map(|folder| FolderChange {
        name: folder.name,
        was: folder.was,
    });
    let folders = desk.set_phrase_folders(wanted.collect()).await?;
    Ok(Json(PhraseFolders { folders }))
}
