//! Whose talk it is: gives buyers who wait to agents who are there, and takes them from who is gone.
//!
//! One pass of a shop is one transaction over what it has read, so two processes never give one talk twice. What it
//! decides by is in `assigning/choose.rs`, which reads nothing.

mod choose;

use std::{collections::HashMap, time::Duration};

use jinpai_model::{
    At, BuyerId, Conversation, Duty, EventKind, GroupId, GroupWait, MessageId, PersonId, Role, ShopId,
    TalkLine,
};
use jinpai_store::{
    Conn, Lane, NewEvent, StoreError, Tx, conversations, duties, groups, members, messages::Sender,
    same_buyers, shops,
};
use serde_json::json;

use self::choose::{Among, Colleague, choose};
use crate::{
    chat::{self, Draft},
    core::Engine,
    error::{EngineError, Result},
    views::Sign,
};

/// How often it is noted that a page is connected: thrice before its owner counts as gone.
const BEAT_MS: i64 = Duty::GONE_AFTER_MS / 3;
/// How often shops are looked at though no bell rang: somebody's time may be up.
const LOOK_MS: i64 = 5_000;
const LEAST_LOOK: Duration = Duration::from_millis(200);

/// Looks after all queues until the engine stops.
pub(crate) async fn run(engine: Engine) {
    let mut stopping = engine.stopping();
    let mut beats: HashMap<ShopId, (At, Vec<PersonId>)> = HashMap::new();
    // A clock of its own: one shop that is never quiet keeps nobody else's time from being up.
    let mut look = tokio::time::interval(engine.clock.real(LOOK_MS).max(LEAST_LOOK));
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut all = true;
    loop {
        if let Err(error) = look_around(&engine, &mut beats, all).await {
            tracing::warn!(%error, "buyers who wait could not be given to agents; it is tried again");
        }
        all = tokio::select! {
            _ = look.tick() => true,
            () = engine.hub.queue.rings() => false,
            _ = stopping.changed() => return,
        }
    }
}

/// Looks at all shops, or at those it rang for.
async fn look_around(
    engine: &Engine,
    beats: &mut HashMap<ShopId, (At, Vec<PersonId>)>,
    all: bool,
) -> Result<()> {
    let mut rang = engine.hub.queue.shops();
    if all {
        let every = shops::list(engine.store.read()).await?;
        rang.extend(every.into_iter().map(|shop| shop.id));
    }
    for shop in rang {
        beat(engine, shop, beats).await?;
        serve_queue(engine, shop).await?;
    }
    Ok(())
}

/// Notes whose pages are connected here, when that has changed or the last note grows old.
async fn beat(engine: &Engine, shop: ShopId, beats: &mut HashMap<ShopId, (At, Vec<PersonId>)>) -> Result<()> {
    let hub = engine.hub.shop(shop);
    let mut here = hub.agents();
    here.sort_unstable();
    let now = engine.now();
    let (noted_at, before) = beats.remove(&shop).unwrap_or((now, Vec::new()));
    let changed = before != here;
    if here.is_empty() || (!changed && now.since(noted_at) < BEAT_MS) {
        if changed {
            hub.sign(Sign::Team);
        }
        beats.insert(shop, (noted_at, here));
        return Ok(());
    }
    let noted = here.clone();
    let write = engine.store.write(Lane::Shop(shop), move |tx| {
        Box::pin(async move { duties::seen(tx, shop, &noted, now).await })
    });
    write.await?;
    if changed {
        hub.sign(Sign::Team);
    }
    beats.insert(shop, (now, here));
    Ok(())
}

/// Gives whoever waits in vain to somebody who is there, as far as there is room, and tells the others their place.
pub(crate) async fn serve_queue(engine: &Engine, shop: ShopId) -> Result<()> {
    let read = engine.store.read();
    let waiting = for_somebody(read, shop).await?;
    let hub = engine.hub.shop(shop);
    if waiting.is_empty() {
        hub.tell_places(&[]);
        return Ok(());
    }
    let now = engine.now();
    let team = duties::of_shop(read, shop).await?;
    let in_vain = |talk: &Conversation| waits_in_vain(talk, &team, now);
    if waiting.iter().any(in_vain) && team.iter().any(|duty| duty.takes(now)) {
        let engine_in = engine.clone();
        let write = engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move { give_out(&engine_in, tx, shop).await })
        });
        write.await?;
    }
    let queue = conversations::queue(read, shop).await?;
    let queue: Vec<BuyerId> = queue.into_iter().map(|talk| talk.buyer).collect();
    hub.tell_places(&queue);
    Ok(())
}

/// Talks in which a buyer waits, and those that wait for a group, whoever spoke last in them.
async fn for_somebody(conn: &impl Conn, shop: ShopId) -> Result<Vec<Conversation>, StoreError> {
    let mut all = conversations::waiting(conn, shop).await?;
    for talk in conversations::for_groups(conn, shop).await? {
        if talk.waiting_since_at.is_none() && talk.asleep().is_none() {
            all.push(talk);
        }
    }
    Ok(all)
}

/// Whether somebody may have a talk of nobody's: while it waits for a group alone, who is in it may.
pub(crate) async fn may_have(
    tx: &Tx,
    talk: &Conversation,
    person: PersonId,
    now: At,
) -> Result<bool, StoreError> {
    let Some(wait) = talk.group_alone(now) else {
        return Ok(true);
    };
    let hers = groups::of_person(tx, talk.shop, person).await?;
    Ok(hers.contains(&wait.group))
}

/// Nobody has it, or who has it is not there.
fn waits_in_vain(talk: &Conversation, team: &[Duty], now: At) -> bool {
    talk.owner.is_none_or(|owner| {
        let duty = team.iter().find(|duty| duty.person == owner);
        // Of whom nothing is known, nothing is taken: she answered through the API.
        duty.is_some_and(|duty| !duty.is_there(now))
    })
}

async fn give_out(engine: &Engine, tx: &Tx, shop: ShopId) -> Result<()> {
    let now = engine.now();
    let team = duties::of_shop(tx, shop).await?;
    let loads = conversations::loads(tx, shop).await?;
    let members: HashMap<PersonId, Role> = (members::of_shop(tx, shop).await?.into_iter())
        .map(|(person, role)| (person.id, role))
        .collect();
    let mut colleagues: Vec<Colleague> = (team.iter())
        .filter(|duty| duty.takes(now))
        .filter_map(|duty| {
            Some(Colleague {
                person: duty.person,
                talks: loads.get(&duty.person).copied().unwrap_or(0),
                capacity: duty.capacity,
                leads: *members.get(&duty.person)? >= Role::Lead,
            })
        })
        .collect();
    let groups: HashMap<GroupId, Vec<PersonId>> = (groups::of_shop(tx, shop).await?.into_iter())
        .map(|group| (group.id, group.members))
        .collect();
    let mut waiting = for_somebody(tx, shop).await?;
    waiting.retain(|talk| waits_in_vain(talk, &team, now));
    let buyers: Vec<BuyerId> = waiting.iter().map(|talk| talk.buyer).collect();
    let kin = same_buyers::kin(tx, shop, &buyers).await?;
    let familiar = conversations::last_agents(tx, shop, &kin.all(&buyers)).await?;
    // Who knows her by this name comes before who knows her by another.
    let knows = |buyer: BuyerId| {
        let others = kin
            .of(buyer)
            .into_iter()
            .find_map(|one| familiar.get(&one).copied());
        familiar.get(&buyer).copied().or(others)
    };
    for talk in waiting {
        let among = match talk.group_alone(now) {
            None => Among::All {
                familiar: knows(talk.buyer),
            },
            Some(GroupWait { group, by, .. }) => Among::Group {
                members: groups.get(&group).map_or(&[], Vec::as_slice),
                but: by,
            },
        };
        let Some(n) = choose(&colleagues, among) else {
            continue;
        };
        let to = colleagues[n].person;
        colleagues[n].talks += 1;
        give(tx, &talk, Some(to), "queue", now).await?;
        if let Some(from) = talk.owner {
            let line = TalkLine::PassedOn { from, to };
            tell(engine, tx, &talk, (Sender::System, line), "", now).await?;
        }
    }
    Ok(())
}

/// Makes a talk somebody's, with its event.
pub(crate) async fn give(
    tx: &Tx,
    talk: &Conversation,
    to: Option<PersonId>,
    why: &'static str,
    now: At,
) -> Result<(), StoreError> {
    conversations::own(tx, talk.shop, talk.id, to, now).await?;
    tx.append(NewEvent {
        at: now,
        kind: EventKind::ConversationAssigned,
        subject: talk.id.to_string(),
        payload: json!({ "to": to, "from": talk.owner, "why": why }),
    })?;
    Ok(())
}

/// Makes a talk nobody's until somebody of a group has it, with its event.
pub(crate) async fn give_to_group(
    tx: &Tx,
    talk: &Conversation,
    wait: GroupWait,
    now: At,
) -> Result<(), StoreError> {
    conversations::wait_for_group(tx, talk.shop, talk.id, wait).await?;
    let why = "transferred";
    tx.append(NewEvent {
        at: now,
        kind: EventKind::ConversationAssigned,
        subject: talk.id.to_string(),
        payload: json!({ "to": null, "group": wait.group, "from": talk.owner, "why": why }),
    })?;
    Ok(())
}

/// Writes a line about a talk into its timeline.
pub(crate) async fn tell(
    engine: &Engine,
    tx: &Tx,
    talk: &Conversation,
    (sender, line): (Sender, TalkLine),
    words: &str,
    now: At,
) -> Result<(), EngineError> {
    let id = MessageId::new(now, engine.random.bits());
    let draft = Draft::about(sender, id.to_string(), line, words)?;
    chat::write(tx, talk, id, draft, now).await?;
    Ok(())
}
