//! Whether the process lives and can work.

mod live;
mod ready;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(live::healthz))
        .routes(routes!(ready::readyz))
}
