//! The orders that were reminded as usual beside those that chance left alone.

use axum::{Json, extract::State};
use jinpai_engine::Days;
use jinpai_model::{Flow, Role, ShopId};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    api::reminder::policy::payment,
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{EffectView, Id, words},
};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EffectOf {
    /// Left out: payment.
    #[serde(default = "payment")]
    #[param(value_type = Option<words::Flow>)]
    flow: Flow,
    /// `YYYY-MM-DD` on the shop's clock, of the orders; left out: since the trial began.
    from: Option<String>,
    /// The last day; left out: today.
    to: Option<String>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/reminders/effect", tag = "reminders",
    params(("shop" = Id, Path), EffectOf),
    responses((status = 200, body = EffectView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn get_effect(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(of): Params<EffectOf>,
) -> Answer<Json<EffectView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let days = Days {
        from: of.from,
        to: of.to,
    };
    Ok(Json(desk.effect(of.flow, days).await?.into()))
}
