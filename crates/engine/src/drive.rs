//! One round of all that the engine's loops do, for programs that own the time: simulation and measurements.

use std::collections::BTreeSet;

use jinpai_model::{
    At, Attempt, BuyerId, ConversationId, ConversationState, Event, OrderId, ShopId, Step, StepId, Task,
};
use jinpai_store::{
    Lane,
    agenda::Agenda,
    attempts, conversations, events, orders,
    secrets::{self, SecretKind},
    steps, tasks,
};

use crate::{
    core::Engine,
    error::{EngineError, Result},
    reminders::{
        dispatcher, finding_out, heard,
        planner::{self, Places},
    },
};

/// What stands on disk of a shop's reminders.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub steps: Vec<Step>,
    pub attempts: Vec<Attempt>,
    /// Orders by id, with their numbers.
    pub orders: Vec<(OrderId, String)>,
    /// Key of the draws, such as who is held out.
    pub draw_seed: u64,
    pub log: Vec<Event>,
}

impl Engine {
    /// Everything that was planned and handed over in a shop.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ledger(&self, shop: ShopId) -> Result<Ledger> {
        let read = self.store.read();
        let steps = steps::of_shop(read, shop).await?;
        let ids: Vec<OrderId> = steps
            .iter()
            .flat_map(|step| step.orders.iter().copied())
            .collect();
        let orders = orders::get_many(read, shop, &ids).await?;
        let mut orders: Vec<_> = orders.into_iter().map(|(id, order)| (id, order.number)).collect();
        orders.sort();
        let secret = secrets::get(read, shop, SecretKind::Holdout).await?;
        let secret = secret.ok_or(EngineError::NotFound("shop"))?;
        Ok(Ledger {
            draw_seed: jinpai_reminder::draw::bits(0, &[&secret]),
            log: self.log_of(shop).await?,
            attempts: attempts::of_shop(read, shop).await?,
            steps,
            orders,
        })
    }

    async fn log_of(&self, shop: ShopId) -> Result<Vec<Event>> {
        let mut log: Vec<Event> = Vec::new();
        loop {
            let reached = log.last().map_or(0, |event| event.seq);
            let more = events::after(self.store.read(), shop, reached, 500).await?;
            if more.is_empty() {
                return Ok(log);
            }
            log.extend(more);
        }
    }

    /// Every step that a worker holds, with its epoch and the end of its lease.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn held(&self) -> Result<Vec<(StepId, i64, At)>> {
        Ok(steps::claimed(self.store.read()).await?)
    }

    /// What people have to do in a shop, with the steps that wait for it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_tasks(&self, shop: ShopId) -> Result<Vec<(Task, Step)>> {
        let read = self.store.read();
        let tasks = tasks::list_open(read, shop).await?;
        let ids: Vec<StepId> = tasks.iter().map(|task| task.step).collect();
        let steps = steps::get_many(read, shop, &ids).await?;
        let with_step = |task: Task| Some((steps.get(&task.step)?.clone(), task));
        Ok(tasks
            .into_iter()
            .filter_map(with_step)
            .map(|(step, task)| (task, step))
            .collect())
    }

    /// How these orders are called in their shop.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn order_numbers(&self, shop: ShopId, orders: &[OrderId]) -> Result<BTreeSet<String>> {
        let found = orders::get_many(self.store.read(), shop, orders).await?;
        Ok(found.into_values().map(|order| order.number).collect())
    }

    /// A buyer's talk, if it is open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_talk(&self, shop: ShopId, buyer: BuyerId) -> Result<Option<ConversationId>> {
        let newest = conversations::latest_of_buyer(self.store.read(), shop, buyer).await?;
        let open = newest.filter(|talk| talk.state == ConversationState::Open);
        Ok(open.map(|talk| talk.id))
    }

    /// Waits until every write that was given to the database before stands there, also those whose giver is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn written(&self) -> Result<()> {
        let nothing = self
            .store
            .write(Lane::Global, |_| Box::pin(async { Ok::<_, EngineError>(()) }));
        nothing.await
    }

    /// When there is next something to do for the loops, as far as the rows tell; never before `now`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_at(&self, now: At) -> Result<Option<At>> {
        let next = next_of(&Agenda::read(self.store.read()).await?);
        Ok(next.map(|at| at.max(now)))
    }
}

fn next_of(agenda: &Agenda) -> Option<At> {
    let moments = [agenda.step_due, agenda.lease_ends, agenda.asks];
    moments.into_iter().flatten().min()
}

/// Does the loops' work of one process, when told to.
pub struct Worker {
    engine: Engine,
    places: Places,
}

/// What a round found to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    pub dispatched: usize,
    pub recovered: usize,
    pub asked: usize,
    pub heard: usize,
    /// When there is next something to do, as [`Engine::next_at`] told at its end.
    pub next: Option<At>,
}

impl Worker {
    /// A process that has just started. The engine has to be opened without its loops.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        Self {
            engine,
            places: Places::default(),
        }
    }

    /// Plans whatever has changed, and nothing else: for measurements.
    ///
    /// # Errors
    /// When the database fails; what was done until then stands.
    pub async fn plan_round(&mut self) -> Result<()> {
        planner::plan_all(&self.engine, &mut self.places).await
    }

    /// Hears, plans, dispatches what is due, looks after lost workers' steps, asks about unknowns: each once.
    ///
    /// # Errors
    /// When the database fails; what was done until then stands.
    pub async fn round(&mut self) -> Result<Round> {
        let heard = heard::hear_waiting(&self.engine).await;
        planner::plan_all(&self.engine, &mut self.places).await?;
        let mut round = Round {
            heard,
            ..Round::default()
        };
        let read = self.engine.store.read();
        let agenda = Agenda::read(read).await?;
        let due = |moment: Option<At>| moment.is_some_and(|at| at <= self.engine.now());
        let (steps, leases, asks) = (
            due(agenda.step_due) || due(agenda.task_due),
            due(agenda.lease_ends),
            due(agenda.asks),
        );
        if steps {
            round.dispatched = dispatcher::dispatch_due(&self.engine).await?;
        }
        if leases {
            round.recovered = finding_out::recover(&self.engine).await?;
        }
        if asks {
            // One by one, so that a run can be repeated.
            round.asked = finding_out::ask_due(&self.engine, 1).await?;
        }
        round.next = if steps || leases || asks {
            next_of(&Agenda::read(read).await?)
        } else {
            next_of(&agenda)
        };
        Ok(round)
    }
}
