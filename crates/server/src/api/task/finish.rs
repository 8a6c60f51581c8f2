//! Answers a task: whether the order is still unpaid, and who sends the reminder.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId, TaskId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, TaskView, Teller},
};

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TaskOutcome {
    /// Still unpaid: send it now.
    Unpaid,
    /// Paid meanwhile.
    Paid,
    /// Not to be sent.
    Declined,
    /// I sent the text myself on the platform.
    Sent,
}

impl From<TaskOutcome> for jinpai_engine::TaskOutcome {
    fn from(outcome: TaskOutcome) -> Self {
        match outcome {
            TaskOutcome::Unpaid => Self::Unpaid,
            TaskOutcome::Paid => Self::Paid,
            TaskOutcome::Declined => Self::Declined,
            TaskOutcome::Sent => Self::Sent,
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct TaskAnswer {
    outcome: TaskOutcome,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/tasks/{task}", tag = "reminders",
    params(("shop" = Id, Path), ("task" = Id, Path)), request_body = TaskAnswer,
    responses((status = 200, body = TaskView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn finish_task(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, task)): Ids<(ShopId, TaskId)>,
    Body(body): Body<TaskAnswer>,
) -> Answer<Json<TaskView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let zone = who.zone(shop);
    let view = desk.finish_task(task, body.outcome.into()).await?;
    Ok(Json(TaskView::new(
        &view,
        Teller::new(&desk, &zone, who.locale()),
    )))
}
