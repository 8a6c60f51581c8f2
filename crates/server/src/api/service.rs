//! When the shop serves, what it says by itself, and the line at the head of its chat.

mod get;
mod hours;
mod notice;
mod replies;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get::get_service))
        .routes(routes!(hours::set_hours))
        .routes(routes!(replies::set_replies))
        .routes(routes!(notice::set_notice))
}
