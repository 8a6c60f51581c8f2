//! Keeps a version of a policy. What is in force stays until a version is started.

use axum::{Json, extract::State};
use jinpai_model::{Flow, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::payment;
use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, PolicyText, words},
};

#[derive(Deserialize, ToSchema)]
pub struct PolicyToSave {
    #[serde(default = "payment")]
    #[schema(value_type = Option<words::Flow>)]
    flow: Flow,
    /// The policy with its examples: one TOML text, up to 64 KiB.
    toml: String,
    /// What has changed, up to 200 characters.
    #[serde(default)]
    note: String,
    /// The newest version when the edit began; when there is a newer one, nothing is saved.
    base: i64,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/reminders/policies", tag = "reminders",
    params(("shop" = Id, Path)), request_body = PolicyToSave,
    responses((status = 200, body = PolicyText)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn save_policy(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<PolicyToSave>,
) -> Answer<Json<PolicyText>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let PolicyToSave {
        flow,
        toml,
        note,
        base,
    } = body;
    let draft = jinpai_engine::PolicyDraft { toml, note, base };
    Ok(Json(desk.save_policy(flow, draft).await?.into()))
}
