//! The signed webhook to a shop's own bridge: the shop sends by whatever it has, we hand over and listen.
//!
//! A hand-over is a POST of JSON with `jinpai-timestamp`, `jinpai-signature` and `idempotency-key`. The
//! bridge promises to send a key once, however often it hears it; we promise not to say it twice unasked.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use hyper::Method;
use jinpai_model::At;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    Address, Callback, CallbackError, CallbackHeaders, Class, Delivery, DeliveryReport, Event, Fate, Guard,
    Outcome, Parcel, Question, RateSpec, Receipt, Refusal, RefusalKind, Reply, Secret, Seen, Sender,
    http::{Answer, Call, CallError, call, refused},
    is_opt_out,
    phone::told,
    sign_body,
    spec::{default_timeout_ms, longest_ms},
    verify_body,
};

/// Settings of a bridge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookSpec {
    /// Where parcels are posted.
    pub url: Url,
    /// Where an *unknown* is asked after; without it only the callback or a person settles one.
    #[serde(default)]
    pub query_url: Option<Url>,
    /// Signs what we send and what comes back.
    pub secret: Secret,
    /// 1,000 to 60,000.
    #[serde(default = "default_timeout_ms")]
    pub timeout_ms: u64,
    #[serde(default)]
    pub rate: Option<RateSpec>,
}

#[derive(Serialize)]
struct Body<'a> {
    key: &'a str,
    attempt: u32,
    to: &'a str,
    text: &'a str,
    class: Class,
    shop: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsubscribe_url: Option<&'a str>,
}

/// What the bridge says, to a hand-over and to a question alike. Unknown fields are the bridge's own.
#[derive(Deserialize)]
struct Told {
    state: State,
    receipt: Option<String>,
    code: Option<String>,
    reason: Option<String>,
    #[serde(default)]
    permanent: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// The bridge has it.
    Accepted,
    /// It reached the buyer.
    Delivered,
    /// The bridge had it, and it will not arrive.
    Failed,
    /// The bridge did not take it.
    Rejected,
    /// The bridge never saw the key.
    NotSeen,
    /// The bridge cannot say yet.
    Unknown,
}

/// A sender to a shop's own bridge.
#[derive(Debug)]
pub struct WebhookSender {
    spec: WebhookSpec,
    guard: Arc<Guard>,
    seen: Mutex<Seen>,
}

impl WebhookSender {
    /// The settings must be without faults; [`super::open`] sees to it.
    #[must_use]
    pub fn new(spec: WebhookSpec, guard: Arc<Guard>) -> Self {
        Self {
            spec,
            guard,
            seen: Mutex::default(),
        }
    }

    async fn post(&self, url: &Url, key: &str, body: Vec<u8>, now: At) -> Result<Answer, CallError> {
        let timestamp = now.ms().div_euclid(1_000).to_string();
        let signature = sign_body(&self.spec.secret, &timestamp, &body);
        let headers = [
            ("content-type", "application/json"),
            ("jinpai-timestamp", timestamp.as_str()),
            ("jinpai-signature", signature.as_str()),
            ("idempotency-key", key),
        ];
        let request = Call {
            method: Method::POST,
            url,
            headers: &headers,
            body: Bytes::from(body),
            timeout: Duration::from_millis(self.spec.timeout_ms),
        };
        call(&self.guard, request).await
    }
}

#[async_trait]
impl Sender for WebhookSender {
    async fn hand_over(&self, parcel: &Parcel, now: At) -> Outcome {
        if let Some(refusal) = parcel.refusal() {
            return Outcome::Rejected(refusal);
        }
        let body = Body {
            key: &parcel.key,
            attempt: parcel.attempt,
            to: &parcel.to,
            text: &parcel.text,
            class: parcel.class,
            shop: &parcel.shop,
            subject: parcel.subject.as_deref(),
            unsubscribe_url: parcel.unsubscribe_url.as_deref(),
        };
        // Strings and a number always serialise.
        let body = serde_json::to_vec(&body).unwrap_or_default();
        match self.post(&self.spec.url, &parcel.key, body, now).await {
            Err(error) => error.outcome(),
            Ok(answer) if answer.status.is_success() => taken(&answer),
            Ok(answer) => refused(&answer),
        }
    }

    fn longest_ms(&self) -> i64 {
        longest_ms(self.spec.timeout_ms)
    }

    async fn ask(&self, question: &Question, now: At) -> Fate {
        let Some(url) = &self.spec.query_url else {
            return Fate::CannotTell;
        };
        let body = serde_json::json!({ "key": question.key, "handed_at": question.handed_at.ms() });
        let body = body.to_string().into_bytes();
        let answer = match self.post(url, &question.key, body, now).await {
            Ok(answer) if answer.status.is_success() => answer,
            _ => return Fate::StillUnknown,
        };
        match serde_json::from_slice::<Told>(&answer.body) {
            Ok(told) => fate(told),
            Err(_) => Fate::StillUnknown,
        }
    }

    fn callback(
        &self,
        headers: CallbackHeaders<'_>,
        body: &[u8],
        now: At,
    ) -> Result<Callback, CallbackError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        verify_body(&self.spec.secret, headers, body, now, &mut seen)?;
        let told: Heard = serde_json::from_slice(body).map_err(|error| CallbackError::Unreadable {
            field: "body".to_owned(),
            expected: format!("{{\"events\": […]}} as docs/senders.md tells: {error}"),
        })?;
        Ok(Callback {
            events: told.events.into_iter().map(heard).collect(),
            answer: "{\"taken\":true}",
        })
    }
}

/// A 2xx: the bridge says what it did. A 2xx without those words proves nothing, because a page of some
/// other program answers 200 to anything.
fn taken(answer: &Answer) -> Outcome {
    let unknown = |why: &str| Outcome::Unknown {
        why: why.to_owned(),
        receipt: None,
    };
    let Ok(told) = serde_json::from_slice::<Told>(&answer.body) else {
        return unknown("the bridge answered 2xx without a state that can be read");
    };
    match told.state {
        State::Accepted | State::Delivered | State::Failed => Outcome::Accepted {
            receipt: Receipt(told.receipt.unwrap_or_default()),
        },
        State::Rejected | State::NotSeen => Outcome::Rejected(told.refusal()),
        State::Unknown => Outcome::Unknown {
            why: "the bridge says that it does not know".to_owned(),
            receipt: told.receipt.map(Receipt),
        },
    }
}

impl Told {
    fn refusal(self) -> Refusal {
        let detail = [self.code, self.reason]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(": ");
        match self.permanent {
            true => Refusal::permanent(RefusalKind::Content, detail),
            false => Refusal::passing(RefusalKind::Unavailable, detail),
        }
    }
}

fn fate(told: Told) -> Fate {
    let receipt = told.receipt.clone().map(Receipt);
    match told.state {
        State::NotSeen => Fate::Rejected(Refusal::passing(
            RefusalKind::NeverArrived,
            "the bridge never saw it",
        )),
        State::Rejected => Fate::Rejected(told.refusal()),
        State::Unknown => Fate::StillUnknown,
        state => Fate::Accepted {
            receipt,
            delivery: delivery(state, told.code),
        },
    }
}

fn delivery(state: State, code: Option<String>) -> Delivery {
    match state {
        State::Delivered => Delivery::Delivered,
        State::Failed => Delivery::Failed {
            code: code.unwrap_or_default(),
        },
        _ => Delivery::OnItsWay,
    }
}

/// The body of a status callback.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Heard {
    events: Vec<HeardEvent>,
}

#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
enum HeardEvent {
    Status {
        key: String,
        state: State,
        receipt: Option<String>,
        code: Option<String>,
        reason: Option<String>,
    },
    Reply {
        from: String,
        text: String,
    },
    Unsubscribed {
        to: String,
    },
}

fn heard(event: HeardEvent) -> Event {
    match event {
        HeardEvent::Reply { from, text } => Event::Reply(Reply {
            opt_out: is_opt_out(&text),
            from: told(&from),
            text,
        }),
        HeardEvent::Unsubscribed { to } => Event::Unsubscribed(Address(to)),
        // These three are said of a message the bridge has; the others settle a hand-over.
        HeardEvent::Status {
            key,
            state: state @ (State::Delivered | State::Failed | State::Accepted),
            receipt,
            code,
            ..
        } => Event::Delivery(DeliveryReport {
            key: Some(key),
            id: receipt,
            to: None,
            delivery: delivery(state, code),
        }),
        HeardEvent::Status {
            key,
            state,
            receipt,
            code,
            reason,
        } => Event::Settled {
            key,
            fate: fate(Told {
                state,
                receipt,
                code,
                reason,
                permanent: false,
            }),
        },
    }
}
