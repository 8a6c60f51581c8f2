//! The whole policy on a book of past orders, in virtual time, as if each order had been fed live.
//!
//! A queue holds what happens: an order reaches ten minutes unpaid, is paid, is closed, a step falls
//! due. At the same moment payment comes first, so nothing is sent to an order paid in that very
//! second. An order paid within the first ten minutes never enters and has no line. One paid before
//! its step is skipped at the moment of payment, whether its buyer is in the control group or not. The same book and seed give the same lines.

mod book;
mod talks;
mod world;

use jinpai_model::{Angle, At, Channel, ClockTime, Fen, Flow, OrderInput, Reason, Zone};

use crate::{Policy, Reach};
pub use talks::{BookLine, BookTalk, TalkOptions};
use world::World;

/// One row of the book. What it says of the buyer holds for all her orders.
#[derive(Debug, Clone)]
pub struct BookOrder {
    pub order: OrderInput,
    /// She wants no reminders.
    pub opted_out: bool,
    /// She does not want to be contacted by these channels.
    pub refused_channels: Vec<Channel>,
    /// The ways to her that the book knows.
    pub reach: Vec<Reach>,
    /// The channel she asked for.
    pub prefers: Option<Channel>,
    /// Her own zone.
    pub zone: Option<Zone>,
    pub blocked: bool,
    /// A person found her sincere, whatever her orders look like.
    pub appeal_granted: bool,
    /// She contests something about this order.
    pub disputed: bool,
    /// The platform itself reminded her of this order then.
    pub platform_reminded_at: Option<At>,
}

impl BookOrder {
    /// An order of which the book says no more: the chat reaches its buyer.
    #[must_use]
    pub fn new(order: OrderInput) -> Self {
        Self {
            order,
            opted_out: false,
            refused_channels: Vec::new(),
            reach: vec![Reach::by(Channel::Chat)],
            prefers: None,
            zone: None,
            blocked: false,
            appeal_granted: false,
            disputed: false,
            platform_reminded_at: None,
        }
    }
}

/// How a book is replayed.
#[derive(Clone)]
pub struct ReplayOptions<'a> {
    pub policy: &'a Policy,
    pub zone: &'a Zone,
    /// As it stands in the texts.
    pub shop_name: &'a str,
    /// When the courier leaves each day; none: no such promise is made.
    pub ship_cutoff: Option<ClockTime>,
    /// Whether a text may go out: what the coach says of it.
    pub text_passes: &'a dyn Fn(&str) -> bool,
    pub seed: u64,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    Send,
    Skip,
    Postpone,
    Expire,
}

impl Verdict {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Skip => "skip",
            Self::Postpone => "postpone",
            Self::Expire => "expire",
        }
    }
}

/// One decision of the replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub at: At,
    pub flow: Flow,
    /// Her name in the book; the order's number where the book names no buyer.
    pub buyer: String,
    /// Order numbers, the leader first.
    pub orders: Vec<String>,
    /// The talk that an inquiry is about.
    pub conversation: Option<String>,
    /// From 1.
    pub step: u32,
    pub channel: Channel,
    /// None where no step was laid out.
    pub angle: Option<Angle>,
    pub decision: Verdict,
    pub reason: Reason,
    /// The order that carries the reminder of a merged one.
    pub leader: Option<String>,
    /// Words of a message that was sent; empty otherwise.
    pub text: String,
}

/// A change of price that stood proposed when a reminder went out; nobody confirms one in a replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    pub at: At,
    pub buyer: String,
    /// Order numbers to be kept.
    pub keep: Vec<String>,
    /// Order numbers of the very same goods as one of those kept.
    pub duplicates: Vec<String>,
    pub postage_off_fen: Fen,
    pub sum_fen: Fen,
    pub new_sum_fen: Fen,
}

/// Everything a replay gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Every decision, in order of time.
    pub lines: Vec<Line>,
    pub proposed: Vec<Proposed>,
}

/// Replays a book, in whatever order its rows stand, and returns every decision in order of time. Of
/// rows with the same number the last one counts: it is the newer word.
#[must_use]
pub fn replay(book: &[BookOrder], options: &ReplayOptions<'_>) -> Vec<Line> {
    replay_all(book, options).lines
}

/// The same, with the changes of price that an agent would have been asked for.
#[must_use]
pub fn replay_all(book: &[BookOrder], options: &ReplayOptions<'_>) -> Replayed {
    let mut world = World::of(book, &[], None, options);
    world.run();
    world.into_replayed()
}

/// Replays a book of orders and the talks of the same buyers together, with both flows.
#[must_use]
pub fn replay_with_talks(
    book: &[BookOrder],
    talks: &[BookTalk],
    talking: TalkOptions<'_>,
    options: &ReplayOptions<'_>,
) -> Replayed {
    let mut world = World::of(book, talks, Some(talking), options);
    world.run();
    world.into_replayed()
}
