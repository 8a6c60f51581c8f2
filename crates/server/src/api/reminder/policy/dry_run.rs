//! A policy under edit on the shop's own past orders, part by part.

use axum::{Json, extract::State};
use jinpai_engine::{DryRun, Show};
use jinpai_model::{At, BuyerId, Flow, OrderId, Reason, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::payment;
use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{DryDecision, DryRunPart, Id, words},
};

#[derive(Deserialize, ToSchema)]
pub struct PolicyToTry {
    #[serde(default = "payment")]
    #[schema(value_type = Option<words::Flow>)]
    flow: Flow,
    toml: String,
    /// Orders placed in so many days are looked at, 1 to 92.
    days: u32,
    /// The moment after them; left out: now.
    until_at: Option<i64>,
    /// The `next` of the part before.
    #[schema(value_type = Option<Id>)]
    after: Option<BuyerId>,
    show: Option<DryShow>,
}

/// Which decisions of the draft to show one by one.
#[derive(Deserialize, ToSchema)]
pub struct DryShow {
    /// Everything about this order, by both policies; nothing else is run then.
    #[schema(value_type = Option<Id>)]
    order: Option<OrderId>,
    /// `YYYY-MM-DD` on the shop's clock.
    day: Option<String>,
    /// 0 to 23.
    hour: Option<u8>,
    decision: Option<DryDecision>,
    #[schema(value_type = Option<words::Reason>)]
    reason: Option<Reason>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/reminders/policies/dry-run", tag = "reminders",
    params(("shop" = Id, Path)), request_body = PolicyToTry,
    responses((status = 200, body = DryRunPart)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn dry_run_policy(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<PolicyToTry>,
) -> Answer<Json<DryRunPart>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let ask = DryRun {
        toml: body.toml,
        days: body.days,
        until: body.until_at.map(At),
        after: body.after,
        show: body.show.map(|show| Show {
            order: show.order,
            day: show.day,
            hour: show.hour,
            decision: show.decision.map(Into::into),
            reason: show.reason,
        }),
    };
    let part = desk.dry_run_policy(body.flow, ask, who.locale()).await?;
    Ok(Json(part.into()))
}
