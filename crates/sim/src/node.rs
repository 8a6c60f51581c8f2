//! One process of the world: an engine without loops, driven a round at a time, that may be struck.

use std::{collections::BTreeSet, pin::Pin, sync::Arc};

use jinpai_engine::{Canary, Deadlines, Engine, EngineConfig, Random, Result, Round, SealKey, Worker};
use jinpai_model::{At, StepId};

use crate::{
    clock::{NodeClock, WorldClock},
    die::{Blow, Dice},
    provider::{SimPeers, SimProvider},
};

/// A round on its way. Only who owns it moves it on, so a process that stands still does nothing at all.
type Running = Pin<Box<dyn Future<Output = (Worker, Result<Round>)>>>;

/// Steps that some worker holds, each with its owner.
pub type Held = BTreeSet<(StepId, i64)>;

enum State {
    Idle(Worker),
    /// Stands still in the middle of a round until then.
    Frozen(At, Running),
    /// Died; nothing of it is left.
    Dead,
}

pub struct Node {
    state: Option<State>,
    pub dice: Arc<Dice>,
    /// What was held when it froze: nothing claimed since then is its own.
    pub held_then: Option<Held>,
    born: u64,
    place: Place,
}

/// What a process is started with.
#[derive(Clone)]
pub struct Place {
    pub url: String,
    pub seed: u64,
    pub clock: WorldClock,
    pub off_ms: i64,
    pub provider: SimProvider,
    /// The promise that its engine breaks on purpose.
    #[cfg_attr(
        not(feature = "canary"),
        expect(dead_code, reason = "read where promises can be broken")
    )]
    pub canary: Option<Canary>,
    /// The engine whose connections it shares: opening a database costs more than a round.
    pub beside: Option<Engine>,
}

impl Place {
    /// Opens an engine at this place, the `born`th one there.
    pub async fn open(&self, born: u64, dice: Option<Arc<Dice>>) -> Result<Engine> {
        let clock = NodeClock {
            world: self.clock.clone(),
            off_ms: self.off_ms,
        };
        let random = Random::seeded(self.seed.wrapping_mul(0x9e37_79b9).wrapping_add(born));
        let mut config = EngineConfig::new(self.url.clone(), Arc::new(clock), random);
        config.key = SealKey::of(&[7; 32]);
        config.opener = Arc::new(SimPeers(self.provider.clone()));
        config.boundaries = dice.map(|dice| dice as Arc<dyn jinpai_engine::Boundaries>);
        // No power cut is part of a world: what a process wrote is there when it has died.
        config.synced = false;
        config.deadlines = Deadlines::PATIENT;
        #[cfg(feature = "canary")]
        {
            config.canary = self.canary;
        }
        match &self.beside {
            Some(engine) => engine.beside(config),
            None => Engine::open_quiet(config).await,
        }
    }
}

impl Node {
    pub async fn start(place: Place) -> Result<Self> {
        let dice = Dice::new(place.seed);
        let engine = place.open(0, Some(Arc::clone(&dice))).await?;
        Ok(Self {
            state: Some(State::Idle(Worker::new(engine))),
            dice,
            held_then: None,
            born: 0,
            place,
        })
    }

    /// When it has to be looked at again, if it stands still.
    pub fn frozen_until(&self) -> Option<At> {
        match &self.state {
            Some(State::Frozen(until, _)) => Some(*until),
            _ => None,
        }
    }

    /// One round, or as much of it as the dice allow: none came to its end when it was struck. A dead process is started
    /// anew first; a frozen one goes on when its time has come.
    pub async fn round(&mut self) -> Result<Option<Round>> {
        let running = match self.state.take() {
            Some(State::Frozen(until, running)) => {
                if self.place.clock.moment() < until {
                    self.state = Some(State::Frozen(until, running));
                    return Ok(None);
                }
                self.dice.thawed.notify_waiters();
                running
            }
            Some(State::Idle(worker)) => run(worker),
            Some(State::Dead) | None => {
                self.born += 1;
                let engine = self.place.open(self.born, Some(Arc::clone(&self.dice))).await?;
                run(Worker::new(engine))
            }
        };
        self.until_done_or_struck(running).await
    }

    async fn until_done_or_struck(&mut self, mut running: Running) -> Result<Option<Round>> {
        tokio::select! {
            biased;
            () = self.dice.struck.notified() => {
                self.state = Some(match self.dice.take_blow() {
                    Some(Blow::Freezes(ms)) => State::Frozen(self.place.clock.moment().plus(ms), running),
                    Some(Blow::Dies) | None => State::Dead,
                });
                Ok(None)
            }
            (worker, result) = &mut running => {
                self.state = Some(State::Idle(worker));
                result.map(Some)
            }
        }
    }
}

fn run(mut worker: Worker) -> Running {
    Box::pin(async move {
        let result = worker.round().await;
        (worker, result)
    })
}
