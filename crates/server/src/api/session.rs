//! Signing in and out, and what a person sets for herself.

mod get;
mod password;
mod settings;
mod sign_in;
mod sign_out;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in::sign_in, get::get_session, sign_out::sign_out))
        .routes(routes!(password::change_password))
        .routes(routes!(settings::set_my_settings))
}
