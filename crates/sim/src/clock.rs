//! The world's clock: it stands until the world moves it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jinpai_engine::Clock;
use jinpai_model::At;

#[derive(Debug, Clone, Default)]
pub struct WorldClock(Arc<AtomicI64>);

impl WorldClock {
    pub fn at(start: At) -> Self {
        Self(Arc::new(AtomicI64::new(start.ms())))
    }

    pub fn moment(&self) -> At {
        At(self.0.load(Ordering::SeqCst))
    }

    /// Time only goes on.
    pub fn move_to(&self, at: At) {
        self.0.fetch_max(at.ms(), Ordering::SeqCst);
    }
}

/// What one process reads: the world's clock, a little off.
#[derive(Debug)]
pub struct NodeClock {
    pub world: WorldClock,
    pub off_ms: i64,
}

impl Clock for NodeClock {
    fn now(&self) -> At {
        self.world.moment().plus(self.off_ms)
    }

    fn wall(&self) -> At {
        self.now()
    }

    fn real(&self, _ms: i64) -> Duration {
        Duration::from_millis(1)
    }
}
