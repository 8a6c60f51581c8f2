//! Notes a phone call down in a conversation's timeline; the buyer never sees it.

use axum::{Json, extract::State};
use jinpai_engine::CallNote;
use jinpai_model::{At, CallEnd, CallWay, ConversationId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, MessageView, words},
};

#[derive(Deserialize, ToSchema)]
pub struct CallToNote {
    /// The author's own name for the note, up to 64 visible ASCII characters; the same one again is the same note.
    client_ref: String,
    #[schema(value_type = words::CallWay)]
    way: CallWay,
    #[schema(value_type = words::CallEnd)]
    end: CallEnd,
    /// With `call-back`, and with nothing else: when. An open conversation comes back to the top of the list then.
    back_at: Option<i64>,
    /// What was said, up to 4,000 characters.
    #[serde(default)]
    text: String,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/calls", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = CallToNote,
    responses((status = 200, body = MessageView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn note_call(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<CallToNote>,
) -> Answer<Json<MessageView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let call = CallNote {
        way: body.way,
        end: body.end,
        back_at: body.back_at.map(At),
        text: body.text,
    };
    let note = desk.note_call(conversation, &body.client_ref, call).await?;
    Ok(Json(MessageView::from(&note)))
}
