//! The shop's bridge as the desk has it.

mod again;
mod get;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get::get_bridge, get::set_bridge))
        .routes(routes!(again::deliver_again))
}
