//! What is known about one inquiry when it is planned or sent.

use jinpai_model::{Angle, At, Channel, ClockTime, Fen, OrderId, Platform, Side, Slot, Zone};

use super::{InquiryPolicy, Question};
use crate::{Contact, LastLines, Policy, spec::inquiry::LAST_DAY};

/// Everything that a plan is made from, and that the gate looks at again.
#[derive(Debug, Clone)]
pub struct InquiryInput<'a> {
    /// Names the shop in every draw; must never change. Its id.
    pub shop: &'a str,
    /// Its name as buyers know it.
    pub shop_name: &'a str,
    pub buyer: &'a Asker,
    pub talk: &'a InquiryTalk,
    /// What she asked about, as far as it is known.
    pub goods: &'a Goods,
    /// Her orders of the last days, whatever became of them.
    pub orders: &'a [HerOrder],
    /// Every contact of the last days, whoever made it and in whichever flow: ours of this inquiry too.
    pub contacts: &'a [Contact],
    /// What we said to her in inquiries of the last days, this one's first of all.
    pub earlier: &'a [Reminded],
    /// Places of this ladder about which is decided: sent, skipped or expired.
    pub decided: &'a [u32],
    /// The shop's zone.
    pub zone: &'a Zone,
    /// The shop's policy: hours, holidays, budget, holdout, lateness, shift.
    pub policy: &'a Policy,
    pub inquiry: &'a InquiryPolicy,
    pub now: At,
    /// Key of the draws; one per shop, never changed.
    pub seed: u64,
}

/// The buyer as far as an inquiry needs her.
#[derive(Debug, Clone, Default)]
pub struct Asker {
    /// Names her in every draw; must never change. The shop's id of her.
    pub key: String,
    pub opted_out: bool,
    pub blocked: bool,
    /// How she may be reached outside the open chat.
    pub ways: Vec<Way>,
    /// Her own zone where it is known: quiet hours are hers. The shop's otherwise.
    pub zone: Option<Zone>,
}

/// A channel as far as it concerns one buyer, outside the open chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    pub channel: Channel,
    /// It is on record that she agreed to be written to about goods she asked for.
    pub consented: bool,
    /// There is an address, the platform permits its use, and it has not just failed.
    pub reachable: bool,
}

/// What she asked about. Absent: not known, or not true today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Goods {
    pub item: Option<String>,
    /// What it costs her now, whoever she is.
    pub price_fen: Option<Fen>,
    /// What the shop guarantees in writing.
    pub guarantee: Option<String>,
    pub gift: Option<String>,
    pub material: Option<String>,
    /// Ordered until then, it leaves the same day; only while the goods are there.
    pub cut_off: Option<ClockTime>,
    /// End of the promotion that the price belongs to.
    pub promo_ends_at: Option<At>,
}

/// An order of hers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HerOrder {
    pub id: OrderId,
    pub created_at: At,
    pub paid_at: Option<At>,
    pub closed_at: Option<At>,
    pub close_at: At,
    /// Whether it holds what she asked about; none when that cannot be told.
    pub for_goods: Option<bool>,
}

impl HerOrder {
    /// It waits for her payment.
    #[must_use]
    pub fn is_unpaid(&self, now: At) -> bool {
        self.paid_at.is_none() && self.closed_at.is_none() && now < self.close_at
    }

    /// Whether the inquiry is over with it: made since she began to ask, or waiting for payment and
    /// not known to be for something else.
    #[must_use]
    pub fn ends_inquiry(&self, began_at: At, now: At) -> bool {
        self.created_at >= began_at || (self.is_unpaid(now) && self.for_goods != Some(false))
    }
}

/// A reminder that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminded {
    pub ladder: String,
    /// Place in its ladder: 1 in the open chat, then one more than the day after the talk.
    pub n: u32,
    pub at: At,
    pub slot: Slot,
    pub angle: Angle,
    pub text: String,
}

/// The talk, as of now.
#[derive(Debug, Clone)]
pub struct InquiryTalk {
    /// Names the inquiry; the conversation's id.
    pub id: String,
    pub platform: Platform,
    /// Nobody has closed it.
    pub open: bool,
    /// When either side was last seen typing.
    pub typing_at: Option<At>,
    pub heard: Heard,
    /// Over all her conversations.
    pub anywhere: LastLines,
}

/// What was said in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// Her first line.
    pub began_at: Option<At>,
    pub last_buyer_at: Option<At>,
    /// The shop's last line, a person's or the program's.
    pub last_shop_at: Option<At>,
    /// In the order in which they were asked.
    pub questions: Vec<Question>,
    /// She said that she wants no messages.
    pub opted_out: bool,
    /// She said that she does not want it, and has asked nothing since.
    pub not_interested: bool,
}

impl Heard {
    /// When the newest line was written.
    #[must_use]
    pub fn last_at(&self) -> Option<At> {
        self.last_buyer_at.max(self.last_shop_at)
    }

    #[must_use]
    pub fn has_open_question(&self) -> bool {
        self.questions
            .iter()
            .any(|question| question.answered_at.is_none())
    }

    pub(super) fn note_line(&mut self, from: Side, at: At) {
        match from {
            Side::Buyer => {
                self.began_at = self.began_at.or(Some(at));
                self.last_buyer_at = self.last_buyer_at.max(Some(at));
            }
            Side::Agent | Side::Bot => self.last_shop_at = self.last_shop_at.max(Some(at)),
            Side::System => {}
        }
    }
}

impl InquiryTalk {
    /// When she will have been silent for long enough, if nobody writes or types any more.
    #[must_use]
    pub fn quiet_at(&self, inquiry: &InquiryPolicy) -> Option<At> {
        let last_at = self.heard.last_at()?;
        let others = self.typing_at.max(self.anywhere.last_at());
        Some(inquiry.silent_after(others.map_or(last_at, |at| at.max(last_at))))
    }

    /// When the platform closes the chat if nobody writes any more; none when it is closed already.
    #[must_use]
    pub fn closes_at(&self, inquiry: &InquiryPolicy) -> Option<At> {
        let last_at = self.heard.last_at().filter(|_| self.open)?;
        Some(inquiry.closes_after(last_at, self.platform))
    }
}

impl InquiryInput<'_> {
    /// Names this inquiry's ladder.
    #[must_use]
    pub fn ladder(&self) -> String {
        format!("inquiry-{}", self.talk.id)
    }

    /// Her clock.
    #[must_use]
    pub fn her_zone(&self) -> &Zone {
        self.buyer.zone.as_ref().unwrap_or(self.zone)
    }

    pub(super) fn of_this_ladder(&self) -> impl Iterator<Item = &Reminded> {
        let ladder = self.ladder();
        self.earlier
            .iter()
            .filter(move |reminded| reminded.ladder == ladder)
    }

    /// How many days after the talk this ladder may reach.
    pub(super) fn days(&self) -> u32 {
        let tier = self.inquiry.tier(self.goods.price_fen);
        self.inquiry.spec().ladder.days(tier).min(LAST_DAY)
    }

    /// The time of day of her last line, so many days on.
    pub(super) fn same_hour_after(&self, days: u32) -> Option<At> {
        let asked = self.talk.heard.last_buyer_at?.in_zone(self.her_zone()).datetime();
        let wall = asked.checked_add(jiff::Span::new().days(i64::from(days))).ok()?;
        Some(self.her_zone().at(wall))
    }
}
