//! Products and their facts.

mod change;
mod create;
mod delete;
mod list;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_products, create::create_product))
        .routes(routes!(change::change_product, delete::delete_product))
}
