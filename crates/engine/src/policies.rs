//! The reminder policies of a shop: written and tried by a lead, one version at a time in force.
//!
//! Whether a policy is good is told by what it would have done to the shop's own orders ([`dry_run`]) and by its
//! examples ([`trial`]); this module keeps, compares and switches, and never decides about an order itself.

mod dry_run;
mod keeping;
pub(crate) mod kept;
mod trial;

use std::sync::{Arc, OnceLock};

use jinpai_model::Flow;
use jinpai_packs::{inquiry, policy};
use jinpai_reminder::{Policy, inquiry::InquiryPolicy};

pub use self::{
    dry_run::{Changes, DryCell, DryLine, DryReason, DryRun, DryRunPart, DrySide, Show, Which},
    keeping::{PolicyDraft, PolicyState, PolicyText, SavedPolicy},
    trial::{PolicyCheck, PolicyFault},
};

/// Longest text of a policy, in bytes.
pub(crate) const LONGEST: usize = 64 * 1_024;
/// The version of the policy that comes with the program.
pub const BUILT_IN: i64 = 0;
/// The flows that a shop may set.
pub const FLOWS: &[Flow] = &[Flow::Payment, Flow::Inquiry];

/// The built-in policy of payment reminders.
///
/// Nobody is held out by it: a holdout costs the shop sales, so a shop without a policy of its own has none.
pub(crate) fn built_in() -> Policy {
    static READ: OnceLock<Policy> = OnceLock::new();
    READ.get_or_init(|| policy::builtin().without_holdout()).clone()
}

/// Its text, as a start for a shop's own.
pub(crate) const fn built_in_text(flow: Flow) -> &'static str {
    match flow {
        Flow::Payment => policy::builtin_source(),
        Flow::Inquiry => inquiry::builtin_source(),
    }
}

/// What one flow of a shop goes by, ready to decide.
#[derive(Debug, Clone)]
pub(crate) struct FlowPolicy<P = Policy> {
    /// [`BUILT_IN`] or a version that the shop saved; none: the flow stands still.
    pub version: Option<i64>,
    /// Of a flow that stands still, the built-in one: it is needed to say why nothing is sent.
    pub policy: P,
    /// Why it stands still although a version is in force.
    pub trouble: Option<String>,
}

/// All flows of a shop.
#[derive(Debug, Clone)]
pub(crate) struct ShopPolicies {
    /// Grows with every change; 0 for a shop that has changed nothing.
    pub revision: i64,
    pub payment: Arc<FlowPolicy>,
    pub inquiry: Arc<FlowPolicy<InquiryPolicy>>,
}

impl ShopPolicies {
    /// Why a flow stands still although a version is in force.
    pub fn trouble(&self, flow: Flow) -> Option<&str> {
        match flow {
            Flow::Payment => self.payment.trouble.as_deref(),
            Flow::Inquiry => self.inquiry.trouble.as_deref(),
        }
    }
}
