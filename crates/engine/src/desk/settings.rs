//! The shop's settings and secrets.

use jinpai_model::{At, ClockTime, EventKind, Platform, Role, Shop, ShopId, ShopSettings, Trade, Zone};
use jinpai_store::{
    Lane, NewEvent, StoreError, Tx,
    secrets::{self, SecretKind},
    shops,
};
use serde_json::json;

use crate::{
    desk::{Desk, bounded, shop_name},
    error::{EngineError, Invalid, Result},
};

/// What an owner may change; `None` leaves a setting as it is.
#[derive(Debug, Clone, Default)]
pub struct ShopPatch {
    pub name: Option<String>,
    pub platform: Option<Platform>,
    pub zone: Option<String>,
    pub widget_origins: Option<Vec<String>>,
    pub welcome: Option<String>,
    pub quick_questions: Option<Vec<String>>,
    pub answer_within_s: Option<i64>,
    /// `Some(None)` takes the cut-off away.
    pub ship_cutoff: Option<Option<ClockTime>>,
    pub reminders_on: Option<bool>,
    pub trades: Option<Vec<Trade>>,
}

impl Desk {
    /// # Errors
    /// [`EngineError::Forbidden`] for who is no owner, [`EngineError::Invalid`] for a bad value; then nothing is
    /// changed.
    pub async fn change_settings(&self, patch: ShopPatch) -> Result<Shop> {
        self.require(Role::Owner)?;
        let mut shop = self.shop().await?;
        if let Some(name) = &patch.name {
            shop.name = shop_name(name)?;
        }
        apply(&mut shop.settings, patch)?;
        let (row, now) = (shop.clone(), self.engine.now());
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move { put_settings(tx, &row, now).await })
        });
        write.await?;
        self.engine.wake_planner();
        Ok(shop)
    }

    /// # Errors
    /// [`EngineError::Forbidden`] for who is no owner.
    pub async fn switch_reminders(&self, on: bool) -> Result<()> {
        self.change_settings(ShopPatch {
            reminders_on: Some(on),
            ..ShopPatch::default()
        })
        .await
        .map(|_| ())
    }

    /// Makes a new secret in place of the old one, which is worthless from then on. It is shown this once.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] for who is no owner.
    pub async fn rotate_secret(&self, kind: SecretKind) -> Result<String> {
        self.require(Role::Owner)?;
        if kind == SecretKind::Holdout {
            // A new key would draw the control group anew in the middle of a measurement.
            return Err(EngineError::NotFound("secret"));
        }
        self.engine.put_secret(self.shop, kind).await
    }
}

impl crate::Engine {
    /// Writes a fresh secret of a shop and returns it.
    pub(crate) async fn put_secret(&self, shop: ShopId, kind: SecretKind) -> Result<String> {
        let secret = self.random.token();
        let (value, now) = (secret.clone(), self.now());
        let write = self.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                secrets::put(tx, shop, kind, &value).await?;
                let payload = json!({ "secret": format!("{kind:?}").to_lowercase() });
                let subject = shop.to_string();
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::ShopChanged,
                    subject,
                    payload,
                })?;
                Ok::<_, EngineError>(())
            })
        });
        write.await?;
        Ok(secret)
    }
}

pub(super) async fn put_settings(tx: &Tx, shop: &Shop, now: At) -> Result<(), StoreError> {
    shops::update(tx, shop.id, &shop.name, &shop.settings).await?;
    let (kind, subject) = (EventKind::ShopChanged, shop.id.to_string());
    tx.append(NewEvent {
        at: now,
        kind,
        subject,
        payload: json!({}),
    })?;
    Ok(())
}

fn apply(settings: &mut ShopSettings, patch: ShopPatch) -> Result<()> {
    let invalid = |field, expected| EngineError::Invalid {
        field,
        reason: Invalid::Not { expected },
    };
    if let Some(platform) = patch.platform {
        settings.platform = platform;
    }
    if let Some(zone) = patch.zone {
        zone.parse::<Zone>()
            .map_err(|_| invalid("zone", "a time zone such as Asia/Shanghai"))?;
        settings.zone = zone;
    }
    if let Some(origins) = patch.widget_origins {
        if origins.len() > 20 {
            return Err(EngineError::Invalid {
                field: "widget_origins",
                reason: Invalid::TooLong { max: 20 },
            });
        }
        let read: Option<Vec<String>> = origins.iter().map(|text| origin(text)).collect();
        settings.widget_origins =
            read.ok_or_else(|| invalid("widget_origins", "a list of origins such as https://shop.example"))?;
    }
    if let Some(welcome) = patch.welcome {
        settings.welcome = bounded("welcome", &welcome, 200)?;
    }
    if let Some(questions) = patch.quick_questions {
        if questions.len() > 6 {
            return Err(EngineError::Invalid {
                field: "quick_questions",
                reason: Invalid::TooLong { max: 6 },
            });
        }
        let read: Result<Vec<String>> = questions
            .iter()
            .map(|q| bounded("quick_questions", q, 30))
            .collect();
        settings.quick_questions = read?;
    }
    if let Some(seconds) = patch.answer_within_s {
        if !(10..=3_600).contains(&seconds) {
            return Err(invalid("answer_within_s", "a number of seconds from 10 to 3600"));
        }
        settings.answer_within_s = seconds;
    }
    if let Some(cutoff) = patch.ship_cutoff {
        settings.ship_cutoff = cutoff;
    }
    if let Some(on) = patch.reminders_on {
        settings.reminders_on = on;
    }
    if let Some(mut trades) = patch.trades {
        trades.sort_unstable();
        trades.dedup();
        settings.trades = trades;
    }
    Ok(())
}

/// An origin is a scheme, a host and perhaps a port, and nothing that could end a header or a policy.
fn origin(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
    let (scheme, place) = text.split_once("://")?;
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (place, None),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-[]:".contains(c);
    let host_fits = !host.is_empty() && host.len() <= 253 && host.chars().all(plain);
    let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok());
    (matches!(scheme, "http" | "https") && host_fits && port_fits).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn an_origin_cannot_smuggle_a_policy() {
        for good in [
            "https://shop.example",
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
            "https://Shop.Example/",
        ] {
            assert!(origin(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "shop.example",
            "https://",
            "ftp://a",
            "https://a b",
            "https://a;script-src *",
            "https://a/b",
            "https://a:99999",
            "*",
            "https://*",
            "https://a\r\nx: y",
        ] {
            assert!(origin(bad).is_none(), "{bad}");
        }
    }
}
