//! One copy of a picture.

use axum::{extract::State, http::HeaderMap, response::Response};
use jinpai_model::{PictureId, Role, ShopId};

use crate::{
    extract::{Ids, Params},
    picture_form::{self, WhichCopy},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/pictures/{picture}", tag = "conversations",
    params(("shop" = Id, Path), ("picture" = Id, Path), WhichCopy),
    responses((status = 200, body = [u8], content_type = "image/*")),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn get_picture(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, picture)): Ids<(ShopId, PictureId)>,
    Params(which): Params<WhichCopy>,
    asked: HeaderMap,
) -> Answer<Response> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let copy = desk.picture(picture, which.size()).await?;
    Ok(picture_form::answer(copy.kind, copy.bytes, &asked))
}
