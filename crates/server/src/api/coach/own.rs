//! Rules that the shop writes itself. A live rule has to bring its examples, and they have to come out.

use axum::{Json, extract::State};
use jinpai_engine::RuleChange;
use jinpai_model::{Role, RuleStatus, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done},
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, RuleDetail, words},
};

#[derive(Deserialize, ToSchema)]
pub struct RuleToWrite {
    /// The rule as in a pack: one TOML text, up to 32 KiB.
    toml: String,
    /// A draft may still lack examples and is applied nowhere.
    #[schema(value_type = words::RuleStatus)]
    status: RuleStatus,
    /// The version that was edited; when another is there, nothing is written.
    version: Option<i64>,
}

impl From<RuleToWrite> for RuleChange {
    fn from(body: RuleToWrite) -> Self {
        let RuleToWrite {
            toml,
            status,
            version,
        } = body;
        Self {
            toml,
            status,
            version,
        }
    }
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/coach/rules", tag = "coach",
    params(("shop" = Id, Path)), request_body = RuleToWrite,
    responses((status = 200, body = RuleDetail)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn add_rule(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<RuleToWrite>,
) -> Answer<Json<RuleDetail>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let platform = desk.shop().await?.settings.platform;
    let rule = desk.add_rule(body.into()).await?;
    Ok(Json(RuleDetail::new(&rule, platform, who.locale())))
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/coach/rules/{code}", tag = "coach",
    params(("shop" = Id, Path), ("code" = String, Path)), request_body = RuleToWrite,
    responses((status = 200, body = RuleDetail)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn change_rule(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, code)): Ids<(ShopId, String)>,
    Body(body): Body<RuleToWrite>,
) -> Answer<Json<RuleDetail>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let platform = desk.shop().await?.settings.platform;
    let rule = desk.change_rule(&code, body.into()).await?;
    Ok(Json(RuleDetail::new(&rule, platform, who.locale())))
}

#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/coach/rules/{code}", tag = "coach",
    params(("shop" = Id, Path), ("code" = String, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn delete_rule(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, code)): Ids<(ShopId, String)>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    desk.delete_rule(&code).await?;
    Ok(DONE)
}
