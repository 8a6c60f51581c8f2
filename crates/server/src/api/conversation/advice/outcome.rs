//! What became of a step that was shown. Told twice, it counts once.

use axum::extract::State;
use jinpai_engine::StepTold;
use jinpai_model::{ConversationId, MessageId, Role, ShopId, StepOutcome, Technique};
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
pub struct StepToTell {
    /// The card's.
    key: String,
    #[schema(value_type = words::Technique)]
    technique: Technique,
    /// `taken` as it stood, `edited`, or `ignored`.
    #[schema(value_type = words::StepOutcome)]
    outcome: StepOutcome,
    /// What was sent of it; left out: the newest message of whoever tells.
    #[schema(value_type = Option<Id>)]
    message: Option<MessageId>,
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/conversations/{conversation}/advice/outcome", tag = "advice",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = StepToTell,
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn tell_advice(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<StepToTell>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let told = StepTold {
        key: body.key,
        technique: body.technique,
        outcome: body.outcome,
        message: body.message,
    };
    desk.tell_step(conversation, told).await?;
    Ok(DONE)
}
