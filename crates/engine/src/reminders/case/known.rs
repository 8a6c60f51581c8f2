//! What the rows know of many buyers at once: read in as many statements as for one.

use std::collections::{HashMap, HashSet};

use futures_util::TryFutureExt as _;
use jinpai_model::{
    Address, At, Buyer, BuyerId, Conversation, Flow, Order, OrderId, Product, Provider, ShopId, Step, StepId,
    StepState,
};
use jinpai_reminder::{LastLines, Reach};
use jinpai_store::{
    Conn, addresses, attempts, buyers,
    contacts::{self, Contact},
    conversations, orders,
    prices::{self, Agreed},
    products, providers,
    same_buyers::{self, Kin},
    steps,
};

use super::{BUDGET_MS, ShopCase, manner::Manners, ways};
use crate::{
    error::Result,
    reminders::trial::{self, Enrolled},
};

/// The rows of some buyers of one shop.
pub(crate) struct Known {
    pub(super) buyers: HashMap<BuyerId, Buyer>,
    pub(super) orders: HashMap<BuyerId, Vec<Order>>,
    steps: HashMap<StepId, Step>,
    steps_of: HashMap<OrderId, Vec<StepId>>,
    pub(super) under_way: HashMap<StepId, At>,
    pub(super) agreed: HashMap<OrderId, Agreed>,
    by_sku: HashMap<String, Product>,
    by_title: HashMap<String, Product>,
    pub(super) talks: HashMap<BuyerId, Vec<Conversation>>,
    pub(super) inquiries: HashMap<BuyerId, Vec<Step>>,
    pub(super) by_agents: HashMap<BuyerId, Vec<Contact>>,
    /// Who is one person with whom.
    pub(crate) kin: Kin,
    pub(super) drawn: Enrolled,
    pub(crate) addresses: HashMap<BuyerId, Vec<Address>>,
    pub(crate) providers: Vec<Provider>,
    pub(super) manners: Manners,
}

impl Known {
    /// Reads the rows of these buyers and of whoever is one with them. Inside a write, what they say stays true until
    /// the write is done.
    pub async fn read(conn: &impl Conn, of: &ShopCase, buyers: &[BuyerId], now: At) -> Result<Self> {
        let kin = same_buyers::kin(conn, of.shop.id, buyers).await?;
        let all = kin.all(buyers);
        Self::of(conn, of, kin, &all, now).await
    }

    /// The same, where it is known already who is one with whom, and all of them are asked for.
    pub async fn of(conn: &impl Conn, of: &ShopCase, kin: Kin, buyers: &[BuyerId], now: At) -> Result<Self> {
        let shop = of.shop.id;
        let since = now.plus(-BUDGET_MS);
        // What does not follow from her orders is asked beside them.
        let (ordered, buyers_by_id, talks, inquiries, by_agents, addresses, providers, drawn, manners) = tokio::try_join!(
            Ordered::read(conn, of, buyers),
            buyers::get_many(conn, shop, buyers).err_into(),
            conversations::all_of_buyers(conn, shop, buyers).err_into(),
            steps::of_buyers_since(conn, shop, (buyers, Flow::Inquiry), since).err_into(),
            contacts::of_buyers_since(conn, shop, buyers, since).err_into(),
            addresses::of_buyers(conn, shop, buyers).err_into(),
            providers::list(conn, shop).err_into(),
            trial::enrolled(conn, of, buyers).err_into(),
            Manners::read(conn, of, buyers),
        )?;
        let Ordered {
            orders,
            steps,
            agreed,
            by_sku,
            by_title,
        } = ordered;
        let under_way = under_way(conn, shop, steps.iter().chain(inquiries.values().flatten())).await?;
        let mut steps_of: HashMap<OrderId, Vec<StepId>> = HashMap::new();
        for step in &steps {
            for order in &step.orders {
                steps_of.entry(*order).or_default().push(step.id);
            }
        }
        Ok(Self {
            buyers: buyers_by_id,
            steps: steps.into_iter().map(|step| (step.id, step)).collect(),
            steps_of,
            agreed,
            by_sku,
            by_title,
            talks,
            inquiries,
            under_way,
            by_agents,
            addresses,
            providers,
            drawn,
            manners,
            orders,
            kin,
        })
    }

    /// Every step that was ever planned for these orders, in order of their time.
    pub(super) fn steps_of(&self, orders: &[Order]) -> Vec<Step> {
        let ids = orders.iter().filter_map(|order| self.steps_of.get(&order.id));
        let ids: HashSet<StepId> = ids.flatten().copied().collect();
        let mut steps: Vec<Step> = (ids.iter())
            .filter_map(|id| self.steps.get(id))
            .cloned()
            .collect();
        steps.sort_by_key(|step| (step.due_at, step.id));
        steps
    }

    /// When a person last wrote in any conversation of these buyers.
    pub(super) fn last_lines(&self, person: &[BuyerId]) -> LastLines {
        last_lines(&self.talks, person)
    }

    pub(super) fn product_of(&self, order: &Order) -> Option<&Product> {
        let item = order.items.first()?;
        let by_sku = item.sku.as_ref().and_then(|sku| self.by_sku.get(sku));
        by_sku.or_else(|| self.by_title.get(&item.title))
    }

    pub(super) fn reach(&self, buyer: BuyerId) -> Vec<Reach> {
        let addresses = self.addresses.get(&buyer).map(Vec::as_slice);
        ways(addresses.unwrap_or_default(), &self.providers)
    }
}

/// Orders, and what there is to know of each.
struct Ordered {
    orders: HashMap<BuyerId, Vec<Order>>,
    steps: Vec<Step>,
    agreed: HashMap<OrderId, Agreed>,
    by_sku: HashMap<String, Product>,
    by_title: HashMap<String, Product>,
}

impl Ordered {
    async fn read(conn: &impl Conn, of: &ShopCase, buyers: &[BuyerId]) -> Result<Self> {
        let shop = of.shop.id;
        let orders = orders::of_buyers(conn, shop, buyers).await?;
        let ids: Vec<OrderId> = orders.values().flatten().map(|order| order.id).collect();
        // One order alone has nothing that could be merged or asked for twice.
        let several = orders.values().filter(|orders| orders.len() > 1).flatten();
        let several: Vec<OrderId> = several.map(|order| order.id).collect();
        let (steps, agreed, (by_sku, by_title)) = tokio::try_join!(
            steps::of_orders(conn, shop, &ids).err_into(),
            prices::agreed(conn, shop, &several).err_into(),
            goods(conn, of, orders.values().flatten()),
        )?;
        Ok(Self {
            orders,
            steps,
            agreed,
            by_sku,
            by_title,
        })
    }
}

/// Since when those of these steps that a worker holds are being handed over. Its answer may be long in coming, or never
/// come: until then she may have been reached, which nobody else may follow on the heels of.
pub(super) async fn under_way(
    conn: &impl Conn,
    shop: ShopId,
    steps: impl Iterator<Item = &Step>,
) -> Result<HashMap<StepId, At>> {
    let held = steps.filter(|step| step.state == StepState::Claimed);
    let held: Vec<StepId> = held.map(|step| step.id).collect();
    Ok(attempts::under_way(conn, shop, &held).await?)
}

/// When a person last wrote in any of these conversations that belongs to one of these buyers.
pub(crate) fn last_lines(talks: &HashMap<BuyerId, Vec<Conversation>>, person: &[BuyerId]) -> LastLines {
    let hers = person.iter().filter_map(|one| talks.get(one)).flatten();
    hers.fold(LastLines::default(), |lines, talk| {
        lines.and(talk.last_buyer_at, talk.last_agent_at)
    })
}

/// The products that lead unpaid orders, by code and by title.
async fn goods(
    conn: &impl Conn,
    of: &ShopCase,
    orders: impl Iterator<Item = &Order>,
) -> Result<(HashMap<String, Product>, HashMap<String, Product>)> {
    let (mut skus, mut titles): (HashSet<&str>, HashSet<&str>) = (HashSet::new(), HashSet::new());
    for item in orders
        .filter(|order| order.paid_at.is_none())
        .filter_map(|order| order.items.first())
    {
        skus.extend(item.sku.as_deref());
        titles.insert(&item.title);
    }
    let skus: Vec<&str> = skus.into_iter().collect();
    let by_sku = products::by_codes(conn, of.shop.id, &skus).await?;
    let titles: Vec<&str> = titles.into_iter().collect();
    Ok((by_sku, products::by_title(conn, of.shop.id, &titles).await?))
}
