//! Orders.

mod get;
mod list;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_orders))
        .routes(routes!(get::get_order))
}
