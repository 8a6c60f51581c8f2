//! Conversations and their messages.

mod close;
mod dismiss;
mod get;
mod list;
mod messages;
mod read;
mod send;
mod star;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_conversations))
        .routes(routes!(get::get_conversation))
        .routes(routes!(messages::list_messages, send::send_message))
        .routes(routes!(read::mark_read))
        .routes(routes!(star::star_conversation))
        .routes(routes!(close::close_conversation))
        .routes(routes!(dismiss::dismiss_finding))
}
