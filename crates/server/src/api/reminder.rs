//! The reminders of a day, their switch, and their policies.

mod day;
mod policy;
mod switch;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(day::get_reminders))
        .routes(routes!(switch::switch_reminders))
        .merge(policy::routes())
}
