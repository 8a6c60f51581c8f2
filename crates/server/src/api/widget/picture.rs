//! The buyer sends a picture, and sees those of her own talks.

use axum::{Json, extract::Request, http::HeaderMap, response::Response};
use jinpai_model::PictureId;

use super::send::BuyerSent;
use crate::{
    bearer::Bearer,
    extract::{Ids, Params},
    picture_form::{self, PictureForm, WhichCopy},
    problem::Answer,
    wire::Id,
};

#[utoipa::path(
    post, path = "/widget/v1/pictures", tag = "widget",
    request_body(content = PictureForm, content_type = "multipart/form-data"),
    responses((status = 200, body = BuyerSent)),
    extensions(("x-needs" = json!("buyer"))),
)]
pub async fn send_widget_picture(Bearer(visitor): Bearer, request: Request) -> Answer<Json<BuyerSent>> {
    let seat = visitor.picture_seat()?;
    let file = picture_form::read(request).await?;
    Ok(Json(BuyerSent::from(&visitor.send_picture(seat, file).await?)))
}

#[utoipa::path(
    get, path = "/widget/v1/pictures/{picture}", tag = "widget",
    params(("picture" = Id, Path), WhichCopy),
    responses((status = 200, body = [u8], content_type = "image/*")),
    extensions(("x-needs" = json!("buyer"))),
)]
pub async fn get_widget_picture(
    Bearer(visitor): Bearer,
    Ids(picture): Ids<PictureId>,
    Params(which): Params<WhichCopy>,
    asked: HeaderMap,
) -> Answer<Response> {
    let copy = visitor.picture(picture, which.size()).await?;
    Ok(picture_form::answer(copy.kind, copy.bytes, &asked))
}
