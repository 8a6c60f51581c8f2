//! Sends a picture. Words beside it pass the coach as always.

use axum::{
    Json,
    extract::{Request, State},
};
use jinpai_model::{ConversationId, Role, ShopId};

use super::send::SentMessage;
use crate::{
    extract::Ids,
    picture_form::{self, PictureForm},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/pictures", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)),
    request_body(content = PictureForm, content_type = "multipart/form-data"),
    responses((status = 200, body = SentMessage)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn send_picture(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    request: Request,
) -> Answer<Json<SentMessage>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let seat = desk.picture_seat(conversation).await?;
    let file = picture_form::read(request).await?;
    let sent = desk.send_picture(seat, conversation, file, who.locale()).await?;
    Ok(Json(SentMessage::from(&sent)))
}
