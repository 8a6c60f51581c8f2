//! How the shop sets one rule: severity, points, off, and words for which it stays quiet.

use axum::{Json, extract::State};
use jinpai_engine::{SettingChange, Severity};
use jinpai_model::{Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{FindingSeverity, Id, RuleDetail},
};

/// All that the shop sets of a rule; what is absent or null is as the rule itself says.
#[derive(Deserialize, ToSchema)]
pub struct RuleSettings {
    #[schema(value_type = Option<FindingSeverity>)]
    severity: Option<Severity>,
    /// From -100 to 100.
    points: Option<i64>,
    /// Switches the rule off.
    #[serde(default)]
    muted: bool,
    /// Up to 50 phrases of up to 40 characters.
    #[serde(default)]
    allow: Vec<String>,
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/coach/rules/{code}/settings", tag = "coach",
    params(("shop" = Id, Path), ("code" = String, Path)), request_body = RuleSettings,
    responses((status = 200, body = RuleDetail)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn set_rule(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, code)): Ids<(ShopId, String)>,
    Body(body): Body<RuleSettings>,
) -> Answer<Json<RuleDetail>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let platform = desk.shop().await?.settings.platform;
    let change = SettingChange {
        severity: body.severity,
        points: body.points,
        muted: body.muted,
        allowed: body.allow,
    };
    let rule = desk.set_rule(&code, change).await?;
    Ok(Json(RuleDetail::new(&rule, platform, who.locale())))
}

#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/coach/rules/{code}/settings", tag = "coach",
    params(("shop" = Id, Path), ("code" = String, Path)),
    responses((status = 200, body = RuleDetail)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn reset_rule(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, code)): Ids<(ShopId, String)>,
) -> Answer<Json<RuleDetail>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let platform = desk.shop().await?.settings.platform;
    let rule = desk.clear_rule(&code).await?;
    Ok(Json(RuleDetail::new(&rule, platform, who.locale())))
}
