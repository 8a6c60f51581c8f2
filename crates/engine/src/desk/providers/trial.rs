//! A test message by a provider, to a number or address that the owner types.

use jinpai_channels::send::{Class, Outcome, Parcel, ProviderSpec, RefusalKind, mail_address, mobile};
use jinpai_model::{AttemptId, Channel, EventKind, ProviderId};
use jinpai_store::{Lane, NewEvent};
use serde_json::json;

use crate::{
    Locale,
    desk::Desk,
    error::{EngineError, Invalid, Result},
    reminders::handing::within_lease,
};

/// What became of a test message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    pub end: TrialEnd,
    /// The provider's own words, or what its line said; never the message.
    pub words: String,
    /// What a refusal means and what to do.
    pub meaning: Option<[&'static str; 2]>,
}

impl Trial {
    /// What a refusal means and what to do, in the reader's language.
    #[must_use]
    pub fn meaning(&self, locale: Locale) -> Option<&'static str> {
        let [zh, en] = self.meaning?;
        Some(match locale {
            Locale::Zh => zh,
            Locale::En => en,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrialEnd {
    /// The provider has it.
    Accepted,
    Refused,
    /// It may have it.
    Unknown,
}

impl Desk {
    /// Sends one test message, once.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Invalid`] for what is no number or address,
    /// [`EngineError::TooMany`] past a handful in a row, [`EngineError::InvalidFields`] for settings that no
    /// line can be opened with.
    pub async fn try_provider(&self, id: ProviderId, to: &str) -> Result<Trial> {
        let provider = self.provider(id).await?;
        let wrong = |expected| EngineError::Invalid {
            field: "to",
            reason: Invalid::Not { expected },
        };
        let to = match provider.channel {
            Channel::Email => mail_address(to).ok_or_else(|| wrong("an e-mail address"))?,
            _ => mobile(to).map_err(|_| wrong("a mobile number"))?,
        };
        let shop = self.shop().await?;
        let line = self
            .engine
            .peers
            .line(&provider, &self.engine.key)
            .map_err(super::unusable)?;
        let now = self.engine.now();
        self.engine
            .limits
            .trial
            .take(self.shop, now)
            .map_err(|retry_after_s| EngineError::TooMany { retry_after_s })?;
        let parcel = Parcel {
            key: format!("try:{}", AttemptId::new(now, self.engine.random.bits())),
            attempt: 0,
            to,
            text: words(provider.channel, &shop.name),
            class: self.class_of(&provider.settings),
            subject: (provider.channel == Channel::Email).then(|| format!("{}：测试邮件", shop.name)),
            shop: shop.name,
            unsubscribe_url: None,
            template: None,
        };
        // Money was spent in the shop's name: that is an event, whatever comes of it.
        let (shop, by) = (self.shop, self.person);
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::ProviderTried,
                    subject: id.to_string(),
                    payload: json!({ "by": by }),
                })
            })
        });
        write.await?;
        Ok(told(within_lease(line.hand_over(&parcel, now)).await))
    }

    /// A provider that has a template for one class only is tried with that one.
    fn class_of(&self, sealed: &str) -> Class {
        let settings = self.engine.key.open(sealed);
        let spec = settings.and_then(|text| serde_json::from_str::<ProviderSpec>(&text).ok());
        match spec {
            Some(ProviderSpec::HttpSms(spec)) if !spec.templates.contains_key(&Class::Notice) => {
                Class::Promotion
            }
            _ => Class::Notice,
        }
    }
}

fn words(channel: Channel, shop: &str) -> String {
    match channel {
        Channel::Email => {
            format!("您好，这是{shop}发出的一封测试邮件。收到它，说明邮件渠道已经接通，不需要回复。")
        }
        _ => format!("【{shop}】您好，这是一条测试短信。收到它，说明短信渠道已经接通，不需要回复。"),
    }
}

fn told(outcome: Outcome) -> Trial {
    match outcome {
        Outcome::Accepted { receipt } => Trial {
            end: TrialEnd::Accepted,
            words: receipt.0,
            meaning: None,
        },
        Outcome::Rejected(refusal) => Trial {
            end: TrialEnd::Refused,
            words: refusal.detail,
            meaning: Some(meaning(refusal.kind)),
        },
        Outcome::Unknown { why, .. } => Trial {
            end: TrialEnd::Unknown,
            words: why,
            meaning: None,
        },
    }
}

fn meaning(kind: RefusalKind) -> [&'static str; 2] {
    use jinpai_channels::Lang;
    [kind.sentence(Lang::ZhCn), kind.sentence(Lang::En)]
}
