//! E-mail over SMTP: one letter a parcel, handed to the shop's own mail server.
//!
//! The steps of SMTP are walked one by one, because what a broken line means depends on the step: before
//! the final dot of the letter nobody has it, after it somebody may.

mod compose;
mod walk;

use std::sync::Arc;

use async_trait::async_trait;
use jinpai_model::At;
use serde::{Deserialize, Serialize};

use super::{
    Fate, Guard, Outcome, Parcel, Question, RateSpec, Refusal, RefusalKind, Secret, Sender,
    spec::{default_timeout_ms, longest_ms},
};

/// How the line is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmailTls {
    /// TLS from the first byte, port 465.
    Implicit,
    /// `STARTTLS` on a plain line, refused when the server has none; port 587.
    StartTls,
    /// None; only to a host the owner named, and then without a password unless it is this machine.
    None,
}

/// Settings of a mail server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmailSpec {
    pub host: String,
    pub port: u16,
    pub tls: EmailTls,
    #[serde(default)]
    pub username: Option<String>,
    #[serde(default)]
    pub password: Option<Secret>,
    /// Address of the sender; the shop's name stands before it.
    pub from: String,
    #[serde(default)]
    pub reply_to: Option<String>,
    /// Takes `unsubscribe` by mail, for readers without one-click.
    #[serde(default)]
    pub unsubscribe_mail: Option<String>,
    /// 1,000 to 60,000: as far as the letter, and again for the answer to it.
    #[serde(default = "default_timeout_ms")]
    pub timeout_ms: u64,
    #[serde(default)]
    pub rate: Option<RateSpec>,
}

/// A sender to a mail server.
#[derive(Debug)]
pub struct EmailSender {
    spec: EmailSpec,
    guard: Arc<Guard>,
}

impl EmailSender {
    /// The settings must be without faults; [`super::open`] sees to it.
    #[must_use]
    pub fn new(spec: EmailSpec, guard: Arc<Guard>) -> Self {
        Self { spec, guard }
    }
}

#[async_trait]
impl Sender for EmailSender {
    /// [`Outcome::Accepted`] carries the `Message-ID`, which follows from the key.
    async fn hand_over(&self, parcel: &Parcel, now: At) -> Outcome {
        if let Some(refusal) = parcel.refusal() {
            return Outcome::Rejected(refusal);
        }
        match compose::letter(&self.spec, parcel, now) {
            Ok(letter) => walk::deliver(&self.spec, &self.guard, &letter).await,
            Err((kind, detail)) => Outcome::Rejected(Refusal::permanent(kind, detail)),
        }
    }

    fn longest_ms(&self) -> i64 {
        longest_ms(self.spec.timeout_ms)
    }

    /// SMTP has no question for "do you have it".
    async fn ask(&self, question: &Question, _now: At) -> Fate {
        match question.to.contains('@') {
            true => Fate::CannotTell,
            false => Fate::Rejected(Refusal::permanent(RefusalKind::Address, "not an e-mail address")),
        }
    }
}
