//! Conversations and their messages.

mod advice;
mod call;
mod card;
mod close;
mod dismiss;
mod draft;
mod get;
mod later;
mod list;
mod messages;
mod note;
mod picture;
mod read;
mod recall;
pub(super) mod send;
mod snooze;
mod star;
mod tag;
mod take;
mod transfer;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{picture_form, state::App};

pub fn routes() -> OpenApiRouter<App> {
    let pictures = OpenApiRouter::new()
        .routes(routes!(picture::send_picture))
        .layer(DefaultBodyLimit::max(picture_form::MAX_BODY));
    OpenApiRouter::new()
        .routes(routes!(advice::get::get_advice))
        .routes(routes!(advice::outcome::tell_advice))
        .routes(routes!(list::list_conversations))
        .routes(routes!(get::get_conversation))
        .routes(routes!(messages::list_messages, send::send_message))
        .routes(routes!(card::send_card))
        .routes(routes!(read::mark_read))
        .routes(routes!(star::star_conversation))
        .routes(routes!(close::close_conversation))
        .routes(routes!(
            transfer::transfer_conversation,
            transfer::take_back_conversation
        ))
        .routes(routes!(take::take_conversation))
        .routes(routes!(note::add_note))
        .routes(routes!(call::note_call))
        .routes(routes!(snooze::snooze_conversation, snooze::wake_conversation))
        .routes(routes!(tag::tag_conversation, tag::untag_conversation))
        .routes(routes!(recall::recall_message))
        .routes(routes!(draft::get_draft, draft::keep_draft))
        .routes(routes!(later::list_later, later::send_later))
        .routes(routes!(later::drop_later))
        .routes(routes!(dismiss::dismiss_finding))
        .merge(pictures)
}
