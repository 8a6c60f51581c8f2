//! Where providers post what became of messages, and what buyers answered.

mod take;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take::take_callback))
}
