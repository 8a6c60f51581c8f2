//! Takes an entry of what the shop knows away.

use axum::extract::State;
use jinpai_model::{EntryId, Role, ShopId};

use crate::{
    api::{DONE, Done},
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/knowledge/{entry}", tag = "products",
    params(("shop" = Id, Path), ("entry" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn delete_entry(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, entry)): Ids<(ShopId, EntryId)>,
) -> Answer<Done> {
    app.desk(&who, shop, Role::Lead)
        .await?
        .delete_entry(entry)
        .await?;
    Ok(DONE)
}
