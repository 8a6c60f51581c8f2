//! Answers a task: whether an order is still unpaid, how a call went, whether a message went out or a price was
//! changed.

use axum::{Json, extract::State};
use jinpai_engine::{CallOutcome, PriceOutcome, TaskAnswer as Answered, TaskOutcome as Plain};
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

/// What a person found out or did; which answers fit depends on the kind of task.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TaskOutcome {
    /// Still unpaid: send it now. Of a message whose fate was unknown: it did not go out.
    Unpaid,
    /// Paid meanwhile.
    Paid,
    /// Not to be sent, not to be called.
    Declined,
    /// I sent the text myself on the platform. Of an unknown: it went out.
    Sent,
    /// A call: she will pay.
    WillPay,
    /// A call: she does not want it any more.
    NotWanted,
    /// A call: she asked for something that I look after.
    WantsHelp,
    /// A call: nobody answered.
    NotReached,
    /// A call: she wants no more reminders.
    OptedOut,
    /// A change of price: it is done on the platform.
    Changed,
    /// A change of price: it cannot or will not be done.
    NotChanged,
    /// A change of price: not now.
    NotNow,
}

impl TaskOutcome {
    /// The same word says different things of a call and of a message.
    const fn of(self) -> Answered {
        match self {
            Self::Unpaid => Answered::Plain(Plain::Unpaid),
            Self::Paid => Answered::Plain(Plain::Paid),
            Self::Declined => Answered::Plain(Plain::Declined),
            Self::Sent => Answered::Plain(Plain::Sent),
            Self::WillPay => Answered::Call(CallOutcome::WillPay),
            Self::NotWanted => Answered::Call(CallOutcome::NotWanted),
            Self::WantsHelp => Answered::Call(CallOutcome::WantsHelp),
            Self::NotReached => Answered::Call(CallOutcome::NotReached),
            Self::OptedOut => Answered::Call(CallOutcome::OptedOut),
            Self::Changed => Answered::Price(PriceOutcome::Changed),
            Self::NotChanged => Answered::Price(PriceOutcome::NotChanged),
            Self::NotNow => Answered::Price(PriceOutcome::NotNow),
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
    let view = desk.finish_task(task, body.outcome.of()).await?;
    Ok(Json(TaskView::new(
        &view,
        Teller::new(&desk, &zone, who.locale()),
    )))
}
