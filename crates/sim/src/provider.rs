//! A provider of the world: takes messages, loses them, takes them and says nothing, tells late and twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use jinpai_channels::send::{
    Delivery, Fate, Inbound, Outcome, Parcel, ProviderSpec, Question, Receipt, Refusal, RefusalKind, Sender,
};
use jinpai_engine::{OpenPeer, PeerError};
use jinpai_model::At;
use rand::{RngExt as _, SeedableRng, rngs::StdRng};
use tokio::sync::mpsc;

/// A message that the provider really took.
#[derive(Debug, Clone)]
pub struct Taken {
    pub key: String,
    pub to: String,
    pub text: String,
    pub id: String,
}

/// How a provider behaves, by chance in a thousand.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// It takes the message and the answer is lost.
    pub silent_taken: u32,
    /// The request is lost, and with it the message.
    pub silent_lost: u32,
    pub refuses_now: u32,
    pub refuses_for_good: u32,
    /// Asked, it does not know yet.
    pub does_not_know: u32,
    /// It never can say.
    pub cannot_tell: bool,
}

struct State {
    random: StdRng,
    manners: Manners,
    down: bool,
    taken: Vec<Taken>,
    /// Keys that it left unanswered and has not disowned since: nobody may hand them over again.
    in_doubt: BTreeSet<String>,
    /// Keys that were handed over again while in doubt.
    again: Vec<String>,
    faults: BTreeMap<&'static str, u64>,
}

/// The provider that all processes of a world call.
#[derive(Clone)]
pub struct SimProvider(Arc<Mutex<State>>);

impl std::fmt::Debug for SimProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SimProvider")
    }
}

impl SimProvider {
    pub fn new(seed: u64, manners: Manners) -> Self {
        Self(Arc::new(Mutex::new(State {
            random: StdRng::seed_from_u64(seed),
            manners,
            down: false,
            taken: Vec::new(),
            in_doubt: BTreeSet::new(),
            again: Vec::new(),
            faults: BTreeMap::new(),
        })))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set_down(&self, down: bool) {
        self.lock().down = down;
    }

    /// From now on it behaves.
    pub fn calm(&self) {
        let mut state = self.lock();
        state.down = false;
        state.manners = Manners {
            silent_taken: 0,
            silent_lost: 0,
            refuses_now: 0,
            refuses_for_good: 0,
            does_not_know: 0,
            cannot_tell: state.manners.cannot_tell,
        };
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.lock().taken.clone()
    }

    /// Keys that were handed over again although nobody had proved that they never arrived.
    pub fn again(&self) -> Vec<String> {
        self.lock().again.clone()
    }

    pub fn faults(&self) -> BTreeMap<&'static str, u64> {
        self.lock().faults.clone()
    }

    /// What a person sees in the provider's own pages: whether it has the message. One that it has not may
    /// be handed over again.
    pub fn looked_up(&self, key: &str) -> bool {
        let mut state = self.lock();
        let has = state.taken.iter().any(|taken| taken.key == key);
        if !has {
            state.in_doubt.remove(key);
        }
        has
    }
}

impl State {
    /// Whether this happens now; counted as a fault.
    fn hit(&mut self, per_mille: u32, fault: &'static str) -> bool {
        let hit = self.random.random_range(0..1_000) < per_mille;
        if hit {
            *self.faults.entry(fault).or_default() += 1;
        }
        hit
    }

    fn leave_unanswered(&mut self, key: &str) -> Outcome {
        self.in_doubt.insert(key.to_owned());
        Outcome::Unknown {
            why: "no answer".to_owned(),
            receipt: None,
        }
    }

    fn take(&mut self, parcel: &Parcel) -> String {
        let id = format!("m{}", self.taken.len() + 1);
        self.taken.push(Taken {
            key: parcel.key.clone(),
            to: parcel.to.clone(),
            text: parcel.text.clone(),
            id: id.clone(),
        });
        id
    }
}

fn refusal(kind: RefusalKind, permanent: bool) -> Refusal {
    Refusal {
        kind,
        detail: "simulated".to_owned(),
        permanent,
        retry_after_ms: None,
    }
}

#[async_trait]
impl Sender for SimProvider {
    fn longest_ms(&self) -> i64 {
        20_000
    }

    async fn hand_over(&self, parcel: &Parcel, _now: At) -> Outcome {
        let mut state = self.lock();
        let manners = state.manners;
        if state.in_doubt.contains(&parcel.key) {
            state.again.push(parcel.key.clone());
        }
        if state.down {
            return Outcome::Rejected(refusal(RefusalKind::Unavailable, false));
        }
        if state.hit(manners.refuses_for_good, "refused for good") {
            return Outcome::Rejected(refusal(RefusalKind::Content, true));
        }
        if state.hit(manners.refuses_now, "refused for now") {
            return Outcome::Rejected(refusal(RefusalKind::Throttled, false));
        }
        if state.hit(manners.silent_lost, "request lost") {
            return state.leave_unanswered(&parcel.key);
        }
        let silent = state.hit(manners.silent_taken, "answer lost");
        let id = state.take(parcel);
        if silent {
            state.leave_unanswered(&parcel.key)
        } else {
            Outcome::Accepted { receipt: Receipt(id) }
        }
    }

    async fn ask(&self, question: &Question, _now: At) -> Fate {
        let mut state = self.lock();
        let manners = state.manners;
        if manners.cannot_tell {
            return Fate::CannotTell;
        }
        if state.down || state.hit(manners.does_not_know, "does not know yet") {
            return Fate::StillUnknown;
        }
        let found = state
            .taken
            .iter()
            .rfind(|taken| taken.key == question.key)
            .cloned();
        match found {
            Some(taken) => Fate::Accepted {
                receipt: Some(Receipt(taken.id)),
                delivery: Delivery::OnItsWay,
            },
            None => {
                state.in_doubt.remove(&question.key);
                Fate::Rejected(refusal(RefusalKind::NeverArrived, false))
            }
        }
    }
}

/// Gives every process of the world the same provider.
pub struct SimPeers(pub SimProvider);

impl OpenPeer for SimPeers {
    fn open(
        &self,
        _spec: &ProviderSpec,
        _events: mpsc::Sender<Inbound>,
    ) -> Result<Arc<dyn Sender>, PeerError> {
        Ok(Arc::new(self.0.clone()))
    }
}
