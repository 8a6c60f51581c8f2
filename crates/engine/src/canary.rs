//! Promises broken on purpose, one at a time, so that simulation can show that it would notice.
//!
//! Without the feature `canary` nothing here can be switched on, and every question below is answered when
//! the program is built. Nothing outside simulation may switch it on.

use std::str::FromStr;

use jinpai_model::Reason;
use jinpai_reminder::{Decision, Policy};

/// Which promise is broken, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Canary {
    /// I1: a payment is confirmed to the shop's system and not written down.
    PaymentForgotten,
    /// I2: what a lost worker was handing over is taken for never sent.
    LostTakenForUnsent,
    /// I3: two more reminders than the price allows.
    LimitRaised,
    /// I4: quiet hours do not hold a send back.
    QuietHoursIgnored,
    /// I5: what is too late, or closed by the clock, goes out.
    EndIgnored,
    /// I6: she opted out and is planned for as if she had not.
    OptOutIgnored,
    /// I7: the holdout is drawn anew every day.
    DrawnDaily,
    /// I8: earlier contacts do not count against the budget.
    BudgetForgotten,
    /// I9: a status from a file counts as of now, however old.
    StaleStatusTrusted,
    /// I10: a provider that does not know yet is taken to have nothing.
    SilenceTakenForRefusal,
    /// I11: nobody looks after the steps of lost workers.
    LostWorkersForgotten,
    /// I12: a merged group gets a message for each of its orders.
    OneMessageAnOrder,
    /// I13: somebody talking, or a reply, holds nothing back.
    TalkIgnored,
    /// I14: words go out although the coach warns about them.
    CoachUnasked,
    /// I15: a worker ends a step whoever holds it now.
    LeaseIgnored,
}

impl Canary {
    pub const ALL: [Self; 15] = [
        Self::PaymentForgotten,
        Self::LostTakenForUnsent,
        Self::LimitRaised,
        Self::QuietHoursIgnored,
        Self::EndIgnored,
        Self::OptOutIgnored,
        Self::DrawnDaily,
        Self::BudgetForgotten,
        Self::StaleStatusTrusted,
        Self::SilenceTakenForRefusal,
        Self::LostWorkersForgotten,
        Self::OneMessageAnOrder,
        Self::TalkIgnored,
        Self::CoachUnasked,
        Self::LeaseIgnored,
    ];

    /// The promise: `I1` to `I15`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PaymentForgotten => "I1",
            Self::LostTakenForUnsent => "I2",
            Self::LimitRaised => "I3",
            Self::QuietHoursIgnored => "I4",
            Self::EndIgnored => "I5",
            Self::OptOutIgnored => "I6",
            Self::DrawnDaily => "I7",
            Self::BudgetForgotten => "I8",
            Self::StaleStatusTrusted => "I9",
            Self::SilenceTakenForRefusal => "I10",
            Self::LostWorkersForgotten => "I11",
            Self::OneMessageAnOrder => "I12",
            Self::TalkIgnored => "I13",
            Self::CoachUnasked => "I14",
            Self::LeaseIgnored => "I15",
        }
    }
}

/// Not the name of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a promise is called I1 to I15")]
pub struct NoSuchPromise;

impl FromStr for Canary {
    type Err = NoSuchPromise;

    fn from_str(name: &str) -> Result<Self, NoSuchPromise> {
        Self::ALL
            .into_iter()
            .find(|canary| canary.name() == name)
            .ok_or(NoSuchPromise)
    }
}

/// What an engine breaks: nothing, unless it was built and told to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Breaks {
    #[cfg(feature = "canary")]
    promise: Option<Canary>,
}

impl Breaks {
    #[cfg(feature = "canary")]
    pub const fn promise(promise: Option<Canary>) -> Self {
        Self { promise }
    }

    #[cfg(feature = "canary")]
    pub fn is(self, canary: Canary) -> bool {
        self.promise == Some(canary)
    }

    #[cfg(not(feature = "canary"))]
    #[expect(
        clippy::unused_self,
        reason = "asked the same way whether it can be switched on or not"
    )]
    pub const fn is(self, _: Canary) -> bool {
        false
    }

    /// The gate's answer, unless it is not listened to.
    pub fn overrule(self, decision: Decision) -> Decision {
        let deaf = match decision.reason() {
            Reason::QuietHours => self.is(Canary::QuietHoursIgnored),
            Reason::TooLate | Reason::Closed => self.is(Canary::EndIgnored),
            Reason::AgentTalking | Reason::BuyerReplied => self.is(Canary::TalkIgnored),
            _ => false,
        };
        if deaf {
            Decision::Send {
                reason: decision.reason(),
            }
        } else {
            decision
        }
    }

    /// The policy, unless its limits are raised.
    pub fn raise(self, policy: &Policy) -> Option<Policy> {
        if !self.is(Canary::LimitRaised) {
            return None;
        }
        let mut spec = policy.spec().clone();
        for steps in [
            &mut spec.tiers.low_steps,
            &mut spec.tiers.middle_steps,
            &mut spec.tiers.high_steps,
        ] {
            *steps += 2;
        }
        Policy::new(spec).ok()
    }
}
