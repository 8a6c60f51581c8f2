//! Which angle a step takes, and its words.

use jinpai_model::{Angle, At, Channel, Slot};

use super::{Contact, ContactBy, PlanInput, PlanOrder, group::Group, proposal::same_goods};
use crate::{
    channel::promotion_agreed,
    draw,
    experiment::first_angle,
    form::FormContext,
    slot::Moment,
    text::{Spoken, Values},
    wordings::Wording,
};

pub(super) fn angles_used(group: &Group<'_>, contacts: &[Contact]) -> Vec<Angle> {
    contacts
        .iter()
        .filter(|contact| group.all().any(|order| contact.orders.contains(&order.id)))
        .filter_map(|contact| contact.angle)
        .collect()
}

/// What this ladder has said so far, in steps before this one.
#[derive(Default)]
pub(super) struct Said {
    pub angles: Vec<Angle>,
    pub texts: Vec<String>,
}

/// The first angle of the slot that was not used and whose facts are known.
///
/// Of the angles a slot may take, those she has not heard about other orders come first; in an open
/// chat trouble with paying is asked first all the same.
pub(super) fn words_for(
    leader: &PlanOrder,
    riders: &[&PlanOrder],
    (moment, channel): (Moment, Channel),
    said: &Said,
    input: &PlanInput<'_>,
) -> Option<(Angle, Option<Wording>)> {
    let mut angles: Vec<Angle> = (input.policy.angles(moment.slot).iter().copied())
        .filter(|angle| !said.angles.contains(angle))
        .collect();
    if moment.slot != Slot::Session {
        angles.sort_by_key(|angle| times_heard(*angle, input.contacts));
        if let Some(first) = first_angle(input).filter(|first| !said.angles.contains(first)) {
            angles.retain(|angle| *angle != first);
            angles.insert(0, first);
        }
    }
    let opening = input.buyer.manner.first_angle.filter(|_| said.angles.is_empty());
    if let Some(first) = opening {
        angles.retain(|angle| *angle != first);
        angles.insert(0, first);
    }
    if input.policy.texts().is_empty() {
        return angles.first().map(|angle| (*angle, None));
    }
    let values = values_at(leader, riders, moment.slot, moment.due_at, input);
    let mut heard = heard(input.contacts);
    heard.extend(said.texts.iter().map(String::as_str));
    let ctx = form_context(channel, input);
    angles.into_iter().find_map(|angle| {
        let wording = input.policy.texts().fill(channel, angle, &values, &ctx, &heard)?;
        Some((angle, Some(wording)))
    })
}

fn times_heard(angle: Angle, contacts: &[Contact]) -> usize {
    let ours = contacts.iter().filter(|contact| contact.by == ContactBy::Us);
    ours.filter(|contact| contact.angle == Some(angle)).count()
}

fn heard(contacts: &[Contact]) -> Vec<&str> {
    contacts
        .iter()
        .filter_map(|contact| contact.text.as_deref())
        .collect()
}

fn form_context<'a>(channel: Channel, input: &PlanInput<'a>) -> FormContext<'a> {
    FormContext {
        shop_name: input.shop_name,
        promotion_agreed: promotion_agreed(input.buyer, channel),
        forms: &input.policy.spec().forms,
    }
}

/// The words of a step from the facts as they are now. None when a fact it needs is not known any
/// more, or no text fits its form: then it must not be sent.
#[must_use]
pub fn words(
    leader: &PlanOrder,
    merged: &[&PlanOrder],
    (slot, channel): (Slot, Channel),
    angle: Angle,
    input: &PlanInput<'_>,
) -> Option<Wording> {
    let values = values_at(leader, merged, slot, input.now, input);
    let (ctx, heard) = (form_context(channel, input), heard(input.contacts));
    input.policy.texts().fill(channel, angle, &values, &ctx, &heard)
}

fn values_at(leader: &PlanOrder, merged: &[&PlanOrder], slot: Slot, at: At, input: &PlanInput<'_>) -> Values {
    fn spoken(order: &PlanOrder) -> Spoken<'_> {
        Spoken {
            total_fen: order.total_fen,
            agreed_fen: order.agreed_fen,
            close_at: order.close_at,
            facts: &order.facts,
        }
    }
    let cut_off_at = (slot == Slot::CutOff).then(|| {
        let group = Group {
            leader,
            merged: merged.to_vec(),
        };
        group.cut_off_at(input.zone)
    });
    let same = 1 + merged.iter().filter(|order| same_goods(order, leader)).count();
    let spoken_merged: Vec<Spoken<'_>> = merged.iter().copied().map(spoken).collect();
    let locale = (input.zone, input.policy.spec().locale.as_str());
    let mut values = Values::of(
        input.shop_name,
        spoken(leader),
        &spoken_merged,
        cut_off_at.flatten(),
        at,
        locale,
    );
    values.same = (same > 1).then_some(same);
    values.padding = padding(leader, input);
    values
}

/// One of the policy's courteous openings; the same for an order however often it is planned.
fn padding(leader: &PlanOrder, input: &PlanInput<'_>) -> String {
    let paddings = &input.policy.spec().paddings;
    if paddings.is_empty() {
        return String::new();
    }
    let drawn = draw::bits(input.seed, &["padding", &leader.id.to_string()]);
    let place = usize::try_from(drawn % paddings.len() as u64).unwrap_or(0);
    paddings[place].clone()
}
