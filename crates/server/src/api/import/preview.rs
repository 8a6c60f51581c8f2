//! Looks into a table of goods: its first rows, and what each column seems to mean.

use axum::{Json, extract::State};
use jinpai_engine::GoodsPreview;
use jinpai_model::{GoodsColumn, GoodsLayout, Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use super::upload::{Upload, UploadForm};
use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, words},
};

#[derive(Serialize, ToSchema)]
pub struct ColumnView {
    header: String,
    /// What is proposed for it, or what was settled before.
    #[schema(value_type = words::GoodsColumn)]
    meaning: GoodsColumn,
}

#[derive(Serialize, ToSchema)]
pub struct PreviewView {
    /// Whose table it looks like.
    #[schema(value_type = words::GoodsLayout)]
    layout: GoodsLayout,
    columns: Vec<ColumnView>,
    /// Whether it can be read as it is proposed.
    known: bool,
    /// Whether somebody has settled the columns of such a table before.
    kept: bool,
    /// The first rows, a cell a column.
    rows: Vec<Vec<String>>,
    /// Whether there are more.
    more: bool,
}

impl From<GoodsPreview> for PreviewView {
    fn from(preview: GoodsPreview) -> Self {
        let columns = preview.headers.into_iter().zip(preview.columns);
        Self {
            layout: preview.layout,
            columns: columns
                .map(|(header, meaning)| ColumnView { header, meaning })
                .collect(),
            known: preview.known,
            kept: preview.kept,
            rows: preview.rows,
            more: preview.more,
        }
    }
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/imports/products/preview", tag = "imports",
    params(("shop" = Id, Path)),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 200, body = PreviewView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn preview_products(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    request: axum::extract::Request,
) -> Answer<Json<PreviewView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let upload = Upload::read(request).await?;
    Ok(Json(
        desk.preview_products(upload.bytes, who.locale()).await?.into(),
    ))
}
