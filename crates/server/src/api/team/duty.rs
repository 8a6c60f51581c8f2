//! What an agent says of herself in one shop: online, busy or away, and how many talks she takes.

use axum::extract::State;
use jinpai_model::{DutyState, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done},
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, words},
};

#[derive(Deserialize, ToSchema)]
pub struct DutyChange {
    /// `online` takes new buyers; `busy` keeps her own only; `away` is not at her desk.
    #[schema(value_type = Option<words::DutyState>)]
    state: Option<DutyState>,
    /// Open talks she has at most before new buyers go to others, 1 to 200.
    capacity: Option<u32>,
    /// What colleagues read beside it, such as when she is back, up to 60 characters. Another state without one takes
    /// it away.
    note: Option<String>,
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/duty", tag = "team",
    params(("shop" = Id, Path)), request_body = DutyChange,
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn set_duty(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<DutyChange>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.set_duty(body.state, body.capacity, body.note.as_deref())
        .await?;
    Ok(DONE)
}
