//! Signed deliveries of a shop's own system.

mod orders;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(orders::take_order_hook))
}
