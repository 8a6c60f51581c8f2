//! Tries a rule on what the shop's agents have really said.

use axum::{Json, extract::State};
use jinpai_engine::BenchedRule;
use jinpai_model::{Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Author, Finding, Id},
};

/// A text under edit, or a rule of the shop by its code.
#[derive(Deserialize, ToSchema)]
pub struct HistoryBench {
    toml: Option<String>,
    code: Option<String>,
}

/// A message in which the rule finds something.
#[derive(Serialize, ToSchema)]
pub struct HistoryHit {
    message: Id,
    conversation: Id,
    seq: i64,
    at: i64,
    #[schema(required = true)]
    author: Option<Author>,
    /// The buyer's turn before it.
    #[schema(required = true)]
    buyer: Option<String>,
    text: String,
    finding: Finding,
}

impl From<&jinpai_engine::HistoryHit> for HistoryHit {
    fn from(hit: &jinpai_engine::HistoryHit) -> Self {
        let held = &hit.message;
        Self {
            message: held.id.into(),
            conversation: held.conversation.into(),
            seq: held.seq,
            at: held.at.ms(),
            author: held.author.map(|id| Author {
                id: id.into(),
                name: hit.author_name.clone().unwrap_or_default(),
            }),
            buyer: hit.buyer_text.clone(),
            text: held.text.clone(),
            finding: Finding::from(&hit.finding),
        }
    }
}

/// What the rule finds in up to 1,000 of the newest messages of agents.
#[derive(Serialize, ToSchema)]
pub struct HistoryAnswer {
    messages: usize,
    found: usize,
    /// `found` of `messages`, from 0 to 1.
    rate: f64,
    /// The newest 50.
    hits: Vec<HistoryHit>,
    /// In how many the rule as it stands finds something and the text under edit does not.
    gone: usize,
    /// The newest 50 of those.
    gone_hits: Vec<HistoryHit>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/coach/bench/history", tag = "coach",
    params(("shop" = Id, Path)), request_body = HistoryBench,
    responses((status = 200, body = HistoryAnswer)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn bench_history(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<HistoryBench>,
) -> Answer<Json<HistoryAnswer>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let rule = BenchedRule {
        code: body.code,
        toml: body.toml,
    };
    let bench = desk.bench_history(rule, who.locale()).await?;
    let hits = |hits: &[jinpai_engine::HistoryHit]| hits.iter().map(HistoryHit::from).collect();
    Ok(Json(HistoryAnswer {
        messages: bench.messages,
        found: bench.found,
        rate: bench.rate(),
        hits: hits(&bench.hits),
        gone: bench.gone,
        gone_hits: hits(&bench.gone_hits),
    }))
}
