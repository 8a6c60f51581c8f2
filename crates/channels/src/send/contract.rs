//! What the engine and a sender say to each other. Types only; no sender lives here.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jinpai_model::At;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use super::{CallbackError, Refusal, RefusalKind};

/// What kind of message a text is; providers keep separate templates, and law separate duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// About an order she placed.
    Notice,
    /// Anything that advertises; only with her consent, and with a way out.
    Promotion,
}

/// A provider's approved template and what fills it, for providers that take no free text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub code: String,
    pub params: BTreeMap<String, String>,
}

/// One message for one person.
///
/// A sender puts nothing into the words: signature (【店名】) and opt-out line are part of `text` where the
/// channel wants them; where the provider itself adds the signature (signed HTTP API) the text's own is left out.
#[derive(Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The step's own key, 1 to 64 visible ASCII characters. It travels with the message: `OutId`,
    /// `Message-ID`, `idempotency-key`.
    pub key: String,
    /// 0 at first; one more only after a proven refusal of the one before. The same number says: this may
    /// be the very hand-over you have already had.
    pub attempt: u32,
    /// A mobile number (SMS, or what the bridge takes) or an e-mail address.
    pub to: String,
    pub text: String,
    pub class: Class,
    /// The shop's name: sender of an e-mail, `shop` of the bridge.
    pub shop: String,
    /// E-mail only; the shop's name stands in when it is missing.
    pub subject: Option<String>,
    /// Where one click ends such mail: a page of ours that takes a POST. E-mail only.
    pub unsubscribe_url: Option<String>,
    /// HTTP SMS only; when missing, the provider's template of the class gets the whole text.
    pub template: Option<Template>,
}

/// Words and addresses stay out of logs, whoever prints a parcel.
impl std::fmt::Debug for Parcel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parcel")
            .field("key", &self.key)
            .field("attempt", &self.attempt)
            .field("class", &self.class)
            .finish_non_exhaustive()
    }
}

impl Parcel {
    /// Why it cannot go by any protocol: a key that would not travel whole.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        let sound = (1..=64).contains(&self.key.len()) && self.key.bytes().all(|b| b.is_ascii_graphic());
        (!sound).then(|| {
            Refusal::permanent(
                RefusalKind::Settings,
                "the key is not 1 to 64 visible ASCII characters",
            )
        })
    }
}

/// What the peer called the message it took.
///
/// Text to be stored as it is. An SMS of several parts has an id each, joined by commas, and is preceded by
/// the number of parts (`2:0a1f,0a20`); a part that is not known to be taken is a dash.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Receipt(pub String);

impl Receipt {
    /// The ids that later reports may name, one a part.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let ids = match self.0.split_once(':') {
            Some((count, ids)) if count.parse::<u8>().is_ok() => ids,
            _ => self.0.as_str(),
        };
        ids.split(',').filter(|id| !id.is_empty() && *id != "-")
    }
}

/// What came of a hand-over. The three are kept apart strictly, because the engine may try again, or
/// by another channel, only after `Rejected`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The peer said that it has the whole message. Not that the buyer has it: that comes as an [`Event`].
    Accepted { receipt: Receipt },
    /// The message is certainly not on its way: nothing left us, or the peer said no.
    Rejected(Refusal),
    /// The peer may have it: the request left, and then came a time-out, a torn line, an answer that
    /// cannot be read or that proves nothing (most 5xx); or only some parts were taken.
    Unknown {
        /// For a person, in English; names the peer's answer, never the message.
        why: String,
        /// What is known of it, for [`Question::receipt`].
        receipt: Option<Receipt>,
    },
}

/// The question after an *unknown*.
#[derive(Clone, PartialEq, Eq)]
pub struct Question {
    pub key: String,
    pub to: String,
    /// When it was handed over; providers search by day.
    pub handed_at: At,
    /// From [`Outcome::Unknown`], when the process that got it lived to store it.
    pub receipt: Option<Receipt>,
}

impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Question")
            .field("key", &self.key)
            .field("handed_at", &self.handed_at)
            .field("receipt", &self.receipt)
            .finish_non_exhaustive()
    }
}

/// The answer to a [`Question`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// The peer has, or had, the whole message.
    Accepted {
        receipt: Option<Receipt>,
        delivery: Delivery,
    },
    /// Proven: the peer did not take it, and will not.
    Rejected(Refusal),
    /// The peer could not be asked now, or cannot know yet. Ask again later.
    StillUnknown,
    /// This protocol has no way to find out. Only a receipt that still comes, or a person, settles it.
    CannotTell,
}

/// How far a message that was accepted has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    OnItsWay,
    Delivered,
    /// It will not arrive; the peer's own code.
    Failed {
        code: String,
    },
}

/// What a peer tells by itself, later. The same thing may be told twice and in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Delivery(DeliveryReport),
    Reply(Reply),
    /// The hand-over under this key, which was left *unknown*, has been answered after all.
    Settled {
        key: String,
        fate: Fate,
    },
    /// The person asked for no more, at the provider's or the bridge's own page.
    Unsubscribed(Address),
}

/// A number or mail address, kept out of logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(pub String);

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(…)")
    }
}

/// What became of a message that the peer has, or of one of its parts. Where its hand-over is *unknown*,
/// this proves that the peer took it (of an SMS over SMPP: that part).
#[derive(Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    /// The parcel's key, when the peer or our memory of this line knows it.
    pub key: Option<String>,
    /// One of [`Receipt::ids`].
    pub id: Option<String>,
    /// Whom it was for, in the form of [`super::mobile`] where it is a number.
    pub to: Option<String>,
    pub delivery: Delivery,
}

impl std::fmt::Debug for DeliveryReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeliveryReport")
            .field("key", &self.key)
            .field("id", &self.id)
            .field("delivery", &self.delivery)
            .finish_non_exhaustive()
    }
}

/// What somebody wrote back.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// In the form of [`super::mobile`] where it is a number.
    pub from: String,
    pub text: String,
    /// The text is one of the known ways to say "no more of these": see [`super::is_opt_out`].
    pub opt_out: bool,
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply")
            .field("opt_out", &self.opt_out)
            .finish_non_exhaustive()
    }
}

/// An event that its peer keeps until we say that it is safe with us.
///
/// Call [`Inbound::taken`] after the event is committed. Dropped without it, the peer is told to try
/// later: an opt-out is not lost by a crash between hearing and storing it.
#[derive(Debug)]
pub struct Inbound {
    pub event: Event,
    taken: Option<oneshot::Sender<()>>,
}

impl Inbound {
    pub(super) fn new(event: Event) -> (Self, oneshot::Receiver<()>) {
        let (taken, heard) = oneshot::channel();
        let inbound = Self {
            event,
            taken: Some(taken),
        };
        (inbound, heard)
    }

    /// The event is stored.
    pub fn taken(mut self) {
        if let Some(taken) = self.taken.take() {
            // A line that is gone has nobody left to tell; the peer will say it again.
            let _ = taken.send(());
        }
    }
}

/// The headers of a callback, as they came.
#[derive(Debug, Clone, Copy)]
pub struct CallbackHeaders<'a> {
    /// `jinpai-timestamp`: Unix seconds.
    pub timestamp: &'a str,
    /// `jinpai-signature`: `v1=` and the hexadecimal HMAC-SHA256 of `timestamp.body`.
    pub signature: &'a str,
}

/// A callback that was verified and read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    pub events: Vec<Event>,
    /// The JSON that the peer wants to hear with the 200, once the events are stored.
    pub answer: &'static str,
}

/// How it stands with the line to a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// A line is opened for each message; there is none to look at.
    OnDemand,
    /// Being opened for the first time.
    Opening,
    Open,
    /// Broken or refused; being opened again.
    Down(Refusal),
}

/// A peer that takes messages.
#[async_trait]
pub trait Sender: Send + Sync + std::fmt::Debug {
    /// Hands the parcel over, once. Returns within [`Sender::longest_ms`].
    ///
    /// Dropping the future leaves the hand-over *unknown*.
    async fn hand_over(&self, parcel: &Parcel, now: At) -> Outcome;

    /// The longest a hand-over may take; whoever holds a lease over it needs a longer one.
    fn longest_ms(&self) -> i64;

    /// How it stands with the line now.
    fn standing(&self) -> Standing {
        Standing::OnDemand
    }

    /// What became of an *unknown*. Never sends a message.
    async fn ask(&self, question: &Question, now: At) -> Fate;

    /// Verifies and reads what the peer posted to our callback address.
    ///
    /// # Errors
    /// [`CallbackError`]; nothing of a refused body may be believed.
    fn callback(
        &self,
        headers: CallbackHeaders<'_>,
        body: &[u8],
        now: At,
    ) -> Result<Callback, CallbackError> {
        let _ = (headers, body, now);
        Err(CallbackError::NotOffered)
    }
}
