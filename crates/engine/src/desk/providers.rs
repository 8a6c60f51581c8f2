//! The peers that take a shop's messages: an owner's matter. Settings go in and are tried on the line's own
//! rules; secrets never come out again.

use jinpai_channels::send::ProviderSpec;
use jinpai_model::{Channel, EventKind, Provider, ProviderId, Role};
use jinpai_store::{Lane, NewEvent, providers};
use serde_json::json;

use crate::{
    desk::{Desk, bounded},
    error::{EngineError, Invalid, Result},
};

/// A provider as its owner sees it.
#[derive(Debug, Clone)]
pub struct ProviderView {
    pub id: ProviderId,
    pub channel: Channel,
    pub name: String,
    pub on: bool,
    /// The settings with every secret left out; none when this process holds another key than the one they
    /// were sealed with.
    pub settings: Option<serde_json::Value>,
    pub changed_at: jinpai_model::At,
}

/// What an owner puts in.
#[derive(Debug, Clone)]
pub struct ProviderChange {
    pub channel: Channel,
    pub name: String,
    pub on: bool,
    /// The whole settings; none leaves them as they are.
    pub spec: Option<ProviderSpec>,
}

/// Fields that are never shown again.
const SECRETS: [&str; 5] = [
    "password",
    "secret",
    "access_key_secret",
    "callback_secret",
    "token",
];

impl Desk {
    /// # Errors
    /// [`EngineError::Forbidden`] for who is no owner.
    pub async fn providers(&self) -> Result<Vec<ProviderView>> {
        self.require(Role::Owner)?;
        let rows = providers::list(self.engine.store.read(), self.shop).await?;
        Ok(rows.into_iter().map(|row| self.view_of(row)).collect())
    }

    fn view_of(&self, row: Provider) -> ProviderView {
        let open = self.engine.key.open(&row.settings);
        let settings = open
            .and_then(|text| serde_json::from_str(&text).ok())
            .map(without_secrets);
        ProviderView {
            id: row.id,
            channel: row.channel,
            name: row.name,
            on: row.on,
            settings,
            changed_at: row.changed_at,
        }
    }

    /// Adds a provider, or changes one. One that is on turns the others of its channel off.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for an id that the shop does not have, [`EngineError::Invalid`] for settings
    /// that no line can be opened with.
    pub async fn put_provider(&self, id: Option<ProviderId>, change: ProviderChange) -> Result<ProviderView> {
        self.require(Role::Owner)?;
        let now = self.engine.now();
        let name = bounded("name", &change.name, 40)?;
        let held = match id {
            Some(id) => Some(
                providers::get(self.engine.store.read(), self.shop, id)
                    .await?
                    .ok_or(EngineError::NotFound("provider"))?,
            ),
            None => None,
        };
        let settings = match (&change.spec, &held) {
            (Some(spec), _) => self.sealed(spec)?,
            (None, Some(held)) => held.settings.clone(),
            (None, None) => {
                return Err(EngineError::Invalid {
                    field: "settings",
                    reason: Invalid::Empty,
                });
            }
        };
        let row = Provider {
            shop: self.shop,
            id: held
                .as_ref()
                .map_or_else(|| ProviderId::new(now, self.engine.random.bits()), |held| held.id),
            channel: held.as_ref().map_or(change.channel, |held| held.channel),
            name,
            settings,
            on: change.on,
            created_at: held.as_ref().map_or(now, |held| held.created_at),
            changed_at: now,
        };
        // A line is opened now, so that what cannot work is said to the person who wrote it.
        if let Err(error) = self.engine.peers.line(&row, &self.engine.key) {
            let _ = error;
            return Err(EngineError::Invalid {
                field: "settings",
                reason: Invalid::Not {
                    expected: "settings that a line can be opened with",
                },
            });
        }
        let put = row.clone();
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                providers::put(tx, &put).await?;
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::ShopChanged,
                    subject: put.shop.to_string(),
                    payload: json!({ "provider": put.id }),
                })
            })
        });
        write.await?;
        Ok(self.view_of(row))
    }

    fn sealed(&self, spec: &ProviderSpec) -> Result<String> {
        let unreadable = || EngineError::Invalid {
            field: "settings",
            reason: Invalid::Not {
                expected: "settings that can be sealed",
            },
        };
        let text = serde_json::to_string(spec).map_err(|_| unreadable())?;
        self.engine
            .key
            .seal(&text, &self.engine.random.nonce())
            .ok_or_else(unreadable)
    }

    /// Takes a provider away. What went through it keeps its record.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for an id that the shop does not have.
    pub async fn remove_provider(&self, id: ProviderId) -> Result<()> {
        self.require(Role::Owner)?;
        let (shop, now) = (self.shop, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                if !providers::remove(tx, shop, id).await? {
                    return Err(EngineError::NotFound("provider"));
                }
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::ShopChanged,
                    subject: shop.to_string(),
                    payload: json!({ "provider": id }),
                })?;
                Ok(())
            })
        });
        write.await
    }
}

fn without_secrets(settings: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match settings {
        Value::Object(fields) => {
            let open = fields
                .into_iter()
                .filter(|(name, _)| !SECRETS.contains(&name.as_str()));
            Value::Object(open.map(|(name, value)| (name, without_secrets(value))).collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(without_secrets).collect()),
        other => other,
    }
}
