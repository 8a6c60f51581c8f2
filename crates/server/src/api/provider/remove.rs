//! Takes a provider away. What went through it keeps its record.

use axum::extract::State;
use jinpai_model::{ProviderId, Role, ShopId};

use crate::{
    api::{DONE, Done},
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/providers/{provider}", tag = "providers",
    params(("shop" = Id, Path), ("provider" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("owner"))),
)]
pub async fn remove_provider(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, provider)): Ids<(ShopId, ProviderId)>,
) -> Answer<Done> {
    app.desk(&who, shop, Role::Owner)
        .await?
        .remove_provider(provider)
        .await?;
    Ok(DONE)
}
