//! The buyer's card.

mod address;
mod change;
mod find;
mod get;
mod merge;
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
        .routes(routes!(tag::tag_buyer, tag::untag_buyer))
}
