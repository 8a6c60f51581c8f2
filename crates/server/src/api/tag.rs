//! The shop's tags.

mod list;
mod write;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_tags, write::add_tag))
        .routes(routes!(write::change_tag, write::remove_tag))
}
