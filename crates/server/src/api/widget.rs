//! The buyer's side: her session, her messages, and how she found the talk.

mod close;
mod contact;
mod messages;
mod picture;
mod rate;
mod read;
mod send;
mod session;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{picture_form, state::App};

pub fn routes() -> OpenApiRouter<App> {
    let pictures = OpenApiRouter::new()
        .routes(routes!(picture::send_widget_picture))
        .layer(DefaultBodyLimit::max(picture_form::MAX_BODY));
    OpenApiRouter::new()
        .routes(routes!(session::open_widget_session))
        .routes(routes!(messages::list_widget_messages, send::send_widget_message))
        .routes(routes!(read::mark_widget_read))
        .routes(routes!(close::close_widget_talk))
        .routes(routes!(rate::rate_widget_talk))
        .routes(routes!(contact::leave_widget_contact))
        .routes(routes!(picture::get_widget_picture))
        .merge(pictures)
}
