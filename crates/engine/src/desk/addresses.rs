//! Where a buyer can be reached outside the chat, and what she agreed to. Shown masked.

use jinpai_channels::send::{mail_address, mask_mail, mask_phone, mobile};
use jinpai_model::{Address, AddressKind, At, BuyerId, ConsentSource, EventKind, ShopId};
use jinpai_store::{Lane, NewEvent, Tx, addresses, buyers};
use serde_json::json;

use crate::{
    core::Engine,
    desk::Desk,
    error::{EngineError, Invalid, Result},
};

/// An address as members see it.
#[derive(Debug, Clone)]
pub struct AddressView {
    /// Names it without telling it.
    pub mark: String,
    pub kind: AddressKind,
    /// `138****1234`, `l***@example.com`.
    pub masked: String,
    pub proxied: bool,
    pub notice_at: Option<At>,
    pub notice_by: Option<ConsentSource>,
    pub promotion_at: Option<At>,
    pub promotion_by: Option<ConsentSource>,
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

/// What a member says of an address that is known. None leaves it as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Consent {
    pub notice: Option<bool>,
    pub promotion: Option<bool>,
    /// How the shop knows of an agreement that is new.
    pub source: Option<ConsentSource>,
}

impl Desk {
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such buyer.
    pub async fn addresses(&self, buyer: BuyerId) -> Result<Vec<AddressView>> {
        let rows = self.addresses_of(buyer).await?;
        Ok(rows.iter().map(|row| self.engine.show_address(row)).collect())
    }

    async fn addresses_of(&self, buyer: BuyerId) -> Result<Vec<Address>> {
        let read = self.engine.store.read();
        buyers::get(read, self.shop, buyer)
            .await?
            .ok_or(EngineError::NotFound("buyer"))?;
        Ok(addresses::of_buyer(read, self.shop, buyer).await?)
    }

    /// Writes down an address with what she agreed to there. Consent is a moment: it begins now, or stays
    /// where it began.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such buyer, [`EngineError::Invalid`] for what is no
    /// number or address.
    pub async fn put_address(&self, buyer: BuyerId, change: AddressChange) -> Result<Vec<AddressView>> {
        self.add_address(buyer, change, None).await
    }

    /// The same, with how the shop knows of the agreement.
    ///
    /// # Errors
    /// As [`Desk::put_address`].
    pub async fn add_address(
        &self,
        buyer: BuyerId,
        change: AddressChange,
        source: Option<ConsentSource>,
    ) -> Result<Vec<AddressView>> {
        self.addresses_of(buyer).await?;
        let told = Told {
            kind: change.kind,
            value: valid(change.kind, &change.value)?,
            proxied: change.proxied,
            consent: Consent {
                notice: Some(change.notice),
                promotion: Some(change.promotion),
                source,
            },
        };
        self.write_address(buyer, told).await
    }

    /// Writes down what she agreed to at an address that is known, or that she agrees no more.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the buyer has no such address, [`EngineError::Invalid`] for an agreement
    /// without its source.
    pub async fn note_consent(
        &self,
        buyer: BuyerId,
        mark: &str,
        consent: Consent,
    ) -> Result<Vec<AddressView>> {
        let known = self.addresses_of(buyer).await?;
        let held = known
            .into_iter()
            .find(|held| self.engine.address_mark(held) == mark)
            .ok_or(EngineError::NotFound("address"))?;
        let begins = |wanted: Option<bool>, since: Option<At>| wanted == Some(true) && since.is_none();
        let new = begins(consent.notice, held.notice_at) || begins(consent.promotion, held.promotion_at);
        if new && consent.source.is_none() {
            return Err(EngineError::Invalid {
                field: "source",
                reason: Invalid::Empty,
            });
        }
        let told = Told {
            kind: held.kind,
            value: held.value,
            proxied: held.proxied,
            consent,
        };
        self.write_address(buyer, told).await
    }

    async fn write_address(&self, buyer: BuyerId, told: Told) -> Result<Vec<AddressView>> {
        let (shop, now, by) = (self.shop, self.engine.now(), self.person.to_string());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move { put(tx, (shop, buyer), told, Some(by), now).await })
        });
        write.await?;
        self.addresses(buyer).await
    }
}

impl Engine {
    /// Names an address so that nobody can find it by trying numbers.
    fn address_mark(&self, address: &Address) -> String {
        let text = format!(
            "{}{}{}{}",
            address.shop, address.buyer, address.kind, address.value
        );
        self.key.mark("address", &text)
    }

    fn show_address(&self, address: &Address) -> AddressView {
        AddressView {
            mark: self.address_mark(address),
            kind: address.kind,
            masked: masked(address),
            proxied: address.proxied,
            notice_at: address.notice_at,
            notice_by: address.notice_by,
            promotion_at: address.promotion_at,
            promotion_by: address.promotion_by,
            ended_at: address.ended_at,
        }
    }
}

pub(crate) fn masked(address: &Address) -> String {
    mask(address.kind, &address.value)
}

fn mask(kind: AddressKind, value: &str) -> String {
    match kind {
        AddressKind::Mobile => mask_phone(value),
        AddressKind::Email => mask_mail(value),
    }
}

/// An address as somebody told it, in its one form.
pub(crate) struct Told {
    pub kind: AddressKind,
    pub value: String,
    pub proxied: bool,
    pub consent: Consent,
}

impl Told {
    pub fn masked(&self) -> String {
        mask(self.kind, &self.value)
    }
}

/// Writes what was told, unless it is known already; with it an event, after which she is planned anew.
pub(crate) async fn put(
    tx: &Tx,
    (shop, buyer): (ShopId, BuyerId),
    told: Told,
    by: Option<String>,
    now: At,
) -> Result<()> {
    let known = addresses::of_buyer(tx, shop, buyer).await?;
    let held = known
        .into_iter()
        .find(|held| held.kind == told.kind && held.value == told.value);
    let Consent {
        notice,
        promotion,
        source,
    } = told.consent;
    let (notice_at, notice_by) = agreed(
        notice,
        held.as_ref()
            .and_then(|held| Some((held.notice_at?, held.notice_by))),
        (now, source),
    );
    let (promotion_at, promotion_by) = agreed(
        promotion,
        held.as_ref()
            .and_then(|held| Some((held.promotion_at?, held.promotion_by))),
        (now, source),
    );
    let row = Address {
        shop,
        buyer,
        kind: told.kind,
        value: told.value,
        proxied: told.proxied,
        notice_at,
        notice_by,
        promotion_at,
        promotion_by,
        ended_at: held.as_ref().and_then(|held| held.ended_at),
        changed_at: held.as_ref().map_or(now, |held| held.changed_at),
    };
    if held.as_ref() == Some(&row) {
        return Ok(());
    }
    let row = Address {
        changed_at: now,
        ..row
    };
    addresses::put(tx, &row).await?;
    tx.append(NewEvent {
        at: now,
        kind: EventKind::BuyerChanged,
        subject: buyer.to_string(),
        payload: json!({
            "address": row.kind, "notice": row.notice_at.is_some(), "promotion": row.promotion_at.is_some(),
            "source": source, "by": by,
        }),
    })?;
    Ok(())
}

/// Consent is a moment: it begins now, or stays where it began.
fn agreed(
    wanted: Option<bool>,
    held: Option<(At, Option<ConsentSource>)>,
    (now, source): (At, Option<ConsentSource>),
) -> (Option<At>, Option<ConsentSource>) {
    match (wanted, held) {
        (Some(false), _) | (None, None) => (None, None),
        (_, Some((since, by))) => (Some(since), by),
        (Some(true), None) => (Some(now), source),
    }
}

/// What a buyer told in the chat: notices may go there.
pub(crate) fn told_in_chat(value: &str) -> Result<Told> {
    let value = value.trim();
    let kind = if value.contains('@') {
        AddressKind::Email
    } else {
        AddressKind::Mobile
    };
    Ok(Told {
        kind,
        value: valid(kind, value)?,
        proxied: false,
        consent: Consent {
            notice: Some(true),
            promotion: None,
            source: Some(ConsentSource::Chat),
        },
    })
}

fn valid(kind: AddressKind, value: &str) -> Result<String> {
    let wrong = |expected| EngineError::Invalid {
        field: "value",
        reason: Invalid::Not { expected },
    };
    match kind {
        AddressKind::Mobile => mobile(value).map_err(|_| wrong("a mobile number")),
        AddressKind::Email => mail_address(value).ok_or_else(|| wrong("an e-mail address")),
    }
}
