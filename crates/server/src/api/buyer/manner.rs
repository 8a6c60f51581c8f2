//! What an agent says of a buyer's type, and that she wants no profile.

use axum::extract::State;
use jinpai_model::{Axis, BuyerId, Role, ShopId, Trait};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done},
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, words},
};

#[derive(Deserialize, ToSchema)]
pub struct TypeToCorrect {
    #[schema(value_type = words::Axis)]
    axis: Axis,
    /// `null` takes the correction back.
    #[schema(value_type = Option<words::Trait>, required = true)]
    value: Option<Trait>,
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/buyers/{buyer}/type", tag = "advice",
    params(("shop" = Id, Path), ("buyer" = Id, Path)), request_body = TypeToCorrect,
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn correct_type(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, buyer)): Ids<(ShopId, BuyerId)>,
    Body(body): Body<TypeToCorrect>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.correct_type(buyer, body.axis, body.value).await?;
    Ok(DONE)
}

#[derive(Deserialize, ToSchema)]
pub struct ProfileToSwitch {
    /// True: what was read and said of her is forgotten, and nothing is read any more.
    off: bool,
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/buyers/{buyer}/profile", tag = "advice",
    params(("shop" = Id, Path), ("buyer" = Id, Path)), request_body = ProfileToSwitch,
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn switch_profile(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, buyer)): Ids<(ShopId, BuyerId)>,
    Body(body): Body<ProfileToSwitch>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.switch_profile(buyer, body.off).await?;
    Ok(DONE)
}
