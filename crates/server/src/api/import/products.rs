//! Imports a table of goods. Repeating it does no harm.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};

use super::upload::{HowToImport, ImportAnswer, Upload, UploadForm};
use crate::{
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/imports/products", tag = "imports",
    params(("shop" = Id, Path), HowToImport),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportAnswer)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn import_products(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(how): Params<HowToImport>,
    request: axum::extract::Request,
) -> Answer<Json<ImportAnswer>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let upload = Upload::read(request).await?;
    let report = desk
        .import_products(upload.bytes, upload.columns, how.dry_run, who.locale())
        .await?;
    Ok(Json(ImportAnswer::from(report)))
}
