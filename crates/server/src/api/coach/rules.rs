//! The rules the coach applies, as the shop sets them.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, RuleView, UnreadableRule},
};

#[derive(Serialize, ToSchema)]
pub struct RuleList {
    items: Vec<RuleView>,
    /// Grows with every change of the shop's coach.
    version: i64,
    unreadable: Vec<UnreadableRule>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/coach/rules", tag = "coach",
    params(("shop" = Id, Path)),
    responses((status = 200, body = RuleList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_rules(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
) -> Answer<Json<RuleList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let platform = desk.shop().await?.settings.platform;
    let rules = desk.rules().await?;
    let unreadable = rules.unreadable.into_iter().map(|(own, reason)| UnreadableRule {
        code: own.code,
        toml: own.toml,
        version: own.version,
        reason,
    });
    Ok(Json(RuleList {
        items: rules
            .items
            .iter()
            .map(|rule| RuleView::new(rule, platform, who.locale()))
            .collect(),
        version: rules.version,
        unreadable: unreadable.collect(),
    }))
}
