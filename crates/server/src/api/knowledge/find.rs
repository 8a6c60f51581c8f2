//! Finds goods and knowledge by what an agent types.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{FoundGoodsView, Id, show_products},
};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Two characters, a code, the initials of the sounds, or a whole question. Empty: nothing is found.
    #[serde(default)]
    q: String,
    /// 1 to 100.
    #[serde(default = "twenty")]
    limit: usize,
}

const fn twenty() -> usize {
    20
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/goods", tag = "products",
    params(("shop" = Id, Path), Asked),
    responses((status = 200, body = FoundGoodsView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn find_goods(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(asked): Params<Asked>,
) -> Answer<Json<FoundGoodsView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let found = desk.find_goods(&asked.q, asked.limit).await?;
    let shown = show_products(&desk, found.products.iter().map(|one| &one.product)).await?;
    Ok(Json(FoundGoodsView::of(&found, shown)))
}
