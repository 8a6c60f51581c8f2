//! The two-way channel of a shop's bridge: it posts what buyers say elsewhere, and takes what is said to them. See
//! `docs/channel-api.md`.

use std::time::Duration;

use axum::{
    Json,
    body::Bytes,
    extract::{RawQuery, Request, State},
    http::HeaderMap,
};
use jinpai_engine::{EventTaken, HookHeaders, LONGEST_WAIT_S, OutboxPage};
use jinpai_model::{IdentityChannel, ShopId, Side};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    address::Caller,
    extract::{Ids, Params, refuse_bytes},
    problem::{Answer, Code, Problem},
    state::{App, Limiters},
    wire::{Id, words},
};

/// A delivery of the bridge: 1 to 100 events, taken in their order, all of them or none.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used; the engine reads the signed bytes"
)]
pub struct ChannelDelivery {
    events: Vec<ChannelEvent>,
}

/// What the bridge tells. Times are RFC 3339.
#[derive(ToSchema)]
#[schema(as = ChannelEvent)]
#[expect(
    dead_code,
    reason = "only its schema is used; the engine reads the signed bytes"
)]
pub struct ChannelEvent {
    /// `message`, `typing`, `read`, `buyer-closed` or `receipt`.
    #[schema(rename = "type")]
    kind: String,
    buyer: Option<ChannelBuyer>,
    /// Of a `message`: the place's own id, 1 to 64 visible ASCII characters.
    id: Option<String>,
    /// Of a `message`: the id of what she said before it; held to if it is given.
    prev: Option<String>,
    text: Option<String>,
    at: Option<String>,
    /// Of `typing`.
    on: Option<bool>,
    /// Of `read` and `receipt`: the number that the outbox told.
    message: Option<i64>,
    /// Of a `receipt`: `delivered`, `read` or `failed`.
    state: Option<String>,
    why: Option<String>,
}

/// A buyer elsewhere.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used; the engine reads the signed bytes"
)]
pub struct ChannelBuyer {
    /// `taobao`, `jd`, `pdd`, `douyin`, `kuaishou`, `xiaohongshu` or `other`.
    channel: String,
    id: String,
    name: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct ChannelAnswer {
    /// One for each event, in their order.
    #[schema(value_type = Vec<ChannelTaken>)]
    results: Vec<EventTaken>,
}

/// What became of one event.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct ChannelTaken {
    /// `new`, `same` or `kept-open`.
    result: String,
    seq: Option<i64>,
    conversation: Option<Id>,
}

#[utoipa::path(
    post, path = "/hooks/v1/channel/{shop}", tag = "hooks",
    params(
        ("shop" = Id, Path),
        ("jinpai-timestamp" = String, Header, description = "Unix seconds"),
        ("jinpai-delivery" = String, Header, description = "Unique for each delivery, up to 64 characters"),
        ("jinpai-signature" = String, Header,
            description = "`v1=` and the hexadecimal HMAC-SHA256 of timestamp, a dot, and the body"),
    ),
    request_body = ChannelDelivery,
    responses((status = 200, body = ChannelAnswer)),
    extensions(("x-needs" = json!("hook"))),
)]
pub async fn take_channel_events(
    State(app): State<App>,
    Caller(address): Caller,
    Ids(shop): Ids<ShopId>,
    headers: HeaderMap,
    request: Request,
) -> Answer<Json<ChannelAnswer>> {
    Limiters::take(&app.limits.hook, address, app.engine.now())?;
    let body = <Bytes as axum::extract::FromRequest<()>>::from_request(request, &()).await;
    let body = body.map_err(Problem::from)?;
    refuse_bytes(&body)?;
    let given = HookHeaders {
        timestamp: super::text(&headers, "jinpai-timestamp"),
        delivery: super::text(&headers, "jinpai-delivery"),
        signature: super::text(&headers, "jinpai-signature"),
    };
    let results = app.engine.bridge_tells(shop, given, &body).await?;
    Ok(Json(ChannelAnswer { results }))
}

#[derive(Deserialize, IntoParams)]
pub struct OutboxQuery {
    /// `next` of the page before: everything in it is safe. Left out: where the bridge was last.
    after: Option<i64>,
    /// Seconds to wait when there is nothing, up to 25.
    wait: Option<u64>,
}

/// What is to be done for buyers elsewhere.
#[derive(ToSchema)]
#[schema(as = ChannelOutbox)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct OutboxView {
    items: Vec<OutboxItem>,
    /// Hand it back as `after` when everything above is safe.
    next: i64,
}

#[derive(ToSchema)]
#[schema(as = ChannelOutboxItem)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct OutboxItem {
    /// Its place in the outbox; grows, with gaps.
    seq: i64,
    at: String,
    conversation: Id,
    buyer: OutboxBuyer,
    /// `message`, `read`, `recalled` or `closed`.
    #[schema(rename = "type")]
    kind: String,
    /// Of a `message`: the number that receipts name it by. Of `read`: the bridge's own id of her message.
    #[schema(value_type = Object)]
    message: serde_json::Value,
    #[schema(value_type = Option<words::Side>)]
    from: Option<Side>,
    agent: Option<String>,
    text: Option<String>,
    /// Somebody has it sent again after it failed.
    again: Option<bool>,
}

#[derive(ToSchema)]
#[schema(as = ChannelOutboxBuyer)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct OutboxBuyer {
    #[schema(value_type = words::IdentityChannel)]
    channel: IdentityChannel,
    id: String,
    name: String,
}

#[utoipa::path(
    get, path = "/hooks/v1/channel/{shop}/outbox", tag = "hooks",
    params(
        ("shop" = Id, Path),
        OutboxQuery,
        ("jinpai-timestamp" = String, Header, description = "Unix seconds"),
        ("jinpai-signature" = String, Header,
            description = "`v1=` and the hexadecimal HMAC-SHA256 of timestamp, a dot, and the query string"),
    ),
    responses((status = 200, body = OutboxView)),
    extensions(("x-needs" = json!("hook"))),
)]
pub async fn channel_outbox(
    State(app): State<App>,
    Caller(address): Caller,
    Ids(shop): Ids<ShopId>,
    RawQuery(query): RawQuery,
    Params(asked): Params<OutboxQuery>,
    headers: HeaderMap,
) -> Answer<Json<OutboxPage>> {
    Limiters::take(&app.limits.hook, address, app.engine.now())?;
    let query = query.unwrap_or_default();
    let signed = (
        super::text(&headers, "jinpai-timestamp"),
        super::text(&headers, "jinpai-signature"),
        query.as_str(),
    );
    let wait = Duration::from_secs(asked.wait.unwrap_or(0).min(LONGEST_WAIT_S));
    let mut stopping = app.stopping();
    tokio::select! {
        page = app.engine.outbox(shop, signed, asked.after, wait) => Ok(Json(page?)),
        // A bridge that waits does not hold up whoever restarts the server.
        _ = stopping.changed() => Err(Problem::new(Code::Unavailable)),
    }
}
