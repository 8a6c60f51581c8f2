//! What is true for one talk now, or without one, for the braces of phrases. What is not known is not in the answer.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use jinpai_model::{ConversationId, ProductId, Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[derive(Serialize, ToSchema)]
pub struct PhraseFacts {
    /// By the names that stand in the braces, such as `item`; ready to be said.
    #[schema(value_type = std::collections::HashMap<String, String>)]
    facts: BTreeMap<&'static str, String>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/conversations/{conversation}/phrase-facts", tag = "phrases",
    params(("shop" = Id, Path), ("conversation" = Id, Path)),
    responses((status = 200, body = PhraseFacts)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn get_phrase_facts(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
) -> Answer<Json<PhraseFacts>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let facts = desk.phrase_facts(conversation).await?;
    Ok(Json(PhraseFacts { facts }))
}

#[derive(Deserialize, IntoParams)]
pub struct FactsQuery {
    /// Whose facts are wanted beside those of the shop.
    #[param(value_type = Option<Id>)]
    product: Option<ProductId>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/phrase-facts", tag = "phrases",
    params(("shop" = Id, Path), FactsQuery),
    responses((status = 200, body = PhraseFacts)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn get_shop_phrase_facts(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(query): Params<FactsQuery>,
) -> Answer<Json<PhraseFacts>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let facts = desk.phrase_facts_of(query.product).await?;
    Ok(Json(PhraseFacts { facts }))
}
