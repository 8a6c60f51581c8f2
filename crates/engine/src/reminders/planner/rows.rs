//! Makes the rows agree with the plans.

use std::collections::{BTreeSet, HashMap};

use futures_util::future::try_join;
use jinpai_model::{At, Channel, EventKind, Flow, Reason, ShopId, Step, StepId, StepState};
use jinpai_reminder::{Plan, PlannedStep, Proposal, SkippedOrder};
use jinpai_store::{
    StoreError, Tx, steps,
    trials::{self, Trial},
};

use crate::{
    core::Engine,
    error::Result,
    reminders::{case::Case, close_tasks, event_of, log_step, proposals},
};

/// What the plans of some buyers add to the rows, written once for all of them.
#[derive(Default)]
pub(super) struct Laid {
    put: Vec<Step>,
    trials: Vec<Trial>,
    /// With the steps that are still ahead of each buyer.
    proposals: Vec<(Vec<Proposal>, Vec<Step>)>,
}

impl Laid {
    /// These orders are drawn for the trial.
    pub fn draw(&mut self, drawn: impl IntoIterator<Item = Trial>) {
        self.trials.extend(drawn);
    }

    /// Makes the rows agree with the plan: new steps in, moved ones moved, the rest cancelled with the plan's reason.
    pub async fn reconcile(
        &mut self,
        engine: &Engine,
        tx: &Tx,
        case: &Case,
        (made, policy_version): (Plan, i64),
        now: At,
    ) -> Result<(), StoreError> {
        let Some(shop) = tx.shop() else { return Ok(()) };
        let key = |step: &Step| (step.ladder.clone(), step.n);
        let held: HashMap<(String, i64), &Step> = case.steps.iter().map(|step| (key(step), step)).collect();
        let mut wanted: BTreeSet<(String, i64)> = BTreeSet::new();
        let mut moved: Vec<Step> = Vec::new();
        let mut ahead: Vec<Step> = Vec::new();
        for planned in made.steps {
            let row = Step {
                policy_version,
                ..step_row(engine, case, planned, now)
            };
            wanted.insert(key(&row));
            match held.get(&key(&row)) {
                None => {
                    ahead.push(row.clone());
                    self.put.push(row);
                }
                Some(held) if may_move(held) && differs(held, &row) => {
                    let row = Step {
                        id: held.id,
                        epoch: held.epoch,
                        planned_at: held.planned_at,
                        ..row
                    };
                    ahead.push(row.clone());
                    moved.push(row);
                }
                Some(held) => ahead.push((*held).clone()),
            }
        }
        let gone: Vec<StepId> = case
            .steps
            .iter()
            .filter(|step| is_open(step))
            .filter(|step| step.reason != Reason::Confirmed && !wanted.contains(&key(step)))
            .map(|step| step.id)
            .collect();
        let why = |id: &StepId| {
            let step = case.steps.iter().find(|step| step.id == *id);
            let skip = step.and_then(|step| {
                made.skips
                    .iter()
                    .find(|skip| step.orders.first() == Some(&skip.order))
            });
            skip.map_or(Reason::Replaced, |skip| skip.reason)
        };
        for id in &gone {
            if steps::settle(tx, shop, *id, StepState::Cancelled, why(id), now).await? {
                log_step(tx, EventKind::StepCancelled, *id, why(id), now)?;
            }
        }
        close_tasks(tx, shop, &gone, now).await?;
        for skip in &made.skips {
            let row = Step {
                policy_version,
                ..skip_row(engine, case, skip, now)
            };
            if !held.contains_key(&key(&row)) {
                self.put.push(row);
            }
        }
        for row in &moved {
            if steps::replan(tx, shop, row).await? {
                log_step(tx, EventKind::StepPlanned, row.id, row.reason, now)?;
            }
        }
        if !made.proposals.is_empty() {
            ahead.retain(is_open);
            self.proposals.push((made.proposals, ahead));
        }
        Ok(())
    }

    /// Writes all of it.
    pub async fn put_down(self, engine: &Engine, tx: &Tx, shop: ShopId, now: At) -> Result<()> {
        let enrolled = trials::enrol(tx, shop, &self.trials);
        let ((), stored) = try_join(enrolled, steps::insert_many(tx, shop, &self.put)).await?;
        for (row, _) in self.put.iter().zip(stored).filter(|(_, stored)| *stored) {
            log_step(tx, event_of(row.state), row.id, row.reason, now)?;
        }
        for (proposed, ahead) in self.proposals {
            proposals::put(engine, tx, proposed, &ahead, now).await?;
        }
        Ok(())
    }
}

/// Not decided yet, and in no worker's hands.
pub(crate) const fn is_open(step: &Step) -> bool {
    matches!(step.state, StepState::Planned | StepState::Waiting)
}

/// A step that nobody holds, or that a plan has set aside before, may be planned again.
const fn may_move(step: &Step) -> bool {
    match step.state {
        // A person has just confirmed it: it goes to the gate as it is.
        StepState::Planned => !matches!(step.reason, Reason::Confirmed),
        StepState::Cancelled => matches!(step.reason, Reason::Replaced | Reason::RemindersOff),
        _ => false,
    }
}

pub(crate) fn differs(held: &Step, row: &Step) -> bool {
    let postponed = matches!(
        held.reason,
        Reason::AgentTalking
            | Reason::BuyerReplied
            | Reason::QuietHours
            | Reason::Cap
            // By a provider, for the moment: called back at once, its tries would be over in an instant.
            | Reason::Rejected
    );
    if held.state == row.state
        && held.policy_version == row.policy_version
        && postponed
        && held.slot == row.slot
        && held.orders == row.orders
    {
        // It was put off; the plan's own moment has passed and must not call it back.
        return held.due_at < row.due_at;
    }
    held.state != row.state
        || held.policy_version != row.policy_version
        || held.due_at != row.due_at
        || held.expires_at != row.expires_at
        || held.slot != row.slot
        || held.orders != row.orders
}

fn step_row(engine: &Engine, case: &Case, planned: PlannedStep, now: At) -> Step {
    Step {
        shop: case.shop,
        id: StepId::new(now, engine.random.bits()),
        flow: Flow::Payment,
        reason: planned.reason(),
        ladder: planned.ladder,
        n: i64::from(planned.n),
        buyer: case.buyer_id,
        orders: planned.orders,
        channel: planned.channel,
        angle: Some(planned.angle),
        slot: Some(planned.slot),
        due_at: planned.due_at,
        expires_at: planned.expires_at,
        state: StepState::Planned,
        text: planned.text,
        planned_at: now,
        decided_at: None,
        lease_until_at: None,
        epoch: 0,
        policy_version: 0,
    }
}

/// A skip is never silent: it is a row like any step, once for each order and reason.
///
/// Its moment is now; of an order that had closed before, the closing: an import of old orders is no news of today.
fn skip_row(engine: &Engine, case: &Case, skip: &SkippedOrder, now: At) -> Step {
    let order = case.rows.iter().find(|order| order.id == skip.order);
    let moment = order.map_or(now, |order| order.close_at.min(now));
    Step {
        shop: case.shop,
        id: StepId::new(now, engine.random.bits()),
        flow: Flow::Payment,
        reason: skip.reason,
        ladder: format!("skip-{}-{}", skip.order, skip.reason),
        n: 1,
        buyer: case.buyer_id,
        orders: std::iter::once(skip.order).chain(skip.leader).collect(),
        channel: Channel::Chat,
        angle: None,
        slot: None,
        due_at: moment,
        expires_at: moment,
        state: StepState::Skipped,
        text: None,
        planned_at: now,
        decided_at: Some(now),
        lease_until_at: None,
        epoch: 0,
        policy_version: 0,
    }
}
