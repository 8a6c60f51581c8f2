//! Takes a call into one's hands: for half an hour nobody else is shown the number.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId, TaskId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, TaskView, Teller},
};

#[derive(Serialize, ToSchema)]
pub struct TakenTask {
    task: TaskView,
    /// The whole number. It is told here and nowhere else, and every telling is an event.
    number: String,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/tasks/{task}/take", tag = "reminders",
    params(("shop" = Id, Path), ("task" = Id, Path)),
    responses((status = 200, body = TakenTask)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn take_task(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, task)): Ids<(ShopId, TaskId)>,
) -> Answer<Json<TakenTask>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let zone = who.zone(shop);
    let (view, number) = desk.take_task(task).await?;
    Ok(Json(TakenTask {
        task: TaskView::new(&view, Teller::new(&desk, &zone, who.locale())),
        number,
    }))
}
