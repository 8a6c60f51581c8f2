//! The demo's clock: real time, moved to an evening, and movable once more while the shop is filled.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use jinpai_engine::{Clock, SystemClock};
use jinpai_model::At;

/// Real time plus an offset that only the world sets.
#[derive(Debug, Default)]
pub struct DemoClock {
    ahead_ms: AtomicI64,
}

impl DemoClock {
    /// Makes it `at` now; time goes on from there.
    pub fn move_to(&self, at: At) {
        self.ahead_ms
            .store(at.since(SystemClock.now()), Ordering::Release);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> At {
        SystemClock.now().plus(self.ahead_ms.load(Ordering::Acquire))
    }

    fn real(&self, ms: i64) -> Duration {
        SystemClock.real(ms)
    }
}
