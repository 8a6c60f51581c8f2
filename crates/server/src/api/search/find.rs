//! The newest messages of a shop that hold every part of a question, the newest first.

use axum::{Json, extract::State};
use jinpai_engine::FoundMessage;
use jinpai_model::{Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, MessageView},
};

#[derive(Deserialize, IntoParams)]
pub struct Asked {
    /// Parts between spaces, of which a message has to hold each; up to 100 characters. Traditional, full width and
    /// capitals make no difference.
    #[serde(default)]
    q: String,
    /// Only before this place of the shop's log.
    before_seq: Option<i64>,
    /// 1 to 100; 20 unless given.
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct Found {
    message: MessageView,
    buyer: FoundBuyer,
}

#[derive(Serialize, ToSchema)]
pub struct FoundBuyer {
    id: Id,
    name: String,
}

impl From<FoundMessage> for Found {
    fn from(found: FoundMessage) -> Self {
        Self {
            message: MessageView::from(&found.message),
            buyer: FoundBuyer {
                id: found.buyer.into(),
                name: found.buyer_name,
            },
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct FoundList {
    items: Vec<Found>,
    more: bool,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/messages", tag = "conversations",
    params(("shop" = Id, Path), Asked),
    responses((status = 200, body = FoundList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn find_messages(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(asked): Params<Asked>,
) -> Answer<Json<FoundList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let limit = asked.limit.unwrap_or(20);
    let found = desk.search(&asked.q, asked.before_seq, limit).await?;
    Ok(Json(FoundList {
        items: found.items.into_iter().map(Found::from).collect(),
        more: found.more,
    }))
}
