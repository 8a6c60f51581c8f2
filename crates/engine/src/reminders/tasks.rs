//! What a person does before a reminder goes on: she says whether an order is still unpaid, calls a buyer,
//! finds out whether a message went out, or changes a price on the platform.
//!
//! The first answer counts, and what it means for the step is written in the same transaction.

use jinpai_model::{
    Address, AddressKind, At, EventKind, MINUTE_MS, PersonId, Reason, Role, ShopId, StepState, Task, TaskId,
    TaskKind, TaskState,
};
use jinpai_store::{
    Lane, NewEvent, Tx,
    holds::{self, Hold},
    prices::{self, Agreed},
    steps, tasks,
};
use serde_json::json;

use crate::{
    desk::Desk,
    error::{EngineError, Invalid, Result},
    reminders::{
        deciding::{self, address_of},
        event_of, finding_out, heard, log_step, planner,
    },
    views::TaskView,
};

/// So long a call is in the hands of whoever was shown the number.
pub(crate) const HOLD_MS: i64 = 30 * MINUTE_MS;

/// What a person found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskOutcome {
    /// Still unpaid: send it now. Of a message whose fate was unknown: it did not go out, and may.
    Unpaid,
    /// It has been paid; the next import will say so too.
    Paid,
    /// Better not; or, of a call: nobody called, and nobody should.
    Declined,
    /// She passed the text on herself, where the buyer is. Of an unknown: it went out.
    Sent,
}

/// How a call went, where the buyer has not paid yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallOutcome {
    WillPay,
    /// She does not want it any more.
    NotWanted,
    /// She asked for something that an agent looks after.
    WantsHelp,
    NotReached,
    /// No more of these, please.
    OptedOut,
}

/// What became of a change of price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceOutcome {
    /// It is done on the platform.
    Changed,
    /// It cannot or will not be done.
    NotChanged,
    /// Not now; the reminder goes out with the old price.
    NotNow,
}

/// The answer to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskAnswer {
    Plain(TaskOutcome),
    Call(CallOutcome),
    Price(PriceOutcome),
}

impl From<TaskOutcome> for TaskAnswer {
    fn from(outcome: TaskOutcome) -> Self {
        Self::Plain(outcome)
    }
}

impl From<CallOutcome> for TaskAnswer {
    fn from(outcome: CallOutcome) -> Self {
        Self::Call(outcome)
    }
}

impl From<PriceOutcome> for TaskAnswer {
    fn from(outcome: PriceOutcome) -> Self {
        Self::Price(outcome)
    }
}

impl TaskAnswer {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Plain(TaskOutcome::Unpaid) => "unpaid",
            Self::Plain(TaskOutcome::Paid) => "paid",
            Self::Plain(TaskOutcome::Declined) => "declined",
            Self::Plain(TaskOutcome::Sent) => "sent",
            Self::Call(CallOutcome::WillPay) => "will-pay",
            Self::Call(CallOutcome::NotWanted) => "not-wanted",
            Self::Call(CallOutcome::WantsHelp) => "wants-help",
            Self::Call(CallOutcome::NotReached) => "not-reached",
            Self::Call(CallOutcome::OptedOut) => "opted-out",
            Self::Price(PriceOutcome::Changed) => "changed",
            Self::Price(PriceOutcome::NotChanged) => "not-changed",
            Self::Price(PriceOutcome::NotNow) => "not-now",
        }
    }

    /// Whether it answers a task of this kind at all.
    const fn answers(self, kind: TaskKind) -> bool {
        match self {
            Self::Plain(TaskOutcome::Unpaid) => matches!(kind, TaskKind::ConfirmUnpaid | TaskKind::FindOut),
            Self::Plain(_) => !matches!(kind, TaskKind::ChangePrice),
            Self::Call(_) => matches!(kind, TaskKind::Call),
            Self::Price(_) => matches!(kind, TaskKind::ChangePrice),
        }
    }
}

impl Desk {
    /// Answers a task. The first answer counts.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such task, [`EngineError::AlreadyDone`] when it was answered
    /// or a colleague has the buyer on the phone, [`EngineError::Invalid`] for what is no answer to it.
    pub async fn finish_task(&self, id: TaskId, answer: impl Into<TaskAnswer>) -> Result<TaskView> {
        let answer = answer.into();
        let task = self.open_task(id).await?;
        self.check_answer(&task, answer).await?;
        if task.kind == TaskKind::Draft && answer == TaskAnswer::Plain(TaskOutcome::Sent) {
            let sent = self.send_draft(task).await?;
            let shown = self.engine.show_tasks(self.shop, vec![sent]).await?;
            return shown.into_iter().next().ok_or(EngineError::NotFound("task"));
        }
        let (shop, now, person) = (self.shop, self.engine.now(), self.person);
        let done = Task {
            state: TaskState::Done,
            outcome: Some(answer.as_str().to_owned()),
            done_by: Some(person),
            done_at: Some(now),
            ..task
        };
        let row = done.clone();
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                refuse_held(tx, (shop, id), person, now).await?;
                if !tasks::finish(tx, shop, row.id, answer.as_str(), person, now).await? {
                    return Err(EngineError::AlreadyDone("answered"));
                }
                deciding::log_task(tx, EventKind::TaskDone, &row, now)?;
                take_effect(tx, &row, answer, person, now).await
            })
        });
        write.await?;
        let step = steps::get(self.engine.store.read(), shop, done.step).await?;
        if let Some(step) = step.filter(|_| answer != TaskAnswer::Plain(TaskOutcome::Unpaid)) {
            planner::plan_buyers(&self.engine, shop, vec![step.buyer], None).await?;
        }
        self.engine.wake_dispatcher();
        let shown = self.engine.show_tasks(shop, vec![done]).await?;
        shown.into_iter().next().ok_or(EngineError::NotFound("task"))
    }

    async fn open_task(&self, id: TaskId) -> Result<Task> {
        let task = tasks::get(self.engine.store.read(), self.shop, id)
            .await?
            .ok_or(EngineError::NotFound("task"))?;
        if task.state != TaskState::Open {
            return Err(EngineError::AlreadyDone("answered"));
        }
        Ok(task)
    }

    async fn check_answer(&self, task: &Task, answer: TaskAnswer) -> Result<()> {
        let invalid = |expected| EngineError::Invalid {
            field: "outcome",
            reason: Invalid::Not { expected },
        };
        if !answer.answers(task.kind) {
            return Err(invalid("an answer to this kind of task"));
        }
        let goes_out = matches!(answer, TaskAnswer::Plain(TaskOutcome::Unpaid | TaskOutcome::Sent));
        if goes_out && task.kind == TaskKind::ConfirmUnpaid {
            let held = steps::get(self.engine.store.read(), self.shop, task.step).await?;
            // The shop wants a lead to look at buyers like this one first.
            if held.is_some_and(|step| step.reason == Reason::LeadFirst) {
                self.require(Role::Lead)?;
            }
        }
        if answer == TaskAnswer::Plain(TaskOutcome::Unpaid) && task.kind == TaskKind::ConfirmUnpaid {
            let read = self.engine.store.read();
            let step = steps::get(read, self.shop, task.step)
                .await?
                .ok_or(EngineError::NotFound("task"))?;
            if !super::reachable(read, self.shop, step.buyer).await? {
                // Sending would put the text where nobody reads it.
                return Err(invalid(
                    "an answer this buyer can be reached with: sent, paid or declined",
                ));
            }
        }
        Ok(())
    }

    /// Takes a call into this member's hands for half an hour and tells the number, which is told nowhere else.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such call or the buyer no number that may be dialled,
    /// [`EngineError::AlreadyDone`] when a colleague has it.
    pub async fn take_task(&self, id: TaskId) -> Result<(TaskView, String)> {
        let task = self.open_task(id).await?;
        if task.kind != TaskKind::Call {
            return Err(EngineError::NotFound("task"));
        }
        let read = self.engine.store.read();
        let step = steps::get(read, self.shop, task.step)
            .await?
            .ok_or(EngineError::NotFound("task"))?;
        let address: Option<Address> = address_of(read, &step, AddressKind::Mobile).await?;
        let number = address.ok_or(EngineError::NotFound("address"))?.value;
        let (shop, now, person) = (self.shop, self.engine.now(), self.person);
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                refuse_held(tx, (shop, id), person, now).await?;
                let hold = Hold {
                    person,
                    taken_at: now,
                };
                holds::put(tx, shop, id, hold).await?;
                // Every showing of a number is in the log: who, when, for which task.
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::TaskTaken,
                    subject: id.to_string(),
                    payload: json!({ "step": step.id, "by": person }),
                })?;
                Ok::<_, EngineError>(())
            })
        });
        write.await?;
        let shown = self.engine.show_tasks(shop, vec![task]).await?;
        let view = shown.into_iter().next().ok_or(EngineError::NotFound("task"))?;
        Ok((view, number))
    }
}

/// A colleague has the buyer on the phone.
async fn refuse_held(tx: &Tx, (shop, task): (ShopId, TaskId), person: PersonId, now: At) -> Result<()> {
    match holds::get(tx, shop, task).await? {
        Some(hold) if hold.person != person && now.since(hold.taken_at) < HOLD_MS => {
            Err(EngineError::AlreadyDone("taken"))
        }
        _ => Ok(()),
    }
}

/// What an answer means for the step behind the task.
async fn take_effect(tx: &Tx, task: &Task, answer: TaskAnswer, person: PersonId, now: At) -> Result<()> {
    let (state, reason) = match answer {
        TaskAnswer::Plain(outcome) if task.kind == TaskKind::FindOut => {
            return finding_out::told_by_person(tx, task, outcome, now).await;
        }
        TaskAnswer::Plain(TaskOutcome::Unpaid) => {
            steps::resume(tx, task.shop, task.step, now, Reason::Confirmed).await?;
            return Ok(());
        }
        TaskAnswer::Plain(TaskOutcome::Paid) => (StepState::Cancelled, Reason::Paid),
        TaskAnswer::Plain(TaskOutcome::Declined) => (StepState::Skipped, Reason::Declined),
        // She was spoken to: that is a reminder, whatever she said.
        TaskAnswer::Plain(TaskOutcome::Sent)
        | TaskAnswer::Call(CallOutcome::WillPay | CallOutcome::WantsHelp | CallOutcome::OptedOut) => {
            (StepState::Sent, Reason::Confirmed)
        }
        TaskAnswer::Call(CallOutcome::NotWanted) => (StepState::Sent, Reason::NotInterested),
        TaskAnswer::Call(CallOutcome::NotReached) => (StepState::Skipped, Reason::NotReached),
        TaskAnswer::Price(PriceOutcome::Changed) => return agree(tx, task, person, now).await,
        TaskAnswer::Price(PriceOutcome::NotChanged | PriceOutcome::NotNow) => return Ok(()),
    };
    if steps::settle(tx, task.shop, task.step, state, reason, now).await? {
        log_step(tx, event_of(state), task.step, reason, now)?;
    }
    if answer == TaskAnswer::Call(CallOutcome::OptedOut)
        && let Some(step) = steps::get(tx, task.shop, task.step).await?
    {
        heard::opt_out(tx, task.shop, step.buyer, now).await?;
    }
    Ok(())
}

/// The price is changed on the platform: from now on reminders may speak of it.
async fn agree(tx: &Tx, task: &Task, person: PersonId, now: At) -> Result<()> {
    let of = (task.shop, task.id, person);
    let Some(change) = prices::of_tasks(tx, task.shop, &[task.id])
        .await?
        .remove(&task.id)
    else {
        return Ok(());
    };
    for (order, price) in change.keep {
        let agreed = Agreed {
            price_fen: Some(price),
            at: now,
        };
        prices::agree(tx, of, order, agreed).await?;
    }
    for order in change.duplicates {
        let closed = Agreed {
            price_fen: None,
            at: now,
        };
        prices::agree(tx, of, order, closed).await?;
    }
    Ok(())
}
