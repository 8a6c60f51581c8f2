//! Notes about buyers of other clients, by their name there.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::{DONE, Done},
    extract::{Body, Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_outside_notes, write_outside_note))
}

#[derive(Serialize, ToSchema)]
pub struct OutsideNote {
    name: String,
    text: String,
    /// Who wrote it.
    by: String,
    at: i64,
}

#[derive(Serialize, ToSchema)]
pub struct OutsideNoteList {
    /// Newest first.
    items: Vec<OutsideNote>,
}

#[derive(Deserialize, IntoParams)]
pub struct NoteQuery {
    /// Part of the name; left out: all.
    q: Option<String>,
    /// Up to 50.
    limit: Option<u64>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/outside-notes", tag = "buyers",
    params(("shop" = Id, Path), NoteQuery),
    responses((status = 200, body = OutsideNoteList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_outside_notes(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(query): Params<NoteQuery>,
) -> Answer<Json<OutsideNoteList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let text = query.q.unwrap_or_default();
    let found = desk
        .outside_notes(&text, query.limit.unwrap_or(20).min(50))
        .await?;
    let show = |note: jinpai_engine::OutsideNoteView| OutsideNote {
        name: note.name,
        text: note.text,
        by: note.by,
        at: note.at.ms(),
    };
    Ok(Json(OutsideNoteList {
        items: found.into_iter().map(show).collect(),
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct NoteToWrite {
    /// 1 to 80 characters, as the other client shows it.
    name: String,
    /// Up to 500 characters; empty takes the note away.
    text: String,
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/outside-notes", tag = "buyers",
    params(("shop" = Id, Path)), request_body = NoteToWrite,
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn write_outside_note(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<NoteToWrite>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.write_outside_note(&body.name, &body.text).await?;
    Ok(DONE)
}
