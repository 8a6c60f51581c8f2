//! What a bridge tells while it is tested: believed, noted, answered. Whoever serves HTTP hands it in.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jinpai_model::At;
use serde_json::json;

use crate::{
    bridge::{self, BridgeEvent},
    send::{CallbackError, CallbackHeaders, Secret, Seen, verify_body},
};

/// One request of the bridge, as it came.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub timestamp: &'a str,
    pub signature: &'a str,
    pub delivery: &'a str,
    pub body: &'a [u8],
}

/// A receipt that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heard {
    pub message: i64,
}

/// Jinpai's ear during a test.
pub struct Ear {
    secret: Secret,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    receipts: Vec<Heard>,
    /// Bodies by delivery id.
    deliveries: HashMap<String, Vec<u8>>,
    fault: Option<String>,
    reused: Option<String>,
    fails: bool,
    told: usize,
}

impl Ear {
    #[must_use]
    pub fn new(secret: Secret) -> Self {
        Self {
            secret,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that holds the lock can leave its content half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a delivery; answers status and body as Jinpai would.
    pub fn take(&self, told: Told<'_>, now: At) -> (u16, String) {
        let mut state = self.state();
        let state = &mut *state;
        state.told += 1;
        // Repeating the same bytes is allowed here, so each is looked at by itself.
        let headers = CallbackHeaders {
            timestamp: told.timestamp,
            signature: told.signature,
        };
        if let Err(error) = verify_body(&self.secret, headers, told.body, now, &mut Seen::default()) {
            state.fault.get_or_insert(error.to_string());
            let code = match error {
                CallbackError::Stale => "stale-timestamp",
                _ => "bad-signature",
            };
            return problem(401, code, &error.to_string());
        }
        if told.delivery.is_empty() {
            state.fault.get_or_insert("jinpai-delivery is missing".to_owned());
            return problem(422, "invalid", "jinpai-delivery is missing");
        }
        let known = state.deliveries.entry(told.delivery.to_owned());
        if known.or_insert_with(|| told.body.to_vec()) != told.body {
            let what = format!("{} came with two bodies", told.delivery);
            state.reused.get_or_insert(what.clone());
            return problem(409, "replayed-delivery", &what);
        }
        let events = match bridge::read(told.body) {
            Ok(events) => events,
            Err(error) => {
                state.fault.get_or_insert(error.to_string());
                return problem(422, "invalid-shape", &error.to_string());
            }
        };
        if std::mem::take(&mut state.fails) {
            return problem(
                503,
                "unavailable",
                "a failure that belongs to the test: tell it again",
            );
        }
        let results: Vec<_> = (events.iter())
            .map(|event| {
                if let BridgeEvent::Receipt { message, .. } = event {
                    state.receipts.push(Heard { message: *message });
                }
                json!({ "result": "new" })
            })
            .collect();
        (200, json!({ "results": results }).to_string())
    }

    /// The next delivery that is right is answered with a failure, as when Jinpai starts anew.
    pub(super) fn fail_next(&self) {
        self.state().fails = true;
    }

    pub(super) fn receipts(&self, message: i64) -> Vec<Heard> {
        let state = self.state();
        let of_it = state.receipts.iter().filter(|heard| heard.message == message);
        of_it.copied().collect()
    }

    /// What was wrong first with what it told.
    pub(super) fn first_fault(&self) -> Option<String> {
        self.state().fault.clone()
    }

    pub(super) fn reused_delivery(&self) -> Option<String> {
        self.state().reused.clone()
    }
}

fn problem(status: u16, code: &str, detail: &str) -> (u16, String) {
    let body = json!({ "status": status, "code": code, "title": code, "detail": detail });
    (status, body.to_string())
}
