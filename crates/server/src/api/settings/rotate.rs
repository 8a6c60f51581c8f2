//! Makes a new secret in place of the old one; it is shown this once.

use axum::{Json, extract::State};
use jinpai_engine::SecretKind;
use jinpai_model::{Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{extract::Ids, problem::Answer, session::SignedIn, state::App, wire::Id};

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Secret {
    /// Signs order webhooks.
    Hook,
    /// Signs logged-in buyers of the widget.
    Identity,
    /// Signs what the shop's bridge posts and takes.
    Channel,
}

#[derive(Serialize, ToSchema)]
pub struct NewSecret {
    secret: String,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/settings/secrets/{secret}", tag = "settings",
    params(("shop" = Id, Path), ("secret" = inline(Secret), Path)),
    responses((status = 200, body = NewSecret)),
    extensions(("x-needs" = json!("owner"))),
)]
pub async fn rotate_secret(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, secret)): Ids<(ShopId, Secret)>,
) -> Answer<Json<NewSecret>> {
    let kind = match secret {
        Secret::Hook => SecretKind::Hook,
        Secret::Identity => SecretKind::Identity,
        Secret::Channel => SecretKind::Channel,
    };
    let desk = app.desk(&who, shop, Role::Owner).await?;
    Ok(Json(NewSecret {
        secret: desk.rotate_secret(kind).await?,
    }))
}
