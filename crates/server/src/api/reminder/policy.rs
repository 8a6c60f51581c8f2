//! Reminder policies: kept, tried, started and stopped. Which flow is meant stands beside what is asked.

mod check;
mod dry_run;
mod get;
mod list;
mod save;
mod start;
mod stop;

use jinpai_model::Flow;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_policies, save::save_policy))
        .routes(routes!(check::check_policy))
        .routes(routes!(dry_run::dry_run_policy))
        .routes(routes!(start::start_policy))
        .routes(routes!(stop::stop_policy))
        .routes(routes!(get::get_policy))
}

pub(super) const fn payment() -> Flow {
    Flow::Payment
}
