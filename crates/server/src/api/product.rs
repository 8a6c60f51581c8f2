//! Products and their facts.

mod back;
mod change;
mod create;
mod delete;
mod get;
mod history;
mod list;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_products, create::create_product))
        .routes(routes!(
            get::get_product,
            change::change_product,
            delete::delete_product
        ))
        .routes(routes!(history::list_product_versions))
        .routes(routes!(back::take_product_back))
}
