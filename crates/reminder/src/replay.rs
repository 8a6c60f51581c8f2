//! The whole policy on a book of past orders, in virtual time, as if each order had been fed live.
//!
//! A queue holds what happens: an order reaches ten minutes unpaid, is paid, is closed, a step falls
//! due. At the same moment payment comes first, so nothing is sent to an order paid in that very
//! second. An order paid within the first ten minutes never enters and has no line. One paid before
//! its step is skipped at the moment of payment. The same book and seed give the same lines.

mod book;
mod world;

use jinpai_model::{Angle, At, Channel, ClockTime, Flow, OrderInput, Reason, Zone};

use crate::Policy;
use world::World;

/// One row of the book.
#[derive(Debug, Clone)]
pub struct BookOrder {
    pub order: OrderInput,
    /// The book says that this buyer wants no reminders; it holds for all her orders.
    pub opted_out: bool,
    /// The book says that she does not want to be contacted by these channels.
    pub refused_channels: Vec<Channel>,
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

/// Replays a book, in whatever order its rows stand, and returns every decision in order of time. Of
/// rows with the same number the last one counts: it is the newer word.
#[must_use]
pub fn replay(book: &[BookOrder], options: &ReplayOptions<'_>) -> Vec<Line> {
    let mut world = World::of(book, options);
    world.run();
    world.into_lines()
}
