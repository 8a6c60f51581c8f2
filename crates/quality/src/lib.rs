//! Quality control 质检 over many talks: who waited while whom was answered, what was found how often,
//! how each agent did, and the report to hand on.
//!
//! What is found in a talk is the coach's answer ([`jinpai_coach::Coach::audit`]); this crate counts it
//! and shows it. It reads no file and no clock, and keeps nothing.

mod crowd;
mod html;
mod select;
mod summary;
mod words;

pub use crowd::count_waiting;
pub use html::{ReportHead, report};
pub use select::{Selection, agent_of};
pub use summary::{AgentSummary, CategorySummary, Judged, RuleSummary, SkippedSummary, Summary, judge};
pub use words::{category_name, needs_name, severity_name};
