//! What agents say of a buyer: a correction of her type, that she wants no profile, what was promised to her.

use jinpai_model::{Axis, BuyerId, ConversationId, Promise, PromiseId, Trait};
use jinpai_store::{
    Lane, Tx,
    buyer_types::{self, Correction},
    buyers, conversations, promises,
};

use super::buyer_changed;
use crate::{
    desk::{Desk, bounded, one_line},
    error::{EngineError, Invalid, Result},
    one_person,
};

impl Desk {
    /// Says what a buyer is on an axis, whatever is read; none takes it back.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such buyer; [`EngineError::Invalid`] for a value of another
    /// axis, or for a buyer who wants no profile.
    pub async fn correct_type(&self, buyer: BuyerId, axis: Axis, value: Option<Trait>) -> Result<()> {
        if value.is_some_and(|value| value.axis() != axis) {
            return Err(invalid("value", "not a value of this axis", "不是这一项的取值"));
        }
        let (shop, by, now) = (self.shop, self.person, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                known_buyer(tx, shop, buyer).await?;
                let person = one_person::all_of(tx, shop, buyer).await?;
                if value.is_some() && one_person::wants_no_profile(tx, shop, &person).await? {
                    return Err(invalid(
                        "value",
                        "is not kept of a buyer who wants no profile",
                        "这位买家不希望被分析，不记录类型",
                    ));
                }
                // What was said of her by another name is over too.
                for one in person {
                    let said = value.filter(|_| one == buyer);
                    let said = said.map(|value| Correction { value, by, at: now });
                    buyer_types::correct(tx, shop, one, axis, said.as_ref()).await?;
                }
                tx.append(buyer_changed(buyer, now, by))?;
                Ok(())
            })
        });
        write.await?;
        self.engine.wake_planner();
        Ok(())
    }

    /// A buyer who wants no profile has none: what was read and said of her is gone, and nothing is read any more.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such buyer.
    pub async fn switch_profile(&self, buyer: BuyerId, off: bool) -> Result<()> {
        let (shop, by, now) = (self.shop, self.person, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                known_buyer(tx, shop, buyer).await?;
                for one in one_person::all_of(tx, shop, buyer).await? {
                    if off {
                        buyer_types::switch_off(tx, shop, one, by, now).await?;
                    } else {
                        buyer_types::switch_on(tx, shop, one).await?;
                    }
                }
                tx.append(buyer_changed(buyer, now, by))?;
                Ok::<_, EngineError>(())
            })
        });
        write.await?;
        self.engine.wake_planner();
        Ok(())
    }

    /// Notes what was promised to a buyer in a talk with her.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], or [`EngineError::Invalid`] for no text, too long a one or too many open ones.
    pub async fn promise(&self, buyer: BuyerId, talk: ConversationId, text: &str) -> Result<Promise> {
        let now = self.engine.now();
        let new = Promise {
            shop: self.shop,
            id: PromiseId::new(now, self.engine.random.bits()),
            buyer,
            conversation: talk,
            text: bounded("text", &one_line(text), Promise::MAX_CHARS)?,
            by: self.person,
            at: now,
            kept: None,
        };
        let shop = self.shop;
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                known_buyer(tx, shop, buyer).await?;
                let held = conversations::get(tx, shop, talk).await?;
                held.filter(|held| held.buyer == buyer)
                    .ok_or(EngineError::NotFound("conversation"))?;
                let person = one_person::all_of(tx, shop, buyer).await?;
                let open = promises::open_of_buyers(tx, shop, &person).await?;
                if let Some(same) = open.iter().find(|one| one.text == new.text) {
                    return Ok(same.clone());
                }
                if open.len() >= Promise::MOST_OPEN {
                    return Err(invalid(
                        "text",
                        "is one promise too many: mark some of the open ones as kept first",
                        "对这位买家的承诺太多了，请先把做到的划掉",
                    ));
                }
                promises::put(tx, &new).await?;
                tx.append(buyer_changed(buyer, now, new.by))?;
                Ok(new)
            })
        });
        write.await
    }

    /// What was promised was kept.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the buyer was promised no such thing, or it was kept before.
    pub async fn keep_promise(&self, buyer: BuyerId, id: PromiseId) -> Result<()> {
        let (shop, by, now) = (self.shop, self.person, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let held = promises::get(tx, shop, id).await?;
                let person = one_person::all_of(tx, shop, buyer).await?;
                let hers = held.is_some_and(|one| person.contains(&one.buyer));
                if !hers || !promises::keep(tx, shop, id, by, now).await? {
                    return Err(EngineError::NotFound("promise"));
                }
                tx.append(buyer_changed(buyer, now, by))?;
                Ok(())
            })
        });
        write.await
    }
}

async fn known_buyer(tx: &Tx, shop: jinpai_model::ShopId, buyer: BuyerId) -> Result<()> {
    let held = buyers::get(tx, shop, buyer).await?;
    held.map(|_| ()).ok_or(EngineError::NotFound("buyer"))
}

const fn invalid(field: &'static str, en: &'static str, zh: &'static str) -> EngineError {
    EngineError::Invalid {
        field,
        reason: Invalid::Told { zh, en },
    }
}
