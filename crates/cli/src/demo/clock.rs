//! The demo's clock: moved to a moment of the day, faster than real time if asked, and movable once more while the shop
//! is filled.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jinpai_engine::{Clock, SystemClock};
use jinpai_model::At;

/// What only the world sets.
#[derive(Debug)]
pub struct DemoClock {
    pace: u32,
    set: Mutex<Set>,
}

#[derive(Debug, Clone, Copy)]
struct Set {
    /// What it said when it was set.
    said: At,
    /// The machine's time then.
    real: At,
}

impl DemoClock {
    /// So many times as fast as real time.
    pub fn new(pace: u32) -> Self {
        let now = SystemClock.now();
        Self {
            pace: pace.max(1),
            set: Mutex::new(Set { said: now, real: now }),
        }
    }

    /// Makes it `at` now; time goes on from there.
    pub fn move_to(&self, at: At) {
        let real = SystemClock.now();
        *self.set.lock().unwrap_or_else(PoisonError::into_inner) = Set { said: at, real };
    }
}

impl Clock for DemoClock {
    fn now(&self) -> At {
        let set = *self.set.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = SystemClock.now().since(set.real);
        set.said.plus(passed.saturating_mul(i64::from(self.pace)))
    }

    fn real(&self, ms: i64) -> Duration {
        SystemClock.real(ms / i64::from(self.pace))
    }

    fn pace(&self) -> u32 {
        self.pace
    }
}
