//! What is true for one talk now, by the names that phrases use. What is not known is not in the answer.
//!
//! Facts are those of her newest unpaid order, else of her newest one; of who never ordered, those of the
//! product that the talk names.

use std::collections::{BTreeMap, HashSet};

use jinpai_model::{
    At, Conversation, ConversationId, Fen, Order, Product, ProductId, Shop, Side, Standing, Zone,
};
use jinpai_reminder::text::day_and_time;
use jinpai_store::{
    messages::{self, Part},
    products,
};

use crate::{
    coaching,
    desk::Desk,
    error::{EngineError, Result},
    one_person,
    show::names_of,
};

/// Lines of a talk in which a product may be named.
const LINES: u64 = 200;
/// In which days and times are said.
const LOCALE: &str = "zh-CN";

impl Desk {
    /// # Errors
    /// [`crate::EngineError::NotFound`] when the shop has no such conversation.
    pub async fn phrase_facts(&self, id: ConversationId) -> Result<BTreeMap<&'static str, String>> {
        let talk = self.conversation_row(id).await?;
        let read = self.engine.store.read();
        let (shop, now) = (self.shop().await?, self.engine.now());
        let held = one_person::orders_of(read, self.shop, talk.buyer).await?;
        let unpaid: Vec<&Order> = held.iter().filter(|order| order.awaits_payment(now)).collect();
        let order = unpaid.first().copied().or(held.first());
        let product = match order {
            Some(order) => coaching::product_of(read, self.shop, order).await?,
            None => self.product_named_in(&talk).await?,
        };
        let goods = match &product {
            Some(product) => Some((
                product,
                coaching::goods_for(read, product, talk.buyer, now).await?,
            )),
            None => None,
        };
        let names = names_of(read, HashSet::from([self.person])).await?;
        let known = Known {
            agent: names.get(&self.person).map(String::as_str),
            zone: coaching::zone_of(&shop),
            shop: &shop,
            order,
            unpaid: &unpaid,
            product: goods,
            now,
        };
        Ok(known.facts())
    }

    /// What is true without a talk: of the shop, of who asks, and of a product where one is named.
    ///
    /// # Errors
    /// [`crate::EngineError::NotFound`] when the shop has no such product.
    pub async fn phrase_facts_of(
        &self,
        product: Option<ProductId>,
    ) -> Result<BTreeMap<&'static str, String>> {
        let read = self.engine.store.read();
        let (shop, now) = (self.shop().await?, self.engine.now());
        let product = match product {
            Some(id) => {
                let found = products::get(read, self.shop, id).await?;
                Some(found.ok_or(EngineError::NotFound("product"))?)
            }
            None => None,
        };
        let names = names_of(read, HashSet::from([self.person])).await?;
        let known = Known {
            agent: names.get(&self.person).map(String::as_str),
            zone: coaching::zone_of(&shop),
            shop: &shop,
            order: None,
            unpaid: &[],
            product: product.as_ref().map(|product| (product, product.input.at(now))),
            now,
        };
        Ok(known.facts())
    }

    async fn product_named_in(&self, talk: &Conversation) -> Result<Option<Product>> {
        let read = self.engine.store.read();
        let page = messages::page(read, self.shop, talk.id, Part::Latest, LINES).await?;
        let spoken = page.items.iter().filter(|line| line.from != Side::System);
        let words: Vec<&str> = spoken.map(|line| line.text.as_str()).collect();
        Ok(products::named_in(read, self.shop, &words.join("\n")).await?)
    }
}

/// What a talk's facts are read from.
struct Known<'a> {
    shop: &'a Shop,
    agent: Option<&'a str>,
    order: Option<&'a Order>,
    /// Of all her orders, the newest first.
    unpaid: &'a [&'a Order],
    /// With what holds for it now, for her.
    product: Option<(&'a Product, Standing)>,
    zone: Zone,
    now: At,
}

impl Known<'_> {
    fn facts(&self) -> BTreeMap<&'static str, String> {
        let mut facts = BTreeMap::from([("shop", self.shop.name.clone())]);
        facts.extend(self.agent.map(|name| ("agent", name.to_owned())));
        self.of_order(&mut facts);
        self.of_goods(&mut facts);
        facts.extend(self.cut_off().map(|time| ("cut_off", time)));
        facts
    }

    fn of_order(&self, facts: &mut BTreeMap<&'static str, String>) {
        let Some(order) = self.order else { return };
        let title = order.items.first().map(|item| item.title.trim());
        let title = title.filter(|title| !title.is_empty());
        facts.extend(title.map(|title| ("item", title.to_owned())));
        facts.insert("total", order.total_fen.to_string());
        if let Some(newest) = self.unpaid.first() {
            let sum: Fen = self.unpaid.iter().map(|order| order.total_fen).sum();
            facts.insert("orders", self.unpaid.len().to_string());
            facts.insert("sum", sum.to_string());
            facts.insert("close", self.day(newest.close_at));
        }
    }

    fn of_goods(&self, facts: &mut BTreeMap<&'static str, String>) {
        let Some((product, goods)) = &self.product else {
            return;
        };
        let joined = |list: &[String]| (!list.is_empty()).then(|| list.join("、"));
        let eta = goods.eta_days.map(|[fewest, most]| {
            if fewest == most {
                fewest.to_string()
            } else {
                format!("{fewest} 到 {most}")
            }
        });
        let found = [
            ("item", Some(product.input.title.clone())),
            ("price", goods.price_fen.map(|fen| fen.to_string())),
            // What is sold out has no pieces to speak of.
            (
                "stock",
                goods
                    .stock
                    .filter(|pieces| *pieces > 0)
                    .map(|pieces| pieces.to_string()),
            ),
            ("colours", joined(&goods.colours_in_stock)),
            ("material", goods.material.clone()),
            ("guarantee", joined(&goods.guarantees)),
            ("gift", joined(&goods.gifts)),
            (
                "promo_ends",
                goods.promo_ends_after(self.now).map(|end| self.day(end)),
            ),
            ("ship_within", goods.ship_within_h.map(|hours| hours.to_string())),
            ("eta", eta),
        ];
        let said = found.into_iter().filter_map(|(name, value)| Some((name, value?)));
        facts.extend(said.filter(|(_, value)| !value.trim().is_empty()));
    }

    /// Until when of today a payment leaves today, while that is ahead and there is something to send.
    fn cut_off(&self) -> Option<String> {
        let goods = self.product.as_ref().map(|(_, goods)| goods);
        if goods.is_some_and(Standing::sold_out) {
            return None;
        }
        let time = goods
            .and_then(|goods| goods.ship_cutoff)
            .or(self.shop.settings.ship_cutoff)?;
        let today = self.now.in_zone(&self.zone).date();
        (time.on(today, &self.zone) > self.now).then(|| time.to_string())
    }

    fn day(&self, moment: At) -> String {
        day_and_time(moment, self.now, &self.zone, LOCALE)
    }
}
