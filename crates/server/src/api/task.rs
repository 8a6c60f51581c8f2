//! What a person must do before a reminder goes on.

mod finish;
mod list;
mod take;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_tasks))
        .routes(routes!(finish::finish_task))
        .routes(routes!(take::take_task))
}
