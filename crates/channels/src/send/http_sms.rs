//! SMS over a provider's HTTP API with signed queries, in the style of Alibaba Cloud's short message service
//! (`Dysmsapi`, 2017-05-25: `SendSms`, `QuerySendDetails`, `SmsReport`, `SmsUp`).
//!
//! The parcel's key goes along as `OutId`, which the provider gives back in details and reports, and is the
//! seed of `SignatureNonce`, which it takes once within fifteen minutes: the same hand-over made twice is
//! refused by the provider itself.

mod answer;
mod report;
mod sign;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use hyper::Method;
use jinpai_model::{At, Zone};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use super::{
    Callback, CallbackError, CallbackHeaders, Class, Fate, Guard, Outcome, Parcel, Question, RateSpec,
    Refusal, RefusalKind, Secret, Seen, Sender, Template,
    http::{Answer, Call, CallError, call, refused},
    mobile,
    signed::hex,
    spec::{default_timeout_ms, longest_ms},
    verify_body,
};

/// An approved template, and which of its variables takes a whole text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateSpec {
    /// `SMS_…`.
    pub code: String,
    /// The variable that a text without a template of its own goes into.
    pub text_param: String,
}

/// Settings of an HTTP provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpSmsSpec {
    /// Such as `https://dysmsapi.aliyuncs.com/`.
    pub endpoint: Url,
    pub access_key_id: String,
    pub access_key_secret: Secret,
    /// The approved signature without 【】; the provider puts it in front.
    pub sign_name: String,
    pub templates: BTreeMap<Class, TemplateSpec>,
    /// Such as `cn-hangzhou`.
    #[serde(default)]
    pub region: Option<String>,
    /// Signs status callbacks (`jinpai-signature`); without it none are taken and *unknown* is only asked.
    #[serde(default)]
    pub callback_secret: Option<Secret>,
    /// 1,000 to 60,000.
    #[serde(default = "default_timeout_ms")]
    pub timeout_ms: u64,
    /// After so long a message that the details do not list was never taken. At least twice `timeout_ms`;
    /// 30,000 when left out.
    #[serde(default = "default_settles_ms")]
    pub settles_ms: i64,
    #[serde(default)]
    pub rate: Option<RateSpec>,
}

pub(super) const fn default_settles_ms() -> i64 {
    30_000
}

/// A sender to an HTTP provider.
#[derive(Debug)]
pub struct HttpSmsSender {
    spec: HttpSmsSpec,
    guard: Arc<Guard>,
    seen: Mutex<Seen>,
}

impl HttpSmsSender {
    /// The settings must be without faults; [`super::open`] sees to it.
    #[must_use]
    pub fn new(spec: HttpSmsSpec, guard: Arc<Guard>) -> Self {
        Self {
            spec,
            guard,
            seen: Mutex::default(),
        }
    }

    /// Signs and makes one query. `nonce` names it: the provider takes each once.
    async fn query(
        &self,
        action: &str,
        nonce: String,
        own: &[(&str, &str)],
        now: At,
    ) -> Result<Answer, CallError> {
        let mut params: BTreeMap<&str, &str> = own.iter().copied().collect();
        let timestamp = now
            .in_zone(&sign::utc())
            .strftime("%Y-%m-%dT%H:%M:%SZ")
            .to_string();
        params.extend([
            ("AccessKeyId", self.spec.access_key_id.as_str()),
            ("Action", action),
            ("Format", "JSON"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", nonce.as_str()),
            ("SignatureVersion", "1.0"),
            ("Timestamp", timestamp.as_str()),
            ("Version", "2017-05-25"),
        ]);
        if let Some(region) = &self.spec.region {
            params.insert("RegionId", region);
        }
        // In the body, not in the address: servers and what stands before them write addresses down.
        let form = sign::signed_form("POST", &params, &self.spec.access_key_secret);
        let request = Call {
            method: Method::POST,
            url: &self.spec.endpoint,
            headers: &[("content-type", "application/x-www-form-urlencoded")],
            body: Bytes::from(form),
            timeout: Duration::from_millis(self.spec.timeout_ms),
        };
        call(&self.guard, request).await
    }

    /// The text without a signature of its own: the provider puts the approved one in front.
    fn unsigned<'a>(&self, parcel: &'a Parcel) -> &'a str {
        let signed = [parcel.shop.as_str(), self.spec.sign_name.as_str()].map(|name| format!("【{name}】"));
        let bare = signed
            .iter()
            .find_map(|mark| parcel.text.strip_prefix(mark.as_str()));
        bare.unwrap_or(&parcel.text)
    }

    fn template(&self, parcel: &Parcel) -> Option<Template> {
        let whole = |spec: &TemplateSpec| Template {
            code: spec.code.clone(),
            params: BTreeMap::from([(spec.text_param.clone(), self.unsigned(parcel).to_owned())]),
        };
        let of_class = || self.spec.templates.get(&parcel.class).map(whole);
        parcel.template.clone().or_else(of_class)
    }
}

/// The nonce of a hand-over: the same for the same key and attempt, whoever makes it.
fn hand_over_nonce(parcel: &Parcel) -> String {
    let seed = format!("hand-over:{}:{}", parcel.attempt, parcel.key);
    hex(&Sha256::digest(seed.as_bytes())[..16])
}

#[async_trait]
impl Sender for HttpSmsSender {
    async fn hand_over(&self, parcel: &Parcel, now: At) -> Outcome {
        if let Some(refusal) = parcel.refusal() {
            return Outcome::Rejected(refusal);
        }
        let Ok(to) = mobile(&parcel.to) else {
            let detail = "not a mobile number";
            return Outcome::Rejected(Refusal::permanent(RefusalKind::Address, detail));
        };
        let Some(template) = self.template(parcel) else {
            let detail = "no template for this class of message";
            return Outcome::Rejected(Refusal::permanent(RefusalKind::Settings, detail));
        };
        // A map of strings always serialises.
        let filled = serde_json::to_string(&template.params).unwrap_or_default();
        let own = [
            ("PhoneNumbers", to.as_str()),
            ("SignName", self.spec.sign_name.as_str()),
            ("TemplateCode", template.code.as_str()),
            ("TemplateParam", filled.as_str()),
            ("OutId", parcel.key.as_str()),
        ];
        match self.query("SendSms", hand_over_nonce(parcel), &own, now).await {
            Err(error) => error.outcome(),
            Ok(answer) => answer::taken(&answer).unwrap_or_else(|| match answer.status.is_success() {
                true => Outcome::Unknown {
                    why: "the provider's answer cannot be read".to_owned(),
                    receipt: None,
                },
                false => refused(&answer),
            }),
        }
    }

    fn longest_ms(&self) -> i64 {
        longest_ms(self.spec.timeout_ms)
    }

    /// Looks for the key among what was sent to the number on that day (and the day before, for a hand-over
    /// at midnight). Listed: accepted. Not listed: not yet, until `settles_ms` after the hand-over.
    async fn ask(&self, question: &Question, now: At) -> Fate {
        let Ok(to) = mobile(&question.to) else {
            // Such a parcel is refused before anything leaves.
            return Fate::Rejected(Refusal::permanent(RefusalKind::Address, "not a mobile number"));
        };
        // The provider's days are Shanghai's.
        let day = |at: At| at.in_zone(&Zone::shanghai()).strftime("%Y%m%d").to_string();
        let mut days = vec![
            day(question.handed_at),
            day(question.handed_at.plus(self.spec.settles_ms)),
        ];
        days.dedup();
        for day in &days {
            for page in 1..=answer::MAX_PAGES {
                let page_text = page.to_string();
                let own = [
                    ("PhoneNumber", to.as_str()),
                    ("SendDate", day.as_str()),
                    ("PageSize", "50"),
                    ("CurrentPage", page_text.as_str()),
                ];
                // A question may be put again and again, so time makes it new.
                let seed = format!("ask:{}:{day}:{page}:{}", question.key, now.ms());
                let nonce = hex(&Sha256::digest(seed.as_bytes())[..16]);
                let Ok(answer) = self.query("QuerySendDetails", nonce, &own, now).await else {
                    return Fate::StillUnknown;
                };
                let Some(details) = answer::details(&answer) else {
                    return Fate::StillUnknown;
                };
                if let Some(fate) = details.of(&question.key) {
                    return fate;
                }
                if details.is_last(page) {
                    break;
                }
                if page == answer::MAX_PAGES {
                    // More was sent to one number on one day than we read: absence is not proven.
                    return Fate::StillUnknown;
                }
            }
        }
        if now.since(question.handed_at) < self.spec.settles_ms {
            return Fate::StillUnknown;
        }
        let detail = "the provider's details do not list it";
        Fate::Rejected(Refusal::passing(RefusalKind::NeverArrived, detail))
    }

    /// `SmsReport` and `SmsUp` bodies. The provider itself signs neither, so what posts them here (a
    /// function of the shop's, a gateway) signs them as `jinpai-signature` tells.
    fn callback(
        &self,
        headers: CallbackHeaders<'_>,
        body: &[u8],
        now: At,
    ) -> Result<Callback, CallbackError> {
        let secret = self
            .spec
            .callback_secret
            .as_ref()
            .ok_or(CallbackError::NotOffered)?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        verify_body(secret, headers, body, now, &mut seen)?;
        Ok(Callback {
            events: report::read(body)?,
            answer: "{\"code\":0,\"msg\":\"接收成功\"}",
        })
    }
}
