//! Where a buyer can be reached outside the chat, and what she agreed to. Shown masked.

use jinpai_channels::send::{mask_phone, mobile};
use jinpai_model::{Address, AddressKind, At, BuyerId, EventKind};
use jinpai_store::{Lane, NewEvent, addresses, buyers};
use serde_json::json;

use crate::{
    desk::Desk,
    error::{EngineError, Invalid, Result},
};

/// An address as members see it.
#[derive(Debug, Clone)]
pub struct AddressView {
    pub kind: AddressKind,
    /// `138****1234`, `l***@example.com`.
    pub masked: String,
    pub proxied: bool,
    pub notice_at: Option<At>,
    pub promotion_at: Option<At>,
    pub ended_at: Option<At>,
}

/// What a member, or the shop's own system, says of an address.
#[derive(Debug, Clone)]
pub struct AddressChange {
    pub kind: AddressKind,
    pub value: String,
    /// A number or address that the platform put before the real one.
    pub proxied: bool,
    /// She agreed to notices about her orders.
    pub notice: bool,
    /// She agreed to promotion.
    pub promotion: bool,
}

impl Desk {
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such buyer.
    pub async fn addresses(&self, buyer: BuyerId) -> Result<Vec<AddressView>> {
        let read = self.engine.store.read();
        buyers::get(read, self.shop, buyer)
            .await?
            .ok_or(EngineError::NotFound("buyer"))?;
        let rows = addresses::of_buyer(read, self.shop, buyer).await?;
        Ok(rows.iter().map(view_of).collect())
    }

    /// Writes down an address with what she agreed to there. Consent is a moment: it begins now, or stays
    /// where it began.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such buyer, [`EngineError::Invalid`] for what is no
    /// number or address.
    pub async fn put_address(&self, buyer: BuyerId, change: AddressChange) -> Result<Vec<AddressView>> {
        let read = self.engine.store.read();
        buyers::get(read, self.shop, buyer)
            .await?
            .ok_or(EngineError::NotFound("buyer"))?;
        let value = valid(change.kind, &change.value)?;
        let known = addresses::of_buyer(read, self.shop, buyer).await?;
        let held = known
            .into_iter()
            .find(|held| held.kind == change.kind && held.value == value);
        let now = self.engine.now();
        let agreed = |wanted: bool, since: Option<At>| wanted.then(|| since.unwrap_or(now));
        let row = Address {
            shop: self.shop,
            buyer,
            kind: change.kind,
            value,
            proxied: change.proxied,
            notice_at: agreed(change.notice, held.as_ref().and_then(|held| held.notice_at)),
            promotion_at: agreed(change.promotion, held.as_ref().and_then(|held| held.promotion_at)),
            ended_at: held.and_then(|held| held.ended_at),
            changed_at: now,
        };
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                addresses::put(tx, &row).await?;
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::BuyerChanged,
                    subject: buyer.to_string(),
                    payload: json!({ "address": row.kind }),
                })
            })
        });
        write.await?;
        self.addresses(buyer).await
    }
}

fn view_of(address: &Address) -> AddressView {
    AddressView {
        kind: address.kind,
        masked: match address.kind {
            AddressKind::Mobile => mask_phone(&address.value),
            AddressKind::Email => masked_mail(&address.value),
        },
        proxied: address.proxied,
        notice_at: address.notice_at,
        promotion_at: address.promotion_at,
        ended_at: address.ended_at,
    }
}

fn masked_mail(value: &str) -> String {
    let (name, host) = value.rsplit_once('@').unwrap_or((value, ""));
    let first: String = name.chars().take(1).collect();
    format!("{first}***@{host}")
}

fn valid(kind: AddressKind, value: &str) -> Result<String> {
    let wrong = |expected| EngineError::Invalid {
        field: "value",
        reason: Invalid::Not { expected },
    };
    match kind {
        AddressKind::Mobile => mobile(value).map_err(|_| wrong("a mobile number")),
        AddressKind::Email => {
            let value = value.trim();
            let sound = value.len() <= 254
                && value.rsplit_once('@').is_some_and(|(name, host)| {
                    !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
                })
                && !value.contains(|c: char| c.is_whitespace() || c.is_control());
            sound
                .then(|| value.to_ascii_lowercase())
                .ok_or_else(|| wrong("an e-mail address"))
        }
    }
}
