//! The peers that take a shop's messages.

mod add;
mod change;
mod list;
mod remove;
mod trial;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_providers, add::add_provider))
        .routes(routes!(change::change_provider, remove::remove_provider))
        .routes(routes!(trial::try_provider))
}
