//! The way out of e-mail: a link that only we can make, for one buyer's letters.
//!
//! Whoever holds the letter may use it, and all it can do is to end reminders.

use jinpai_channels::send::mask_mail;
use jinpai_model::{Address, AddressKind, BuyerId, ShopId};
use jinpai_store::{Lane, addresses, buyers, shops};

use crate::{
    core::Engine,
    error::{EngineError, Result},
    reminders::heard,
};

/// What the mark is for, so that it fits nothing else.
const PURPOSE: &str = "unsubscribe";
/// Characters of an id.
const ID: usize = 26;

/// What the page of a link shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsubscribing {
    pub shop_name: String,
    /// Hers, masked; empty when the shop knows none any more.
    pub addresses: Vec<String>,
    /// It has been done.
    pub done: bool,
}

impl Engine {
    /// The link in a letter; none when the configuration names no public address.
    pub(crate) fn unsubscribe_url(&self, address: &Address) -> Option<String> {
        let base = self.public_url.as_deref()?.trim_end_matches('/');
        let who = format!("{}{}", address.shop, address.buyer);
        let mark = self.key.mark(PURPOSE, &who);
        Some(format!("{base}/unsubscribe/{who}{mark}"))
    }

    fn unsubscriber(&self, token: &str) -> Option<(ShopId, BuyerId)> {
        if !token.is_ascii() || token.len() <= 2 * ID {
            return None;
        }
        let (who, mark) = token.split_at(2 * ID);
        if !crate::seal::same(mark, &self.key.mark(PURPOSE, who)) {
            return None;
        }
        Some((who[..ID].parse().ok()?, who[ID..].parse().ok()?))
    }

    /// What a link is about. Looking changes nothing: mail scanners look too.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a link that we did not make.
    pub async fn unsubscribing(&self, token: &str) -> Result<Unsubscribing> {
        let (shop, buyer) = self.unsubscriber(token).ok_or(EngineError::NotFound("link"))?;
        let read = self.store.read();
        let row = shops::get(read, shop)
            .await?
            .ok_or(EngineError::NotFound("link"))?;
        let known = addresses::of_buyer(read, shop, buyer).await?;
        let mails = known.iter().filter(|address| address.kind == AddressKind::Email);
        let held = buyers::get(read, shop, buyer).await?;
        Ok(Unsubscribing {
            shop_name: row.name,
            addresses: mails.map(|address| mask_mail(&address.value)).collect(),
            // Whoever is gone is reminded by nobody.
            done: held.is_none_or(|held| held.opted_out_at.is_some()),
        })
    }

    /// Ends her mail addresses, and with them every reminder to her.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a link that we did not make.
    pub async fn unsubscribe(&self, token: &str) -> Result<Unsubscribing> {
        let (shop, buyer) = self.unsubscriber(token).ok_or(EngineError::NotFound("link"))?;
        for address in addresses::of_buyer(self.store.read(), shop, buyer).await? {
            if address.kind == AddressKind::Email && address.ended_at.is_none() {
                heard::ended(self, shop, AddressKind::Email, &address.value).await?;
            }
        }
        // Also when the address of the letter is none of hers any more.
        let now = self.now();
        let write = self.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move { heard::opt_out(tx, shop, buyer, now).await })
        });
        write.await?;
        self.unsubscribing(token).await
    }
}
