//! Phrases: those of the program, of the shop and of the agent herself.

mod facts;
mod list;
mod used;
mod write;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_phrases, write::add_phrase))
        .routes(routes!(write::change_phrase, write::remove_phrase))
        .routes(routes!(used::phrase_used))
        .routes(routes!(facts::get_phrase_facts))
        .routes(routes!(facts::get_shop_phrase_facts))
}
