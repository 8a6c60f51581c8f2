//! Opens one more shop, owned by somebody who owns one already.

use axum::{Json, extract::State};
use jinpai_model::{Platform, Role};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::Body,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{ShopBrief, words},
};

#[derive(Deserialize, ToSchema)]
pub struct NewShop {
    name: String,
    #[schema(value_type = words::Platform)]
    platform: Platform,
}

#[utoipa::path(
    post, path = "/api/v1/shops", tag = "shops", request_body = NewShop,
    responses((status = 200, body = ShopBrief)),
    extensions(("x-needs" = json!("any-owner"))),
)]
pub async fn create_shop(
    State(app): State<App>,
    who: SignedIn,
    Body(body): Body<NewShop>,
) -> Answer<Json<ShopBrief>> {
    let shop = app
        .engine
        .create_shop(who.view.person.id, &body.name, body.platform)
        .await?;
    // Her other pages take the new shop in.
    let _ = app.sessions_changed.send(who.view.person.id);
    let view = app.engine.session(&who.token).await?;
    let head = view
        .shops
        .iter()
        .find(|(held, ..)| held.id == shop.id)
        .map_or(0, |(_, _, head)| *head);
    Ok(Json(ShopBrief::new(&shop, Role::Owner, head)))
}
