//! Handing a message over part by part, and asking after it.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use rusmpp::{CommandStatus, Pdu, values::MessageState};
use sha2::{Digest, Sha256};
use tokio::time::{Instant, sleep, timeout};

use super::{
    LineState, Shared,
    ledger::Part,
    line::{Line, NoAnswer, PartName},
    parts::{Alphabet, split},
    status,
    wire::{self, Place},
};
use crate::send::{Delivery, Fate, Outcome, Parcel, Question, Receipt, Refusal, RefusalKind, mobile};

/// Longer texts are no reminders.
const MAX_PARTS: usize = 10;
/// How long a parcel waits for a line that is being opened.
const LINE_LIMIT: Duration = Duration::from_secs(2);
/// How often a later part that was not taken is offered again before the message counts as torn: six
/// seconds in all, in which a broken line is back.
const PART_TRIES: u32 = 5;

/// Counts a part as awaited while it lives, also when its future is dropped.
struct Awaiting<'a>(&'a Shared);

impl<'a> Awaiting<'a> {
    fn begin(shared: &'a Shared) -> Self {
        shared.awaited.fetch_add(1, Ordering::AcqRel);
        Self(shared)
    }
}

impl Drop for Awaiting<'_> {
    fn drop(&mut self) {
        self.0.awaited.fetch_sub(1, Ordering::AcqRel);
        self.0.answered.send_modify(|count| *count += 1);
    }
}

/// A message on its way.
struct Journey<'a> {
    shared: &'a Shared,
    parcel: &'a Parcel,
    /// When the message counts as torn, however many parts are left.
    until: Instant,
    to: String,
    alphabet: Alphabet,
    parts: Vec<Vec<u8>>,
}

pub(super) async fn hand_over(shared: &Shared, parcel: &Parcel) -> Outcome {
    let rejected = |kind, detail: &str| Outcome::Rejected(Refusal::permanent(kind, detail));
    let Ok(number) = mobile(&parcel.to) else {
        return rejected(RefusalKind::Address, "not a mobile number");
    };
    let (alphabet, parts) = split(&parcel.text);
    if parcel.text.is_empty() || parts.len() > MAX_PARTS {
        return rejected(
            RefusalKind::Content,
            "the text is empty, or longer than ten parts",
        );
    }
    if let Some(known) = known(shared, parcel) {
        return known;
    }
    shared.ledger().begin(&parcel.key, parcel.attempt, parts.len());
    let journey = Journey {
        to: written(&number, shared.spec.dest_ton),
        until: Instant::now() + shared.timeout() * 2,
        shared,
        parcel,
        alphabet,
        parts,
    };
    for nth in 0..journey.parts.len() {
        match journey.part(nth).await {
            Ok(()) => {}
            Err(why) => return journey.broken(nth, &why),
        }
    }
    Outcome::Accepted {
        receipt: receipt(shared, &parcel.key).unwrap_or(Receipt(String::new())),
    }
}

/// What is known of a key that was handed over before; nothing when it may go.
fn known(shared: &Shared, parcel: &Parcel) -> Option<Outcome> {
    let ledger = shared.ledger();
    let message = ledger.get(&parcel.key)?;
    if message.refused().is_some() || message.parts.iter().all(|part| *part == Part::Kept) {
        return None;
    }
    let receipt = message.receipt();
    Some(match message.all_taken() {
        true => Outcome::Accepted {
            receipt: receipt.unwrap_or(Receipt(String::new())),
        },
        false => Outcome::Unknown {
            why: "this message was handed over before, and its end is not known".to_owned(),
            receipt,
        },
    })
}

fn receipt(shared: &Shared, key: &str) -> Option<Receipt> {
    shared.ledger().get(key)?.receipt()
}

async fn line(shared: &Shared) -> Result<Arc<Line>, Refusal> {
    let mut lines = shared.line.subscribe();
    let known = timeout(
        LINE_LIMIT,
        lines.wait_for(|line| !matches!(line, LineState::Opening)),
    );
    let state = known.await.ok().and_then(|state| Some(state.ok()?.clone()));
    match state {
        Some(LineState::Bound(line)) => Ok(line),
        Some(LineState::Down(refusal)) => Err(refusal),
        _ => Err(Refusal::passing(
            RefusalKind::Unavailable,
            "the line is not bound yet",
        )),
    }
}

/// The number as the centre wants it: international (TON 1) with the country and without a plus.
fn written(number: &str, ton: u8) -> String {
    match (number.strip_prefix('+'), ton) {
        (Some(foreign), _) => foreign.to_owned(),
        (None, 1) => format!("86{number}"),
        (None, _) => number.to_owned(),
    }
}

impl Journey<'_> {
    /// Hands one part over. A first part that is refused ends the message. A later one that came too fast,
    /// or found no line, is offered again, because half a message is none; this doubles nothing, because it
    /// is known that the centre has not got it.
    async fn part(&self, nth: usize) -> Result<(), String> {
        let mut tries = 0;
        loop {
            match self.offer(nth).await? {
                None => return Ok(()),
                Some(refusal) if nth > 0 && !refusal.permanent && tries < PART_TRIES => {
                    sleep(Duration::from_millis(200 << tries)).await;
                    tries += 1;
                }
                Some(refusal) => return Err(refusal.detail),
            }
        }
    }

    /// Offers a part once: taken, refused, or (as an error) neither.
    async fn offer(&self, nth: usize) -> Result<Option<Refusal>, String> {
        let shared = self.shared;
        let limit = shared
            .timeout()
            .min(self.until.saturating_duration_since(Instant::now()));
        if limit.is_zero() {
            return Err("the parts took too long".to_owned());
        }
        let line = match line(shared).await {
            Ok(line) => line,
            Err(refusal) => {
                self.set(nth, Part::Refused(refusal.clone()));
                return Ok(Some(refusal));
            }
        };
        let Ok(Ok(_place)) = timeout(limit, shared.window.acquire()).await else {
            let detail = "the window of the line stayed full";
            let refusal = Refusal::after(RefusalKind::Throttled, detail, status::THROTTLE_MS);
            self.set(nth, Part::Refused(refusal.clone()));
            return Ok(Some(refusal));
        };
        self.set(nth, Part::Awaited { line: line.number });
        let awaiting = Awaiting::begin(shared);
        let name = PartName {
            key: self.parcel.key.clone(),
            attempt: self.parcel.attempt,
            nth,
        };
        // The number of parts is at most ten.
        let count = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
        let place = Place {
            reference: reference(self.parcel),
            nth: count(nth + 1),
            of: count(self.parts.len()),
        };
        let pdu = wire::submit(&shared.spec, &self.to, self.alphabet, &self.parts[nth], place);
        let answer = line.request(pdu, Some(name), limit).await;
        drop(awaiting);
        match answer {
            Ok(answer)
                if matches!(answer.pdu(), Some(Pdu::SubmitSmResp(_)))
                    && answer.status() == CommandStatus::EsmeRok =>
            {
                Ok(None)
            }
            Ok(answer) => Ok(Some(status::refusal(&answer))),
            Err(NoAnswer::NotLeft) => {
                let refusal =
                    Refusal::passing(RefusalKind::Unavailable, "the line was gone before the part left");
                self.set(nth, Part::Refused(refusal.clone()));
                Ok(Some(refusal))
            }
            Err(NoAnswer::Silent) => Err("the centre did not answer".to_owned()),
        }
    }

    fn set(&self, nth: usize, part: Part) {
        self.shared
            .ledger()
            .set(&self.parcel.key, self.parcel.attempt, nth, part);
    }

    /// A message that did not go whole. Refused only when the centre has nothing of it.
    fn broken(&self, nth: usize, why: &str) -> Outcome {
        let ledger = self.shared.ledger();
        let message = ledger.get(&self.parcel.key);
        match message.and_then(|message| message.refused()) {
            Some(refusal) => Outcome::Rejected(refusal.clone()),
            None => Outcome::Unknown {
                why: format!("part {} of {}: {why}", nth + 1, self.parts.len()),
                receipt: message.and_then(|message| message.receipt()),
            },
        }
    }
}

/// What tells the parts of this message from those of another to the same number; the same at every try.
fn reference(parcel: &Parcel) -> u16 {
    let digest = Sha256::digest(parcel.key.as_bytes());
    u16::from_be_bytes([digest[0], digest[1]])
}

pub(super) async fn ask(shared: &Shared, question: &Question) -> Fate {
    let line = shared.line.borrow().bound().cloned();
    let (known, waiting) = {
        let ledger = shared.ledger();
        let message = ledger.get(&question.key);
        if let Some(refusal) = message.and_then(|message| message.refused()) {
            return Fate::Rejected(refusal.clone());
        }
        let here = line.as_ref().map(|line| line.number);
        let waiting = message.is_some_and(|message| {
            let awaited = |part: &Part| matches!(part, Part::Awaited { line } if Some(*line) == here);
            message.parts.iter().any(awaited)
        });
        (message.and_then(|message| message.receipt()), waiting)
    };
    if waiting {
        // An answer may still come on this line.
        return Fate::StillUnknown;
    }
    let Some(receipt) = known.or_else(|| question.receipt.clone()) else {
        return Fate::CannotTell;
    };
    if receipt.0.split([':', ',']).any(|id| id == "-") {
        // A part is missing, and nobody but the phone's owner knows what she saw.
        return Fate::CannotTell;
    }
    let delivery = match line {
        Some(line) => delivery(shared, &line, &receipt).await,
        None => Delivery::OnItsWay,
    };
    Fate::Accepted {
        receipt: Some(receipt),
        delivery,
    }
}

/// How far the parts have come: failed when one has failed, delivered when all are.
async fn delivery(shared: &Shared, line: &Line, receipt: &Receipt) -> Delivery {
    let mut delivered = true;
    for id in receipt.ids() {
        let answer = line
            .request(wire::query(&shared.spec, id), None, shared.timeout())
            .await;
        let state = answer.ok().and_then(|answer| match answer.pdu() {
            Some(Pdu::QuerySmResp(told)) if answer.status() == CommandStatus::EsmeRok => {
                Some((told.message_state, told.error_code))
            }
            _ => None,
        });
        match state {
            Some((MessageState::Delivered, _)) => {}
            Some((
                state @ (MessageState::Expired
                | MessageState::Deleted
                | MessageState::Undeliverable
                | MessageState::Rejected),
                code,
            )) => {
                return Delivery::Failed {
                    code: format!("{state:?} {code}").to_uppercase(),
                };
            }
            _ => delivered = false,
        }
    }
    match delivered {
        true => Delivery::Delivered,
        false => Delivery::OnItsWay,
    }
}
