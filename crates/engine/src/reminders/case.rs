//! Everything that is true of one buyer's unpaid orders, as the pure planner and gate want it.

pub(crate) mod known;
pub(crate) mod manner;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use jinpai_model::{
    Address, AddressKind, At, Buyer, BuyerId, Channel, ConversationState, DAY_MS, Order, OrderId, OrderItem,
    OrderKind, OrderStatus, Provider, Reason, Shop, ShopId, Slot, Step, StepId, StepState, Zone,
};
use jinpai_reminder::{
    BuyerFacts, Contact, ContactBy, Goods, History, OrderFacts, PlanOrder, Reach, Talk,
    inquiry::InquiryPolicy,
};
use jinpai_store::{Conn, addresses, contacts, prices::Agreed, providers, shops};

use crate::{
    canary::{Breaks, Canary},
    coaching::{own::ShopCoach, zone_of},
    core::Engine,
    error::{EngineError, Result},
    policies::FlowPolicy,
};

pub(crate) use known::Known;

/// Contacts older than this have no say in any budget.
const BUDGET_MS: i64 = 6 * DAY_MS;

/// What holds for every buyer of a shop.
pub(crate) struct ShopCase {
    pub shop: Shop,
    pub zone: Zone,
    /// Key of the draws; never changes.
    pub seed: u64,
    /// The shop's id as the draws know it.
    pub key: String,
    pub coach: Arc<ShopCoach>,
    /// What payment reminders go by.
    pub payment: Arc<FlowPolicy>,
    pub breaks: Breaks,
    /// What inquiry reminders go by.
    pub inquiry: Arc<FlowPolicy<InquiryPolicy>>,
    pub book: Arc<jinpai_playbook::Playbook>,
}

impl ShopCase {
    pub async fn load(engine: &Engine, shop: ShopId) -> Result<Self> {
        let read = engine.store.read();
        let row = shops::get(read, shop)
            .await?
            .ok_or(EngineError::NotFound("shop"))?;
        let key = engine.draw_keys.of(read, shop).await?;
        let mut key = key.map_or_else(|| shop.to_string(), |key| key.to_string());
        let breaks = engine.breaks;
        if breaks.is(Canary::DrawnDaily) {
            key.push_str(&engine.now().in_zone(&zone_of(&row)).date().to_string());
        }
        let policies = engine.policies_of(shop).await?;
        let mut payment = policies.payment.clone();
        if let Some(policy) = breaks.raise(&payment.policy) {
            Arc::make_mut(&mut payment).policy = policy;
        }
        Ok(Self {
            zone: zone_of(&row),
            seed: jinpai_reminder::draw::bits(0, &[&key]),
            key: shop.to_string(),
            coach: engine.coach_of(shop).await?,
            payment,
            inquiry: policies.inquiry.clone(),
            book: engine.book.clone(),
            breaks,
            shop: row,
        })
    }
}

/// One buyer.
pub(crate) struct Case {
    pub shop: ShopId,
    pub buyer: BuyerFacts,
    pub buyer_id: BuyerId,
    /// Whose draws count for her: herself, or whom she is the same as.
    pub head: BuyerId,
    /// Her orders that are in the trial, each with whom the draw was about.
    pub drawn: HashMap<OrderId, BuyerId>,
    /// Whether she, or whoever is one with her, has an order in the trial.
    pub in_trial: bool,
    /// Her orders, newest first.
    pub rows: Vec<Order>,
    /// Those that were never paid.
    pub unpaid: Vec<PlanOrder>,
    pub talk: Talk,
    pub contacts: Vec<Contact>,
    /// Every step that was ever planned for these orders.
    pub steps: Vec<Step>,
    /// Those that are being handed over: they are among the contacts.
    under_way: HashSet<StepId>,
    breaks: Breaks,
}

impl Case {
    /// One buyer of those that were read. What she ordered and what is planned for it are her own; what holds of the
    /// person, such as that she opted out, and who spoke to her when, is of all buyers that are one with her.
    pub fn of(known: &Known, of: &ShopCase, buyer: BuyerId, now: At) -> Option<Self> {
        let all = known.kin.of(buyer);
        let head = known.kin.head(buyer);
        let person: Vec<&Buyer> = all.iter().filter_map(|one| known.buyers.get(one)).collect();
        known.buyers.get(&buyer)?;
        let rows = known.orders.get(&buyer).cloned().unwrap_or_default();
        let bought: Vec<&Order> = all
            .iter()
            .filter_map(|one| known.orders.get(one))
            .flatten()
            .collect();
        let planned = known.steps_of(&rows);
        let not_wanted: HashSet<OrderId> = (planned.iter())
            .filter(|step| step.reason == Reason::NotInterested && step.state == StepState::Sent)
            .flat_map(|step| step.orders.iter().copied())
            .collect();
        let owed = rows.iter().filter(|order| order.paid_at.is_none());
        let unpaid = owed.map(|order| {
            let mut owing = plan_order(order, order_facts(known, of, order, now));
            owing.not_wanted = not_wanted.contains(&order.id);
            match known.agreed.get(&order.id) {
                Some(Agreed { price_fen: None, at }) => owing.closed_at = owing.closed_at.or(Some(*at)),
                Some(Agreed { price_fen, .. }) => owing.agreed_fen = *price_fen,
                None => {}
            }
            owing
        });
        let unpaid = unpaid.collect();
        let anywhere = known.last_lines(&all);
        let newest = known.talks.get(&buyer).and_then(|talks| talks.last());
        let talk = Talk {
            open: newest.is_some_and(|talk| talk.state == ConversationState::Open),
            last_buyer_at: newest.and_then(|talk| talk.last_buyer_at),
            last_agent_at: newest.and_then(|talk| talk.last_agent_at),
            waiting: newest.is_some_and(|talk| talk.waiting_since_at.is_some()),
            anywhere,
        };
        let of_inquiries = (all.iter()).filter_map(|one| known.inquiries.get(one)).flatten();
        let of_others = (all.iter().filter(|one| **one != buyer))
            .filter_map(|one| known.orders.get(one))
            .flat_map(|orders| known.steps_of(orders));
        let of_others: Vec<Step> = of_others.collect();
        let by_us = (planned.iter().chain(&of_others))
            .chain(of_inquiries)
            .filter_map(|step| by_us(step, &known.under_way, of.breaks));
        let by_agents = (all.iter()).filter_map(|one| known.by_agents.get(one)).flatten();
        let by_agents = by_agents.map(|contact| Contact::new(contact.at, ContactBy::Agent));
        let contacts = by_us.chain(by_agents).collect();
        let opted_out = person.iter().any(|one| one.opted_out_at.is_some());
        let behaviour = known.manners.of(of, &all, &bought, now);
        let buyer_facts = BuyerFacts {
            opted_out: opted_out && !of.breaks.is(Canary::OptOutIgnored),
            blocked: person.iter().any(|one| one.blocked_at.is_some()),
            history: history(&bought, now),
            reach: manner::reach(behaviour, known.reach(buyer)),
            manner: manner::of(behaviour, of.shop.settings.playbook.unpaid_buyers),
            ..BuyerFacts::new(head.to_string())
        };
        Some(Self {
            shop: of.shop.id,
            buyer: buyer_facts,
            buyer_id: buyer,
            head,
            drawn: known.drawn.get(&buyer).cloned().unwrap_or_default(),
            in_trial: all.iter().any(|one| known.drawn.contains_key(one)),
            rows,
            unpaid,
            talk,
            contacts,
            under_way: known.under_way.keys().copied().collect(),
            steps: planned,
            breaks: of.breaks,
        })
    }

    /// Whom the draw about an order is about. An order in the trial stays where it was drawn, whoever its buyer is found
    /// to be, or not to be, afterwards.
    pub fn drawn_as(&self, order: OrderId) -> BuyerId {
        self.drawn.get(&order).copied().unwrap_or(self.head)
    }

    /// Her unpaid orders by whom they are drawn as, each with the facts of that draw. One part, unless buyers were found
    /// to be one person, or two.
    pub fn parts(&self) -> Vec<(BuyerFacts, Vec<PlanOrder>)> {
        let mut parts: BTreeMap<BuyerId, Vec<PlanOrder>> = BTreeMap::new();
        for order in &self.unpaid {
            parts
                .entry(self.drawn_as(order.id))
                .or_default()
                .push(order.clone());
        }
        let with_facts = |(drawn_as, orders)| (self.facts_as(drawn_as), orders);
        parts.into_iter().map(with_facts).collect()
    }

    /// What holds of her, under the draw that is about these orders.
    pub fn facts_of(&self, orders: &[OrderId]) -> BuyerFacts {
        self.facts_as(orders.first().map_or(self.head, |order| self.drawn_as(*order)))
    }

    fn facts_as(&self, drawn_as: BuyerId) -> BuyerFacts {
        BuyerFacts {
            key: drawn_as.to_string(),
            ..self.buyer.clone()
        }
    }

    /// Every contact, and those that another worker is about to make: who knows only what is written down would let
    /// a second one follow on its heels.
    pub fn contacts_around(&self, step: &Step, now: At) -> Vec<Contact> {
        let in_hand = self.steps.iter().filter(|other| {
            other.state == StepState::Claimed
                && other.id != step.id
                && other.slot == Some(Slot::Session)
                && !self.under_way.contains(&other.id)
        });
        let about_to = in_hand.map(|other| Contact {
            in_session: true,
            orders: other.orders.clone(),
            ..Contact::new(now, ContactBy::Us)
        });
        self.contacts.iter().cloned().chain(about_to).collect()
    }

    /// The orders of a step, as they are now.
    pub fn orders_of(&self, step: &Step) -> Vec<PlanOrder> {
        let find = |id: &OrderId| {
            let row = self.rows.iter().find(|order| order.id == *id)?;
            let held = self.unpaid.iter().find(|order| order.id == *id);
            Some(
                held.cloned()
                    .unwrap_or_else(|| plan_order(row, OrderFacts::default())),
            )
        };
        step.orders.iter().filter_map(find).collect()
    }

    /// As of when the orders of a step are known to be unpaid: the oldest word counts.
    pub fn status_at(&self, step: &Step, now: At) -> At {
        let known = |order: &Order| match order.source {
            // A live feed speaks up at every change, so its silence is as fresh as now.
            jinpai_model::OrderSource::Hook => now,
            jinpai_model::OrderSource::File if self.breaks.is(Canary::StaleStatusTrusted) => now,
            jinpai_model::OrderSource::File => order.seen_at,
        };
        let of_step = self.rows.iter().filter(|order| step.orders.contains(&order.id));
        of_step.map(known).min().unwrap_or(now)
    }
}

/// Every contact with her, by whatever name, that a budget may ask about: those of these steps, and what agents wrote
/// by themselves.
pub(crate) async fn contacts(
    conn: &impl Conn,
    of: &ShopCase,
    person: &[BuyerId],
    ours: &[Step],
    now: At,
) -> Result<Vec<Contact>> {
    let by_agents = contacts::of_buyers_since(conn, of.shop.id, person, now.plus(-BUDGET_MS)).await?;
    let by_agents =
        (by_agents.into_values().flatten()).map(|contact| Contact::new(contact.at, ContactBy::Agent));
    let under_way = known::under_way(conn, of.shop.id, ours.iter()).await?;
    let by_us = ours.iter().filter_map(|step| by_us(step, &under_way, of.breaks));
    Ok(by_us.chain(by_agents).collect())
}

/// The ways to her: the chat when she would see it there, and what the shop has a provider for, or a person
/// can dial.
pub(crate) async fn reach(conn: &impl Conn, shop: ShopId, buyer: BuyerId) -> Result<Vec<Reach>> {
    let addresses = addresses::of_buyer(conn, shop, buyer).await?;
    let providers = providers::list(conn, shop).await?;
    Ok(ways(&addresses, &providers))
}

fn ways(addresses: &[Address], providers: &[Provider]) -> Vec<Reach> {
    let mut ways = vec![Reach::by(Channel::Chat)];
    for address in addresses.iter().filter(|address| address.ended_at.is_none()) {
        let channels: &[Channel] = match address.kind {
            AddressKind::Mobile => &[Channel::Sms, Channel::Phone],
            AddressKind::Email => &[Channel::Email],
        };
        for channel in channels {
            let served = || {
                providers
                    .iter()
                    .any(|provider| provider.on && provider.channel == *channel)
            };
            let dialled = *channel == Channel::Phone;
            if (dialled || served()) && ways.iter().all(|way| way.channel != *channel) {
                ways.push(Reach {
                    agreed: address.notice_at.is_some(),
                    promotion: address.promotion_at.is_some(),
                    virtual_number: address.proxied,
                    ..Reach::by(*channel)
                });
            }
        }
    }
    ways
}

/// A reminder that was sent is a contact.
fn by_us(step: &Step, under_way: &HashMap<StepId, At>, breaks: Breaks) -> Option<Contact> {
    // One whose fate is unknown, or not known yet, may have reached her: it counts. So does a call that she saw and did
    // not take.
    let called = step.reason == Reason::NotReached;
    let over = called || matches!(step.state, StepState::Sent | StepState::Unknown);
    let at = if over {
        step.decided_at
    } else {
        under_way.get(&step.id).copied()
    };
    Some(Contact {
        at: at?,
        by: ContactBy::Us,
        in_session: step.slot == Some(Slot::Session) || breaks.is(Canary::BudgetForgotten),
        orders: step.orders.clone(),
        angle: step.angle,
        text: step.text.clone(),
    })
}

fn plan_order(order: &Order, facts: OrderFacts) -> PlanOrder {
    let closed = order.status == OrderStatus::Closed;
    PlanOrder {
        platform: order.platform,
        postage_fen: order.postage_fen,
        goods: order.items.iter().map(goods).collect(),
        pieces_of_one_item: most_pieces(order),
        paid_at: order.paid_at,
        closed_at: order.closed_at.or(closed.then_some(order.close_at)),
        facts,
        ..PlanOrder::new(order.id, order.total_fen, order.created_at, order.close_at)
    }
}

fn goods(item: &OrderItem) -> Goods {
    Goods {
        name: item.sku.clone().unwrap_or_else(|| item.title.clone()),
        pieces: item.quantity,
    }
}

fn most_pieces(order: &Order) -> i64 {
    order
        .items
        .iter()
        .map(|item| item.quantity)
        .max()
        .unwrap_or(order.quantity)
}

/// What she did with earlier orders over 30 days.
fn history(rows: &[&Order], now: At) -> History {
    let mut history = History::default();
    let since = now.plus(-30 * DAY_MS);
    let mut ever = 0;
    for order in rows {
        let over = order.status == OrderStatus::Closed || now >= order.close_at;
        if order.paid_at.is_some() {
            history.most_pieces_paid = history.most_pieces_paid.max(most_pieces(order));
            history.paid += u32::from(order.created_at >= since);
            ever += 1;
        } else if over && order.created_at >= since {
            history.closed_unpaid += 1;
        }
    }
    history.paid_ever = Some(ever);
    history
}

fn order_facts(known: &Known, of: &ShopCase, order: &Order, now: At) -> OrderFacts {
    let product = known.product_of(order);
    let goods = product.map(|product| product.input.at(now));
    let goods = goods.as_ref();
    let in_stock = goods.is_none_or(|goods| !goods.sold_out());
    let cut_off = goods
        .and_then(|goods| goods.ship_cutoff)
        .or(of.shop.settings.ship_cutoff);
    let first = |list: &[String]| list.first().cloned();
    OrderFacts {
        item: order.items.first().map(|item| item.title.clone()),
        more_items: order.items.len().saturating_sub(1),
        // What is sold ahead or has no parcel leaves with no courier today.
        cut_off: cut_off.filter(|_| in_stock && order.kind == OrderKind::Ordinary),
        guarantee: goods.and_then(|goods| first(&goods.guarantees)),
        gift: goods.and_then(|goods| first(&goods.gifts)),
        material: goods.and_then(|goods| goods.material.clone()),
        promo_ends_at: goods.and_then(|goods| goods.promo_ends_at),
        coupon: None,
    }
}
