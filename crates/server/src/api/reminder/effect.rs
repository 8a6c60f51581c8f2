//! What reminders did, and letting a flow go on that stopped by itself.

mod get;
mod resume;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get::get_effect))
        .routes(routes!(resume::resume_flow))
}
