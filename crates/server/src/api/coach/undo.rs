//! A finding is put aside no more.

use axum::extract::State;
use jinpai_model::{DismissalId, Role, ShopId};

use crate::{
    api::{DONE, Done},
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

/// The agent who put it aside, or a lead.
#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/coach/dismissals/{dismissal}", tag = "coach",
    params(("shop" = Id, Path), ("dismissal" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn undo_dismissal(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, dismissal)): Ids<(ShopId, DismissalId)>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.undo_dismissal(dismissal).await?;
    Ok(DONE)
}
