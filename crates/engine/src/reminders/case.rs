//! Everything that is true of one buyer's unpaid orders, as the pure planner and gate want it.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jinpai_model::{
    AddressKind, At, BuyerId, Channel, ConversationState, DAY_MS, Flow, Order, OrderId, OrderItem, OrderKind,
    OrderStatus, Product, Reason, Shop, ShopId, Slot, Step, StepState, Zone,
};
use jinpai_reminder::{
    BuyerFacts, Contact, ContactBy, Goods, History, OrderFacts, PlanOrder, Reach, Talk,
    inquiry::InquiryPolicy,
};
use jinpai_store::{
    Conn, addresses, buyers, contacts, conversations, orders,
    prices::{self, Agreed},
    products, providers,
    secrets::{self, SecretKind},
    shops, steps,
};

use crate::{
    canary::{Breaks, Canary},
    coaching::{own::ShopCoach, zone_of},
    core::Engine,
    error::{EngineError, Result},
    policies::FlowPolicy,
};

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
}

impl ShopCase {
    pub async fn load(engine: &Engine, shop: ShopId) -> Result<Self> {
        let read = engine.store.read();
        let row = shops::get(read, shop)
            .await?
            .ok_or(EngineError::NotFound("shop"))?;
        let secret = secrets::get(read, shop, SecretKind::Holdout).await?;
        let mut secret = secret.unwrap_or_else(|| shop.to_string());
        let breaks = engine.breaks;
        if breaks.is(Canary::DrawnDaily) {
            secret.push_str(&engine.now().in_zone(&zone_of(&row)).date().to_string());
        }
        let policies = engine.policies_of(shop).await?;
        let mut payment = policies.payment.clone();
        if let Some(policy) = breaks.raise(&payment.policy) {
            Arc::make_mut(&mut payment).policy = policy;
        }
        Ok(Self {
            zone: zone_of(&row),
            seed: jinpai_reminder::draw::bits(0, &[&secret]),
            key: shop.to_string(),
            coach: engine.coach_of(shop).await?,
            payment,
            inquiry: policies.inquiry.clone(),
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
    /// Her orders, newest first.
    pub rows: Vec<Order>,
    /// Those that were never paid.
    pub unpaid: Vec<PlanOrder>,
    pub talk: Option<Talk>,
    pub contacts: Vec<Contact>,
    /// Every step that was ever planned for these orders.
    pub steps: Vec<Step>,
    breaks: Breaks,
}

impl Case {
    /// Reads a buyer's case. Inside a write, what it says stays true until the write is done.
    pub async fn load(conn: &impl Conn, of: &ShopCase, buyer: BuyerId, now: At) -> Result<Option<Self>> {
        let shop = of.shop.id;
        let Some(row) = buyers::get(conn, shop, buyer).await? else {
            return Ok(None);
        };
        let rows = orders::of_buyer(conn, shop, buyer).await?;
        let ids: Vec<OrderId> = rows.iter().map(|order| order.id).collect();
        let planned = steps::of_orders(conn, shop, &ids).await?;
        let mut unpaid = Vec::new();
        let owed: Vec<&Order> = rows.iter().filter(|order| order.paid_at.is_none()).collect();
        // One order alone has nothing that could be merged or asked for twice.
        let agreed = if rows.len() > 1 {
            prices::agreed(conn, shop, &ids).await?
        } else {
            HashMap::new()
        };
        let not_wanted: HashSet<OrderId> = (planned.iter())
            .filter(|step| step.reason == Reason::NotInterested && step.state == StepState::Sent)
            .flat_map(|step| step.orders.iter().copied())
            .collect();
        for order in owed {
            let facts = order_facts(conn, of, order).await?;
            let mut known = plan_order(order, facts);
            known.not_wanted = not_wanted.contains(&order.id);
            match agreed.get(&order.id) {
                Some(Agreed { price_fen: None, at }) => known.closed_at = known.closed_at.or(Some(*at)),
                Some(Agreed { price_fen, .. }) => known.agreed_fen = *price_fen,
                None => {}
            }
            unpaid.push(known);
        }
        let talk = conversations::latest_of_buyer(conn, shop, buyer)
            .await?
            .map(|c| Talk {
                open: c.state == ConversationState::Open,
                last_buyer_at: c.last_buyer_at,
                last_agent_at: c.last_agent_at,
                waiting: c.waiting_since_at.is_some(),
            });
        let of_inquiries = steps::of_buyer_since(conn, shop, buyer, now.plus(-BUDGET_MS)).await?;
        let of_inquiries = of_inquiries.iter().filter(|step| step.flow == Flow::Inquiry);
        let ours: Vec<Step> = planned.iter().chain(of_inquiries).cloned().collect();
        let contacts = contacts(conn, of, buyer, &ours, now).await?;
        let buyer_facts = BuyerFacts {
            opted_out: row.opted_out_at.is_some() && !of.breaks.is(Canary::OptOutIgnored),
            blocked: row.blocked_at.is_some(),
            history: history(&rows, now),
            reach: reach(conn, shop, buyer).await?,
            ..BuyerFacts::new(buyer.to_string())
        };
        Ok(Some(Self {
            shop,
            buyer: buyer_facts,
            buyer_id: buyer,
            rows,
            unpaid,
            talk,
            contacts,
            steps: planned,
            breaks: of.breaks,
        }))
    }

    /// Every contact, and those that another worker is about to make: who knows only what is written down would let
    /// a second one follow on its heels.
    pub fn contacts_around(&self, step: &Step, now: At) -> Vec<Contact> {
        let in_hand = self.steps.iter().filter(|other| {
            other.state == StepState::Claimed && other.id != step.id && other.slot == Some(Slot::Session)
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

/// Every contact with her that a budget may ask about: those of these steps, and what agents wrote by themselves.
pub(crate) async fn contacts(
    conn: &impl Conn,
    of: &ShopCase,
    buyer: BuyerId,
    ours: &[Step],
    now: At,
) -> Result<Vec<Contact>> {
    let by_agents = contacts::of_buyer_since(conn, of.shop.id, buyer, now.plus(-BUDGET_MS)).await?;
    let by_agents = (by_agents.into_iter()).map(|contact| Contact::new(contact.at, ContactBy::Agent));
    let by_us = ours.iter().filter_map(|step| by_us(step, of.breaks));
    Ok(by_us.chain(by_agents).collect())
}

/// The ways to her: the chat when she would see it there, and what the shop has a provider for, or a person
/// can dial.
pub(crate) async fn reach(conn: &impl Conn, shop: ShopId, buyer: BuyerId) -> Result<Vec<Reach>> {
    let mut ways = vec![Reach::by(Channel::Chat)];
    for address in addresses::of_buyer(conn, shop, buyer).await? {
        if address.ended_at.is_some() {
            continue;
        }
        let channels: &[Channel] = match address.kind {
            AddressKind::Mobile => &[Channel::Sms, Channel::Phone],
            AddressKind::Email => &[Channel::Email],
        };
        for channel in channels {
            let dialled = *channel == Channel::Phone;
            if !dialled && providers::on_for(conn, shop, *channel).await?.is_none() {
                continue;
            }
            if ways.iter().all(|way| way.channel != *channel) {
                ways.push(Reach {
                    agreed: address.notice_at.is_some(),
                    promotion: address.promotion_at.is_some(),
                    virtual_number: address.proxied,
                    ..Reach::by(*channel)
                });
            }
        }
    }
    Ok(ways)
}

/// A reminder that was sent is a contact.
fn by_us(step: &Step, breaks: Breaks) -> Option<Contact> {
    // One whose fate is unknown may have reached her: it counts. So does a call that she saw and did not take.
    let called = step.reason == Reason::NotReached;
    if !called && !matches!(step.state, StepState::Sent | StepState::Unknown) {
        return None;
    }
    Some(Contact {
        at: step.decided_at?,
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
fn history(rows: &[Order], now: At) -> History {
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

async fn order_facts(conn: &impl Conn, of: &ShopCase, order: &Order) -> Result<OrderFacts> {
    let product = product_of(conn, of.shop.id, order).await?;
    let in_stock = product.as_ref().is_none_or(|p| p.input.stock != Some(0));
    let cut_off = product
        .as_ref()
        .and_then(|p| p.input.ship_cutoff)
        .or(of.shop.settings.ship_cutoff);
    let first = |list: &[String]| list.first().cloned();
    Ok(OrderFacts {
        item: order.items.first().map(|item| item.title.clone()),
        more_items: order.items.len().saturating_sub(1),
        // What is sold ahead or has no parcel leaves with no courier today.
        cut_off: cut_off.filter(|_| in_stock && order.kind == OrderKind::Ordinary),
        guarantee: product.as_ref().and_then(|p| first(&p.input.guarantees)),
        gift: product.as_ref().and_then(|p| first(&p.input.gifts)),
        material: product.as_ref().and_then(|p| p.input.material.clone()),
        promo_ends_at: product.as_ref().and_then(|p| p.input.promo_ends_at),
        coupon: None,
    })
}

async fn product_of(conn: &impl Conn, shop: ShopId, order: &Order) -> Result<Option<Product>> {
    let Some(item) = order.items.first() else {
        return Ok(None);
    };
    if let Some(sku) = &item.sku
        && let Some(product) = products::by_sku(conn, shop, sku).await?
    {
        return Ok(Some(product));
    }
    Ok(products::by_title(conn, shop, &[&item.title])
        .await?
        .remove(&item.title))
}
