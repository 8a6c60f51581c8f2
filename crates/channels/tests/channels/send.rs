//! Senders against real peers on this machine: a message centre and a mail server in Node (`web/peers`,
//! installed by `npm ci` in `web`, which `cargo xtask test` runs first), and an HTTP server that
//! misbehaves on request.

mod email;
mod http_peer;
mod http_sms;
mod node_peer;
mod smpp;
mod tls;
mod webhook;

use std::{sync::Arc, time::Duration};

use jinpai_channels::send::{Class, Guard, Outcome, Parcel, Receipt, Refusal};
use jinpai_model::At;

/// 2026-11-22, noon in Shanghai.
pub const NOW: At = At(1_795_320_000_000);
/// Longer than anything here takes; past it a test has failed.
pub const LIMIT: Duration = Duration::from_secs(20);

/// A guard that lets lines to one port of this machine.
pub fn guard(port: u16) -> Arc<Guard> {
    Arc::new(Guard::new(vec![format!("127.0.0.1:{port}").parse().unwrap()]))
}

pub fn parcel(key: &str, to: &str, text: &str) -> Parcel {
    Parcel {
        key: key.to_owned(),
        attempt: 0,
        to: to.to_owned(),
        text: text.to_owned(),
        class: Class::Notice,
        shop: "小鹿的店".to_owned(),
        subject: None,
        unsubscribe_url: None,
        template: None,
    }
}

#[track_caller]
pub fn accepted(outcome: Outcome) -> Receipt {
    match outcome {
        Outcome::Accepted { receipt } => receipt,
        other => panic!("not accepted: {other:?}"),
    }
}

#[track_caller]
pub fn rejected(outcome: Outcome) -> Refusal {
    match outcome {
        Outcome::Rejected(refusal) => refusal,
        other => panic!("not rejected: {other:?}"),
    }
}

#[track_caller]
pub fn unknown(outcome: Outcome) -> Option<Receipt> {
    match outcome {
        Outcome::Unknown { receipt, .. } => receipt,
        other => panic!("not unknown: {other:?}"),
    }
}
