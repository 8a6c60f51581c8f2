//! The coach, asked over HTTP; while typing it is asked on the socket.

mod check;
mod rules;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(check::check_text))
        .routes(routes!(rules::list_rules))
}
