//! Where processes die and freeze: a boundary asks, the world's dice answer.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use jinpai_engine::{Boundaries, Boundary};
use rand::{Rng, RngExt as _, SeedableRng, rngs::StdRng};
use tokio::sync::Notify;

/// What became of a process at a boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blow {
    Dies,
    /// It stands still so long.
    Freezes(i64),
}

/// Where the next blow falls: at this boundary, however rare it is, or after so many others in its stead.
struct Aim {
    at: Boundary,
    patience: u32,
}

impl Aim {
    fn draw(random: &mut StdRng) -> Self {
        Self {
            at: Boundary::ALL[random.random_range(0..Boundary::ALL.len())],
            patience: random.random_range(1..120),
        }
    }

    /// Whether the blow falls here.
    fn meets(&mut self, at: Boundary) -> bool {
        self.patience = self.patience.saturating_sub(1);
        self.at == at || self.patience == 0
    }
}

/// One process's fate.
pub struct Dice {
    state: Mutex<State>,
    /// Rung when the process is struck.
    pub struck: Notify,
    /// Rung when a frozen process may go on.
    pub thawed: Notify,
}

struct State {
    random: StdRng,
    /// The next blow; none: it is spared.
    next: Option<Aim>,
    blow: Option<Blow>,
    died_at: BTreeMap<Boundary, u32>,
    froze_at: BTreeMap<Boundary, u32>,
    passed: BTreeMap<Boundary, u32>,
}

impl Dice {
    pub fn new(seed: u64) -> Arc<Self> {
        let mut random = StdRng::seed_from_u64(seed);
        let next = Some(Aim::draw(&mut random));
        Arc::new(Self {
            state: Mutex::new(State {
                random,
                next,
                blow: None,
                died_at: BTreeMap::new(),
                froze_at: BTreeMap::new(),
                passed: BTreeMap::new(),
            }),
            struck: Notify::new(),
            thawed: Notify::new(),
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// No more blows: the world comes to rest.
    pub fn spare(&self) {
        self.lock().next = None;
    }

    pub fn take_blow(&self) -> Option<Blow> {
        self.lock().blow.take()
    }

    /// The blow that falls here, if one does.
    fn falls(&self, at: Boundary) -> Option<Blow> {
        let mut state = self.lock();
        // A process stands still or is dead as a whole, also in what it does beside what was struck.
        if state.blow.is_some() {
            return state.blow;
        }
        *state.passed.entry(at).or_default() += 1;
        if !state.next.as_mut()?.meets(at) {
            return None;
        }
        state.next = Some(Aim::draw(&mut state.random));
        let blow = if state.random.random_bool(0.6) {
            *state.died_at.entry(at).or_default() += 1;
            Blow::Dies
        } else {
            *state.froze_at.entry(at).or_default() += 1;
            Blow::Freezes(state.random.random_range(200..90_000))
        };
        state.blow = Some(blow);
        self.struck.notify_one();
        state.blow
    }

    pub fn counts(&self) -> Counts {
        let state = self.lock();
        Counts {
            died: state.died_at.clone(),
            froze: state.froze_at.clone(),
            passed: state.passed.clone(),
        }
    }
}

/// How often a process passed, died and froze at each boundary.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    pub died: BTreeMap<Boundary, u32>,
    pub froze: BTreeMap<Boundary, u32>,
    pub passed: BTreeMap<Boundary, u32>,
}

impl Boundaries for Dice {
    fn reached(&self, at: Boundary) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            match self.falls(at) {
                None => {}
                Some(Blow::Dies) => std::future::pending().await,
                Some(Blow::Freezes(_)) => self.thawed.notified().await,
            }
        })
    }
}

/// A number below `bound` that other draws do not disturb.
pub fn below(random: &mut impl Rng, bound: u32) -> u32 {
    random.random_range(0..bound.max(1))
}
