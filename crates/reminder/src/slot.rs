//! The first moment that fits outside or inside an open chat, and the shift around it.
//!
//! Outside a chat the candidates stand in the order of the product's rule: before the courier leaves,
//! next day at the same hour, the last peak, the last allowed minute. A moment sooner than
//! `first_after_min` is taken only when none later exists, and then only the two that the courier or
//! the closing of the order force.

use jinpai_model::{At, Channel, HOUR_MS, MINUTE_MS, Slot, Zone};

use crate::{
    Policy,
    exclude::minutes_after,
    hours::{is_allowed, last_allowed},
    plan::Talk,
};

/// How late a step may be that is due at the last moment, in minutes.
const GRACE_MIN: u32 = 5;

/// What the moments of one group of orders are sought from.
#[derive(Debug, Clone)]
pub(crate) struct Quest<'a> {
    pub policy: &'a Policy,
    /// Sought before the others: an experiment's wish.
    pub first_slot: Option<Slot>,
    pub channel: Channel,
    /// Whose wall clock the quiet hours, peaks and days are on.
    pub zone: &'a Zone,
    pub now: At,
    /// When the order that leads was made: "the same hour" is its hour.
    pub leader_created_at: At,
    /// When the newest order of the group was made: no order is reminded too soon.
    pub newest_created_at: At,
    /// Nothing after this moment: 30 minutes before the first of them closes, and never after day 5.
    pub bound: At,
    /// When the courier leaves on the orders' own day, where that is true for all of them.
    pub cut_off_at: Option<At>,
    /// The ladder's one shift.
    pub jitter_ms: i64,
}

/// A moment and the rule that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub slot: Slot,
    pub due_at: At,
}

/// The answer of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    Moment(Moment),
    /// A moment fitted, but lies further back than a step may be late.
    Missed,
    Nothing,
}

impl<'a> Quest<'a> {
    /// The moment in the open chat: from ten minutes after the order, when nobody has written for
    /// three minutes, before the chat counts as closed. It is not shifted.
    pub(crate) fn in_session(&self, talk: &Talk) -> Option<Moment> {
        let timing = &self.policy.spec().timing;
        let closes_at = talk.closes_at(self.policy)?;
        let quiet_at = talk.quiet_at(self.policy)?;
        let due_at = minutes_after(self.newest_created_at, timing.session_after_min).max(quiet_at);
        let fits = due_at < closes_at
            && self.now < closes_at
            && due_at <= self.bound
            && is_allowed(due_at, self.channel, self.policy, self.zone);
        fits.then_some(Moment {
            slot: Slot::Session,
            due_at,
        })
    }

    /// Outside a chat nothing comes sooner while anything later exists.
    pub(crate) fn floor(&self) -> At {
        minutes_after(self.newest_created_at, self.policy.spec().timing.first_after_min)
    }

    /// The first moment from `first_after_min` on.
    pub(crate) fn outside(&self) -> Found {
        let floor = self.floor();
        let mut candidates = [
            self.before_cut_off(floor),
            self.next_day(floor),
            self.last_peak(floor),
            self.last_minute(floor, floor),
        ];
        if let Some(first) = self.first_slot {
            candidates.sort_by_key(|moment| moment.is_none_or(|moment| moment.slot != first));
        }
        self.first_of(candidates)
    }

    /// What the courier or the closing force when nothing stands from `first_after_min` on.
    pub(crate) fn outside_early(&self) -> Found {
        let floor = minutes_after(
            self.newest_created_at,
            self.policy.spec().timing.session_after_min,
        );
        // As late as can be: every minute before `first_after_min` costs, so this one is not shifted.
        let latest = self.last_minute(floor, self.bound);
        self.first_of([self.before_cut_off(floor), latest])
    }

    fn first_of<const N: usize>(&self, candidates: [Option<Moment>; N]) -> Found {
        let mut missed = false;
        for moment in candidates.into_iter().flatten() {
            if self.is_ahead(moment) {
                return Found::Moment(moment);
            }
            missed = true;
        }
        if missed { Found::Missed } else { Found::Nothing }
    }

    /// Still to come, or so little past that it may still be sent, at an hour that is not quiet.
    pub(crate) fn is_ahead(&self, moment: Moment) -> bool {
        moment.due_at >= self.now
            || (self.latest(moment) >= self.now && is_allowed(self.now, self.channel, self.policy, self.zone))
    }

    /// Until when a step of this moment may be sent: an hour late at most, before the courier leaves if it
    /// speaks of him, and not past the bound but for the few minutes that a step due at the bound itself
    /// needs.
    pub(crate) fn latest(&self, moment: Moment) -> At {
        let due_at = moment.due_at;
        let latest = minutes_after(due_at, self.policy.spec().timing.max_late_min)
            .min(self.bound.max(minutes_after(due_at, GRACE_MIN)));
        match (moment.slot, self.cut_off_at) {
            (Slot::CutOff, Some(leaves_at)) => latest.min(leaves_at.plus(-MINUTE_MS)).max(due_at),
            _ => latest,
        }
    }

    fn before_cut_off(&self, floor: At) -> Option<Moment> {
        let leaves_at = self.cut_off_at?;
        let base = leaves_at.plus(-i64::from(self.policy.spec().timing.before_cut_off_min) * MINUTE_MS);
        // The words name the cut-off: they must still be true, and of use, when they are read.
        let latest = leaves_at.plus(-MINUTE_MS);
        self.placed(Slot::CutOff, base, floor, latest)
    }

    fn next_day(&self, floor: At) -> Option<Moment> {
        self.same_hour_after(1)
            .and_then(|base| self.placed(Slot::NextDay, base, floor, self.bound))
    }

    /// The leading order's time of day, so many days on.
    pub(crate) fn same_hour_after(&self, days: i32) -> Option<At> {
        let made = self.leader_created_at.in_zone(self.zone).datetime();
        let wall = made.checked_add(jiff::Span::new().days(days)).ok()?;
        Some(self.zone.at(wall))
    }

    fn last_peak(&self, floor: At) -> Option<Moment> {
        let mut day = self.bound.in_zone(self.zone).date();
        let first_day = floor.in_zone(self.zone).date();
        while day >= first_day {
            if let Some(moment) = self.last_peak_of(day, floor) {
                return Some(moment);
            }
            day = day.yesterday().ok()?;
        }
        None
    }

    /// The last peak of one day that starts between the floor and the bound.
    pub(crate) fn last_peak_of(&self, day: jiff::civil::Date, floor: At) -> Option<Moment> {
        self.policy.spec().hours.peaks.iter().rev().find_map(|peak| {
            let (start, end) = (peak.start.on(day, self.zone), peak.end.on(day, self.zone));
            self.placed(Slot::Peak, start, floor.max(start), end.plus(-MINUTE_MS))
        })
    }

    fn last_minute(&self, floor: At, shift_floor: At) -> Option<Moment> {
        let base = last_allowed(self.bound, self.channel, self.policy, self.zone)?;
        (base >= floor).then(|| Moment {
            slot: Slot::LastMinute,
            due_at: self.shifted(base, shift_floor.min(base), base),
        })
    }

    /// A moment at `base`, shifted within its bounds, when `base` itself stands within them.
    pub(crate) fn placed(&self, slot: Slot, base: At, earliest: At, latest: At) -> Option<Moment> {
        let latest = latest.min(self.bound);
        let fits =
            earliest <= base && base <= latest && is_allowed(base, self.channel, self.policy, self.zone);
        fits.then(|| Moment {
            slot,
            due_at: self.shifted(base, earliest, latest),
        })
    }

    /// `base` moved by the ladder's shift, thrown back at a bound it would cross. In hours and within
    /// `earliest..=latest` whenever `base` is.
    fn shifted(&self, base: At, earliest: At, latest: At) -> At {
        let mut due = base.plus(self.jitter_ms);
        if due > latest {
            due = latest.plus(-due.since(latest));
        }
        if due < earliest {
            due = earliest.plus(earliest.since(due));
        }
        due = At(due.ms().clamp(earliest.ms(), latest.ms()));
        if self.same_hours(base, due) {
            return due;
        }
        let mirrored = At(base.plus(base.since(due)).ms().clamp(earliest.ms(), latest.ms()));
        if self.same_hours(base, mirrored) {
            mirrored
        } else {
            base
        }
    }

    /// Both moments, and all between them, are within allowed hours: a shift is shorter than any gap
    /// that a policy with sense would leave, and both ends are looked at.
    fn same_hours(&self, base: At, due: At) -> bool {
        debug_assert!(base.since(due).abs() <= HOUR_MS);
        is_allowed(due, self.channel, self.policy, self.zone)
    }
}
