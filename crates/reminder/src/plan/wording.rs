//! Which angle a step takes, and its words.

use jinpai_model::{Angle, At, Channel, Slot};

use super::{Contact, PlanInput, PlanOrder, group::Group};
use crate::{
    slot::Moment,
    text::{Spoken, Values},
};

pub(super) fn angles_used(group: &Group<'_>, contacts: &[Contact]) -> Vec<Angle> {
    contacts
        .iter()
        .filter(|contact| group.all().any(|order| contact.orders.contains(&order.id)))
        .filter_map(|contact| contact.angle)
        .collect()
}

/// The first angle of the slot that was not used and whose facts are known.
pub(super) fn words_for(
    leader: &PlanOrder,
    riders: &[&PlanOrder],
    moment: Moment,
    used: &[Angle],
    input: &PlanInput<'_>,
) -> Option<(Angle, Option<String>)> {
    let mut angles = input
        .policy
        .angles(moment.slot)
        .iter()
        .filter(|angle| !used.contains(angle));
    if input.policy.texts().is_empty() {
        return angles.next().map(|angle| (*angle, None));
    }
    let values = values_at(leader, riders, moment.slot, moment.due_at, input);
    angles.find_map(|angle| Some((*angle, Some(input.policy.texts().render(*angle, &values)?))))
}

/// The words of a step from the facts as they are now. None when a fact it needs is not known any
/// more: then it must not be sent.
#[must_use]
pub fn words(
    leader: &PlanOrder,
    merged: &[&PlanOrder],
    slot: Slot,
    angle: Angle,
    input: &PlanInput<'_>,
) -> Option<String> {
    let values = values_at(leader, merged, slot, input.now, input);
    input.policy.texts().render(angle, &values)
}

fn values_at(leader: &PlanOrder, merged: &[&PlanOrder], slot: Slot, at: At, input: &PlanInput<'_>) -> Values {
    fn spoken(order: &PlanOrder) -> Spoken<'_> {
        Spoken {
            total_fen: order.total_fen,
            close_at: order.close_at,
            facts: &order.facts,
        }
    }
    let cut_off_at = (slot == Slot::CutOff).then(|| {
        let group = Group {
            leader,
            merged: merged.to_vec(),
            channel: Channel::Chat,
        };
        group.cut_off_at(input.zone)
    });
    let merged: Vec<Spoken<'_>> = merged.iter().copied().map(spoken).collect();
    let locale = (input.zone, input.policy.spec().locale.as_str());
    Values::of(
        input.shop_name,
        spoken(leader),
        &merged,
        cut_off_at.flatten(),
        at,
        locale,
    )
}
