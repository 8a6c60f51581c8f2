//! One rule with everything about it.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, RuleDetail},
};

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/coach/rules/{code}", tag = "coach",
    params(("shop" = Id, Path), ("code" = String, Path)),
    responses((status = 200, body = RuleDetail)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn get_rule(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, code)): Ids<(ShopId, String)>,
) -> Answer<Json<RuleDetail>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let platform = desk.shop().await?.settings.platform;
    let rule = desk.rule(&code).await?;
    Ok(Json(RuleDetail::new(&rule, platform, who.locale())))
}
