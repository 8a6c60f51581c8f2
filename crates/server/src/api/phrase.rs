//! Phrases: those of the program, of the shop and of the agent herself.

mod asked;
mod bulk;
mod export;
mod facts;
mod folders;
mod list;
mod outcomes;
mod picture;
mod suggest;
mod used;
mod write;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_phrases, write::add_phrase))
        .routes(routes!(write::change_phrase, write::remove_phrase))
        .routes(routes!(picture::set_phrase_picture, picture::drop_phrase_picture))
        .routes(routes!(picture::get_phrase_picture))
        .routes(routes!(picture::send_phrase_picture))
        .routes(routes!(used::phrase_used))
        .routes(routes!(bulk::change_phrases))
        .routes(routes!(export::export_phrases))
        .routes(routes!(suggest::suggest_phrase))
        .routes(routes!(folders::set_phrase_folders))
        .routes(routes!(outcomes::phrase_outcomes))
        .routes(routes!(asked::asked_often, asked::put_question_aside))
        .routes(routes!(facts::get_phrase_facts))
        .routes(routes!(facts::get_shop_phrase_facts))
}
