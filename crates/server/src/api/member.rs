//! The shop's team.

mod add;
mod change;
mod list;
mod remove;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_members, add::add_member))
        .routes(routes!(change::change_member, remove::remove_member))
}
