//! The bridge as the desk has it: how it goes, where it is posted to, and having a message sent again.

use jinpai_channels::send::{ProviderSpec, Secret, WebhookSpec};
use jinpai_model::{At, ConversationId, EventKind, Role, Side};
use jinpai_store::{
    Lane, NewEvent, bridges, conversations, messages,
    secrets::{self, SecretKind},
    undelivered,
};
use serde_json::json;

use super::inbox::tell_receipt;
use crate::{
    desk::Desk,
    error::{EngineError, Invalid, Result},
};

/// How a shop's bridge goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BridgeView {
    /// Whether the owner has made a secret.
    pub has_secret: bool,
    /// When it was last heard of.
    pub seen_at: Option<At>,
    /// Messages that it has not taken yet.
    pub waiting: u64,
    pub push_url: Option<String>,
    /// Why it could not be posted to, and when it is tried again.
    pub push_failed: Option<(String, Option<At>)>,
}

impl Desk {
    /// # Errors
    /// [`EngineError::Forbidden`] for who is no lead.
    pub async fn bridge(&self) -> Result<BridgeView> {
        self.require(Role::Lead)?;
        let (read, shop) = (self.engine.store.read(), self.shop_id());
        let secret = secrets::get(read, shop, SecretKind::Channel).await?;
        let held = bridges::get(read, shop).await?;
        let reached = held.as_ref().map_or(0, |bridge| bridge.reached_seq);
        Ok(BridgeView {
            has_secret: secret.is_some(),
            seen_at: held.as_ref().and_then(|bridge| bridge.seen_at),
            waiting: bridges::waiting(read, shop, reached).await?,
            push_url: held.as_ref().and_then(|bridge| bridge.push_url.clone()),
            push_failed: held.and_then(|bridge| bridge.push.why.map(|why| (why, bridge.push.due_at))),
        })
    }

    /// Sets where the bridge is posted to; none: it asks by itself.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] for who is no owner, [`EngineError::Invalid`] for an address that may not be
    /// called.
    pub async fn set_bridge(&self, push_url: Option<&str>) -> Result<BridgeView> {
        self.require(Role::Owner)?;
        let push_url = push_url.map(str::trim).filter(|url| !url.is_empty());
        let url = push_url.map(|text| self.callable(text)).transpose()?;
        let (shop, now) = (self.shop_id(), self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                bridges::set_push_url(tx, shop, url.as_deref()).await?;
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::ShopChanged,
                    subject: shop.to_string(),
                    payload: json!({ "bridge": url.is_some() }),
                })?;
                Ok::<_, EngineError>(())
            })
        });
        write.await?;
        self.engine.bridge_bell.notify_one();
        self.bridge().await
    }

    /// An address that the guard lets us call, held to what holds for every other webhook.
    fn callable(&self, text: &str) -> Result<String> {
        let wrong = |reason| EngineError::Invalid {
            field: "push_url",
            reason,
        };
        let expected = "an address such as https://bridge.example/jinpai";
        let spec = json!({ "url": text, "secret": "only looked at for its form" });
        let spec: WebhookSpec = serde_json::from_value(spec).map_err(|_| wrong(Invalid::Not { expected }))?;
        let url = spec.url.to_string();
        if url.len() > 500 {
            return Err(wrong(Invalid::TooLong { max: 500 }));
        }
        let Some(guard) = self.engine.peers.guard() else {
            return Ok(url);
        };
        let spec = ProviderSpec::Webhook(WebhookSpec {
            secret: Secret::new("only looked at for its form"),
            ..spec
        });
        match spec.faults(&guard).into_iter().next() {
            Some(fault) => Err(wrong(fault.into())),
            None => Ok(url),
        }
    }

    /// Has a message that did not arrive handed to the bridge once more.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when it is not of this talk, or nothing is known of a failure.
    pub async fn deliver_again(&self, conversation: ConversationId, seq: i64) -> Result<()> {
        let (shop, now) = (self.shop_id(), self.engine.now());
        let unknown = || EngineError::NotFound("message");
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let talk = conversations::get(tx, shop, conversation).await?;
                talk.ok_or(EngineError::NotFound("conversation"))?;
                let message = messages::by_seqs(tx, shop, &[seq]).await?.remove(&seq);
                let ours = |from| matches!(from, Side::Agent | Side::Bot);
                let message = message
                    .filter(|m| m.conversation == conversation && ours(m.from))
                    .ok_or_else(unknown)?;
                if !undelivered::remove(tx, shop, seq).await? {
                    return Err(unknown());
                }
                tell_receipt(tx, &message, now, true)
            })
        });
        write.await
    }
}
