//! Senders: one parcel to one peer, once, and the truth about what became of it.
//!
//! Four protocols stand behind one contract, [`Sender`]: SMS over SMPP 3.4, SMS over a provider's signed
//! HTTP API, e-mail over SMTP, and a signed webhook to a shop's own bridge. The engine writes its attempt,
//! calls [`Sender::hand_over`], and writes what came of it; an *unknown* is put to [`Sender::ask`] until it
//! is settled, never handed over again.
//!
//! What a sender never does: send again on its own; take a silence for a no; read a clock (`now` is handed
//! in); open a line past the [`Guard`]; put a message, a number or a secret into a log line.

mod bucket;
mod contract;
mod email;
mod guard;
mod http;
mod http_sms;
mod mail;
mod opt_out;
mod phone;
mod push;
mod refusal;
mod secret;
mod signed;
mod smpp;
mod spec;
mod webhook;

use std::sync::Arc;

use tokio::sync::mpsc;

pub use bucket::{Bucket, Paced, RateSpec};
pub use contract::{
    Address, Callback, CallbackHeaders, Class, Delivery, DeliveryReport, Event, Fate, Inbound, Outcome,
    Parcel, Question, Receipt, Reply, Sender, Standing, Template,
};
pub use email::{EmailSender, EmailSpec, EmailTls};
pub use guard::{Allowed, Guard, LineError};
pub use http_sms::{HttpSmsSender, HttpSmsSpec, TemplateSpec};
pub use mail::{mail_address, mask_mail};
pub use opt_out::is_opt_out;
pub use phone::{PhoneError, mask_phone, mobile};
pub use push::{post_signed, post_under};
pub use refusal::{Refusal, RefusalKind};
pub use secret::Secret;
pub use signed::{CallbackError, Seen, TOLERANCE_MS, sign_body, verify_body};
pub use smpp::{
    MessageIdForm, PartSplit, SmppSender, SmppSpec,
    parts::{Alphabet, PartCount, count_parts},
};
pub use spec::{ProviderSpec, SpecFault};
pub use webhook::{WebhookSender, WebhookSpec};

/// How many inbound events may wait for the engine; past that a peer is left waiting for our answer.
pub const MAX_WAITING_EVENTS: usize = 256;

/// Builds the sender of a provider's settings, held to its rate.
///
/// An SMPP sender keeps its line open in the background until the sender is dropped, so this must be called
/// inside a Tokio runtime. `events` is where receipts and replies of such lines go; the other senders hear
/// theirs through [`Sender::callback`].
///
/// # Errors
/// Every fault of the settings.
pub fn open(
    spec: &ProviderSpec,
    guard: Arc<Guard>,
    events: mpsc::Sender<Inbound>,
) -> Result<Arc<dyn Sender>, Vec<SpecFault>> {
    let faults = spec.faults(&guard);
    if !faults.is_empty() {
        return Err(faults);
    }
    let sender: Arc<dyn Sender> = match spec {
        ProviderSpec::Smpp(spec) => Arc::new(SmppSender::open(spec.clone(), guard, events)),
        ProviderSpec::HttpSms(spec) => Arc::new(HttpSmsSender::new(spec.clone(), guard)),
        ProviderSpec::Email(spec) => Arc::new(EmailSender::new(spec.clone(), guard)),
        ProviderSpec::Webhook(spec) => Arc::new(WebhookSender::new(spec.clone(), guard)),
    };
    Ok(match spec.rate() {
        Some(rate) => Arc::new(Paced::new(sender, rate)),
        None => sender,
    })
}
