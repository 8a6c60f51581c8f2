//! Sends one test message by a provider, to a number or address that the owner types.

use axum::{Json, extract::State};
use jinpai_engine::TrialEnd;
use jinpai_model::{ProviderId, Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[derive(Deserialize, ToSchema)]
pub struct TrialOf {
    /// A mobile number or a mail address.
    to: String,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TrialOutcome {
    /// The provider has it.
    Accepted,
    Refused,
    /// The provider may have it: look at the phone or the mailbox.
    Unknown,
}

#[derive(Serialize, ToSchema)]
pub struct TrialAnswer {
    outcome: TrialOutcome,
    /// The provider's own words: its id of the message, its refusal, or why nothing is known.
    words: String,
    /// What a refusal means and what to do, in the reader's language.
    #[schema(required = true)]
    meaning: Option<&'static str>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/providers/{provider}/try", tag = "providers",
    params(("shop" = Id, Path), ("provider" = Id, Path)), request_body = TrialOf,
    responses((status = 200, body = TrialAnswer)),
    extensions(("x-needs" = json!("owner"))),
)]
pub async fn try_provider(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, provider)): Ids<(ShopId, ProviderId)>,
    Body(body): Body<TrialOf>,
) -> Answer<Json<TrialAnswer>> {
    let desk = app.desk(&who, shop, Role::Owner).await?;
    let trial = desk.try_provider(provider, &body.to).await?;
    Ok(Json(TrialAnswer {
        outcome: match trial.end {
            TrialEnd::Accepted => TrialOutcome::Accepted,
            TrialEnd::Refused => TrialOutcome::Refused,
            TrialEnd::Unknown => TrialOutcome::Unknown,
        },
        meaning: trial.meaning(who.locale()),
        words: trial.words,
    }))
}
