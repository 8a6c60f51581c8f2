//! The buyer's card.

use jinpai_model::{At, Buyer, BuyerId, EventKind, Reason, Role, Tagged};
use jinpai_store::{Lane, NewEvent, buyers, conversations, same_buyers, steps, tags};
use serde_json::json;

use crate::{
    desk::{Desk, bounded},
    error::{EngineError, Result},
    one_person,
    show::of_person,
    views::BuyerView,
};

/// Orders shown on the card.
const CARD_ORDERS: usize = 50;
/// Talks shown there.
const CARD_TALKS: u64 = 10;

/// What a member may change of a buyer.
#[derive(Debug, Clone, Default)]
pub struct BuyerChange {
    pub name: Option<String>,
    pub opted_out: Option<bool>,
    /// Leads and owners only.
    pub blocked: Option<bool>,
}

impl Desk {
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such buyer.
    pub async fn buyer(&self, id: BuyerId) -> Result<BuyerView> {
        let read = self.engine.store.read();
        let buyer = buyers::get(read, self.shop, id)
            .await?
            .ok_or(EngineError::NotFound("buyer"))?;
        let kin = same_buyers::kin(read, self.shop, &[id]).await?;
        let person = kin.of(id);
        let buyer = self.as_person(buyer, &person).await?;
        let mut identities = buyers::identities_of_many(read, self.shop, &person).await?;
        let identities: Vec<_> = (person.iter().filter_map(|one| identities.remove(one)))
            .flatten()
            .collect();
        let held = one_person::orders_of(read, self.shop, id).await?;
        let newest = held.into_iter().take(CARD_ORDERS).collect();
        let orders = self.engine.show_orders(self.shop, newest).await?;
        let mut open = Vec::new();
        for one in &person {
            open.extend(steps::of_buyer_open(read, self.shop, *one).await?);
        }
        let next = open.into_iter().min_by_key(|step| step.due_at);
        let next_step = self
            .engine
            .show_steps(self.shop, next.into_iter().collect())
            .await?
            .into_iter()
            .next();
        let things: Vec<String> = person.iter().map(ToString::to_string).collect();
        let tags = tags::of_many(read, self.shop, Tagged::Buyer, &things).await?;
        let talks = conversations::of_buyers(read, self.shop, &person, CARD_TALKS).await?;
        Ok(BuyerView {
            tags: of_person(&tags, &person),
            names: self.names_of_person(&kin, id).await?,
            talks: self.engine.show_conversations(self.shop, talks).await?,
            identities,
            buyer,
            orders,
            next_step,
        })
    }

    /// The buyer with what holds of her by any of her names.
    async fn as_person(&self, mut buyer: Buyer, person: &[BuyerId]) -> Result<Buyer> {
        if person.len() > 1 {
            let rows = buyers::get_many(self.engine.store.read(), self.shop, person).await?;
            let first = |at: fn(&Buyer) -> Option<At>| rows.values().filter_map(at).min();
            buyer.opted_out_at = first(|one| one.opted_out_at);
            buyer.blocked_at = first(|one| one.blocked_at);
        }
        Ok(buyer)
    }

    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Invalid`] or, for blocking, [`EngineError::Forbidden`].
    pub async fn change_buyer(&self, id: BuyerId, change: BuyerChange) -> Result<BuyerView> {
        if change.blocked.is_some() {
            self.require(Role::Lead)?;
        }
        let read = self.engine.store.read();
        let held = buyers::get(read, self.shop, id)
            .await?
            .ok_or(EngineError::NotFound("buyer"))?;
        let now = self.engine.now();
        let switched = |wanted: Option<bool>, held: Option<At>| match wanted {
            Some(true) => held.or(Some(now)),
            Some(false) => None,
            None => held,
        };
        let name = change
            .name
            .as_deref()
            .map(|name| bounded("name", name, 40))
            .transpose()?;
        let person = same_buyers::kin(read, self.shop, &[id]).await?.of(id);
        let others = person.into_iter().filter(|one| *one != id).collect();
        let opted_out_at = switched(change.opted_out, held.opted_out_at);
        let blocked_at = switched(change.blocked, held.blocked_at);
        // What was said by one name is taken back by all of them: it is one person who says so.
        let taken_back = buyers::BuyerChange {
            opted_out_at: (change.opted_out == Some(false)).then_some(None),
            blocked_at: (change.blocked == Some(false)).then_some(None),
            ..buyers::BuyerChange::default()
        };
        let opts_out = opted_out_at.is_some() && held.opted_out_at.is_none();
        let stops = if opted_out_at.is_some() {
            Some(Reason::OptedOut)
        } else {
            blocked_at.map(|_| Reason::Blocked)
        };
        let wanted = buyers::BuyerChange {
            name,
            region: None,
            opted_out_at: Some(opted_out_at),
            blocked_at: Some(blocked_at),
        };
        let kind = if opts_out {
            EventKind::BuyerOptedOut
        } else {
            EventKind::BuyerChanged
        };
        self.write_buyer(id, wanted, (others, taken_back), kind, stops)
            .await?;
        self.buyer(id).await
    }

    async fn write_buyer(
        &self,
        id: BuyerId,
        wanted: buyers::BuyerChange,
        (others, taken_back): (Vec<BuyerId>, buyers::BuyerChange),
        kind: EventKind,
        stops: Option<Reason>,
    ) -> Result<()> {
        let (shop, now, by) = (self.shop, self.engine.now(), self.person);
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                buyers::update(tx, shop, id, wanted).await?;
                for one in others {
                    buyers::update(tx, shop, one, taken_back.clone()).await?;
                }
                let payload = json!({ "by": by });
                tx.append(NewEvent {
                    at: now,
                    kind,
                    subject: id.to_string(),
                    payload,
                })?;
                if let Some(reason) = stops {
                    crate::reminders::stop_buyer(tx, shop, id, reason, now).await?;
                }
                Ok::<_, EngineError>(())
            })
        });
        write.await
    }
}
