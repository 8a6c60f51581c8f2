//! What agents put aside, newest first.

use axum::{Json, extract::State};
use jinpai_engine::{Days, DismissalQuery};
use jinpai_model::{PersonId, Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{DismissalView, Id},
};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    rule: Option<String>,
    #[param(value_type = Option<Id>)]
    agent: Option<PersonId>,
    /// First shop-local day, such as 2026-11-01.
    from: Option<String>,
    /// Last shop-local day.
    to: Option<String>,
    /// The `next` of the page before.
    before: Option<String>,
    /// Up to 200.
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct RuleCount {
    rule: String,
    count: i64,
}

#[derive(Serialize, ToSchema)]
pub struct DismissalList {
    items: Vec<DismissalView>,
    more: bool,
    /// Hand it back as `before` to get the next page.
    #[schema(required = true)]
    next: Option<String>,
    /// Over all pages, the most frequent rule first.
    counts: Vec<RuleCount>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/coach/dismissals", tag = "coach",
    params(("shop" = Id, Path), Which),
    responses((status = 200, body = DismissalList)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn list_dismissals(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(which): Params<Which>,
) -> Answer<Json<DismissalList>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let query = DismissalQuery {
        rule: which.rule,
        agent: which.agent,
        days: Days {
            from: which.from,
            to: which.to,
        },
        next: which.before,
        limit: which.limit.unwrap_or(50),
    };
    let list = desk.dismissals(query).await?;
    Ok(Json(DismissalList {
        items: list.page.items.iter().map(DismissalView::from).collect(),
        more: list.page.more,
        next: list.page.next,
        counts: list
            .counts
            .into_iter()
            .map(|(rule, count)| RuleCount { rule, count })
            .collect(),
    }))
}
