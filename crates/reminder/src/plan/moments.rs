//! The moments of a group's ladder: in the open chat, the first outside it, and those of later days.

use jinpai_model::{At, Channel, DAY_MS, Reason, Slot};

use super::{ContactBy, PlanInput, PlanOrder, group::Group, times_reminded};
use crate::{
    channel::barrier,
    ladder::{further, within_budget},
    slot::{Found, Moment, Quest},
};

/// A moment and the channel it is for.
pub(super) type Place = (Moment, Channel);

/// The moments of a ladder, as many as the leader may still get. Outside an open chat the first
/// channel that has a moment is taken.
pub(super) fn moments_of(group: &Group<'_>, input: &PlanInput<'_>) -> Result<Vec<Place>, Reason> {
    let had = times_reminded(group.leader, input.contacts);
    let left = input
        .buyer
        .limit(input.policy, group.leader.total_fen)
        .saturating_sub(had) as usize;
    let session = session_moment(group, input).map(|moment| (moment, Channel::Chat));
    let mut places: Vec<Place> = session.into_iter().take(left).collect();
    let left = left - places.len();
    if left == 0 {
        return Ok(places);
    }
    let mut first_reason = None;
    for channel in group.ways(input).open {
        match outside_moments(group, &group.quest(channel, input), left, input) {
            Ok(outside) => {
                places.extend(outside.into_iter().map(|moment| (moment, channel)));
                return Ok(places);
            }
            Err(reason) => {
                first_reason.get_or_insert(reason);
                // The budget is one over all channels: another is no way around it.
                if reason == Reason::Cap {
                    break;
                }
            }
        }
    }
    if places.is_empty() {
        Err(first_reason.unwrap_or(Reason::Unreachable))
    } else {
        Ok(places)
    }
}

/// The moment in the open chat. A chat is asked once: not again about the same order, nor twice on one day.
fn session_moment(group: &Group<'_>, input: &PlanInput<'_>) -> Option<Moment> {
    let talk = input.talk?;
    if barrier(input.buyer, Channel::Chat, group.leader.platform, input.policy).is_some() {
        return None;
    }
    let moment = group.quest(Channel::Chat, input).in_session(talk)?;
    let day = moment.due_at.in_zone(input.zone).date();
    let asked = input.contacts.iter().any(|contact| {
        let of_leader = contact.orders.contains(&group.leader.id);
        contact.by == ContactBy::Us
            && contact.in_session
            && (of_leader || contact.at.in_zone(input.zone).date() == day)
    });
    (!asked).then_some(moment)
}

/// The moments outside an open chat: the first by the rule, the others on the days after it.
fn outside_moments(
    group: &Group<'_>,
    quest: &Quest<'_>,
    count: usize,
    input: &PlanInput<'_>,
) -> Result<Vec<Moment>, Reason> {
    let reminded_at = input
        .contacts
        .iter()
        .filter(|c| c.by == ContactBy::Us && !c.in_session && c.orders.contains(&group.leader.id))
        .map(|c| c.at)
        .max();
    let short = closes_within_a_day(group.leader);
    let count = if short { count.min(1) } else { count };
    if short && reminded_at.is_some() {
        return Err(Reason::Cap);
    }
    if let Some(last) = reminded_at {
        let moments = further(quest, last, count, input.contacts, input.zone);
        return if moments.is_empty() {
            Err(Reason::Cap)
        } else {
            Ok(moments)
        };
    }
    let found = match quest.outside() {
        // Too soon for one order is a reason to wait for another moment, not to take others along.
        Found::Nothing if group.merged.is_empty() => quest.outside_early(),
        found => found,
    };
    let first = match found {
        Found::Moment(first) => first,
        Found::Missed => return Err(Reason::TooLate),
        Found::Nothing => return Err(Reason::NoSlot),
    };
    if within_budget(first.due_at, input.contacts, input.policy, input.zone) {
        let mut moments = vec![first];
        moments.extend(further(
            quest,
            first.due_at,
            count - 1,
            input.contacts,
            input.zone,
        ));
        return Ok(moments);
    }
    // She was contacted too near to it. A long ladder still has later days; a short one has not.
    let last = input
        .contacts
        .iter()
        .filter(|c| !c.in_session)
        .map(|c| c.at)
        .max();
    let from = last.unwrap_or(first.due_at).max(quest.newest_created_at);
    let moments = further(quest, from, count, input.contacts, input.zone);
    if moments.is_empty() {
        Err(Reason::Cap)
    } else {
        Ok(moments)
    }
}

/// Such an order gets one contact outside an open chat.
pub(super) fn closes_within_a_day(order: &PlanOrder) -> bool {
    order.close_at.since(order.created_at) <= DAY_MS
}

pub(super) fn expiry(group: &Group<'_>, quest: &Quest<'_>, moment: Moment, input: &PlanInput<'_>) -> At {
    let closes_at = group.all().map(|o| o.close_at).min().unwrap_or(moment.due_at);
    let session_end = match moment.slot {
        Slot::Session => input.talk.and_then(|talk| talk.closes_at(input.policy)),
        _ => None,
    };
    session_end.unwrap_or_else(|| quest.latest(moment)).min(closes_at)
}
