//! The buyer's card.

use jinpai_model::{At, BuyerId, EventKind, Reason, Role, Tagged};
use jinpai_store::{Lane, NewEvent, buyers, orders, steps, tags};
use serde_json::json;

use crate::{
    desk::{Desk, bounded},
    error::{EngineError, Result},
    views::BuyerView,
};

/// Orders shown on the card.
const CARD_ORDERS: usize = 50;

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
        let identities = buyers::identities_of(read, self.shop, id).await?;
        let held = orders::of_buyer(read, self.shop, id).await?;
        let newest = held.into_iter().take(CARD_ORDERS).collect();
        let orders = self.engine.show_orders(self.shop, newest).await?;
        let open = steps::of_buyer_open(read, self.shop, id).await?;
        let next = open.into_iter().min_by_key(|step| step.due_at);
        let next_step = self
            .engine
            .show_steps(self.shop, next.into_iter().collect())
            .await?
            .into_iter()
            .next();
        let hers = [id.to_string()];
        let mut tags = tags::of_many(read, self.shop, Tagged::Buyer, &hers).await?;
        let [key] = hers;
        Ok(BuyerView {
            tags: tags.remove(&key).unwrap_or_default(),
            buyer,
            identities,
            orders,
            next_step,
        })
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
        let opted_out_at = switched(change.opted_out, held.opted_out_at);
        let blocked_at = switched(change.blocked, held.blocked_at);
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
        self.write_buyer(id, wanted, kind, stops).await?;
        self.buyer(id).await
    }

    async fn write_buyer(
        &self,
        id: BuyerId,
        wanted: buyers::BuyerChange,
        kind: EventKind,
        stops: Option<Reason>,
    ) -> Result<()> {
        let (shop, now, by) = (self.shop, self.engine.now(), self.person);
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                buyers::update(tx, shop, id, wanted).await?;
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
