//! Takes the starter entries of the shop's platform over, those that it has not yet.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};

use super::list::EntryList;
use crate::{extract::Ids, problem::Answer, session::SignedIn, state::App, wire::Id};

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/knowledge/starter", tag = "products",
    params(("shop" = Id, Path)),
    responses((status = 200, description = "what was taken over", body = EntryList)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn take_starter_entries(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
) -> Answer<Json<EntryList>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    Ok(Json(desk.take_starter_knowledge().await?.into()))
}
