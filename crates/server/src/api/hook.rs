//! Signed deliveries of a shop's own systems.

mod channel;
mod orders;

use axum::http::HeaderMap;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(orders::take_order_hook))
        .routes(routes!(channel::take_channel_events))
        .routes(routes!(channel::channel_outbox))
}

/// A header's text; empty when there is none, or it is no text: its signature then fits nothing.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
}
