//! The rows that an advice rests on: a talk, its buyer, her orders, the goods it is about, and what came of it so far.

use std::collections::{HashMap, HashSet};

use jinpai_model::{
    Attribute, Buyer, BuyerId, Card, Concession, ConcessionState, Conversation, Message, Order, OrderId,
    PersonId, Product, Promise, Shop, ShopId, Side, Trait,
};
use jinpai_playbook::{FactSource, MOST_GOODS, MOST_TURNS};
use jinpai_store::{
    Read,
    advice_cards::{self, AdviceCard},
    buyer_types::{self, Correction, Remembered},
    buyers, concessions, conversations,
    messages::{self, Part},
    products, promises,
};

use crate::{
    core::Engine,
    error::{EngineError, Result},
    one_person,
};

/// Orders that are looked at, the newest.
const MOST_ORDERS: usize = 50;
/// Characters of the talk, from its end, in which goods are looked for by their names.
const NAMED_WITHIN: usize = 600;
/// Messages of hers, from the newest back, that are searched for what she means.
const MEANT_WITHIN: usize = 6;

/// What is known when an agent is about to answer.
pub(crate) struct Known {
    pub shop: Shop,
    pub talk: Conversation,
    pub buyer: Buyer,
    /// Oldest first, without what was taken back and the lines about the talk.
    pub messages: Vec<Message>,
    /// The newest first.
    pub orders: Vec<Order>,
    /// By a variant's code, what it is: `尺码: M`.
    pub options: HashMap<String, Vec<Attribute>>,
    /// The one in focus first.
    pub goods: Vec<Product>,
    pub others_waiting: u32,
    pub off: bool,
    pub corrected: Vec<Trait>,
    pub remembered: Vec<Remembered>,
    pub promises: Vec<Promise>,
    /// What was proposed in this talk.
    pub cards: Vec<AdviceCard>,
    pub concessions: Vec<Concession>,
}

impl Known {
    /// The name of a fact's source: a product's code, an order's number.
    pub fn source_name(&self, source: FactSource) -> String {
        match source {
            FactSource::Product(id) => (self.goods.iter().find(|one| one.id == id))
                .map_or_else(|| id.to_string(), |one| one.input.sku.clone()),
            FactSource::Order(id) => self
                .order(id)
                .map_or_else(|| id.to_string(), |one| one.number.clone()),
            FactSource::Talk => "talk".to_owned(),
            FactSource::Shop => "shop".to_owned(),
        }
    }

    /// What was given away in this talk.
    pub fn spent_fen(&self) -> i64 {
        let given =
            |one: &&Concession| matches!(one.state, ConcessionState::Made | ConcessionState::Approved);
        self.concessions
            .iter()
            .filter(given)
            .map(|one| one.cost_fen.0)
            .sum()
    }

    pub fn order(&self, id: OrderId) -> Option<&Order> {
        self.orders.iter().find(|one| one.id == id)
    }
}

impl Engine {
    /// Everything the playbook looks at before `agent` answers in a talk.
    pub(crate) async fn known_of(&self, shop: Shop, talk: Conversation, agent: PersonId) -> Result<Known> {
        let (read, id, hers) = (self.store.read(), shop.id, talk.buyer);
        let buyer = buyers::get(read, id, hers).await?;
        let buyer = buyer.ok_or(EngineError::NotFound("buyer"))?;
        let page = messages::page(read, id, talk.id, Part::Latest, MOST_TURNS as u64).await?;
        let said = |message: &Message| message.from != Side::System && message.recalled_at.is_none();
        let messages: Vec<Message> = page.items.into_iter().filter(said).collect();
        let person = one_person::all_of(read, id, hers).await?;
        let mut orders = one_person::orders_of(read, id, hers).await?;
        orders.truncate(MOST_ORDERS);
        let goods = self.goods_of(&shop, &messages, &orders).await?;
        let waiting = conversations::waiting_for(read, id, agent, Some(talk.id)).await?;
        let corrected = buyer_types::corrections(read, id, &person).await?;
        Ok(Known {
            options: options_of(read, id, &orders, &goods).await?,
            off: one_person::wants_no_profile(read, id, &person).await?,
            corrected: newest_words_on_each_axis(corrected),
            remembered: buyer_types::remembered(read, id, &person).await?,
            promises: promises::open_of_buyers(read, id, &person).await?,
            cards: advice_cards::of_conversation(read, id, talk.id).await?,
            concessions: concessions::of_conversation(read, id, talk.id).await?,
            others_waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
            shop,
            talk,
            buyer,
            messages,
            orders,
            goods,
        })
    }
}

impl Engine {
    /// What the talk is about. In focus is what was shown or named last; then comes the rest of it, what the shop calls
    /// similar to the one in focus, and others of its kind.
    async fn goods_of(&self, shop: &Shop, messages: &[Message], orders: &[Order]) -> Result<Vec<Product>> {
        let read = self.store.read();
        let mut codes = codes_shown(messages);
        let named = products::all_named_in(read, shop.id, &newest_words(messages)).await?;
        let newest_card = messages.iter().rposition(|message| message.card.is_some());
        let since_card = &messages[newest_card.unwrap_or(0)..];
        let is_fresh = |one: &Product| {
            let names = |message: &Message| {
                message.text.contains(&one.input.title) || message.text.contains(&one.input.sku)
            };
            since_card.iter().any(names)
        };
        let (mut fresh, old): (Vec<Product>, Vec<Product>) = named.into_iter().partition(is_fresh);
        if fresh.is_empty() {
            fresh.extend(self.meant_since(shop, since_card).await?);
        }
        if codes.is_empty() && fresh.is_empty() && old.is_empty() {
            codes.extend(codes_awaiting(orders, self.now()));
        }
        let shown = products::by_skus(read, shop.id, codes.iter().map(String::as_str)).await?;
        let mut goods: Vec<Product> = fresh;
        goods.extend(codes.iter().filter_map(|code| shown.get(code).cloned()));
        goods.extend(old);
        let mut seen = HashSet::new();
        goods.retain(|one| seen.insert(one.id));
        goods.truncate(MOST_GOODS);
        let Some(focus) = goods.first() else {
            return Ok(goods);
        };
        let knowledge = focus.input.knowledge.clone();
        let similar = products::by_skus(read, shop.id, knowledge.similar.iter().map(String::as_str)).await?;
        let mut more: Vec<Product> = (knowledge.similar.iter())
            .filter_map(|code| similar.get(code).cloned())
            .collect();
        if let Some(category) = &knowledge.category {
            more.extend(products::of_category(read, shop.id, category, MOST_GOODS as u64).await?);
        }
        goods.extend(more.into_iter().filter(|one| seen.insert(one.id)));
        goods.truncate(MOST_GOODS);
        Ok(goods)
    }

    /// What she speaks of without its name: what she said last of all that points at one thing alone.
    async fn meant_since(&self, shop: &Shop, messages: &[Message]) -> Result<Option<Product>> {
        let hers = (messages.iter().rev())
            .filter(|message| message.from == Side::Buyer && message.card.is_none())
            .take(MEANT_WITHIN);
        for message in hers {
            let meant = self.product_meant(shop.id, &message.text).await?;
            if meant.is_some() {
                return Ok(meant);
            }
        }
        Ok(None)
    }
}

/// Of what agents said of her by several names the newest counts.
fn newest_words_on_each_axis(said: HashMap<BuyerId, Vec<Correction>>) -> Vec<Trait> {
    let mut said: Vec<Correction> = said.into_values().flatten().collect();
    said.sort_by_key(|one| (one.value.axis(), std::cmp::Reverse(one.at)));
    said.dedup_by_key(|one| one.value.axis());
    said.into_iter().map(|one| one.value).collect()
}

/// Codes of the products that were shown as cards, the newest first.
fn codes_shown(messages: &[Message]) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for message in messages.iter().rev() {
        if let Some(Card::Product { sku, .. }) = &message.card
            && !codes.contains(sku)
        {
            codes.push(sku.clone());
        }
    }
    codes.truncate(MOST_GOODS);
    codes
}

/// Who has an order open and names nothing talks about that.
fn codes_awaiting(orders: &[Order], now: jinpai_model::At) -> Vec<String> {
    let open = orders.iter().filter(|order| order.awaits_payment(now));
    open.flat_map(|order| &order.items)
        .filter_map(|item| item.sku.clone())
        .take(MOST_GOODS)
        .collect()
}

fn newest_words(messages: &[Message]) -> String {
    let mut words: Vec<&str> = Vec::new();
    let mut left = NAMED_WITHIN;
    for message in messages.iter().rev().filter(|one| one.card.is_none()) {
        let chars = message.text.chars().count();
        if chars > left {
            break;
        }
        left -= chars;
        words.push(&message.text);
    }
    words.reverse();
    words.join("\n")
}

/// What the variants that she ordered are, where the shop has told.
async fn options_of(
    read: &Read,
    shop: ShopId,
    orders: &[Order],
    goods: &[Product],
) -> Result<HashMap<String, Vec<Attribute>>> {
    let items = || orders.iter().flat_map(|order| &order.items);
    let titles: Vec<&str> = items().map(|item| item.title.as_str()).collect();
    let codes: HashSet<&str> = items().filter_map(|item| item.sku.as_deref()).collect();
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    // A feed names the variant by its code and the product by its title.
    let bought = products::by_title(read, shop, &titles).await?;
    let known = bought.values().chain(goods);
    Ok(known
        .flat_map(|product| &product.input.knowledge.variants)
        .filter(|variant| codes.contains(variant.code.as_str()))
        .map(|variant| (variant.code.clone(), variant.options.clone()))
        .collect())
}
