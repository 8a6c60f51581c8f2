//! How much one process takes on: so many steps at once, and one of a buyer at a time.
//!
//! A buyer's next step is decided by what became of the one before, so it waits until that is known, under its lease;
//! if the lease runs out first, whoever finds it looks at it afresh.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jinpai_model::{At, BuyerId, ShopId, Step, StepId};
use tokio::sync::Notify;

/// What each step in hand occupies.
pub(in crate::reminders) type Places = HashMap<StepId, Place>;

#[derive(Clone)]
pub(super) struct Room(Arc<Shared>);

struct Shared {
    most: usize,
    state: Mutex<State>,
    freed: Notify,
}

#[derive(Default)]
struct State {
    busy: HashSet<(ShopId, BuyerId)>,
    /// Claimed steps of buyers who are busy, each with the person whose it is.
    waiting: Vec<(Step, BuyerId)>,
}

/// One step's place; it is free again when this is dropped.
pub(in crate::reminders) struct Place {
    room: Room,
    buyer: (ShopId, BuyerId),
}

impl Room {
    pub fn new(most: usize) -> Self {
        Self(Arc::new(Shared {
            most,
            state: Mutex::default(),
            freed: Notify::new(),
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that holds the lock can leave its content half changed.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many more steps may be claimed.
    pub fn free(&self) -> u64 {
        let state = self.state();
        let taken = state.busy.len() + state.waiting.len();
        u64::try_from(self.0.most.saturating_sub(taken)).unwrap_or(0)
    }

    /// Waits until something is over.
    pub async fn freed(&self) {
        self.0.freed.notified().await;
    }

    /// Gives each of the steps its place that can be worked on now, those that waited first. Of buyers that are one
    /// person, `person` names one.
    pub fn take(
        &self,
        claimed: Vec<Step>,
        person: impl Fn(&Step) -> BuyerId,
        now: At,
    ) -> Vec<(Step, Option<Place>)> {
        let mut state = self.state();
        let mut all = std::mem::take(&mut state.waiting);
        // A lease that ran out belongs to whoever finds it.
        all.retain(|(step, _)| step.lease_until_at.is_none_or(|until| until > now));
        all.extend(claimed.into_iter().map(|step| {
            let hers = person(&step);
            (step, hers)
        }));
        let mut taken = Vec::with_capacity(all.len());
        for (step, person) in all {
            let buyer = (step.shop, person);
            if state.busy.insert(buyer) {
                let room = self.clone();
                taken.push((step, Some(Place { room, buyer })));
            } else {
                state.waiting.push((step, person));
            }
        }
        taken
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.room.state().busy.remove(&self.buyer);
        self.room.0.freed.notify_one();
    }
}
