//! Signed deliveries of a shop's own systems.

mod channel;
mod orders;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(orders::take_order_hook))
        .routes(routes!(channel::take_channel_events))
        .routes(routes!(channel::channel_outbox))
}
