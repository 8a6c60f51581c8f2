//! Questions that buyers ask again and again and no phrase answers.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done},
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{AskedOften, Id},
};

#[derive(Serialize, ToSchema)]
pub struct AskedOftenList {
    /// The most frequent first.
    items: Vec<AskedOften>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/phrase-questions", tag = "phrases",
    params(("shop" = Id, Path)),
    responses((status = 200, body = AskedOftenList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn asked_often(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
) -> Answer<Json<AskedOftenList>> {
    let found = app.desk(&who, shop, Role::Agent).await?.asked_often().await?;
    Ok(Json(AskedOftenList {
        items: found.into_iter().map(AskedOften::from).collect(),
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct QuestionToPutAside {
    /// As the list names it.
    question: String,
    /// False takes it back.
    aside: bool,
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/phrase-questions", tag = "phrases",
    params(("shop" = Id, Path)), request_body = QuestionToPutAside,
    responses((status = 204)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn put_question_aside(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<QuestionToPutAside>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    desk.put_question_aside(&body.question, body.aside).await?;
    Ok(DONE)
}
