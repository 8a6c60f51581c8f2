//! Lets a flow go on that stopped because a limit was broken.

use axum::extract::State;
use jinpai_model::{Flow, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done, reminder::policy::payment},
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, words},
};

#[derive(Deserialize, ToSchema)]
pub struct FlowToResume {
    #[serde(default = "payment")]
    #[schema(value_type = Option<words::Flow>)]
    flow: Flow,
    /// The `revision` of the stop, as seen.
    revision: i64,
    /// Why it may go on, up to 200 characters; kept with the stop.
    why: String,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/reminders/effect/resume", tag = "reminders",
    params(("shop" = Id, Path)), request_body = FlowToResume,
    responses((status = 204)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn resume_flow(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<FlowToResume>,
) -> Answer<Done> {
    app.desk(&who, shop, Role::Lead)
        .await?
        .resume_flow(body.flow, body.revision, &body.why)
        .await?;
    Ok(DONE)
}
