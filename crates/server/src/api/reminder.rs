//! The reminders of a day, their switch, their policies and their effect.

mod day;
mod effect;
mod policy;
mod switch;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(day::get_reminders))
        .routes(routes!(switch::switch_reminders))
        .merge(policy::routes())
        .merge(effect::routes())
}
