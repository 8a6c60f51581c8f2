//! The shop's settings and secrets.

mod change;
mod get;
mod rotate;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get::get_settings, change::change_settings))
        .routes(routes!(rotate::rotate_secret))
}
