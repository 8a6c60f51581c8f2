//! The groups of the team, and how long a talk waits for one.

mod list;
mod wait;
mod write;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_groups, write::add_group))
        .routes(routes!(write::change_group, write::remove_group))
        .routes(routes!(wait::set_group_wait))
}
