//! The shop's conversations page by page, the latest talk first.

use axum::{Json, extract::State};
use jinpai_model::{ConversationState, Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    config::MAX_ROWS,
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{ConversationView, Id},
};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConversationFilter {
    #[default]
    Open,
    Closed,
    All,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    #[serde(default)]
    #[param(inline)]
    state: Option<ConversationFilter>,
    /// The `next` of the page before.
    before: Option<String>,
    /// Up to 500.
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct ConversationList {
    items: Vec<ConversationView>,
    more: bool,
    /// Hand it back as `before` to get the next page.
    #[schema(required = true)]
    next: Option<String>,
    /// Where the shop's log stood before this page was read: that of the first page is the cursor to say hello with.
    head_seq: i64,
    /// How many of the shop's conversations are closed.
    closed: u64,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/conversations", tag = "conversations",
    params(("shop" = Id, Path), Which),
    responses((status = 200, body = ConversationList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_conversations(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(which): Params<Which>,
) -> Answer<Json<ConversationList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let state = match which.state.unwrap_or_default() {
        ConversationFilter::Open => Some(ConversationState::Open),
        ConversationFilter::Closed => Some(ConversationState::Closed),
        ConversationFilter::All => None,
    };
    let limit = which.limit.unwrap_or(200).clamp(1, MAX_ROWS);
    let (page, head_seq) = desk.conversations(state, which.before.as_deref(), limit).await?;
    Ok(Json(ConversationList {
        items: page.items.iter().map(ConversationView::from).collect(),
        more: page.more,
        next: page.next,
        head_seq,
        closed: desk.closed_count().await?,
    }))
}
