//! Files with orders, phrases and products.

mod orders;
mod phrases;
mod preview;
mod products;
mod upload;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{config::MAX_UPLOAD_BYTES, state::App};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(orders::import_orders))
        .routes(routes!(products::import_products))
        .routes(routes!(preview::preview_products))
        .routes(routes!(phrases::import_phrases))
        .layer(DefaultBodyLimit::max(MAX_UPLOAD_BYTES))
}
