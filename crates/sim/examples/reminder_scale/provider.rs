//! A provider that has every message at once.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jinpai_channels::send::{Fate, Inbound, Outcome, Parcel, ProviderSpec, Question, Receipt, Sender};
use jinpai_engine::{Clock as _, OpenPeer, PeerError, SystemClock};
use jinpai_model::At;
use tokio::sync::mpsc;

/// Which order's message came when.
#[derive(Debug, Clone, Default)]
pub struct Instant(Arc<Mutex<Vec<(usize, At)>>>);

impl Instant {
    pub fn take(&self) -> Vec<(usize, At)> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

#[async_trait]
impl Sender for Instant {
    async fn hand_over(&self, parcel: &Parcel, _now: At) -> Outcome {
        let order = super::orders::order_of(&parcel.to).unwrap_or(usize::MAX);
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        taken.push((order, SystemClock.now()));
        Outcome::Accepted {
            receipt: Receipt(parcel.key.clone()),
        }
    }

    fn longest_ms(&self) -> i64 {
        1_000
    }

    async fn ask(&self, _question: &Question, _now: At) -> Fate {
        Fate::CannotTell
    }
}

impl OpenPeer for Instant {
    fn open(
        &self,
        _spec: &ProviderSpec,
        _events: mpsc::Sender<Inbound>,
    ) -> Result<Arc<dyn Sender>, PeerError> {
        Ok(Arc::new(self.clone()))
    }
}
