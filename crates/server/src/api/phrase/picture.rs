//! The picture of a phrase: given, taken away, looked at, and sent.

use axum::{
    Json,
    extract::{Request, State},
    http::HeaderMap,
    response::Response,
};
use jinpai_model::{ConversationId, PhraseId, PictureId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::conversation::send::SentMessage,
    extract::{Body, Ids, Params},
    picture_form::{self, FileForm, WhichCopy},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, PhraseView},
};

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/phrases/{phrase}/picture", tag = "phrases",
    params(("shop" = Id, Path), ("phrase" = Id, Path)),
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 200, body = PhraseView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn set_phrase_picture(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, phrase)): Ids<(ShopId, PhraseId)>,
    request: Request,
) -> Answer<Json<PhraseView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let seat = desk.phrase_picture_seat(phrase).await?;
    let file = picture_form::read(request).await?;
    Ok(Json(
        desk.set_phrase_picture(seat, phrase, file.bytes).await?.into(),
    ))
}

#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/phrases/{phrase}/picture", tag = "phrases",
    params(("shop" = Id, Path), ("phrase" = Id, Path)),
    responses((status = 200, body = PhraseView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn drop_phrase_picture(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, phrase)): Ids<(ShopId, PhraseId)>,
) -> Answer<Json<PhraseView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    Ok(Json(desk.drop_phrase_picture(phrase).await?.into()))
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/phrase-pictures/{phrase_picture}", tag = "phrases",
    params(("shop" = Id, Path), ("phrase_picture" = Id, Path), WhichCopy),
    responses((status = 200, body = [u8], content_type = "image/*")),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn get_phrase_picture(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, picture)): Ids<(ShopId, PictureId)>,
    Params(which): Params<WhichCopy>,
    asked: HeaderMap,
) -> Answer<Response> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let (kind, bytes) = desk.phrase_picture(picture, which.size()).await?;
    Ok(picture_form::answer(kind, bytes, &asked))
}

#[derive(Deserialize, ToSchema)]
pub struct PhrasePictureToSend {
    /// The sender's own name for the message, up to 64 visible ASCII characters; the same one again is the same message.
    client_ref: String,
    /// A phrase of the shop's or her own that has a picture.
    #[schema(value_type = Id)]
    phrase: PhraseId,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/phrase-pictures", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = PhrasePictureToSend,
    responses((status = 200, body = SentMessage)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn send_phrase_picture(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<PhrasePictureToSend>,
) -> Answer<Json<SentMessage>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let PhrasePictureToSend { client_ref, phrase } = body;
    let sent = desk.send_phrase_picture(conversation, phrase, &client_ref, who.locale());
    Ok(Json(SentMessage::from(&sent.await?)))
}
