//! Changes an entry of what the shop knows.

use axum::{Json, extract::State};
use jinpai_model::{EntryId, Role, ShopId};

use super::create::EntryText;
use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{EntryView, Id},
};

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/knowledge/{entry}", tag = "products",
    params(("shop" = Id, Path), ("entry" = Id, Path)), request_body = EntryText,
    responses((status = 200, body = EntryView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn change_entry(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, entry)): Ids<(ShopId, EntryId)>,
    Body(body): Body<EntryText>,
) -> Answer<Json<EntryView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let entry = desk.put_entry(Some(entry), body.into()).await?;
    Ok(Json(EntryView::from(&entry)))
}
