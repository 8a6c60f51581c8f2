//! The peers that take a shop's messages: an owner's matter. Settings go in and are tried on the line's own
//! rules; secrets never come out again.

mod settings;
mod trial;

use jinpai_channels::send::{ProviderSpec, Standing};
use jinpai_model::{Attempt, Channel, EventKind, Provider, ProviderId, Role};
use jinpai_store::{Lane, NewEvent, attempts, providers};
use serde_json::{Value, json};

use self::settings::{named_secrets, without_secrets};
pub use self::trial::{Trial, TrialEnd};
use crate::{
    desk::{Desk, bounded},
    error::{EngineError, Invalid, Result},
    reminders::peers::PeerError,
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
    pub settings: Option<Value>,
    /// Names of the secrets that are set.
    pub secrets: Vec<&'static str>,
    /// It posts to our callback address.
    pub calls_back: bool,
    pub line: LineView,
    /// The newest reminder that went to it.
    pub last: Option<Attempt>,
    pub changed_at: jinpai_model::At,
}

/// How it stands with a provider's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineView {
    /// Switched off.
    Off,
    /// Opened for each message.
    OnDemand,
    Opening,
    Open,
    /// Why, in the peer's words.
    Down(String),
    /// The settings were sealed with another key: they have to be entered again.
    Sealed,
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

/// What an owner changes. Secrets that are left out of the settings stay.
#[derive(Debug, Clone, Default)]
pub struct ProviderPatch {
    pub name: Option<String>,
    pub on: Option<bool>,
    pub settings: Option<Value>,
}

impl Desk {
    /// # Errors
    /// [`EngineError::Forbidden`] for who is no owner.
    pub async fn providers(&self) -> Result<Vec<ProviderView>> {
        self.require(Role::Owner)?;
        let read = self.engine.store.read();
        let rows = providers::list(read, self.shop).await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            let last = attempts::last_of_provider(read, self.shop, row.id).await?;
            views.push(self.view_of(row, last));
        }
        Ok(views)
    }

    fn view_of(&self, row: Provider, last: Option<Attempt>) -> ProviderView {
        let open = self.engine.key.open(&row.settings);
        let open: Option<Value> = open.and_then(|text| serde_json::from_str(&text).ok());
        let spec = open
            .clone()
            .and_then(|settings| ProviderSpec::read(settings).ok());
        ProviderView {
            id: row.id,
            channel: row.channel,
            line: self.line_of(&row),
            name: row.name,
            on: row.on,
            secrets: open.as_ref().map(named_secrets).unwrap_or_default(),
            settings: open.map(without_secrets),
            calls_back: spec.is_some_and(|spec| spec.calls_back()),
            last,
            changed_at: row.changed_at,
        }
    }

    fn line_of(&self, row: &Provider) -> LineView {
        if !row.on {
            return LineView::Off;
        }
        match self.engine.peers.line(row, &self.engine.key) {
            Ok(line) => match line.standing() {
                Standing::OnDemand => LineView::OnDemand,
                Standing::Opening => LineView::Opening,
                Standing::Open => LineView::Open,
                Standing::Down(refusal) => LineView::Down(refusal.detail),
            },
            Err(PeerError::Sealed) => LineView::Sealed,
            Err(error @ PeerError::Settings(_)) => LineView::Down(error.to_string()),
        }
    }

    /// Adds a provider from settings as a page hands them in.
    ///
    /// # Errors
    /// As [`Desk::put_provider`]; [`EngineError::InvalidFields`] names every field that cannot be read.
    pub async fn add_provider(
        &self,
        channel: Channel,
        name: String,
        on: bool,
        settings: Value,
    ) -> Result<ProviderView> {
        self.require(Role::Owner)?;
        let spec = settings::read(settings, None)?;
        let change = ProviderChange {
            channel,
            name,
            on,
            spec: Some(spec),
        };
        self.put_provider(None, change).await
    }

    /// Changes a provider.
    ///
    /// # Errors
    /// As [`Desk::add_provider`], and [`EngineError::NotFound`] for an id that the shop does not have.
    pub async fn change_provider(&self, id: ProviderId, patch: ProviderPatch) -> Result<ProviderView> {
        let held = self.provider(id).await?;
        let before = || {
            let text = self.engine.key.open(&held.settings)?;
            serde_json::from_str::<Value>(&text).ok()
        };
        let spec = match patch.settings {
            Some(settings) => Some(settings::read(settings, before())?),
            None => None,
        };
        let change = ProviderChange {
            channel: held.channel,
            name: patch.name.unwrap_or(held.name),
            on: patch.on.unwrap_or(held.on),
            spec,
        };
        self.put_provider(Some(id), change).await
    }

    async fn provider(&self, id: ProviderId) -> Result<Provider> {
        self.require(Role::Owner)?;
        let found = providers::get(self.engine.store.read(), self.shop, id).await?;
        found.ok_or(EngineError::NotFound("provider"))
    }

    /// Adds a provider, or changes one. One that is on turns the others of its channel off.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for an id that the shop does not have, [`EngineError::InvalidFields`] for
    /// settings that no line can be opened with.
    pub async fn put_provider(&self, id: Option<ProviderId>, change: ProviderChange) -> Result<ProviderView> {
        self.require(Role::Owner)?;
        let now = self.engine.now();
        let name = bounded("name", &change.name, 40)?;
        let held = match id {
            Some(id) => Some(self.provider(id).await?),
            None => None,
        };
        let channel = held.as_ref().map_or(change.channel, |held| held.channel);
        if change.spec.as_ref().is_some_and(|spec| !spec.serves(channel)) {
            return Err(EngineError::Invalid {
                field: "channel",
                reason: Invalid::Told {
                    zh: "这个协议不能用于这个渠道",
                    en: "This protocol does not serve this channel",
                },
            });
        }
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
            channel,
            name,
            settings,
            on: change.on,
            created_at: held.as_ref().map_or(now, |held| held.created_at),
            // A line is known by this moment, so it differs even where the clock stands.
            changed_at: held.as_ref().map_or(now, |held| now.max(held.changed_at.plus(1))),
        };
        // A line is opened now, so that what cannot work is said to the person who wrote it. What was only
        // renamed or switched off need not open.
        if change.spec.is_some() || row.on {
            self.engine.peers.line(&row, &self.engine.key).map_err(unusable)?;
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
        let last = attempts::last_of_provider(self.engine.store.read(), self.shop, row.id).await?;
        Ok(self.view_of(row, last))
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
        write.await?;
        self.engine.peers.close(id);
        Ok(())
    }
}

fn unusable(error: PeerError) -> EngineError {
    match error {
        PeerError::Settings(faults) => {
            let told = faults
                .into_iter()
                .map(|fault| (fault.field, Invalid::from(fault)));
            EngineError::InvalidFields(told.collect())
        }
        PeerError::Sealed => EngineError::Invalid {
            field: "settings",
            reason: Invalid::Told {
                zh: "原来的设置无法解密（密钥文件换过），请重新填写全部设置",
                en: "The settings were sealed with another key file; enter all of them again",
            },
        },
    }
}
