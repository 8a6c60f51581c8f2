//! The rules the coach applies.

use axum::{Json, extract::State};
use jinpai_engine::{Example, Locale, RuleSpec};
use jinpai_model::{Platform, Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, words},
};

#[derive(Serialize, ToSchema)]
pub struct RuleView {
    /// Three letters and three digits.
    code: String,
    name: String,
    category: &'static str,
    severity: &'static str,
    points: i64,
    /// Where it holds; empty: everywhere.
    #[schema(value_type = Vec<words::Platform>)]
    platforms: Vec<Platform>,
    message: String,
    why: String,
    example_bad: String,
    example_good: String,
}

impl RuleView {
    fn new(rule: &RuleSpec, locale: Locale) -> Self {
        let said = |zh: &str, en: &str| {
            if locale == Locale::En {
                en.to_owned()
            } else {
                zh.to_owned()
            }
        };
        Self {
            code: rule.code.to_string(),
            name: said(&rule.name.zh, &rule.name.en),
            category: rule.category.as_str(),
            severity: rule.severity.as_str(),
            points: rule.points,
            platforms: rule.platforms.clone(),
            message: said(&rule.message.zh, &rule.message.en),
            why: said(&rule.why.zh, &rule.why.en),
            example_bad: rule.bad.first().map(exchange).unwrap_or_default(),
            example_good: rule.good.first().map(exchange).unwrap_or_default(),
        }
    }
}

/// An example as it is read: what the buyer said before it, where that decides, then the reply.
fn exchange(example: &Example) -> String {
    match &example.buyer {
        Some(buyer) => format!("{buyer} → {}", example.text),
        None => example.text.clone(),
    }
}

#[derive(Serialize, ToSchema)]
pub struct RuleList {
    items: Vec<RuleView>,
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
    let items = desk
        .rules()
        .iter()
        .map(|rule| RuleView::new(rule, who.locale()))
        .collect();
    Ok(Json(RuleList { items }))
}
