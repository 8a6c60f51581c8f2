//! One bound line: requests and their answers, and the task that keeps a line there.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU8, AtomicU32, Ordering},
    },
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use rusmpp::{Command, CommandStatus, Pdu};
use tokio::{
    sync::{Semaphore, mpsc, oneshot, watch},
    time::{Instant, interval_at, sleep, timeout},
};

use super::{
    LineState, Shared, incoming,
    ledger::Part,
    receipt, status,
    wire::{self, Frames},
};
use crate::send::{
    Delivery, Event, Fate, Inbound, Receipt, Refusal, RefusalKind, http::line_refusal, refusal::short,
};

const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// A line that lived so long was sound, and the next one is opened without waiting long.
const SOUND_AFTER: Duration = Duration::from_secs(60);
/// How long one frame may take to leave.
const WRITE_LIMIT: Duration = Duration::from_secs(10);
/// Requests that may be without an answer; a centre that owes more has stopped working.
const MAX_PENDING: usize = 10_000;
/// Incoming messages looked after at once.
const MAX_INCOMING: usize = 1_000;
/// Answers have this bit set in their command.
const ANSWER: u32 = 0x8000_0000;

/// Whose part an answer is about.
#[derive(Debug, Clone)]
pub(super) struct PartName {
    pub key: String,
    pub attempt: u32,
    pub nth: usize,
}

#[derive(Debug)]
struct Pending {
    answer: oneshot::Sender<Command>,
    part: Option<PartName>,
}

/// A frame on its way out: queued, then either gone or withdrawn.
#[derive(Debug)]
struct Outgoing {
    command: Command,
    state: Arc<AtomicU8>,
}

const QUEUED: u8 = 0;
const LEFT: u8 = 1;
const WITHDRAWN: u8 = 2;

impl Outgoing {
    fn now(command: Command) -> Self {
        Self {
            command,
            state: Arc::default(),
        }
    }
}

/// Takes a queued frame one way or the other; whoever is first wins.
fn decide(state: &AtomicU8, to: u8) -> bool {
    state
        .compare_exchange(QUEUED, to, Ordering::AcqRel, Ordering::Acquire)
        .is_ok()
}

/// Why a request has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoAnswer {
    /// It was not written to the line.
    NotLeft,
    /// It was, at least in part.
    Silent,
}

/// A bound line.
#[derive(Debug)]
pub(super) struct Line {
    /// Counts the lines of this sender.
    pub number: u64,
    outgoing: mpsc::Sender<Outgoing>,
    pending: Mutex<HashMap<u32, Pending>>,
    sequence: AtomicU32,
    pub incoming: Arc<Semaphore>,
}

impl Line {
    fn new(number: u64) -> (Arc<Self>, mpsc::Receiver<Outgoing>) {
        let (outgoing, queue) = mpsc::channel(64);
        let line = Self {
            number,
            outgoing,
            pending: Mutex::default(),
            sequence: AtomicU32::new(1),
            incoming: Arc::new(Semaphore::new(MAX_INCOMING)),
        };
        (Arc::new(line), queue)
    }

    fn pending(&self) -> MutexGuard<'_, HashMap<u32, Pending>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> u32 {
        // 1 to 0x7fffffff, and round again.
        self.sequence.fetch_add(1, Ordering::Relaxed) % 0x7fff_ffff + 1
    }

    /// Sends a request and waits for its answer. A request that was silent stays listed, so that a late
    /// answer is still understood.
    pub async fn request(
        &self,
        pdu: impl Into<Pdu>,
        part: Option<PartName>,
        limit: Duration,
    ) -> Result<Command, NoAnswer> {
        let sequence = self.next();
        let (answer, heard) = oneshot::channel();
        self.pending().insert(sequence, Pending { answer, part });
        let outgoing = Outgoing::now(wire::command(CommandStatus::EsmeRok, sequence, pdu));
        let state = Arc::clone(&outgoing.state);
        let exchange = async {
            self.outgoing.send(outgoing).await.map_err(|_| ())?;
            heard.await.map_err(|_| ())
        };
        match timeout(limit, exchange).await {
            Ok(Ok(answer)) => Ok(answer),
            _ if decide(&state, WITHDRAWN) => {
                self.pending().remove(&sequence);
                Err(NoAnswer::NotLeft)
            }
            _ => Err(NoAnswer::Silent),
        }
    }

    /// Sends what wants no answer. A line that is gone needs none either.
    pub async fn reply(&self, status: CommandStatus, sequence: u32, pdu: impl Into<Pdu>) {
        let command = wire::command(status, sequence, pdu);
        let _ = self.outgoing.send(Outgoing::now(command)).await;
    }
}

/// Keeps a line bound until `closing` says otherwise.
pub(super) async fn keep(shared: Arc<Shared>, mut closing: watch::Receiver<bool>) {
    let mut wait = FIRST_WAIT;
    let mut number = 0;
    loop {
        let began = Instant::now();
        let opened = tokio::select! {
            opened = open(&shared) => opened,
            () = closed(&mut closing) => return,
        };
        match opened {
            Ok(frames) => {
                number += 1;
                let (line, queue) = Line::new(number);
                shared.line.send_replace(LineState::Bound(Arc::clone(&line)));
                let why = run(&shared, &line, frames, queue, &mut closing).await;
                let refusal = Refusal::passing(RefusalKind::Unavailable, why);
                shared.line.send_replace(LineState::Down(refusal));
                // Whoever waits for an answer of this line waits in vain.
                line.pending().clear();
                tracing::warn!(number, why, "the line to the message centre ended");
            }
            Err(refusal) => {
                tracing::warn!(kind = ?refusal.kind, why = refusal.detail, "no line to the message centre");
                shared.line.send_replace(LineState::Down(refusal));
            }
        }
        if began.elapsed() > SOUND_AFTER {
            wait = FIRST_WAIT;
        }
        tokio::select! {
            () = sleep(wait) => wait = (wait * 2).min(LONGEST_WAIT),
            () = closed(&mut closing) => return,
        }
    }
}

/// Waits until the sender is dropped.
async fn closed(closing: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone, which is what is waited for.
    let _ = closing.wait_for(|closed| *closed).await;
}

/// Opens and binds a line.
async fn open(shared: &Shared) -> Result<Frames, Refusal> {
    let spec = &shared.spec;
    let line = shared.guard.line(&spec.host, spec.port, spec.tls).await;
    let mut frames = wire::frames(line.map_err(|error| line_refusal(&error))?);
    let unavailable = |why: &str| Refusal::passing(RefusalKind::Unavailable, why);
    let bind = wire::write(&wire::command(CommandStatus::EsmeRok, 1, wire::bind(spec)));
    let exchange = async {
        frames.send(bind).await.map_err(|e| unavailable(&e.to_string()))?;
        loop {
            let frame = frames
                .next()
                .await
                .ok_or_else(|| unavailable("closed while binding"))?;
            let frame = frame.map_err(|e| unavailable(&e.to_string()))?;
            match wire::read(frame) {
                Ok(answer) if answer.sequence_number() == 1 && u32::from(answer.id()) & ANSWER != 0 => {
                    return match answer.status() {
                        CommandStatus::EsmeRok => Ok(()),
                        _ => Err(status::refusal(&answer)),
                    };
                }
                _ => {}
            }
        }
    };
    timeout(shared.timeout(), exchange)
        .await
        .unwrap_or_else(|_| Err(unavailable("no answer to the bind")))?;
    Ok(frames)
}

/// Serves a bound line until it ends; says why it did.
async fn run(
    shared: &Arc<Shared>,
    line: &Arc<Line>,
    mut frames: Frames,
    mut queue: mpsc::Receiver<Outgoing>,
    closing: &mut watch::Receiver<bool>,
) -> &'static str {
    let period = Duration::from_secs(shared.spec.enquire_link_seconds.max(1));
    let mut enquire = interval_at(Instant::now() + period, period);
    let mut enquired = None;
    loop {
        let out = tokio::select! {
            next = queue.recv() => match next {
                Some(next) if decide(&next.state, LEFT) => next.command,
                // Withdrawn before its turn.
                Some(_) => continue,
                None => return "closed by us",
            },
            frame = frames.next() => {
                let frame = match frame {
                    Some(Ok(frame)) => frame,
                    Some(Err(_)) => return "the line broke",
                    None => return "closed by the centre",
                };
                match hear(shared, line, frame, &mut enquired) {
                    Heard::Nothing => continue,
                    Heard::Reply(reply) => reply,
                    Heard::Unbound(reply) => {
                        let _ = timeout(WRITE_LIMIT, frames.send(wire::write(&reply))).await;
                        return "unbound by the centre";
                    }
                }
            },
            _ = enquire.tick() => {
                if enquired.is_some() || line.pending().len() > MAX_PENDING {
                    return "the centre stopped answering";
                }
                let sequence = line.next();
                enquired = Some(sequence);
                wire::command(CommandStatus::EsmeRok, sequence, Pdu::EnquireLink)
            },
            () = closed(closing) => {
                let unbind = wire::command(CommandStatus::EsmeRok, line.next(), Pdu::Unbind);
                let _ = timeout(Duration::from_secs(1), frames.send(wire::write(&unbind))).await;
                return "closed by us";
            },
        };
        match timeout(WRITE_LIMIT, frames.send(wire::write(&out))).await {
            Ok(Ok(())) => {}
            _ => return "the line took no more",
        }
    }
}

enum Heard {
    Nothing,
    Reply(Command),
    Unbound(Command),
}

fn hear(shared: &Arc<Shared>, line: &Arc<Line>, frame: bytes::BytesMut, enquired: &mut Option<u32>) -> Heard {
    let command = match wire::read(frame) {
        Ok(command) => command,
        Err(Some(sequence)) => {
            return Heard::Reply(wire::command(
                CommandStatus::EsmeRinvcmdlen,
                sequence,
                Pdu::GenericNack,
            ));
        }
        Err(None) => return Heard::Nothing,
    };
    let sequence = command.sequence_number();
    let ok = |pdu| wire::command(CommandStatus::EsmeRok, sequence, pdu);
    if u32::from(command.id()) & ANSWER != 0 {
        if *enquired == Some(sequence) {
            *enquired = None;
        } else {
            answered(shared, line, command);
        }
        return Heard::Nothing;
    }
    match command.pdu() {
        Some(Pdu::EnquireLink) => Heard::Reply(ok(Pdu::EnquireLinkResp)),
        Some(Pdu::Unbind) => Heard::Unbound(ok(Pdu::UnbindResp)),
        Some(Pdu::DeliverSm(message)) => match Arc::clone(&line.incoming).try_acquire_owned() {
            Ok(place) => {
                let take = incoming::take(
                    Arc::clone(shared),
                    Arc::clone(line),
                    sequence,
                    message.clone(),
                    place,
                );
                tokio::spawn(take);
                Heard::Nothing
            }
            Err(_) => Heard::Reply(wire::command(
                CommandStatus::EsmeRxTAppn,
                sequence,
                wire::deliver_response(),
            )),
        },
        _ => Heard::Reply(wire::command(
            CommandStatus::EsmeRinvcmdid,
            sequence,
            Pdu::GenericNack,
        )),
    }
}

/// Writes down what an answer says of a part, then gives it to whoever waits; tells a late one.
fn answered(shared: &Arc<Shared>, line: &Line, command: Command) {
    let Some(pending) = line.pending().remove(&command.sequence_number()) else {
        return;
    };
    if let Some(part) = &pending.part {
        let state = match (command.status(), command.pdu()) {
            (CommandStatus::EsmeRok, Some(Pdu::SubmitSmResp(response))) => Part::Taken {
                id: receipt::answered(shared.spec.message_ids, &short(response.message_id().as_str())),
            },
            _ => Part::Refused(status::refusal(&command)),
        };
        shared.ledger().set(&part.key, part.attempt, part.nth, state);
        shared.answered.send_modify(|count| *count += 1);
    }
    if pending.answer.send(command).is_ok() {
        return;
    }
    let Some(part) = pending.part else { return };
    let fate = settled(shared, &part.key);
    if let Some(fate) = fate {
        let (inbound, _) = Inbound::new(Event::Settled { key: part.key, fate });
        // The ledger knows it too, so one that finds no room is found by asking.
        let _ = shared.events.try_send(inbound);
    }
}

/// The fate of a message whose parts have all been answered.
fn settled(shared: &Shared, key: &str) -> Option<Fate> {
    let ledger = shared.ledger();
    let message = ledger.get(key)?;
    if message.all_taken() {
        let receipt: Option<Receipt> = message.receipt();
        let delivery = Delivery::OnItsWay;
        return Some(Fate::Accepted { receipt, delivery });
    }
    message.refused().cloned().map(Fate::Rejected)
}
