//! The contact budget, and the further steps of a long ladder on the days after its first.

use jinpai_model::{At, HOUR_MS, Slot, Zone};

use crate::{
    Policy,
    plan::Contact,
    slot::{Moment, Quest},
};

/// Whether one more contact outside an open chat stands within the budget: none on that shop-local
/// day and none within 20 hours, whoever made it and about whatever.
pub(crate) fn within_budget<'a>(
    at: At,
    contacts: impl IntoIterator<Item = &'a Contact>,
    policy: &Policy,
    shop_zone: &Zone,
) -> bool {
    contacts
        .into_iter()
        .filter(|contact| !contact.in_session)
        .all(|contact| apart(at, contact.at, policy, shop_zone))
}

/// Whether two contacts lie far enough apart.
pub(crate) fn apart(a: At, b: At, policy: &Policy, shop_zone: &Zone) -> bool {
    let gap_ms = i64::from(policy.spec().budget.min_gap_h) * HOUR_MS;
    a.since(b).abs() >= gap_ms && a.in_zone(shop_zone).date() != b.in_zone(shop_zone).date()
}

/// Up to `count` moments on the days after `previous`, one a day: at the leader's hour, or in the
/// day's last peak when that hour is not allowed or too near. The earliest days are taken; when none of them is
/// the preferred weekday and a later one is, the last of them moves there.
pub(crate) fn further(
    quest: &Quest<'_>,
    previous: At,
    count: usize,
    contacts: &[Contact],
    shop_zone: &Zone,
) -> Vec<Moment> {
    let free: Vec<Moment> = days_after(quest, previous)
        .filter(|moment| quest.is_ahead(*moment))
        .filter(|moment| within_budget(moment.due_at, contacts, quest.policy, shop_zone))
        .collect();
    let mut taken: Vec<Moment> = Vec::new();
    let mut last = previous;
    for moment in &free {
        if taken.len() < count && apart(moment.due_at, last, quest.policy, shop_zone) {
            taken.push(*moment);
            last = moment.due_at;
        }
    }
    move_to_preferred_day(quest, &free, &mut taken, shop_zone);
    taken
}

/// The moment of each day after `previous` up to the bound.
fn days_after<'q>(quest: &'q Quest<'_>, previous: At) -> impl Iterator<Item = Moment> + 'q {
    let first = quest.leader_created_at.in_zone(quest.zone).date();
    let from = previous.in_zone(quest.zone).date();
    let until = quest.bound.in_zone(quest.zone).date();
    // One shift of the leader's day to each later day, so that clock changes keep the hour.
    let ahead = |day: jiff::civil::Date| (day - first).get_days();
    let gap_ms = i64::from(quest.policy.spec().budget.min_gap_h) * HOUR_MS;
    // An order that joined since must not be reminded too soon either.
    let floor = previous.plus(gap_ms).max(quest.floor());
    (ahead(from) + 1..=ahead(until)).filter_map(move |days| {
        let same_hour = quest.same_hour_after(days)?;
        quest
            .placed(Slot::NextDay, same_hour, floor, quest.bound)
            .or_else(|| quest.last_peak_of(same_hour.in_zone(quest.zone).date(), floor))
    })
}

fn move_to_preferred_day(quest: &Quest<'_>, free: &[Moment], taken: &mut [Moment], shop_zone: &Zone) {
    let preferred = quest.policy.spec().timing.prefer_weekday.into();
    let is_preferred = |moment: &Moment| moment.due_at.in_zone(shop_zone).date().weekday() == preferred;
    if taken.iter().any(is_preferred) {
        return;
    }
    if let Some(last) = taken.last_mut() {
        let later = free.iter().find(|m| m.due_at > last.due_at && is_preferred(m));
        if let Some(moment) = later {
            *last = *moment;
        }
    }
}
