//! Counts that a phrase was taken, one of the program's as well.

use axum::extract::State;
use jinpai_model::{Role, ShopId};

use crate::{
    api::{DONE, Done},
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/phrases/{phrase}/used", tag = "phrases",
    params(("shop" = Id, Path), ("phrase" = String, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn phrase_used(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, phrase)): Ids<(ShopId, String)>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.phrase_used(&phrase).await?;
    Ok(DONE)
}
