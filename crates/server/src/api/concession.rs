//! What the shop gives way when buyers bargain.

mod ask;
mod decide;
mod list;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(ask::ask_concession))
        .routes(routes!(list::list_concessions))
        .routes(routes!(decide::decide_concession))
}
