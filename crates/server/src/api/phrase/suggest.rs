//! What a reply could be saved as.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, PhraseDraft},
};

#[derive(Deserialize, ToSchema)]
pub struct PhraseToSuggest {
    /// The reply.
    text: String,
    /// What the buyer had said before it.
    #[serde(default)]
    asked: Option<String>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/phrases/suggest", tag = "phrases",
    params(("shop" = Id, Path)), request_body = PhraseToSuggest,
    responses((status = 200, body = PhraseDraft)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn suggest_phrase(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<PhraseToSuggest>,
) -> Answer<Json<PhraseDraft>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let draft = desk.suggest_phrase(&body.text, body.asked.as_deref()).await?;
    Ok(Json(draft.into()))
}
