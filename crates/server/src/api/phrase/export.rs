//! The shop's phrases and one's own as a CSV.

use axum::{
    extract::State,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
    response::IntoResponse,
};
use jinpai_model::{Role, ShopId};

use crate::{extract::Ids, problem::Answer, session::SignedIn, state::App, wire::Id};

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/phrases/export", tag = "phrases",
    params(("shop" = Id, Path)),
    responses((status = 200, body = String, content_type = "text/csv")),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn export_phrases(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
) -> Answer<impl IntoResponse> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let csv = desk.export_phrases(who.locale()).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"phrases.csv\""),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, csv))
}
