//! From decisions to a calendar: counts by hour, totals by reason, and what one policy does otherwise than another.
//! Pure.

use std::collections::{BTreeMap, HashMap};

use jinpai_model::{At, Channel, Order, Reason, Zone};
use jinpai_reminder::replay::{Line, Verdict};

use super::{Changes, DryCell, DryReason, DrySide, Show, Which};

/// Orders placed from `from` to before `until` are looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub from: At,
    pub until: At,
}

/// The orders that decisions are about.
pub(super) struct About<'a> {
    by_number: HashMap<&'a str, &'a Order>,
    span: Span,
    zone: &'a Zone,
}

impl<'a> About<'a> {
    pub fn of(orders: &'a [Order], span: Span, zone: &'a Zone) -> Self {
        let by_number = orders
            .iter()
            .map(|order| (order.number.as_str(), order))
            .collect();
        Self {
            by_number,
            span,
            zone,
        }
    }

    /// Orders of the span; older ones only say what a buyer did before.
    pub fn in_span(&self) -> usize {
        self.by_number.values().filter(|order| self.spans(order)).count()
    }

    fn spans(&self, order: &Order) -> bool {
        self.span.from <= order.created_at && order.created_at < self.span.until
    }

    /// The order that leads a decision, if it is one of the span.
    pub fn leader(&self, line: &Line) -> Option<&'a Order> {
        let order = *self.by_number.get(line.orders.first()?.as_str())?;
        self.spans(order).then_some(order)
    }

    fn hour(&self, at: At) -> (String, u8) {
        let wall = at.in_zone(self.zone);
        (wall.date().to_string(), wall.hour().unsigned_abs())
    }

    pub fn side(&self, lines: &[Line]) -> DrySide {
        let mut cells: BTreeMap<(String, u8, Channel, Verdict), i64> = BTreeMap::new();
        let mut reasons: BTreeMap<(Verdict, Reason), i64> = BTreeMap::new();
        for line in lines.iter().filter(|line| self.leader(line).is_some()) {
            let (day, hour) = self.hour(line.at);
            *cells.entry((day, hour, line.channel, line.decision)).or_default() += 1;
            *reasons.entry((line.decision, line.reason)).or_default() += 1;
        }
        DrySide {
            cells: cells
                .into_iter()
                .map(|((day, hour, channel, decision), count)| DryCell {
                    day,
                    hour,
                    channel,
                    decision,
                    count,
                })
                .collect(),
            reasons: reasons
                .into_iter()
                .map(|((decision, reason), count)| DryReason {
                    decision,
                    reason,
                    count,
                })
                .collect(),
            reminded: i64::try_from(self.first_sends(lines).len()).unwrap_or(i64::MAX),
        }
    }

    /// For each reminded order of the span, when and how first.
    fn first_sends<'l>(&self, lines: &'l [Line]) -> HashMap<&'l str, (At, Channel)> {
        let mut first = HashMap::new();
        for line in lines.iter().filter(|line| line.decision == Verdict::Send) {
            for number in &line.orders {
                if self
                    .by_number
                    .get(number.as_str())
                    .is_some_and(|order| self.spans(order))
                {
                    first.entry(number.as_str()).or_insert((line.at, line.channel));
                }
            }
        }
        first
    }

    pub fn changes(&self, draft: &[Line], in_force: &[Line]) -> Changes {
        let (then, now) = (self.first_sends(draft), self.first_sends(in_force));
        let mut changes = Changes::default();
        for (number, how) in &then {
            match now.get(number) {
                None => changes.added += 1,
                Some(before) if before == how => changes.same += 1,
                Some(_) => changes.moved += 1,
            }
        }
        let dropped = now.keys().filter(|number| !then.contains_key(*number)).count();
        changes.dropped = i64::try_from(dropped).unwrap_or(i64::MAX);
        changes
    }
}

/// Which decisions are shown one by one.
pub(super) struct Wanted<'a> {
    pub show: &'a Show,
    pub about: &'a About<'a>,
}

impl Wanted<'_> {
    pub fn takes(&self, which: Which, line: &Line) -> bool {
        if let Some(order) = self.show.order {
            let numbers = line
                .orders
                .iter()
                .filter_map(|number| self.about.by_number.get(number.as_str()));
            return numbers.into_iter().any(|held| held.id == order);
        }
        let (day, hour) = self.about.hour(line.at);
        which == Which::Draft
            && self.about.leader(line).is_some()
            && self.show.day.as_ref().is_none_or(|wanted| *wanted == day)
            && self.show.hour.is_none_or(|wanted| wanted == hour)
            && self.show.decision.is_none_or(|wanted| wanted == line.decision)
            && self.show.reason.is_none_or(|wanted| wanted == line.reason)
    }
}
