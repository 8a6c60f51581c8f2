//! Inquiry reminders, 催单: she asked and did not order.
//!
//! [`Listener`] follows a talk line by line and keeps which of her questions are answered; what a line
//! asks and answers is told by a [`Reading`]. [`plan`] lays out the ladder: once in the open chat, and
//! by price on the days after it. [`gate`] looks again at the moment of sending, and [`invariants`]
//! are the promises.
//!
//! An order of hers ends the flow: an unpaid one is the payment flow's. Contacts of both flows share
//! one budget. Like the rest of the crate it is functions over facts: no clock, no chance, no I/O.

mod gate;
mod hear;
mod input;
pub mod invariants;
mod moments;
mod plan;
mod policy;
mod why;
mod words;

pub use gate::{Due, Handing, gate};
pub use hear::{About, Asking, Listener, Question, Reading, Said};
pub use input::{Asker, Goods, Heard, HerOrder, InquiryInput, InquiryTalk, Reminded, Way};
pub use plan::{InquiryLadder, InquiryPlan, InquirySkip, InquiryStep, plan};
pub use policy::InquiryPolicy;
pub use why::why;
pub use words::words;
