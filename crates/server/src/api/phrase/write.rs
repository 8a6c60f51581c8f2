//! Writes phrases. Everybody writes her own; those of the shop take a lead.

use axum::{Json, extract::State};
use jinpai_engine::PhraseChange;
use jinpai_model::{PhraseId, PhraseScope, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done},
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, PhraseView, words},
};

#[derive(Deserialize, ToSchema)]
pub struct PhraseToWrite {
    /// `shop` takes a lead; `mine` is the writer's own. With the code of one of the program's it stands in its place.
    #[schema(value_type = words::PhraseScope)]
    scope: PhraseScope,
    /// A stage of the talk, or a folder of up to 12 characters.
    stage: String,
    /// 1 to 14 lower-case letters and digits; an owner has one phrase of a code.
    code: String,
    /// Up to 24 characters.
    title: String,
    /// Up to 1,000 characters; may hold facts in braces.
    text: String,
}

impl From<PhraseToWrite> for PhraseChange {
    fn from(body: PhraseToWrite) -> Self {
        let PhraseToWrite {
            scope,
            stage,
            code,
            title,
            text,
        } = body;
        Self {
            scope,
            stage,
            code,
            title,
            text,
        }
    }
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/phrases", tag = "phrases",
    params(("shop" = Id, Path)), request_body = PhraseToWrite,
    responses((status = 200, body = PhraseView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn add_phrase(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<PhraseToWrite>,
) -> Answer<Json<PhraseView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    Ok(Json(desk.add_phrase(body.into()).await?.into()))
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/phrases/{phrase}", tag = "phrases",
    params(("shop" = Id, Path), ("phrase" = Id, Path)), request_body = PhraseToWrite,
    responses((status = 200, body = PhraseView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn change_phrase(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, phrase)): Ids<(ShopId, PhraseId)>,
    Body(body): Body<PhraseToWrite>,
) -> Answer<Json<PhraseView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    Ok(Json(desk.change_phrase(phrase, body.into()).await?.into()))
}

#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/phrases/{phrase}", tag = "phrases",
    params(("shop" = Id, Path), ("phrase" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn remove_phrase(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, phrase)): Ids<(ShopId, PhraseId)>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.remove_phrase(phrase).await?;
    Ok(DONE)
}
