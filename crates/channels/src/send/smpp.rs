//! SMS over SMPP 3.4: one line to a message centre, kept open, both ways.
//!
//! The line is bound as transceiver and watched with `enquire_link`; when it breaks it is opened again after
//! a growing wait. Messages go out part by part, as many at once as the window allows; receipts and replies
//! come in on the same line and are acknowledged to the centre only when the engine has them.
//!
//! A centre takes no key of ours, so what it did with a part whose answer was lost can be told only by a
//! late answer on the same line. What the centre did answer can be asked after with `query_sm`.

mod incoming;
mod ledger;
mod line;
pub(super) mod parts;
mod receipt;
mod status;
mod submit;
mod wire;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicUsize},
    time::Duration,
};

use async_trait::async_trait;
use jinpai_model::At;
use serde::{Deserialize, Serialize};
use tokio::sync::{Semaphore, mpsc, watch};

use super::{
    Fate, Guard, Inbound, Outcome, Parcel, Question, RateSpec, Refusal, Secret, Sender, Standing,
    spec::{default_timeout_ms, longest_ms},
};
use ledger::Ledger;
use line::Line;

/// How parts of one message are told to belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartSplit {
    /// A header inside the message (UDH); every phone and centre knows it.
    #[default]
    Udh,
    /// `sar_*` parameters; some centres build the header themselves.
    Sar,
}

/// How the centre writes the same message id in its answer and in its receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageIdForm {
    /// Alike in both.
    #[default]
    Same,
    /// Hexadecimal in the answer, decimal in the receipt.
    HexThenDecimal,
    /// Decimal in the answer, hexadecimal in the receipt.
    DecimalThenHex,
}

/// Settings of a message centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmppSpec {
    pub host: String,
    pub port: u16,
    /// Without it only to a host the owner named.
    #[serde(default)]
    pub tls: bool,
    /// Up to 15 characters.
    pub system_id: String,
    /// Up to 8 characters; the protocol has room for no more.
    pub password: Secret,
    #[serde(default)]
    pub system_type: String,
    /// The number that buyers see and answer to.
    pub source: String,
    #[serde(default)]
    pub source_ton: u8,
    #[serde(default)]
    pub source_npi: u8,
    /// 1 writes a mainland number as `86138…`, anything else as `138…`.
    #[serde(default = "one")]
    pub dest_ton: u8,
    #[serde(default = "one")]
    pub dest_npi: u8,
    #[serde(default)]
    pub parts: PartSplit,
    #[serde(default)]
    pub message_ids: MessageIdForm,
    /// Parts that may wait for their answer at once, 1 to 1,000.
    #[serde(default = "ten")]
    pub window: usize,
    /// The centre gives up on a phone that is off after so many minutes, so that a reminder does not arrive
    /// at night; its own period when left out. 1 to 1,440.
    #[serde(default)]
    pub validity_minutes: Option<u32>,
    /// Between two `enquire_link`, 1 to 300.
    #[serde(default = "thirty")]
    pub enquire_link_seconds: u64,
    /// For the answer to one part, and twice that for a whole message; 1,000 to 60,000.
    #[serde(default = "default_timeout_ms")]
    pub timeout_ms: u64,
    #[serde(default)]
    pub rate: Option<RateSpec>,
}

const fn one() -> u8 {
    1
}

const fn ten() -> usize {
    10
}

const fn thirty() -> u64 {
    30
}

/// How it stands with the line.
#[derive(Debug, Clone)]
enum LineState {
    /// For the first time; a parcel waits a little.
    Opening,
    Bound(Arc<Line>),
    /// Broken or refused; being opened again.
    Down(Refusal),
}

impl LineState {
    fn bound(&self) -> Option<&Arc<Line>> {
        match self {
            Self::Bound(line) => Some(line),
            _ => None,
        }
    }
}

/// What the tasks of one sender share.
#[derive(Debug)]
struct Shared {
    spec: SmppSpec,
    guard: Arc<Guard>,
    events: mpsc::Sender<Inbound>,
    line: watch::Sender<LineState>,
    window: Semaphore,
    ledger: Mutex<Ledger>,
    /// Parts whose answer is awaited, and a count that grows with every answer: a receipt may overtake it.
    awaited: AtomicUsize,
    answered: watch::Sender<u64>,
}

impl Shared {
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn timeout(&self) -> Duration {
        Duration::from_millis(self.spec.timeout_ms)
    }
}

/// A sender to a message centre. Dropping it closes the line.
#[derive(Debug)]
pub struct SmppSender {
    shared: Arc<Shared>,
    closing: watch::Sender<bool>,
}

impl SmppSender {
    /// Starts to open the line. The settings must be without faults; [`super::open`] sees to it.
    #[must_use]
    pub fn open(spec: SmppSpec, guard: Arc<Guard>, events: mpsc::Sender<Inbound>) -> Self {
        let shared = Arc::new(Shared {
            window: Semaphore::new(spec.window.max(1)),
            spec,
            guard,
            events,
            line: watch::Sender::new(LineState::Opening),
            ledger: Mutex::default(),
            awaited: AtomicUsize::new(0),
            answered: watch::Sender::new(0),
        });
        let closing = watch::Sender::new(false);
        tokio::spawn(line::keep(Arc::clone(&shared), closing.subscribe()));
        Self { shared, closing }
    }

    /// Waits until the line is bound.
    pub async fn bound(&self) {
        // The sender of the watch lives in `shared`, so it cannot be gone.
        let mut lines = self.shared.line.subscribe();
        let _ = lines.wait_for(|line| line.bound().is_some()).await;
    }
}

impl Drop for SmppSender {
    fn drop(&mut self) {
        self.closing.send_replace(true);
    }
}

#[async_trait]
impl Sender for SmppSender {
    /// `Rejected` when there is no line, when the part never reached it, or when the centre's answer says
    /// so; `Unknown` when the answer to a part did not come, or when some parts were taken and one was not.
    ///
    /// A key that this process has handed over before (under the same or a later attempt) is not sent
    /// again: the answer tells what is known of it.
    async fn hand_over(&self, parcel: &Parcel, _now: At) -> Outcome {
        if let Some(refusal) = parcel.refusal() {
            return Outcome::Rejected(refusal);
        }
        submit::hand_over(&self.shared, parcel).await
    }

    fn longest_ms(&self) -> i64 {
        longest_ms(self.shared.spec.timeout_ms)
    }

    fn standing(&self) -> Standing {
        match &*self.shared.line.borrow() {
            LineState::Opening => Standing::Opening,
            LineState::Bound(_) => Standing::Open,
            LineState::Down(refusal) => Standing::Down(refusal.clone()),
        }
    }

    async fn ask(&self, question: &Question, _now: At) -> Fate {
        submit::ask(&self.shared, question).await
    }
}
