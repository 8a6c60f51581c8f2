//! Reads the log for those who listen, once for all of them, and hands it on.

use std::{
    collections::HashMap,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use jinpai_model::{Event, EventKind, ShopId, Side};
use jinpai_store::events;
use tokio::sync::broadcast::error::RecvError;

use crate::{
    core::Engine,
    error::Result,
    farewell::Farewell,
    hub::ShopHub,
    views::{AgentMarks, BuyerUpdate, Update, UpdateBody},
};

/// How often the log is looked at for what other processes wrote; the promise is two seconds.
const LOOK: Duration = Duration::from_millis(500);
/// Events read and joined at a time.
const BATCH: u64 = 200;

/// Rings the shops whose log has grown, told by the store's hints or, for other processes' writes, by looking.
pub(crate) async fn watch_log(engine: Engine) {
    let mut hints = engine.store.hints();
    let mut stopping = engine.stopping();
    let mut look = tokio::time::interval(LOOK);
    let mut known: HashMap<ShopId, i64> = HashMap::new();
    loop {
        tokio::select! {
            hint = hints.recv() => match hint {
                Ok((shop, head)) => {
                    known.insert(shop, head);
                    ring(&engine, shop);
                }
                Err(RecvError::Lagged(_)) => engine.hub.all().iter().for_each(|hub| hub.grown.notify_one()),
                Err(RecvError::Closed) => return,
            },
            _ = look.tick() => {
                if let Err(error) = look_around(&engine, &mut known).await {
                    tracing::warn!(%error, "the log cannot be read");
                }
            },
            _ = stopping.changed() => return,
        }
    }
}

/// What other processes have written.
async fn look_around(engine: &Engine, known: &mut HashMap<ShopId, i64>) -> Result<()> {
    let mut grown = false;
    for (shop, head) in events::heads(engine.store.read()).await? {
        if known.insert(shop, head).is_none_or(|before| before < head) {
            grown = true;
            ring(engine, shop);
        }
    }
    if grown {
        engine.refresh_coaches().await?;
        engine.refresh_policies().await?;
        engine.services.forget();
    }
    Ok(())
}

fn ring(engine: &Engine, shop: ShopId) {
    engine.hub.shop(shop).grown.notify_one();
    engine.wake_planner();
    engine.search_bell.notify_one();
    engine.hub.queue.ring(shop);
    engine.bridge_bell.notify_one();
}

impl Engine {
    /// The listeners of a shop, with a pump behind them.
    pub(crate) async fn pumped(&self, shop: ShopId) -> Result<Arc<ShopHub>> {
        let hub = self.hub.shop(shop);
        if !hub.pumped.swap(true, Ordering::AcqRel) {
            let head = match events::head(self.store.read(), shop).await {
                Ok(head) => head,
                Err(error) => {
                    hub.pumped.store(false, Ordering::Release);
                    return Err(error.into());
                }
            };
            tokio::spawn(pump(self.clone(), hub.clone(), head));
        }
        Ok(hub)
    }
}

/// Follows one shop's log from `after` on.
async fn pump(engine: Engine, hub: Arc<ShopHub>, mut after: i64) {
    let mut stopping = engine.stopping();
    loop {
        tokio::select! {
            () = hub.grown.notified() => {}
            _ = stopping.changed() => return,
        }
        loop {
            match pass_on(&engine, &hub, after).await {
                Ok(reached) if reached > after => after = reached,
                Ok(_) => break,
                Err(error) => {
                    tracing::warn!(shop = %hub.shop, %error, "the log cannot be passed on; trying again");
                    tokio::time::sleep(LOOK).await;
                }
            }
        }
    }
}

/// Reads one batch after `after` and publishes it; returns the sequence reached.
async fn pass_on(engine: &Engine, hub: &ShopHub, after: i64) -> Result<i64> {
    let batch = events::after(engine.store.read(), hub.shop, after, BATCH).await?;
    let Some(last) = batch.last() else {
        return Ok(after);
    };
    let reached = last.seq;
    if hub.anyone_listens() {
        for update in engine.show_events(hub.shop, batch).await? {
            tell_buyer(hub, &update);
            hub.publish(Arc::new(update));
        }
    }
    Ok(reached)
}

fn tell_buyer(hub: &ShopHub, update: &Update) {
    match &update.body {
        // Lines about a talk are the desk's own.
        UpdateBody::Message { message, .. } if message.message.from == Side::System => {}
        UpdateBody::Message {
            message,
            conversation,
        } if update.event.kind == EventKind::MessageRecalled => {
            let item = (None, BuyerUpdate::Recalled(vec![message.message.seq]));
            hub.publish_to_buyer(conversation.buyer.id, &item);
        }
        UpdateBody::Message {
            message,
            conversation,
        } => {
            let item = (
                Some(update.event.seq),
                BuyerUpdate::Message(Box::new(message.clone())),
            );
            hub.publish_to_buyer(conversation.buyer.id, &item);
        }
        UpdateBody::Conversation(view) if moved_by_agent(&update.event) => {
            let marks = AgentMarks {
                delivered_seq: view.conversation.agent_delivered_seq,
                read_seq: view.conversation.agent_read_seq,
            };
            hub.publish_to_buyer(view.buyer.id, &(None, BuyerUpdate::Marks(marks)));
        }
        UpdateBody::Conversation(view) if is_farewell(&update.event) => {
            if let Some(farewell) = Farewell::of(&view.conversation, view.rating.clone()) {
                hub.publish_to_buyer(view.buyer.id, &(None, BuyerUpdate::Farewell(farewell)));
            }
        }
        _ => {}
    }
}

const fn is_farewell(event: &Event) -> bool {
    matches!(
        event.kind,
        EventKind::ConversationClosed | EventKind::ConversationRated
    )
}

fn moved_by_agent(event: &Event) -> bool {
    matches!(event.kind, EventKind::MessagesRead | EventKind::MessagesDelivered)
        && event.payload.get("by").and_then(serde_json::Value::as_str) == Some(Side::Agent.as_str())
}
