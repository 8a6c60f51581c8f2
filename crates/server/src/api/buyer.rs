//! The buyer's card.

mod address;
mod change;
mod find;
mod get;
mod manner;
mod merge;
mod promise;
mod tag;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find::find_buyers))
        .routes(routes!(merge::preview_merge, merge::merge_buyers))
        .routes(routes!(merge::split_buyer))
        .routes(routes!(get::get_buyer, change::change_buyer))
        .routes(routes!(address::list::list_addresses, address::add::add_address))
        .routes(routes!(address::change::change_address))
        .routes(routes!(manner::correct_type))
        .routes(routes!(manner::switch_profile))
        .routes(routes!(promise::note_promise))
        .routes(routes!(promise::keep_promise))
        .routes(routes!(tag::tag_buyer, tag::untag_buyer))
}
