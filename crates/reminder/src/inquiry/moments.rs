//! When an inquiry is spoken of: once in the open chat, then at the same hour of later days.

use jinpai_model::{At, Channel, MINUTE_MS, Reason, Slot};

use super::InquiryInput;
use crate::{
    ContactBy, draw,
    exclude::minutes_after,
    hours::{is_allowed, next_allowed},
    ladder::{apart, within_budget},
    spec::inquiry::LAST_DAY,
};

/// What a step due near the end of day 5 needs to be sent in, in minutes.
const GRACE_MIN: i64 = 5;

/// A moment, and until when it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub slot: Slot,
    pub channel: Channel,
    pub due_at: At,
    pub expires_at: At,
}

/// The moment in the open chat: when she has been silent for three minutes, before the platform
/// closes it. It is not shifted.
pub(super) fn in_session(input: &InquiryInput<'_>) -> Result<Moment, Reason> {
    let talk = input.talk;
    let closes_at = session_end(input).ok_or(Reason::TooLate)?;
    let quiet_at = talk.quiet_at(input.inquiry).ok_or(Reason::NothingAsked)?;
    if quiet_at >= closes_at {
        return Err(Reason::NoSlot);
    }
    if input.now >= closes_at {
        return Err(Reason::TooLate);
    }
    let due_at = next_allowed(quiet_at, Channel::Chat, input.policy, input.her_zone())
        .filter(|due_at| *due_at < closes_at)
        .ok_or(Reason::QuietHours)?;
    if asked_in_session(input, due_at) {
        return Err(Reason::Cap);
    }
    Ok(Moment {
        slot: Slot::Session,
        channel: Channel::Chat,
        due_at,
        expires_at: closes_at,
    })
}

/// When the open chat is over: the platform closes it, or day 5 has come while it went on without her.
pub(super) fn session_end(input: &InquiryInput<'_>) -> Option<At> {
    let closes_at = input.talk.closes_at(input.inquiry)?;
    Some(bound(input).map_or(closes_at, |bound| closes_at.min(bound)))
}

/// A chat is spoken up in once: not twice for one inquiry, nor twice on one day in whichever flow.
pub(super) fn asked_in_session(input: &InquiryInput<'_>, at: At) -> bool {
    let day = at.in_zone(input.zone).date();
    let of_today = |at: At| at.in_zone(input.zone).date() == day;
    let mut contacts = input.contacts.iter();
    input
        .of_this_ladder()
        .any(|earlier| earlier.slot == Slot::Session)
        || contacts.any(|c| c.by == ContactBy::Us && c.in_session && of_today(c.at))
}

/// The channels that may be used outside the open chat, best first.
pub(super) fn ways(input: &InquiryInput<'_>) -> Result<Vec<Channel>, Reason> {
    let listed = input.inquiry.spec().channels.iter();
    let ways = listed.filter_map(|channel| input.buyer.ways.iter().find(|way| way.channel == *channel));
    let consented: Vec<_> = ways.filter(|way| way.consented).collect();
    if consented.is_empty() {
        return Err(Reason::NoConsent);
    }
    let open: Vec<Channel> = (consented.iter().filter(|way| way.reachable))
        .map(|way| way.channel)
        .collect();
    if open.is_empty() {
        Err(Reason::Unreachable)
    } else {
        Ok(open)
    }
}

/// The moment so many days after the talk, by the first channel whose hours hold one.
pub(super) fn later(
    input: &InquiryInput<'_>,
    day: u32,
    ways: &[Channel],
    previous: Option<At>,
) -> Result<Moment, Reason> {
    let bound = bound(input).ok_or(Reason::NothingAsked)?;
    let base = input.same_hour_after(day).ok_or(Reason::NoSlot)?;
    let found = ways.iter().find_map(|channel| {
        let (slot, due_at) = on_day(input, base, *channel, bound)?;
        Some((slot, *channel, due_at))
    });
    let (slot, channel, due_at) = found.ok_or(Reason::QuietHours)?;
    let late = minutes_after(due_at, input.policy.spec().timing.max_late_min);
    let expires_at = late.min(bound).max(due_at);
    if expires_at < input.now {
        return Err(Reason::TooLate);
    }
    let near = previous.is_some_and(|before| !apart(due_at, before, input.policy, input.zone));
    if near || !within_budget(due_at, input.contacts, input.policy, input.zone) {
        return Err(Reason::Cap);
    }
    Ok(Moment {
        slot,
        channel,
        due_at,
        expires_at,
    })
}

/// The end of an inquiry: her hour on day 5.
pub(super) fn bound(input: &InquiryInput<'_>) -> Option<At> {
    input.same_hour_after(LAST_DAY)
}

/// At her hour, or where that is quiet in the last peak of the same day that is not.
fn on_day(input: &InquiryInput<'_>, base: At, channel: Channel, bound: At) -> Option<(Slot, At)> {
    let allowed = |at: At| at <= bound && is_allowed(at, channel, input.policy, input.her_zone());
    if allowed(base) {
        return Some((Slot::NextDay, shifted(input, base, base, bound, &allowed)));
    }
    let day = base.in_zone(input.her_zone()).date();
    let peaks = input.policy.spec().hours.peaks.iter().rev();
    let mut starts = peaks.map(|peak| {
        (
            peak.start.on(day, input.her_zone()),
            peak.end.on(day, input.her_zone()),
        )
    });
    let (start, end) = starts.find(|(start, _)| allowed(*start))?;
    let last = end.plus(-MINUTE_MS).min(bound);
    Some((
        Slot::Peak,
        shifted(input, start, last, bound, &|at| at >= start && allowed(at)),
    ))
}

/// `base` moved by the ladder's one shift; mirrored, or not moved, where that would leave the allowed
/// hours or cross the end.
fn shifted(input: &InquiryInput<'_>, base: At, last: At, bound: At, allowed: &dyn Fn(At) -> bool) -> At {
    let (ladder, jitter_min) = (input.ladder(), input.policy.spec().timing.jitter_min);
    let shift = draw::jitter_ms(input.seed, &[input.shop, &input.buyer.key, &ladder], jitter_min);
    let latest = bound.plus(-GRACE_MIN * MINUTE_MS);
    let tried = [
        base.plus(shift),
        base.plus(-shift),
        base.plus(-GRACE_MIN * MINUTE_MS),
        base,
    ];
    let inside = |at: &At| *at <= latest && (base == last || *at <= last) && allowed(*at);
    tried.into_iter().find(inside).unwrap_or(base)
}
