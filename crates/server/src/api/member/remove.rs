//! Takes somebody off the team; her open pages leave the shop.

use axum::extract::State;
use jinpai_model::{PersonId, Role, ShopId};

use crate::{
    api::{DONE, Done},
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/members/{person}", tag = "members",
    params(("shop" = Id, Path), ("person" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("owner"))),
)]
pub async fn remove_member(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, person)): Ids<(ShopId, PersonId)>,
) -> Answer<Done> {
    app.desk(&who, shop, Role::Owner)
        .await?
        .remove_member(person)
        .await?;
    Ok(DONE)
}
