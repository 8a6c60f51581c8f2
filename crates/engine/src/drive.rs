//! One round of all that the engine's loops do, for programs that own the time: simulation and measurements.

use jinpai_model::{At, Attempt, OrderId, ShopId, Step};
use jinpai_store::{attempts, orders, steps};

use crate::{
    core::Engine,
    error::Result,
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
        Ok(Ledger {
            attempts: attempts::of_shop(read, shop).await?,
            steps,
            orders,
        })
    }

    /// When there is next something to do for the loops, as far as the rows tell; never before `now`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_at(&self, now: At) -> Result<Option<At>> {
        let read = self.store.read();
        let moments = [
            steps::next_due_at(read).await?,
            steps::next_lease_end(read).await?,
            attempts::next_ask_at(read).await?,
        ];
        Ok(moments.into_iter().flatten().min().map(|at| at.max(now)))
    }
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

    /// Hears, plans, dispatches what is due, looks after lost workers' steps, asks about unknowns: each once.
    ///
    /// # Errors
    /// When the database fails; what was done until then stands.
    pub async fn round(&mut self) -> Result<Round> {
        let heard = heard::hear_waiting(&self.engine).await;
        planner::plan_all(&self.engine, &mut self.places).await?;
        let dispatched = dispatcher::dispatch_due(&self.engine).await?;
        Ok(Round {
            dispatched,
            heard,
            recovered: finding_out::recover(&self.engine).await?,
            asked: finding_out::ask_due(&self.engine).await?,
        })
    }
}
