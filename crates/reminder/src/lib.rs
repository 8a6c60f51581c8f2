//! Reminding: who, when, where, how often, and why not.
//!
//! The crate is functions over facts. [`plan`] lays out the reminders of one buyer's unpaid orders,
//! [`gate`] decides at the moment of sending, [`replay`] runs both over a book of past orders in
//! virtual time, and [`invariants`] are the promises as functions, shared by properties, simulation
//! and production assertions.
//!
//! It reads no clock, draws no random number and does no I/O: the moment, the key of every draw and
//! all facts are arguments. It never sends anything and never writes a row.

pub mod channel;
pub mod draw;
mod exclude;
mod experiment;
pub mod form;
mod gate;
mod hours;
pub mod inquiry;
pub mod invariants;
mod ladder;
pub mod malicious;
mod manner;
mod plan;
mod policy;
pub mod replay;
mod slot;
pub mod spec;
pub mod text;
mod why;
mod wordings;

pub use channel::Reach;
pub use exclude::{BuyerFacts, History};
pub use experiment::Experiment;
pub use form::TemplateClass;
pub use gate::{Decision, GateInput, Said, TextState, gate};
pub use hours::{is_allowed, last_allowed, next_allowed};
pub use manner::Manner;
pub use plan::{
    Contact, ContactBy, Goods, LastLines, Plan, PlanInput, PlanOrder, PlannedStep, Proposal, SkippedOrder,
    Talk, plan, slot_reason, words,
};
pub use policy::{Policy, PolicyProblem};
pub use text::OrderFacts;
pub use why::{Locale, WhyContext, why};
pub use wordings::Wording;
