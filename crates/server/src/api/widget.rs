//! The buyer's side: her session and her messages.

mod messages;
mod read;
mod send;
mod session;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(session::open_widget_session))
        .routes(routes!(messages::list_widget_messages, send::send_widget_message))
        .routes(routes!(read::mark_widget_read))
}
