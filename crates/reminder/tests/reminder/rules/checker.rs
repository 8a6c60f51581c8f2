//! The rules of payment reminders over the lines of a replayed book.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jinpai_model::{At, Channel, HOUR_MS, MINUTE_MS, Platform, Reason, Zone, draw};
use jinpai_reminder::replay::{BookOrder, Line, Verdict};

use super::book::{BuyerSpec, World};

const JITTER_MS: i64 = 10 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

pub struct Checker<'a> {
    world: &'a World,
    lines: &'a [Line],
    shop_zone: Zone,
    orders: HashMap<String, (usize, &'a BookOrder)>,
    broken: Vec<String>,
}

impl<'a> Checker<'a> {
    pub fn of(world: &'a World, book: &'a [BookOrder], lines: &'a [Line]) -> Self {
        let numbered = book.iter().enumerate();
        Self {
            world,
            lines,
            shop_zone: world.zone.parse().unwrap(),
            orders: numbered.map(|(n, b)| (b.order.number.clone(), (n, b))).collect(),
            broken: Vec::new(),
        }
    }

    /// Every rule that is broken, in words.
    pub fn broken(mut self) -> Vec<String> {
        for line in self.lines {
            if line.decision == Verdict::Send {
                self.send(line);
            }
        }
        self.counts();
        self.budget();
        self.every_order_has_its_reason();
        self.broken
    }

    fn demand(&mut self, holds: bool, line: &Line, what: &str) {
        if !holds {
            self.broken.push(format!("{what}: {line:?}"));
        }
    }

    fn buyer_of(&self, n: usize) -> Option<&'a BuyerSpec> {
        let world = self.world;
        world.orders[n].buyer.map(|buyer| &world.buyers[buyer])
    }

    fn zone_of(&self, n: usize) -> Zone {
        let own = self.buyer_of(n).and_then(|buyer| buyer.zone);
        own.map_or_else(|| self.shop_zone.clone(), |zone| zone.parse().unwrap())
    }

    /// When the order was over: closed by somebody, or by the platform.
    fn closed_at(booked: &BookOrder) -> At {
        let order = &booked.order;
        order
            .closed_at
            .map_or(order.close_at, |at| at.min(order.close_at))
    }

    /// Paid before the platform closed it, and when.
    fn paid_at(booked: &BookOrder) -> Option<At> {
        booked.order.paid_at
    }

    fn of_buyer(&self, n: usize) -> Vec<&'a BookOrder> {
        let buyer = self.world.orders[n].buyer;
        let hers = self.orders.values();
        hers.filter(|(other, _)| *other == n || (buyer.is_some() && self.world.orders[*other].buyer == buyer))
            .map(|(_, booked)| *booked)
            .collect()
    }

    fn send(&mut self, line: &'a Line) {
        let held: Option<Vec<_>> = line.orders.iter().map(|o| self.orders.get(o).copied()).collect();
        let Some(orders) = held else {
            return self.demand(false, line, "an order that is not in the book");
        };
        for (n, booked) in &orders {
            self.may_be_reminded(line, *n, booked);
            self.distance(line, booked);
        }
        let (leader, booked) = orders[0];
        self.hours(line, leader);
        self.channel(line, leader, booked);
        self.slot(line, leader, &orders);
        self.demand(!line.text.is_empty(), line, "without words");
        let signed = line.text.starts_with("【木子家居】");
        self.demand(signed == (line.channel == Channel::Sms), line, "an SMS is signed");
    }

    /// R2: unpaid and open, and none of the reasons to leave her alone.
    fn may_be_reminded(&mut self, line: &Line, n: usize, booked: &BookOrder) {
        let unpaid = Self::paid_at(booked).is_none_or(|at| at > line.at);
        self.demand(unpaid, line, "paid");
        self.demand(line.at < Self::closed_at(booked), line, "closed");
        self.demand(!booked.disputed, line, "disputed");
        let told = booked.platform_reminded_at.is_some_and(|at| at <= line.at);
        self.demand(!told, line, "the platform reminded her");
        if let Some(buyer) = self.buyer_of(n) {
            self.demand(!buyer.opted_out && !buyer.blocked, line, "opted out or blocked");
        }
        self.demand(!self.malicious(n, line.at), line, "malicious");
        let key = self.world.orders[n].buyer.map_or_else(
            || format!("order:{}", booked.order.number),
            |buyer| format!("site:b{buyer}"),
        );
        let held = draw::is_held_out(self.world.seed, "book", &key, self.world.holdout_percent);
        self.demand(!held, line, "held out");
    }

    fn malicious(&self, n: usize, at: At) -> bool {
        if self.buyer_of(n).is_some_and(|buyer| buyer.appeal_granted) {
            return false;
        }
        let hers = self.of_buyer(n);
        let within = |moment: At| moment <= at && moment > at.plus(-30 * DAY_MS);
        let unpaid = hers.iter().filter(|b| {
            let closed = Self::closed_at(b);
            within(closed) && Self::paid_at(b).is_none_or(|paid| paid > closed)
        });
        let paid = hers.iter().filter(|b| Self::paid_at(b).is_some_and(within));
        let often = unpaid.count() >= 3 && paid.count() == 0;
        let bought = hers
            .iter()
            .filter(|b| Self::paid_at(b).is_some_and(|paid| paid <= at));
        let most = bought.map(|b| b.order.quantity).max().unwrap_or(0);
        often || (self.world.orders[n].pieces > 50 && most <= 50)
    }

    /// R3: ten minutes at the least, an hour and a half but for the courier and the closing, half an
    /// hour before the closing, five days.
    fn distance(&mut self, line: &Line, booked: &BookOrder) {
        let order = &booked.order;
        let age = line.at.since(order.created_at);
        self.demand(age >= 10 * MINUTE_MS, line, "sooner than ten minutes");
        let forced = matches!(line.reason, Reason::SlotCutOff | Reason::SlotLastMinute);
        self.demand(
            forced || age >= 90 * MINUTE_MS,
            line,
            "sooner than an hour and a half",
        );
        // A plan made late has five minutes for a step that was due at the bound itself.
        let late = line.at.ms() % MINUTE_MS == 0 && line.reason == Reason::SlotLastMinute;
        let least = if late { 25 } else { 30 };
        let before_close = order.close_at.since(line.at) >= least * MINUTE_MS;
        self.demand(before_close, line, "too near to its close");
        self.demand(age <= 5 * DAY_MS + HOUR_MS, line, "after day 5");
    }

    fn open(channel: Channel, minute: i32) -> bool {
        let windows: &[(i32, i32)] = match channel {
            Channel::Phone => &[(540, 720), (840, 1_200)],
            Channel::Sms => &[(480, 1_260)],
            Channel::Chat | Channel::Email => &[(480, 1_350)],
        };
        windows.iter().any(|(from, to)| *from <= minute && minute < *to)
    }

    fn allowed(&self, at: At, channel: Channel, zone: &Zone) -> bool {
        let local = at.in_zone(zone);
        let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
        Self::open(channel, minute) && !self.world.holidays.contains(&local.date())
    }

    fn hours(&mut self, line: &Line, n: usize) {
        let zone = self.zone_of(n);
        let allowed = self.allowed(line.at, line.channel, &zone);
        self.demand(allowed, line, "quiet hours or a holiday");
    }

    /// R5: what she refused or never agreed to is not used, nor a number that the platform keeps; a
    /// call is for a first dear order, a notice by SMS for those who paid before.
    fn channel(&mut self, line: &Line, n: usize, booked: &BookOrder) {
        let Some(buyer) = self.buyer_of(n) else {
            return self.demand(
                line.channel == Channel::Chat,
                line,
                "nobody is known but by the chat",
            );
        };
        let usable: Vec<Channel> = self.usable(buyer);
        self.demand(usable.contains(&line.channel), line, "channel not agreed to");
        let paid_before =
            (self.of_buyer(n).iter()).any(|other| Self::paid_at(other).is_some_and(|paid| paid <= line.at));
        let dear = booked.order.total_fen.0 >= 50_000;
        let wished = buyer.prefers == Some(line.channel);
        if line.channel == Channel::Phone && !wished {
            self.demand(
                dear && !paid_before,
                line,
                "a call to somebody who is not a first dear buyer",
            );
        }
        if line.channel == Channel::Sms && !wished && !paid_before {
            let nearer = [Channel::Chat, Channel::Email].iter().any(|c| {
                let of_list = *c == Channel::Chat || (buyer.platform == Platform::OwnSite && !dear);
                of_list && usable.contains(c) && self.allowed(line.at, *c, &self.zone_of(n))
            });
            self.demand(!nearer, line, "an SMS to a new buyer whom the chat reaches");
        }
    }

    fn usable(&self, buyer: &BuyerSpec) -> Vec<Channel> {
        let chat = buyer.with_consent(&[1, 2, 3]).filter(|c| *c == Channel::Chat);
        let others = buyer.with_consent(&[2, 3]).filter(|c| *c != Channel::Chat);
        let dialled = |c: &Channel| matches!(c, Channel::Phone | Channel::Sms);
        chat.chain(others)
            .filter(|c| !(buyer.virtual_number && dialled(c)))
            .collect()
    }

    /// R3: where the moment stands, and that nothing before it in the order of the slots would fit.
    fn slot(&mut self, line: &Line, n: usize, orders: &[(usize, &BookOrder)]) {
        let zone = self.zone_of(n);
        let local = line.at.in_zone(&zone);
        let order = &orders[0].1.order;
        let minute = |at: &jiff::Zoned| i64::from(at.hour()) * 60 + i64::from(at.minute());
        let bound = (orders.iter())
            .map(|(_, b)| b.order.close_at.plus(-30 * MINUTE_MS))
            .min()
            .unwrap();
        match line.reason {
            Reason::SlotCutOff => {
                let ordinary = orders
                    .iter()
                    .all(|(_, b)| b.order.kind == jinpai_model::OrderKind::Ordinary);
                let day = order.created_at.in_zone(&self.shop_zone).date();
                let leaves = self.world.ship_cutoff.map(|time| time.on(day, &self.shop_zone));
                // Late it may be, but never after he has left.
                let near = leaves.is_some_and(|at| at.since(line.at) - HOUR_MS <= JITTER_MS && line.at < at);
                self.demand(ordinary && near, line, "not an hour before the courier");
            }
            Reason::SlotNextDay => {
                let made = order.created_at.in_zone(&zone);
                // The hour of the wall counts, whatever was done to the clock in between; a plan that was
                // made late may still send within the hour.
                let off = (minute(&local) - minute(&made) + 2_160) % 1_440 - 720;
                let late = if orders.len() > 1 || !self.first_free(n) {
                    71
                } else {
                    11
                };
                self.demand((-11..=late).contains(&off), line, "not at the hour of the order");
                let later = line.at.since(order.created_at) > 20 * HOUR_MS;
                self.demand(later, line, "not on a later day");
            }
            Reason::SlotPeak => {
                let late = orders.len() > 1 || !self.first_free(n);
                let near = [10, 21].contains(&local.hour()) || (late && [11, 22].contains(&local.hour()));
                self.demand(near, line, "not in a peak");
            }
            Reason::SlotLastMinute => {
                let alone = orders.len() == 1 && line.step == 1;
                let floor = order.created_at.plus(90 * MINUTE_MS);
                if alone && bound >= floor && self.first_free(n) {
                    let found = self.peak_between(floor, bound, line.channel, &zone);
                    self.demand(found.is_none(), line, "a peak would have fitted");
                }
            }
            _ => self.demand(false, line, "sent without a slot"),
        }
        let first = line.step == 1 && orders.len() == 1 && self.first_free(n);
        if first && matches!(line.reason, Reason::SlotPeak | Reason::SlotLastMinute) {
            let made = order.created_at.in_zone(&zone).datetime();
            let next = zone.at(made.checked_add(jiff::Span::new().days(1)).unwrap());
            let fits = next <= bound && self.allowed(next, line.channel, &zone);
            self.demand(!fits, line, "next day at the same hour would have fitted");
        }
    }

    /// No other order or contact of hers can have moved the step.
    fn first_free(&self, n: usize) -> bool {
        let hers = self.of_buyer(n);
        hers.len() == 1 && hers[0].platform_reminded_at.is_none()
    }

    fn peak_between(&self, floor: At, bound: At, channel: Channel, zone: &Zone) -> Option<At> {
        let mut day = floor.in_zone(zone).date();
        let last_day = bound.in_zone(zone).date();
        let day5 = floor.plus(5 * DAY_MS - 2 * HOUR_MS);
        while day <= last_day {
            for hour in [10, 21] {
                let peak = zone.at(day.at(hour, 0, 0, 0));
                if peak >= floor && peak <= bound && peak <= day5 && self.allowed(peak, channel, zone) {
                    return Some(peak);
                }
            }
            day = day.tomorrow().unwrap();
        }
        None
    }

    /// R4: within the limit of its price, one for an order of a day, no angle and no text twice.
    fn counts(&mut self) {
        let mut of_order: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
        let mut texts: BTreeSet<(&str, &str)> = BTreeSet::new();
        for line in self.lines.iter().filter(|line| line.decision == Verdict::Send) {
            let fresh = texts.insert((&line.buyer, &line.text));
            self.demand(fresh, line, "the same text twice");
            for order in &line.orders {
                of_order.entry(order).or_default().push(line);
            }
        }
        for (number, lines) in of_order {
            let Some((_, booked)) = self.orders.get(number).copied() else {
                continue;
            };
            let order = &booked.order;
            let limit = match order.total_fen.0 {
                ..5_000 => 1,
                5_000..50_000 => 2,
                _ => 3,
            };
            self.demand(lines.len() <= limit, lines[0], "more than its price allows");
            let angles: BTreeSet<_> = lines.iter().map(|line| line.angle).collect();
            self.demand(angles.len() == lines.len(), lines[0], "the same angle twice");
            let of_a_day = order.close_at.since(order.created_at) <= DAY_MS;
            self.demand(
                !of_a_day || lines.len() == 1,
                lines[0],
                "more than one for an order of a day",
            );
        }
    }

    /// R4: one contact a shop-local day and twenty hours apart, the platform's among them.
    fn budget(&mut self) {
        let mut of_buyer: BTreeMap<&str, Vec<(At, &Line)>> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| line.decision == Verdict::Send) {
            of_buyer.entry(&line.buyer).or_default().push((line.at, line));
        }
        for sends in of_buyer.values_mut() {
            sends.sort_by_key(|(at, _)| *at);
            for pair in sends.windows(2) {
                let ((before, _), (at, line)) = (pair[0], pair[1]);
                let day = |at: At| at.in_zone(&self.shop_zone).date();
                let apart = at.since(before) >= 20 * HOUR_MS && day(at) != day(before);
                self.demand(apart, line, "two on one day or within twenty hours");
            }
            for (at, line) in sends.iter() {
                let Some((n, _)) = self.orders.get(&line.orders[0]) else {
                    continue;
                };
                let by_platform: Vec<At> = (self.of_buyer(*n).iter())
                    .filter_map(|b| Some(b.platform_reminded_at?.max(b.order.created_at)))
                    .filter(|told| told <= at)
                    .collect();
                let near = by_platform.iter().any(|told| {
                    at.since(*told) < 20 * HOUR_MS
                        || told.in_zone(&self.shop_zone).date() == at.in_zone(&self.shop_zone).date()
                });
                self.demand(!near, line, "within a day of the platform's own");
            }
        }
    }

    /// R8: who was still unpaid at ten minutes was sent to, or has a reason, and it is true.
    fn every_order_has_its_reason(&mut self) {
        let mut told: HashMap<&str, Vec<&Line>> = HashMap::new();
        for line in self.lines {
            line.orders
                .iter()
                .for_each(|order| told.entry(order).or_default().push(line));
        }
        let mut missing = Vec::new();
        for (number, (n, booked)) in &self.orders {
            let ripe_at = booked.order.created_at.plus(10 * MINUTE_MS);
            let unpaid = Self::paid_at(booked).is_none_or(|at| at > ripe_at);
            let lines = told.get(number.as_str()).map_or(&[][..], Vec::as_slice);
            if unpaid == lines.is_empty() {
                missing.push(format!(
                    "order {number} unpaid at ten minutes: {unpaid}, lines {lines:?}"
                ));
            }
            for line in lines.iter().filter(|line| line.decision != Verdict::Send) {
                if !self.true_reason(line, *n, booked, lines) {
                    missing.push(format!("not true of order {number} of {booked:?}: {line:?}"));
                }
            }
        }
        self.broken.extend(missing);
    }

    fn true_reason(&self, line: &Line, n: usize, booked: &BookOrder, lines: &[&Line]) -> bool {
        let buyer = self.buyer_of(n);
        match line.reason {
            Reason::Paid => Self::paid_at(booked).is_some_and(|at| at == line.at),
            Reason::Closed => Self::closed_at(booked) <= line.at,
            Reason::OptedOut => buyer.is_some_and(|buyer| buyer.opted_out),
            Reason::Blocked => buyer.is_some_and(|buyer| buyer.blocked),
            Reason::Disputed => booked.disputed,
            Reason::HeldOut => self.world.holdout_percent > 0,
            Reason::Malicious => self.malicious(n, line.at),
            Reason::PlatformReminded => booked.platform_reminded_at.is_some_and(|at| at <= line.at),
            Reason::Unreachable => buyer.is_some_and(|buyer| {
                // A call is for first dear orders alone.
                self.usable(buyer).iter().all(|c| *c == Channel::Phone)
            }),
            Reason::Merged => lines
                .iter()
                .any(|l| l.decision == Verdict::Send && l.at == line.at),
            // Somebody spoke, or will have spoken, to her around every moment that is left.
            Reason::Cap => self.of_buyer(n).len() > 1 || booked.platform_reminded_at.is_some(),
            Reason::NoSlot => self.no_slot(n, booked),
            _ => false,
        }
    }

    /// No minute by any of her channels lies between ten minutes after the order and half an hour
    /// before its close.
    fn no_slot(&self, n: usize, booked: &BookOrder) -> bool {
        let order = &booked.order;
        let channels = self
            .buyer_of(n)
            .map_or(vec![Channel::Chat], |buyer| self.usable(buyer));
        let dear = order.total_fen.0 >= 50_000;
        let zone = self.zone_of(n);
        let bound = order
            .close_at
            .plus(-30 * MINUTE_MS)
            .min(order.created_at.plus(5 * DAY_MS));
        let mut at = order.created_at.plus(10 * MINUTE_MS);
        while at <= bound {
            let free = |c: &Channel| (*c != Channel::Phone || dear) && self.allowed(at, *c, &zone);
            let paid_before = self.of_buyer(n).len() > 1;
            if !paid_before && channels.iter().any(free) {
                return false;
            }
            at = at.plus(MINUTE_MS);
        }
        true
    }
}
