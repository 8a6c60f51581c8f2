//! Words of the coach's lists: what an agent or a lead answered to a finding.

use crate::words::words;

words! {
    /// Whether a shop's own rule is applied.
    RuleStatus {
        /// Kept and tried on the bench, applied nowhere.
        Draft = "draft",
        Live = "live",
    }
}

words! {
    /// Why an agent put a finding aside.
    DismissReason {
        /// The rule does not fit these words.
        NotApt = "not-apt",
        /// The buyer and she have agreed on it.
        AgreedWithBuyer = "agreed-with-buyer",
        /// She quotes somebody else's words.
        Quoted = "quoted",
        Other = "other",
    }
}

words! {
    /// How a finding of a sent message stands.
    FindingState {
        /// Nobody has looked at it yet.
        Open = "open",
        /// A lead says the coach was right.
        Agreed = "agreed",
        /// A lead says the coach was wrong: it counts no more.
        Overruled = "overruled",
        /// The agent asks a lead to look again.
        Appealed = "appealed",
    }
}
