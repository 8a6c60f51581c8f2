//! The reminder journey: a change in the log, a plan, a moment, a last look, one message.
//!
//! What to do is decided by `jinpai_reminder`, from a [`case::Case`] read inside the transaction that writes the
//! decision down; this module fetches, writes and calls the channel.

pub(crate) mod case;
pub(crate) mod deciding;
pub(crate) mod dispatcher;
pub(crate) mod draw_keys;
pub(crate) mod finding_out;
pub(crate) mod handing;
pub(crate) mod heard;
pub(crate) mod page;
pub(crate) mod peers;
pub(crate) mod planner;
mod proposals;
pub(crate) mod rails;
pub(crate) mod tasks;
mod trial;

use std::collections::HashSet;

use jinpai_model::{
    At, BuyerId, BuyerRef, EventKind, IdentityChannel, OrderId, Reason, ShopId, Step, StepState,
};
use jinpai_store::{Conn, NewEvent, StoreError, Tx, bridges, buyers, same_buyers, steps, tasks as task_rows};
use serde_json::json;

use crate::core::Engine;

impl Engine {
    /// Lets the planner look at the log at once.
    pub(crate) fn wake_planner(&self) {
        self.plan_bell.notify_one();
    }

    /// Lets the dispatcher look for due steps at once.
    pub(crate) fn wake_dispatcher(&self) {
        self.due_bell.notify_one();
    }
}

/// Cancels every open step of these orders, with the task that waits on it: payment ends a reminder at once.
pub(crate) async fn stop_orders(
    tx: &Tx,
    shop: ShopId,
    orders: &[OrderId],
    reason: Reason,
    now: At,
) -> Result<(), StoreError> {
    if orders.is_empty() {
        return Ok(());
    }
    let stopped = steps::cancel_open_of_orders(tx, shop, orders, reason, now).await?;
    close_tasks(tx, shop, &stopped, now).await?;
    for step in stopped {
        log_step(tx, EventKind::StepCancelled, step, reason, now)?;
    }
    Ok(())
}

/// Closes the tasks that wait on steps which are over, so that nobody works on them any more.
pub(crate) async fn close_tasks(
    tx: &Tx,
    shop: ShopId,
    over: &[jinpai_model::StepId],
    now: At,
) -> Result<(), StoreError> {
    for task in task_rows::close_of_steps(tx, shop, over, now).await? {
        tx.append(NewEvent {
            at: now,
            kind: EventKind::TaskDone,
            subject: task.id.to_string(),
            payload: json!({ "step": task.step, "outcome": task.outcome }),
        })?;
    }
    Ok(())
}

/// Ends every open step of a buyer and of whoever is one with her.
pub(crate) async fn stop_buyer(
    tx: &Tx,
    shop: ShopId,
    buyer: BuyerId,
    reason: Reason,
    now: At,
) -> Result<(), StoreError> {
    let mut open = Vec::new();
    for one in same_buyers::kin(tx, shop, &[buyer]).await?.of(buyer) {
        open.extend(steps::of_buyer_open(tx, shop, one).await?);
    }
    let orders: Vec<OrderId> = open.iter().flat_map(|step| step.orders.iter().copied()).collect();
    stop_orders(tx, shop, &orders, reason, now).await?;
    // An inquiry is about no order.
    let mut stopped = Vec::new();
    for step in open.iter().filter(|step| step.orders.is_empty()) {
        if steps::settle(tx, shop, step.id, StepState::Cancelled, reason, now).await? {
            log_step(tx, EventKind::StepCancelled, step.id, reason, now)?;
            stopped.push(step.id);
        }
    }
    close_tasks(tx, shop, &stopped, now).await
}

/// Says in the log what became of a step.
pub(crate) fn log_step(
    tx: &Tx,
    kind: EventKind,
    step: jinpai_model::StepId,
    reason: Reason,
    now: At,
) -> Result<(), StoreError> {
    let payload = json!({ "reason": reason });
    tx.append(NewEvent {
        at: now,
        kind,
        subject: step.to_string(),
        payload,
    })?;
    Ok(())
}

/// The event that a step's new state is.
pub(crate) const fn event_of(state: StepState) -> EventKind {
    match state {
        StepState::Planned | StepState::Claimed => EventKind::StepPlanned,
        StepState::Waiting => EventKind::StepPostponed,
        StepState::Sent => EventKind::StepSent,
        StepState::Skipped | StepState::Expired => EventKind::StepSkipped,
        StepState::Cancelled => EventKind::StepCancelled,
        StepState::Unknown => EventKind::StepUnknown,
    }
}

/// Whether the chat can show a buyer something: she has been in the widget, or will come as the same logged-in
/// buyer, or the shop's bridge speaks for her.
pub(crate) async fn reachable(conn: &impl Conn, shop: ShopId, buyer: BuyerId) -> Result<bool, StoreError> {
    Ok(reachable_of(conn, shop, &[buyer]).await?.contains(&buyer))
}

/// Those of `ids` whom the chat can show something.
pub(crate) async fn reachable_of(
    conn: &impl Conn,
    shop: ShopId,
    ids: &[BuyerId],
) -> Result<HashSet<BuyerId>, StoreError> {
    let in_widget = |r: &BuyerRef| matches!(r.channel, IdentityChannel::Widget | IdentityChannel::Site);
    let names = buyers::identities_of_many(conn, shop, ids).await?;
    let seen = names.into_iter().filter(|(_, names)| names.iter().any(in_widget));
    let mut found: HashSet<BuyerId> = seen.map(|(buyer, _)| buyer).collect();
    found.extend(bridges::ties_of(conn, shop, ids).await?.into_keys());
    Ok(found)
}

/// The client reference under which the chat takes a step: the same step again is the same message.
pub(crate) fn chat_key(step: &Step) -> String {
    format!("step:{}", step.id)
}
