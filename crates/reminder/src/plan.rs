//! Laying out the reminders of one buyer: who is left alone, what goes together, when each step is due.

use jinpai_model::{Angle, At, Channel, ClockTime, DAY_MS, Fen, MINUTE_MS, OrderId, Reason, Slot, Zone};

use crate::{
    BuyerFacts, OrderFacts, Policy, draw,
    exclude::{buyer_reason, channel_of, held_out, minutes_after, order_reason},
    ladder::{further, within_budget},
    slot::{Found, Moment, Quest},
    text::{Spoken, Values},
};

/// Most orders of one buyer that are looked at; the newest of more wait for the next plan.
const MAX_ORDERS: usize = 200;

/// Everything that a plan is made from.
#[derive(Debug, Clone)]
pub struct PlanInput<'a> {
    /// Names the shop in every draw; must never change. Its id.
    pub shop: &'a str,
    /// Its name as buyers know it.
    pub shop_name: &'a str,
    pub buyer: &'a BuyerFacts,
    /// Her orders that are not known to be paid or closed; others are answered with that reason.
    pub orders: &'a [PlanOrder],
    /// Her conversation, when she has one.
    pub talk: Option<&'a Talk>,
    /// Every contact of the last days, whoever made it: ours, an agent's, the platform's.
    pub contacts: &'a [Contact],
    /// The shop's zone.
    pub zone: &'a Zone,
    pub policy: &'a Policy,
    pub now: At,
    /// Key of the draws; one per shop, never changed.
    pub seed: u64,
}

/// An order as far as planning needs it.
#[derive(Debug, Clone)]
pub struct PlanOrder {
    pub id: OrderId,
    pub total_fen: Fen,
    /// Most pieces of any one item.
    pub pieces_of_one_item: i64,
    pub created_at: At,
    pub paid_at: Option<At>,
    pub closed_at: Option<At>,
    pub close_at: At,
    /// She contests something about it.
    pub disputed: bool,
    pub facts: OrderFacts,
}

/// Her conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Talk {
    /// Nobody has closed it.
    pub open: bool,
    pub last_buyer_at: Option<At>,
    pub last_agent_at: Option<At>,
    /// She waits for an answer.
    pub waiting: bool,
}

impl Talk {
    /// When the newest line of a person was written.
    #[must_use]
    pub fn last_at(&self) -> Option<At> {
        self.last_buyer_at.max(self.last_agent_at)
    }

    /// When the chat counts as closed if nobody writes any more; none when it is closed already.
    #[must_use]
    pub fn closes_at(&self, policy: &Policy) -> Option<At> {
        let last_at = self.last_at().filter(|_| self.open)?;
        Some(minutes_after(last_at, policy.spec().timing.session_timeout_min))
    }

    /// Until when somebody counts as talking.
    #[must_use]
    pub fn quiet_at(&self, policy: &Policy) -> Option<At> {
        Some(minutes_after(
            self.last_at()?,
            policy.spec().timing.talk_quiet_min,
        ))
    }
}

/// Who made a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactBy {
    Us,
    Agent,
    Platform,
}

/// A contact that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub at: At,
    pub by: ContactBy,
    /// Made in an open chat: it counts for the order's limit but not for the day's budget.
    pub in_session: bool,
    /// The orders it spoke of; empty: not known.
    pub orders: Vec<OrderId>,
    pub angle: Option<Angle>,
}

/// What is to happen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// In order of time within each ladder.
    pub steps: Vec<PlannedStep>,
    /// Orders that get no step of their own, each with its reason. An order whose ladder has run, or
    /// that was reminded and has no later moment, is in neither list.
    pub skips: Vec<SkippedOrder>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedStep {
    /// Names the ladder: the leading order and those that ride with it. Planning twice from the same
    /// facts gives the same name and `n`.
    pub ladder: String,
    /// From 1; counts the reminders that the leading order has had.
    pub n: u32,
    /// The leader first, then those merged into it.
    pub orders: Vec<OrderId>,
    pub channel: Channel,
    pub slot: Slot,
    pub angle: Angle,
    pub due_at: At,
    /// After this moment it is never sent.
    pub expires_at: At,
    /// The words as of `due_at`; to be filled again from the facts at the moment of sending. None
    /// when the policy has no texts at all.
    pub text: Option<String>,
}

impl PlannedStep {
    /// The reason under which it is sent.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        slot_reason(self.slot)
    }
}

/// The reason that says which rule gave the moment.
#[must_use]
pub const fn slot_reason(slot: Slot) -> Reason {
    match slot {
        Slot::Session => Reason::SlotSession,
        Slot::CutOff => Reason::SlotCutOff,
        Slot::NextDay => Reason::SlotNextDay,
        Slot::Peak => Reason::SlotPeak,
        Slot::LastMinute => Reason::SlotLastMinute,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkippedOrder {
    pub order: OrderId,
    pub reason: Reason,
    /// The order that carries this one's reminder, when the reason is `merged`.
    pub leader: Option<OrderId>,
}

/// Plans the reminders of one buyer's unpaid orders.
///
/// Orders that may be reminded go together where one moment serves them all; otherwise the newest
/// wait for a ladder of their own. The dearest leads (the first to close among equals), the first to
/// close sets the bound, the newest sets the earliest moment.
#[must_use]
pub fn plan(input: &PlanInput<'_>) -> Plan {
    let mut plan = Plan::default();
    let mut open: Vec<&PlanOrder> = Vec::new();
    let of_buyer = buyer_reason(input.buyer, input.policy);
    let held_out = of_buyer.is_none() && held_out(input);
    for order in input.orders.iter().take(MAX_ORDERS) {
        let of_order = order_reason(order, input);
        // Paid and closed are facts about the order and stand before any judgement of the buyer.
        let reason = match of_order {
            Some(Reason::Paid | Reason::Closed) => of_order,
            _ => of_buyer.or(of_order).or(held_out.then_some(Reason::HeldOut)),
        };
        match reason {
            Some(reason) => plan.skip(order, reason),
            None if times_reminded(order, input.contacts) < input.policy.limit(order.total_fen) => {
                open.push(order);
            }
            None => plan.skip_unless_reminded(order, Reason::Cap, input),
        }
    }
    open.sort_by_key(|order| (order.created_at, order.id));
    while !open.is_empty() {
        let waiting = open.split_off(largest_group(&open, input));
        plan_group(&open, input, &mut plan);
        open = waiting;
    }
    plan
}

impl Plan {
    fn skip(&mut self, order: &PlanOrder, reason: Reason) {
        self.skips.push(SkippedOrder {
            order: order.id,
            reason,
            leader: None,
        });
    }

    fn skip_unless_reminded(&mut self, order: &PlanOrder, reason: Reason, input: &PlanInput<'_>) {
        if times_reminded(order, input.contacts) == 0 {
            self.skip(order, reason);
        }
    }
}

/// How many reminders of ours spoke of the order.
fn times_reminded(order: &PlanOrder, contacts: &[Contact]) -> u32 {
    let ours = contacts
        .iter()
        .filter(|contact| contact.by == ContactBy::Us && contact.orders.contains(&order.id));
    u32::try_from(ours.count()).unwrap_or(u32::MAX)
}

/// How many of the orders, oldest first, one moment serves without coming too soon for the newest; at
/// least one.
fn largest_group(orders: &[&PlanOrder], input: &PlanInput<'_>) -> usize {
    (2..=orders.len())
        .rev()
        .find(|count| {
            let group = Group::of(&orders[..*count], input);
            moments_of(&group, &group.quest(input), input).is_ok()
        })
        .unwrap_or(1)
}

/// Orders that go together.
struct Group<'a> {
    leader: &'a PlanOrder,
    /// The others, oldest first.
    merged: Vec<&'a PlanOrder>,
    channel: Channel,
}

impl<'a> Group<'a> {
    fn of(orders: &[&'a PlanOrder], input: &PlanInput<'_>) -> Self {
        let leader = orders
            .iter()
            .copied()
            .min_by_key(|order| (-order.total_fen.0, order.close_at, order.id))
            .unwrap_or_else(|| unreachable!("a group is never empty: plan() and largest_group() see to it"));
        let merged = orders
            .iter()
            .copied()
            .filter(|order| order.id != leader.id)
            .collect();
        Self {
            leader,
            merged,
            channel: channel_of(input.buyer).unwrap_or(Channel::Chat),
        }
    }

    fn all(&self) -> impl Iterator<Item = &'a PlanOrder> + '_ {
        std::iter::once(self.leader).chain(self.merged.iter().copied())
    }

    fn quest<'q>(&self, input: &'q PlanInput<'_>) -> Quest<'q> {
        let timing = &input.policy.spec().timing;
        let zone = input.buyer.zone.as_ref().unwrap_or(input.zone);
        let bound_of = |order: &PlanOrder| {
            let before_close = order
                .close_at
                .plus(-i64::from(timing.before_close_min) * MINUTE_MS);
            before_close.min(days_after(order.created_at, timing.max_days, zone))
        };
        let key = self.leader.id.to_string();
        Quest {
            policy: input.policy,
            channel: self.channel,
            zone,
            now: input.now,
            leader_created_at: self.leader.created_at,
            newest_created_at: self.all().map(|o| o.created_at).max().unwrap_or_default(),
            bound: self.all().map(bound_of).min().unwrap_or_default(),
            cut_off_at: self.cut_off_at(input.zone),
            jitter_ms: draw::jitter_ms(
                input.seed,
                &[input.shop, &input.buyer.key, &key],
                timing.jitter_min,
            ),
        }
    }

    /// When the courier leaves on the orders' own day; none unless it is known for every order and
    /// all were made on that day.
    fn cut_off_at(&self, shop_zone: &Zone) -> Option<At> {
        let day = self.leader.created_at.in_zone(shop_zone).date();
        let mut first: Option<ClockTime> = None;
        for order in self.all() {
            let cut_off = order.facts.cut_off?;
            if order.created_at.in_zone(shop_zone).date() != day {
                return None;
            }
            first = Some(first.map_or(cut_off, |earlier| earlier.min(cut_off)));
        }
        first.map(|cut_off| cut_off.on(day, shop_zone))
    }

    /// The leader and the orders that ride with it. An order that joins or leaves makes another
    /// ladder.
    fn name(&self) -> String {
        let mut members: Vec<String> = self.all().map(|order| order.id.to_string()).collect();
        members.sort_unstable();
        let parts: Vec<&str> = members.iter().map(String::as_str).collect();
        format!("payment-{}-{:016x}", self.leader.id, draw::bits(0, &parts))
    }
}

/// The same time of day, so many days on.
fn days_after(at: At, days: u32, zone: &Zone) -> At {
    let wall = at.in_zone(zone).datetime();
    wall.checked_add(jiff::Span::new().days(i64::from(days)))
        .map_or(at, |later| zone.at(later))
}

/// Lays out the ladder of a group, or says why it has none.
fn plan_group(orders: &[&PlanOrder], input: &PlanInput<'_>, plan: &mut Plan) {
    let group = Group::of(orders, input);
    let quest = group.quest(input);
    let moments = match moments_of(&group, &quest, input) {
        Ok(moments) => moments,
        Err(reason) => {
            orders
                .iter()
                .for_each(|order| plan.skip_unless_reminded(order, reason, input));
            return;
        }
    };
    let ladder = group.name();
    let had = times_reminded(group.leader, input.contacts);
    let mut used: Vec<Angle> = angles_used(&group, input.contacts);
    let mut steps = Vec::new();
    for moment in moments {
        let nth = u32::try_from(steps.len()).unwrap_or(u32::MAX);
        let riders: Vec<&PlanOrder> = (group.merged.iter().copied())
            .filter(|o| times_reminded(o, input.contacts) + nth < input.policy.limit(o.total_fen))
            .collect();
        let Some((angle, text)) = words_for(group.leader, &riders, moment, &used, input) else {
            continue;
        };
        used.push(angle);
        steps.push(PlannedStep {
            ladder: ladder.clone(),
            n: had + nth + 1,
            orders: std::iter::once(group.leader)
                .chain(riders)
                .map(|o| o.id)
                .collect(),
            channel: group.channel,
            slot: moment.slot,
            angle,
            due_at: moment.due_at,
            expires_at: expiry(&group, &quest, moment, input),
            text,
        });
    }
    if steps.is_empty() {
        let none = |order: &&PlanOrder| plan.skip_unless_reminded(order, Reason::NoText, input);
        orders.iter().for_each(none);
        return;
    }
    plan.skips.extend(group.merged.iter().map(|order| SkippedOrder {
        order: order.id,
        reason: Reason::Merged,
        leader: Some(group.leader.id),
    }));
    plan.steps.append(&mut steps);
}

/// The moments of a ladder, as many as the leader may still get.
fn moments_of(group: &Group<'_>, quest: &Quest<'_>, input: &PlanInput<'_>) -> Result<Vec<Moment>, Reason> {
    let had = times_reminded(group.leader, input.contacts);
    let left = input.policy.limit(group.leader.total_fen).saturating_sub(had) as usize;
    let mut moments: Vec<Moment> = Vec::new();
    moments.extend(input.talk.and_then(|talk| quest.in_session(talk)));
    if moments.len() >= left {
        moments.truncate(left);
        return Ok(moments);
    }
    match outside_moments(group, quest, left - moments.len(), input) {
        Ok(outside) => moments.extend(outside),
        Err(reason) if moments.is_empty() => return Err(reason),
        Err(_) => {}
    }
    Ok(moments)
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
    // An order that closes within a day gets one contact outside an open chat.
    let short = group.leader.close_at.since(group.leader.created_at) <= DAY_MS;
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

fn expiry(group: &Group<'_>, quest: &Quest<'_>, moment: Moment, input: &PlanInput<'_>) -> At {
    let closes_at = group.all().map(|o| o.close_at).min().unwrap_or(moment.due_at);
    let session_end = match moment.slot {
        Slot::Session => input.talk.and_then(|talk| talk.closes_at(input.policy)),
        _ => None,
    };
    session_end
        .unwrap_or_else(|| quest.latest(moment.due_at))
        .min(closes_at)
}

fn angles_used(group: &Group<'_>, contacts: &[Contact]) -> Vec<Angle> {
    contacts
        .iter()
        .filter(|contact| group.all().any(|order| contact.orders.contains(&order.id)))
        .filter_map(|contact| contact.angle)
        .collect()
}

/// The first angle of the slot that was not used and whose facts are known.
fn words_for(
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
