//! Findings of sent messages, those of the newest first: the lead's queue, and an agent's own.

use axum::{Json, extract::State};
use jinpai_engine::{Days, FindingQuery};
use jinpai_model::{FindingState, PersonId, Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, JudgedFinding, words},
};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    #[param(value_type = Option<words::FindingState>)]
    state: Option<FindingState>,
    rule: Option<String>,
    /// Such as `PROMISE`.
    category: Option<String>,
    /// Whose messages; who is no lead sees her own only.
    #[param(value_type = Option<Id>)]
    agent: Option<PersonId>,
    /// First shop-local day, such as 2026-11-01.
    from: Option<String>,
    /// Last shop-local day.
    to: Option<String>,
    /// Hints too; else from warn up.
    hints: Option<bool>,
    /// The `next` of the page before.
    before: Option<String>,
    /// Up to 200.
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct FindingList {
    items: Vec<JudgedFinding>,
    more: bool,
    /// Hand it back as `before` to get the next page.
    #[schema(required = true)]
    next: Option<String>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/coach/findings", tag = "coach",
    params(("shop" = Id, Path), Which),
    responses((status = 200, body = FindingList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_findings(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(which): Params<Which>,
) -> Answer<Json<FindingList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let query = FindingQuery {
        days: Days {
            from: which.from,
            to: which.to,
        },
        agent: which.agent,
        rule: which.rule,
        category: which.category,
        state: which.state,
        hints: which.hints.unwrap_or(false),
        next: which.before,
        limit: which.limit.unwrap_or(50),
    };
    let page = desk.findings(query).await?;
    Ok(Json(FindingList {
        items: page.items.iter().map(JudgedFinding::from).collect(),
        more: page.more,
        next: page.next,
    }))
}
