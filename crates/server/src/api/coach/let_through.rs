//! A lead lets words through that an agent put aside.

use axum::{Json, extract::State};
use jinpai_model::{DismissalId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{DismissalView, Id},
};

#[derive(Deserialize, ToSchema)]
pub struct WordsToAllow {
    /// In place of the words that were found; needed when the finding was about the whole message.
    words: Option<String>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/coach/dismissals/{dismissal}/allow", tag = "coach",
    params(("shop" = Id, Path), ("dismissal" = Id, Path)), request_body = WordsToAllow,
    responses((status = 200, body = DismissalView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn allow_dismissed(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, dismissal)): Ids<(ShopId, DismissalId)>,
    Body(body): Body<WordsToAllow>,
) -> Answer<Json<DismissalView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let view = desk.allow_dismissed(dismissal, body.words.as_deref()).await?;
    Ok(Json(DismissalView::from(&view)))
}
