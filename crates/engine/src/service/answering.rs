//! What a shop says by itself to a buyer whom nobody answers, each once: that it is closed and when it is back, that
//! nobody is at the desk, that she is seen and asked to wait a little.
//!
//! Whether it is said is decided inside the write that says it, beside a row that remembers for which stretch of time it
//! was; so neither a restart nor a second process says it again. It never counts as an answer ([`Message::voice`]).

use std::{collections::HashMap, time::Duration};

use jinpai_model::{
    At, AutoKind, AutoReplies, Conversation, ConversationId, ConversationState, DutyState, MINUTE_MS,
    Message, MessageId, Openness, ServicePart, Shop, ShopId,
};
use jinpai_stats::clocks::Countdown;
use jinpai_store::{
    Conn, Lane, Tx, auto_replies, conversations, duties, messages::Sender, persons, service, shops,
};

use super::{Service, back::back_at};
use crate::{
    chat::{self, Draft},
    coaching,
    core::Engine,
    error::Result,
    show::clock::ShopClock,
};

/// How often it is looked who waits.
const LOOK_MS: i64 = 1_000;
const LEAST_LOOK: Duration = Duration::from_millis(100);
/// Somebody may be about to come back to her page, or to answer the very first line.
const NOBODY_AFTER_MS: i64 = 10_000;
/// Who wrote at night waits for the team to come in the morning.
const COMING_IN_MS: i64 = 5 * MINUTE_MS;
/// Whoever was answered so lately is in the middle of a talk, whatever the hour.
const TALKING_MS: i64 = 10 * MINUTE_MS;

/// What is said while the shop is closed.
#[derive(Debug, Clone)]
pub(crate) struct ClosedLine {
    text: String,
    /// Names the stretch in which it is closed.
    ends_at: At,
}

impl Engine {
    /// What a buyer who writes now is told; none while the shop serves, or where it says nothing.
    pub(crate) async fn closed_line(&self, id: ShopId) -> Result<Option<ClosedLine>> {
        let service = self.service_of(id).await?;
        let reply = &service.replies.value.closed;
        if !reply.on || service.hours.version == 0 {
            return Ok(None);
        }
        let Some(shop) = shops::get(self.store.read(), id).await? else {
            return Ok(None);
        };
        let (zone, now) = (coaching::zone_of(&shop), self.now());
        let Openness::Closed { opens_at } = service.hours.value.open_at(&zone, now) else {
            return Ok(None);
        };
        let text = reply.filled(|slot| match slot {
            "back_at" => back_at(opens_at, now, &zone),
            _ => shop.name.clone(),
        });
        Ok(Some(ClosedLine {
            text,
            ends_at: opens_at.unwrap_or(At(i64::MAX)),
        }))
    }
}

/// Tells a buyer who has just written that the shop is closed, unless she was told in this stretch or is being served.
pub(crate) async fn tell_closed(
    engine: &Engine,
    tx: &Tx,
    (shop, talk): (ShopId, ConversationId),
    line: &ClosedLine,
    now: At,
) -> Result<()> {
    let Some(talk) = conversations::get(tx, shop, talk).await? else {
        return Ok(());
    };
    let served = talk
        .last_agent_at
        .is_some_and(|last| now.since(last) < TALKING_MS);
    if served {
        return Ok(());
    }
    say(
        engine,
        tx,
        &talk,
        (AutoKind::Closed, line.ends_at),
        &line.text,
        now,
    )
    .await
}

/// Says something by itself, once for a stretch.
async fn say(
    engine: &Engine,
    tx: &Tx,
    talk: &Conversation,
    (kind, stretch): (AutoKind, At),
    text: &str,
    now: At,
) -> Result<()> {
    let key = (talk.shop, talk.id);
    if auto_replies::stretch(tx, key, kind).await? == Some(stretch) {
        return Ok(());
    }
    let id = MessageId::new(now, engine.random.bits());
    let text: String = text.chars().take(Message::MAX_CHARS).collect();
    let draft = Draft::new(Sender::Bot, &kind.client_ref(id), &text)?;
    let written = chat::write(tx, talk, id, draft, now).await?;
    auto_replies::said(tx, key, kind, stretch, (written.message.seq, now)).await?;
    Ok(())
}

/// Clocks of talks that wait, by the newest line they were read with: a clock holds until somebody speaks.
type Clocks = HashMap<ConversationId, (i64, Option<Countdown>)>;

/// Looks after those who wait until the engine stops.
pub(crate) async fn run(engine: Engine) {
    let mut stopping = engine.stopping();
    let mut clocks: HashMap<ShopId, Clocks> = HashMap::new();
    loop {
        if let Err(error) = look(&engine, &mut clocks).await {
            tracing::warn!(%error, "buyers who wait could not be told so; it is tried again");
        }
        let pause = engine.clock.real(LOOK_MS).max(LEAST_LOOK);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => return,
        }
    }
}

async fn look(engine: &Engine, clocks: &mut HashMap<ShopId, Clocks>) -> Result<()> {
    for shop in service::shops_with(engine.store.read(), ServicePart::Replies).await? {
        let known = clocks.remove(&shop).unwrap_or_default();
        let known = look_in_shop(engine, shop, known).await?;
        if !known.is_empty() {
            clocks.insert(shop, known);
        }
    }
    Ok(())
}

async fn look_in_shop(engine: &Engine, id: ShopId, known: Clocks) -> Result<Clocks> {
    let held = engine.service_of(id).await?;
    let replies = &held.replies.value;
    if !replies.nobody.on && !replies.busy.on {
        return Ok(Clocks::new());
    }
    let read = engine.store.read();
    let waiting = conversations::waiting(read, id).await?;
    if waiting.is_empty() {
        return Ok(Clocks::new());
    }
    let Some(shop) = shops::get(read, id).await? else {
        return Ok(Clocks::new());
    };
    let Some(room) = Room::read(read, &shop, &held, engine.now()).await? else {
        return Ok(Clocks::new());
    };
    let clock = ShopClock::new(read, &shop);
    let mut clocks = Clocks::with_capacity(waiting.len());
    for talk in waiting {
        let countdown = match known.get(&talk.id) {
            Some((seq, countdown)) if *seq == talk.last_seq => *countdown,
            _ => clock.of(&talk).await?,
        };
        clocks.insert(talk.id, (talk.last_seq, countdown));
        if let Some(due) = room.due(&talk, countdown)
            && auto_replies::stretch(read, (id, talk.id), due.0).await? != Some(due.1)
        {
            tell_waiting(engine, &shop, &held, talk.id).await?;
        }
    }
    Ok(clocks)
}

/// Tells one buyer what is due, decided anew by what stands in the very write.
async fn tell_waiting(engine: &Engine, shop: &Shop, held: &Service, id: ConversationId) -> Result<()> {
    let (engine_in, shop, held) = (engine.clone(), shop.clone(), held.clone());
    let write = engine.store.write(Lane::Shop(shop.id), move |tx| {
        Box::pin(async move {
            let now = engine_in.now();
            let Some(talk) = conversations::get(tx, shop.id, id).await? else {
                return Ok(());
            };
            let Some(room) = Room::read(tx, &shop, &held, now).await? else {
                return Ok(());
            };
            let countdown = ShopClock::new(tx, &shop).of(&talk).await?;
            let Some((kind, stretch)) = room.due(&talk, countdown) else {
                return Ok(());
            };
            let agent = match talk.owner {
                Some(owner) => persons::by_id(tx, owner).await?.map(|person| person.name),
                None => None,
            };
            let text = held.replies.value.of(kind).filled(|slot| match slot {
                "agent" => agent.clone().unwrap_or_else(|| "客服".to_owned()),
                _ => shop.name.clone(),
            });
            say(&engine_in, tx, &talk, (kind, stretch), &text, now).await
        })
    });
    write.await
}

/// How it stands in a shop that serves.
struct Room<'a> {
    replies: &'a AutoReplies,
    /// Who wrote before it waits for the team to come in.
    in_since: At,
    /// Somebody is at the desk.
    somebody: bool,
    now: At,
}

impl<'a> Room<'a> {
    /// None while the shop is closed.
    async fn read(conn: &impl Conn, shop: &Shop, held: &'a Service, now: At) -> Result<Option<Self>> {
        let (hours, zone) = (&held.hours.value, coaching::zone_of(shop));
        if !hours.holds(now, &zone) {
            return Ok(None);
        }
        let before = now.plus(-COMING_IN_MS);
        // Open all the time since then, or opened meanwhile.
        let long_open = match hours.open_at(&zone, before) {
            Openness::Open { until } => until.is_none_or(|until| until > now),
            Openness::Closed { .. } => false,
        };
        let in_since = if long_open {
            At(i64::MIN)
        } else {
            opened_at(hours, &zone, (before, now))
        };
        let team = duties::of_shop(conn, shop.id).await?;
        Ok(Some(Self {
            replies: &held.replies.value,
            in_since,
            somebody: team
                .iter()
                .any(|duty| duty.state != DutyState::Away && duty.is_there(now)),
            now,
        }))
    }

    /// What she is to be told now, and for which wait.
    fn due(&self, talk: &Conversation, countdown: Option<Countdown>) -> Option<(AutoKind, At)> {
        let since = talk
            .waiting_since_at
            .filter(|_| talk.state == ConversationState::Open)?;
        if !self.somebody {
            let waited = self.now.since(since) >= NOBODY_AFTER_MS && since >= self.in_since;
            return (self.replies.nobody.on && waited).then_some((AutoKind::Nobody, since));
        }
        let clock = countdown.filter(|_| self.replies.busy.on)?;
        // Never in the first half of the time: that would be an answer before the question was read.
        let lead_ms = (self.replies.busy_lead_s * 1_000).min(clock.limit_ms / 2);
        let due = clock.limit_at.plus(-lead_ms) <= self.now && self.now <= clock.limit_at;
        due.then_some((AutoKind::Busy, since))
    }
}

/// When the shop opened last in a span at whose end it is open.
fn opened_at(
    hours: &jinpai_model::BusinessHours,
    zone: &jinpai_model::Zone,
    (mut from, now): (At, At),
) -> At {
    let mut opened = from;
    while let Some(change) = hours
        .open_at(zone, from)
        .changes_at()
        .filter(|change| *change <= now)
    {
        if hours.holds(change, zone) {
            opened = change;
        }
        from = change;
    }
    opened
}
