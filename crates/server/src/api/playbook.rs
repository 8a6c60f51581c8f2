//! What is proposed to agents: how far they may go, and how it fares.

mod figures;
mod settings;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(figures::step_figures))
        .routes(routes!(settings::get_playbook, settings::set_playbook))
}
