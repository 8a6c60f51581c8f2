//! What must hold of every reminder that was handed over.

use std::collections::BTreeMap;

use jinpai_model::{At, Channel, DAY_MS, HOUR_MS, MINUTE_MS, Slot, Step, StepState, Zone};
use jinpai_reminder::{draw, invariants::i12_one_message};

use super::{SKEW_MS, View};
use crate::{
    plan::{FORBIDDEN, Feed},
    template::HOLDOUT_PERCENT,
};

/// A paid status may be so old.
const FRESH_MS: i64 = 10 * MINUTE_MS;
/// Nobody is talking when nobody wrote for so long.
const QUIET_MS: i64 = 3 * MINUTE_MS;

impl View<'_> {
    pub(super) fn sends(&mut self) {
        let mut messages = Vec::new();
        // A place is one of its ladder: an order that rides in another group later begins another ladder, and
        // how often it is spoken of in all is I3.
        let mut ladders: BTreeMap<(&str, i64), u32> = BTreeMap::new();
        for n in 0..self.sent.len() {
            let (at, step) = (self.sent[n].at, self.sent[n].step);
            let fresh = u32::try_from(ladders.len()).unwrap_or(u32::MAX);
            let place = *ladders.entry((step.ladder.as_str(), step.n)).or_insert(fresh);
            messages.push((at, place, step.orders.as_slice()));
            for place in self.places_of(step) {
                self.order(at, step, place);
            }
            self.hours(at, step);
            self.held_out(step);
            self.nobody_talks(n);
            let wordless = step.text.as_deref().is_none_or(str::is_empty);
            if wordless && step.state == StepState::Sent {
                self.broken("I14", format!("step {} was sent without words", step.id));
            }
        }
        if let Err(broken) = i12_one_message(messages) {
            let of_order = self.sent.iter().filter(|sent| {
                let mut orders = sent.step.orders.iter();
                orders.any(|order| broken.how.contains(&order.to_string()))
            });
            let told = of_order.map(|sent| {
                let (at, step) = (sent.at.rfc3339(&Zone::shanghai()), sent.step);
                let slot = step.slot.map_or("", Slot::as_str);
                format!(
                    "{at} {slot} {} {} #{} of {} orders",
                    step.channel,
                    step.ladder,
                    step.n,
                    step.orders.len()
                )
            });
            let told: Vec<String> = told.collect();
            self.broken(broken.name, format!("{}: {}", broken.how, told.join("; ")));
        }
        self.words();
    }

    /// I1, I5, I6, I9: each order that the step speaks of.
    fn order(&mut self, at: At, step: &Step, place: usize) {
        let (about, known) = (&self.plan.orders[place], &self.outside.known.orders[place]);
        let number = &about.number;
        let before = |known: Option<At>| known.is_some_and(|known| known.plus(SKEW_MS) < at);
        let mut broken = Vec::new();
        if before(known.paid_at) || before(known.closed_at) {
            let at = at.rfc3339(&Zone::shanghai());
            broken.push((
                "I1",
                format!("{number} was paid or closed before it was decided at {at}"),
            ));
        }
        if at >= about.close_at.plus(SKEW_MS) || at.since(about.created_at) > 5 * DAY_MS + 2 * HOUR_MS {
            broken.push(("I5", format!("{number} had come to its end")));
        }
        if before(self.outside.known.opted_out[about.buyer]) {
            broken.push((
                "I6",
                format!("{} had opted out", self.plan.buyers[about.buyer].name),
            ));
        }
        // A feed speaks up at every change, so its silence is fresh; a file is as old as its upload.
        let heard = known.unpaid.iter().rfind(|(heard, _)| *heard <= at.plus(SKEW_MS));
        let confirmed = self.outside.known.confirmed.get(&step.id).into_iter().flatten();
        let by_file = heard.filter(|(_, by)| *by == Feed::File).map(|(heard, _)| heard);
        if by_file.is_some() {
            let fresh = |heard: &At| *heard <= at.plus(SKEW_MS) && at.since(*heard) <= FRESH_MS + SKEW_MS;
            if !by_file.into_iter().chain(confirmed).any(fresh) {
                let how = format!("nobody had said within ten minutes that {number} is unpaid");
                broken.push(("I9", how));
            }
        }
        for (name, how) in broken {
            self.broken(name, how);
        }
    }

    /// I4.
    fn hours(&mut self, at: At, step: &Step) {
        let local = at.in_zone(&Zone::shanghai());
        let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
        let (from, to) = match step.channel {
            Channel::Sms => (8 * 60, 21 * 60),
            Channel::Phone => (9 * 60, 20 * 60),
            Channel::Chat | Channel::Email => (8 * 60, 22 * 60 + 30),
        };
        if minute < from || minute >= to {
            self.broken("I4", format!("{} at {local}", step.channel));
        }
    }

    /// I7: the draw is worked out again from its key, which never changes.
    fn held_out(&mut self, step: &Step) {
        let (shop, buyer) = (step.shop.to_string(), step.buyer.to_string());
        if draw::is_held_out(self.ledger.draw_seed, &shop, &buyer, HOLDOUT_PERCENT) {
            self.broken("I7", format!("buyer {buyer} is held out"));
        }
    }

    /// I13: nobody wrote within three minutes before it, and she has not replied to an earlier one.
    fn nobody_talks(&mut self, n: usize) {
        let (at, step) = (self.sent[n].at, self.sent[n].step);
        let Some(buyer) = self
            .places_of(step)
            .first()
            .map(|place| self.plan.orders[*place].buyer)
        else {
            return;
        };
        let (wrote, answered) = (
            &self.outside.known.wrote[buyer],
            &self.outside.known.answered[buyer],
        );
        let just_now = |said: &&At| said.plus(SKEW_MS) < at && at.since(**said) < QUIET_MS - SKEW_MS;
        let mut broken = Vec::new();
        if let Some(said) = wrote.iter().chain(answered).find(just_now) {
            broken.push(format!(
                "step {} went out {} ms after somebody wrote",
                step.id,
                at.since(*said)
            ));
        }
        // What is counted from is when the earlier one was written down as sent.
        let shares = |other: &Step| other.orders.iter().any(|order| step.orders.contains(order));
        let earlier = self.sent[..n]
            .iter()
            .filter(|sent| sent.step.id != step.id && shares(sent.step));
        let first = earlier.filter_map(|sent| sent.step.decided_at).min();
        let replied =
            |said: &&At| first.is_some_and(|first| first.plus(SKEW_MS) < **said && said.plus(SKEW_MS) < at);
        if wrote.iter().any(|said| replied(&said)) {
            broken.push(format!(
                "step {} went out after she had replied to one before it",
                step.id
            ));
        }
        for how in broken {
            self.broken("I13", how);
        }
    }

    /// I14: words that the coach lets into no message reached nobody, and an SMS says whose it is.
    fn words(&mut self) {
        let chats = self.outside.chats.iter().flatten();
        let chats = chats.filter(|chat| chat.reference.starts_with("step:"));
        let texts = chats.map(|chat| chat.text.as_str());
        let bad = texts.chain(self.outside.taken.iter().map(|taken| taken.text.as_str()));
        let bad = bad
            .filter(|text| text.contains(FORBIDDEN) || text.trim().is_empty())
            .count();
        if bad > 0 {
            self.broken("I14", format!("{bad} messages with words that the coach refuses"));
        }
        let unsigned = |text: &str| !text.starts_with("【金牌小店】");
        let sms = self.outside.taken.iter().filter(|taken| !taken.to.contains('@'));
        let unsigned = sms.filter(|taken| unsigned(&taken.text)).count();
        if unsigned > 0 {
            self.broken("I14", format!("{unsigned} SMS without the shop's name in front"));
        }
    }

    /// I3 and I8: no more than the price allows; one contact a day and 20 hours apart outside a session.
    pub(super) fn budget(&mut self) {
        let mut of_order: BTreeMap<usize, u32> = BTreeMap::new();
        let mut of_buyer: BTreeMap<String, Vec<At>> = BTreeMap::new();
        for sent in &self.sent {
            for place in self.places_of(sent.step) {
                *of_order.entry(place).or_default() += 1;
            }
            if sent.step.slot != Some(Slot::Session) {
                of_buyer
                    .entry(sent.step.buyer.to_string())
                    .or_default()
                    .push(sent.at);
            }
        }
        for (place, count) in of_order {
            let limit = match self.plan.orders[place].yuan {
                ..50 => 1,
                50..500 => 2,
                _ => 3,
            };
            if count > limit {
                let number = &self.plan.orders[place].number;
                self.broken("I3", format!("{number} had {count} of {limit}"));
            }
        }
        self.beside_people();
        let zone = Zone::shanghai();
        for (buyer, at) in of_buyer {
            for pair in at.windows(2) {
                let apart = pair[1].since(pair[0]);
                // Two clocks may see midnight a second apart.
                let day = |at: At, off: i64| at.plus(off).in_zone(&zone).date();
                let one_day = day(pair[0], SKEW_MS) == day(pair[1], -SKEW_MS);
                if apart < 20 * HOUR_MS - SKEW_MS || one_day && day(pair[0], 0) == day(pair[1], 0) {
                    self.broken("I8", format!("{buyer} was contacted twice within {apart} ms"));
                }
            }
        }
    }

    /// I8: what agents wrote outside a session counts in the same budget, and what they passed on.
    fn beside_people(&mut self) {
        let mut broken = Vec::new();
        for sent in self
            .sent
            .iter()
            .filter(|sent| sent.step.slot != Some(Slot::Session))
        {
            let Some(place) = self.places_of(sent.step).first().copied() else {
                continue;
            };
            let buyer = self.plan.orders[place].buyer;
            let passed_on = self.ledger.steps.iter().filter(|step| {
                step.buyer == sent.step.buyer
                    && step.slot != Some(Slot::Session)
                    && step.id != sent.step.id
                    && self.outside.known.passed_on.contains(&step.id)
            });
            let by_people = passed_on.filter_map(|step| step.decided_at);
            let mut by_people = by_people.chain(self.outside.known.contacted[buyer].iter().copied());
            let near = |at: At| at.plus(SKEW_MS) < sent.at && sent.at.since(at) < 20 * HOUR_MS - SKEW_MS;
            if let Some(at) = by_people.find(|at| near(*at)) {
                let apart = sent.at.since(at);
                broken.push(format!(
                    "step {} followed a person's contact after {apart} ms",
                    sent.step.id
                ));
            }
        }
        for how in broken {
            self.broken("I8", how);
        }
    }
}
