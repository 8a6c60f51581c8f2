//! The clock beside a talk in which a buyer waits.
//!
//! Most platforms' clocks follow from when she began to wait. What was said before is read only where it
//! has a say: in the sessions of JD and Douyin, and where she wrote again after a night or a day.

use jinpai_model::{At, Conversation, ConversationState, Shop, Side, Zone};
use jinpai_stats::clocks::{Clock, Countdown, Counts, Said};
use jinpai_store::{
    Conn,
    messages::{self, Part},
};

use crate::{coaching, error::Result};

/// Lines of a talk that are read for its clock.
const LINES: u64 = 200;

/// A shop's clock, ready for many talks.
pub(crate) struct ShopClock<'a, C> {
    read: &'a C,
    clock: Clock,
    zone: Zone,
}

impl<'a, C: Conn> ShopClock<'a, C> {
    pub fn new(read: &'a C, shop: &Shop) -> Self {
        let desk_ms = shop.settings.answer_within_s.saturating_mul(1_000);
        Self {
            read,
            clock: Clock::new(shop.settings.platform, desk_ms),
            zone: coaching::zone_of(shop),
        }
    }

    /// None when nobody waits.
    pub async fn of(&self, talk: &Conversation) -> Result<Option<Countdown>> {
        let Some(since) = waits_since(talk) else {
            return Ok(None);
        };
        let alone = self.clock.countdown(&[asked(since)], &self.zone);
        if !self.depends_on_more(talk, since, alone) {
            return Ok(alone);
        }
        let page = messages::page(self.read, talk.shop, talk.id, Part::Latest, LINES).await?;
        let said: Vec<Said> = (page.items.iter())
            .map(|line| Said {
                at: line.at,
                by: line.voice(),
            })
            .collect();
        Ok(self.clock.countdown(&said, &self.zone))
    }

    fn depends_on_more(&self, talk: &Conversation, since: At, alone: Option<Countdown>) -> bool {
        if matches!(self.clock.counts, Counts::FirstOfSession | Counts::SessionMean) {
            return true;
        }
        // In the hours that count, or on a later day, her next line may have begun another wait.
        talk.last_buyer_at
            .filter(|last| *last > since)
            .is_some_and(|last| {
                let begun_again = self.clock.countdown(&[asked(since), asked(last)], &self.zone) != alone;
                begun_again || alone.is_some_and(|alone| !alone.counted)
            })
    }
}

/// Since when she waits in a talk that is open.
pub(super) fn waits_since(talk: &Conversation) -> Option<At> {
    talk.waiting_since_at
        .filter(|_| talk.state == ConversationState::Open)
}

const fn asked(at: At) -> Said {
    Said { at, by: Side::Buyer }
}
