//! Orders.

mod check;
mod get;
mod list;
mod mark;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_orders))
        .routes(routes!(get::get_order))
        .routes(routes!(mark::mark_order))
        .routes(routes!(check::check_order))
}
