//! Laying out the reminders of one inquiry, or saying why there are none.

use jinpai_model::{Angle, At, Channel, OrderId, Reason, Slot};

use super::{
    InquiryInput,
    moments::{Moment, in_session, later, ways},
    words::choose,
};
use crate::{draw, plan::slot_reason};

/// What is to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InquiryPlan {
    /// Nothing for now; the next line of the talk may change it.
    Waits {
        reason: Reason,
    },
    /// Never again for this inquiry.
    Ends {
        reason: Reason,
        /// Her unpaid orders, of which the payment flow speaks.
        hands_over: Vec<OrderId>,
    },
    Ladder(InquiryLadder),
}

/// The places of a ladder about which nothing was decided before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InquiryLadder {
    /// Planning twice from the same facts gives the same name.
    pub name: String,
    /// In order of time.
    pub steps: Vec<InquiryStep>,
    /// Places that get no reminder, each with its reason.
    pub skips: Vec<InquirySkip>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InquiryStep {
    /// Place in the ladder: 1 in the open chat, then one more than the day after the talk.
    pub n: u32,
    pub channel: Channel,
    pub slot: Slot,
    pub angle: Angle,
    pub due_at: At,
    /// After this moment it is never sent.
    pub expires_at: At,
    /// The words as of `due_at`; to be filled again from the facts at the moment of sending. None
    /// when the policy has no texts at all.
    pub text: Option<String>,
}

impl InquiryStep {
    /// The reason under which it is sent.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        slot_reason(self.slot)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InquirySkip {
    pub n: u32,
    pub reason: Reason,
}

/// Plans the reminders of one inquiry.
#[must_use]
pub fn plan(input: &InquiryInput<'_>) -> InquiryPlan {
    if let Some(reason) = ended(input) {
        let unpaid = input.orders.iter().filter(|order| order.is_unpaid(input.now));
        let hands_over = match reason {
            Reason::Ordered => unpaid.map(|order| order.id).collect(),
            _ => Vec::new(),
        };
        return InquiryPlan::Ends { reason, hands_over };
    }
    if let Some(reason) = waits(input) {
        return InquiryPlan::Waits { reason };
    }
    if is_held_out(input) {
        return InquiryPlan::Ends {
            reason: Reason::HeldOut,
            hands_over: Vec::new(),
        };
    }
    InquiryPlan::Ladder(ladder(input))
}

/// What ends an inquiry for good. Opting out stands first: it beats everything, at once.
pub(super) fn ended(input: &InquiryInput<'_>) -> Option<Reason> {
    let heard = &input.talk.heard;
    let began_at = heard.began_at.unwrap_or(input.now);
    if input.buyer.opted_out || heard.opted_out {
        Some(Reason::OptedOut)
    } else if input
        .orders
        .iter()
        .any(|order| order.ends_inquiry(began_at, input.now))
    {
        Some(Reason::Ordered)
    } else if input.buyer.blocked {
        Some(Reason::Blocked)
    } else if replied(input) {
        Some(Reason::BuyerReplied)
    } else if heard.not_interested {
        Some(Reason::NotInterested)
    } else {
        None
    }
}

/// She wrote after a reminder about this inquiry: a person takes it from there.
fn replied(input: &InquiryInput<'_>) -> bool {
    let talk = input.talk;
    let wrote_at = talk.heard.last_buyer_at.max(talk.anywhere.last_buyer_at);
    let mut reminded = input.of_this_ladder();
    reminded.any(|earlier| wrote_at.is_some_and(|wrote_at| earlier.at < wrote_at))
}

/// What must change before anything is said: first the answers, then a word about the goods.
pub(super) fn waits(input: &InquiryInput<'_>) -> Option<Reason> {
    let heard = &input.talk.heard;
    let last = heard.questions.last().map(|question| question.asking.about);
    if heard.last_buyer_at.is_none() || (last.is_none() && input.goods.item.is_none()) {
        Some(Reason::NothingAsked)
    } else if heard.has_open_question() {
        Some(Reason::QuestionOpen)
    } else if last == Some(super::About::AfterSales) {
        Some(Reason::AfterSales)
    } else {
        None
    }
}

/// The same draw as for payment reminders: a buyer is held out of both flows or of none.
pub(super) fn is_held_out(input: &InquiryInput<'_>) -> bool {
    let percent = input.policy.spec().holdout_percent;
    draw::is_held_out(input.seed, input.shop, &input.buyer.key, percent)
}

fn ladder(input: &InquiryInput<'_>) -> InquiryLadder {
    let mut ladder = InquiryLadder {
        name: input.ladder(),
        ..InquiryLadder::default()
    };
    let mut used: Vec<Angle> = input.of_this_ladder().map(|earlier| earlier.angle).collect();
    let decided: Vec<u32> = (input.of_this_ladder().map(|earlier| earlier.n))
        .chain(input.decided.iter().copied())
        .collect();
    if !decided.contains(&1) {
        ladder.lay(input, 1, in_session(input), &mut used);
    }
    let days = input.days();
    let ways = match ways(input) {
        Ok(ways) => ways,
        // Told once for all later days: they wait for the same consent.
        Err(reason) if days > 0 => {
            ladder.skips.push(InquirySkip { n: 2, reason });
            return ladder;
        }
        Err(_) => return ladder,
    };
    for day in 1..=days {
        let n = day + 1;
        if !decided.contains(&n) {
            let outside = ladder.steps.iter().rfind(|step| step.slot != Slot::Session);
            let moment = later(input, day, &ways, outside.map(|step| step.due_at));
            ladder.lay(input, n, moment, &mut used);
        }
    }
    ladder
}

impl InquiryLadder {
    fn lay(
        &mut self,
        input: &InquiryInput<'_>,
        n: u32,
        moment: Result<Moment, Reason>,
        used: &mut Vec<Angle>,
    ) {
        let step = moment.and_then(|moment| {
            let Moment {
                slot,
                channel,
                due_at,
                expires_at,
            } = moment;
            let (angle, text) =
                choose(input, slot, channel, n, used, due_at.max(input.now)).ok_or(Reason::NoText)?;
            used.push(angle);
            Ok(InquiryStep {
                n,
                channel,
                slot,
                angle,
                due_at,
                expires_at,
                text,
            })
        });
        match step {
            Ok(step) => self.steps.push(step),
            Err(reason) => self.skips.push(InquirySkip { n, reason }),
        }
    }
}
