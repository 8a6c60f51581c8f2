//! The coaches of the shops, each built once per version and kept.
//!
//! A version that another process has made is noticed in its event log, and built beside the talking; until it
//! is there, the one before it goes on.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jinpai_model::ShopId;
use jinpai_store::{StoreError, coach_rules};
use tokio::sync::{Mutex as Turn, watch};

use super::own::{BuiltIn, CoachRows, ShopCoach};
use crate::{
    core::Engine,
    error::{EngineError, Result},
};

/// One shop's coach and the turn of those who build or change it.
#[derive(Default)]
struct Seat {
    ready: watch::Sender<Option<Arc<ShopCoach>>>,
    turn: Turn<()>,
}

impl Seat {
    fn ready(&self) -> Option<Arc<ShopCoach>> {
        self.ready.borrow().clone()
    }

    /// A newer version takes the place; an older one that was built for long does not.
    fn put(&self, coach: &Arc<ShopCoach>) {
        self.ready.send_if_modified(|ready| {
            let newer = ready.as_ref().is_none_or(|held| held.version < coach.version);
            if newer {
                *ready = Some(coach.clone());
            }
            newer
        });
    }
}

pub(crate) struct Coaches {
    pub built_in: Arc<BuiltIn>,
    seats: Mutex<HashMap<ShopId, Arc<Seat>>>,
}

impl Coaches {
    pub fn new(built_in: Arc<BuiltIn>) -> Self {
        Self {
            built_in,
            seats: Mutex::default(),
        }
    }

    fn seat(&self, shop: ShopId) -> Arc<Seat> {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        seats.entry(shop).or_default().clone()
    }

    /// Versions held in this process.
    fn held(&self) -> HashMap<ShopId, i64> {
        let seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let held = seats
            .iter()
            .filter_map(|(shop, seat)| Some((*shop, seat.ready()?.version)));
        held.collect()
    }
}

impl Engine {
    /// The coach of a shop as it stands now.
    pub(crate) async fn coach_of(&self, shop: ShopId) -> Result<Arc<ShopCoach>> {
        let seat = self.coaches.seat(shop);
        if let Some(ready) = seat.ready() {
            return Ok(ready);
        }
        let _turn = seat.turn.lock().await;
        if let Some(ready) = seat.ready() {
            return Ok(ready);
        }
        let coach = self.build_coach(self.coach_rows(shop).await?).await?;
        seat.put(&coach);
        Ok(coach)
    }

    pub(crate) async fn coach_rows(&self, shop: ShopId) -> Result<CoachRows> {
        let read = self.store.read();
        // The version first: what changes while the rows are read makes a newer version, which is seen later.
        Ok(CoachRows {
            version: coach_rules::version(read, shop).await?,
            settings: coach_rules::settings(read, shop).await?,
            own: coach_rules::own(read, shop).await?,
        })
    }

    pub(crate) async fn build_coach(&self, rows: CoachRows) -> Result<Arc<ShopCoach>> {
        let built_in = self.coaches.built_in.clone();
        self.aside(move || Arc::new(ShopCoach::build(&built_in, rows)))
            .await
    }

    /// Computes on a thread that serves nobody.
    pub(crate) async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|error| {
            tracing::error!(%error, "a computation did not come to its end");
            EngineError::Store(StoreError::GivenUp("a computation panicked"))
        })
    }

    /// Takes the coach as this process has just changed it into use.
    pub(crate) fn use_coach(&self, shop: ShopId, coach: &Arc<ShopCoach>) {
        self.coaches.seat(shop).put(coach);
    }

    /// Builds anew what other processes have changed. The old ones go on until then.
    pub(crate) async fn refresh_coaches(&self) -> Result<()> {
        let held = self.coaches.held();
        if held.is_empty() {
            return Ok(());
        }
        for (shop, version) in coach_rules::versions(self.store.read()).await? {
            if held.get(&shop).is_some_and(|held| *held < version) {
                let engine = self.clone();
                tokio::spawn(async move {
                    if let Err(error) = engine.renew_coach(shop, version).await {
                        tracing::warn!(%shop, %error, "a shop's coach cannot be read anew; trying again");
                    }
                });
            }
        }
        Ok(())
    }

    async fn renew_coach(&self, shop: ShopId, version: i64) -> Result<()> {
        let seat = self.coaches.seat(shop);
        let _turn = seat.turn.lock().await;
        if seat.ready().is_some_and(|held| held.version >= version) {
            return Ok(());
        }
        let coach = self.build_coach(self.coach_rows(shop).await?).await?;
        seat.put(&coach);
        Ok(())
    }

    /// Waits until this process judges by this version of a shop's coach or a newer one.
    pub(crate) async fn coach_reaches(&self, shop: ShopId, version: i64) {
        let mut ready = self.coaches.seat(shop).ready.subscribe();
        let reached =
            |ready: &Option<Arc<ShopCoach>>| ready.as_ref().is_some_and(|held| held.version >= version);
        // The sender lives as long as the engine.
        let _ = ready.wait_for(reached).await;
    }

    /// Whoever changes a shop's coach in this process waits for her turn, so that two leads do not build over each
    /// other.
    pub(crate) fn coach_turn(&self, shop: ShopId) -> CoachTurn {
        CoachTurn {
            seat: self.coaches.seat(shop),
        }
    }
}

/// See [`Engine::coach_turn`].
pub(crate) struct CoachTurn {
    seat: Arc<Seat>,
}

impl CoachTurn {
    pub async fn take(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.seat.turn.lock().await
    }
}
