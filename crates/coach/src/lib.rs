//! The reply coach: what it says about one message before it is sent.
//!
//! Rules come in as data ([`RuleSpec`]); [`Coach::build`] turns them into one automaton, and
//! [`Coach::check`] answers for a [`Draft`] with a [`Report`]. Everything is a function of its
//! arguments: no clock, no file, no memory of earlier drafts. The crate never decides whether a
//! message is sent; it only says what it found and how grave that is.
//!
//! A message inside its talk is asked about with [`Coach::check_in_talk`], a talk that has ended with
//! [`Coach::check_end`]; [`Coach::audit`] is both over a whole [`Talk`].

mod audit;
mod build;
mod category;
mod check;
pub mod coded;
mod excuse;
mod facts;
mod finder;
mod fix;
pub mod questions;
mod reading;
mod report;
pub mod spec;
pub mod talk;

pub use audit::{CATEGORY_CAP, FULL_SCORE, MessageAudit, Scored, Skipped, TalkAudit, score};
pub use build::{BuildError, Coach, Overrides};
pub use category::{Category, Severity};
pub use check::{Draft, Locale};
pub use report::{Finding, Fix, FixKind, Report, Safety};
pub use spec::{RuleCode, RuleSpec};
pub use talk::{Line, Needs, Talk, TalkFinding};
