//! Who of the team is there, and what she says of herself.

mod duty;
mod list;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_team))
        .routes(routes!(duty::set_duty))
}
