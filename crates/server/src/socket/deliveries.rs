//! "Delivered" marks of the agents' side: a buyer's message has gone out on an agent's line.
//!
//! Several agents' pages receive the same message and a burst comes as one, so the marks are gathered for a
//! moment and written once for each conversation.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jinpai_engine::Desk;
use jinpai_model::ConversationId;
use tokio::sync::{Notify, watch};

/// How long marks are gathered; the buyer's page shows "delivered" about so much later.
const GATHER: Duration = Duration::from_millis(300);

#[derive(Default)]
pub struct Deliveries {
    waiting: Mutex<HashMap<ConversationId, (Desk, i64)>>,
    bell: Notify,
}

impl Deliveries {
    pub fn note(&self, desk: &Desk, conversation: ConversationId, seq: i64) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let held = waiting.entry(conversation).or_insert_with(|| (desk.clone(), seq));
        held.1 = held.1.max(seq);
        drop(waiting);
        self.bell.notify_one();
    }

    /// Writes the marks until the server stops.
    pub async fn run(&self, mut stopping: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                _ = stopping.wait_for(|stopping| *stopping) => return,
                () = self.bell.notified() => {}
            }
            tokio::time::sleep(GATHER).await;
            let gathered = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
            let marks = gathered
                .into_iter()
                .map(|(conversation, (desk, seq))| async move {
                    if let Err(error) = desk.delivered(conversation, seq).await {
                        // The next message of the conversation carries the mark along.
                        tracing::warn!(%error, %conversation, "a delivered mark was not written");
                    }
                });
            futures_util::future::join_all(marks).await;
        }
    }
}
