//! What a shop knows beside its goods, and finding goods and knowledge by words.

mod change;
mod create;
mod delete;
mod find;
mod list;
mod starter;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_entries, create::create_entry))
        .routes(routes!(change::change_entry, delete::delete_entry))
        .routes(routes!(starter::take_starter_entries))
        .routes(routes!(find::find_goods))
}
