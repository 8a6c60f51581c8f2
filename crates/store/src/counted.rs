//! Has PostgreSQL count its rows again when the logs have grown much.
//!
//! It does so by itself about once a minute. In that minute a shop that brings in its orders is planned by what the tables
//! were before: each question about a few buyers walks through all that the shop has.

use std::collections::HashMap;

use jinpai_model::ShopId;
use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Events after which the tables are counted the first time; each later time after twice as many.
const FIRST: i64 = 1_000;
const TABLES: &str = "ANALYZE addresses, attempts, buyers, contacts, conversations, events, identities, messages, orders, \
                      same_buyers, step_orders, steps, trials";

/// Counts until the store is closed.
pub(crate) async fn keep(db: DatabaseConnection, mut hints: Receiver<(ShopId, i64)>) {
    let mut heads: HashMap<ShopId, i64> = HashMap::new();
    let (mut grown, mut next) = (0, FIRST);
    loop {
        match hints.recv().await {
            Ok((shop, head)) => grown += head - heads.insert(shop, head).unwrap_or(head),
            // What was missed shows in the next head.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
        if grown >= next {
            next *= 2;
            if let Err(error) = db.execute_unprepared(TABLES).await {
                tracing::debug!(%error, "PostgreSQL could not be told to count; it does so by itself");
            }
        }
    }
}
