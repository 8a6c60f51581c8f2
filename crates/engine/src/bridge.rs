//! Talks from elsewhere: a shop's bridge tells what buyers say in a place that lets no widget in, and takes what
//! is said to them.
//!
//! Both ways stand on what is there anyway. A buyer's message is unique by the place's own id, which is its client
//! reference; what goes out is the shop's log, read after a cursor that the bridge moves. So nothing is kept twice,
//! and a bridge that crashes, repeats or comes back after a day loses and doubles nothing.

mod inbox;
mod outbox;
pub(crate) mod push;
mod settings;

pub use inbox::EventTaken;
pub use jinpai_channels::bridge::{MAX_EVENTS, OutBody, OutBuyer, OutItem, OutboxPage};
pub use settings::BridgeView;

/// Longest a bridge may wait for something to do, in seconds.
pub const LONGEST_WAIT_S: u64 = 25;
/// Most items of one page.
pub const MOST_ITEMS: usize = 100;
