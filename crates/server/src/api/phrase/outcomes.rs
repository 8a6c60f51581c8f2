//! How phrases fare: counts of talks and of orders soon after, not causes.

use axum::{Json, extract::State};
use jinpai_engine::OUTCOME_DAYS;
use jinpai_model::{Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, PhraseOutcome},
};

#[derive(Serialize, ToSchema)]
pub struct PhraseOutcomes {
    /// How far back the counts look.
    days: i64,
    /// Phrases that were taken in these days.
    items: Vec<PhraseOutcome>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/phrase-outcomes", tag = "phrases",
    params(("shop" = Id, Path)),
    responses((status = 200, body = PhraseOutcomes)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn phrase_outcomes(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
) -> Answer<Json<PhraseOutcomes>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let items = desk.phrase_outcomes().await?;
    Ok(Json(PhraseOutcomes {
        days: OUTCOME_DAYS,
        items: items.into_iter().map(PhraseOutcome::from).collect(),
    }))
}
