//! Switches all reminders of a shop on or off.

use axum::extract::State;
use jinpai_model::{Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done},
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[derive(Deserialize, ToSchema)]
pub struct Switch {
    on: bool,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/reminders/switch", tag = "reminders",
    params(("shop" = Id, Path)), request_body = Switch,
    responses((status = 204)),
    extensions(("x-needs" = json!("owner"))),
)]
pub async fn switch_reminders(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<Switch>,
) -> Answer<Done> {
    app.desk(&who, shop, Role::Owner)
        .await?
        .switch_reminders(body.on)
        .await?;
    Ok(DONE)
}
