//! Files with orders and products.

mod orders;
mod products;
mod upload;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{config::MAX_UPLOAD_BYTES, state::App};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(orders::import_orders))
        .routes(routes!(products::import_products))
        .layer(DefaultBodyLimit::max(MAX_UPLOAD_BYTES))
}
