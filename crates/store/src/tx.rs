//! A write in progress: one database transaction, and the log lines that go with it.
//!
//! Log lines are kept in memory and written in one statement at the end of the transaction, together
//! with the shop's new head. A line is therefore never visible before its change is.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jinpai_model::{At, Event, EventKind, ShopId};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};

use crate::{
    Read, StoreError,
    many::{self, Taken},
    tables::{event, shop_head},
    writer::Waiting,
};

/// A change to be logged; shop and sequence come from the write it is part of.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    pub at: At,
    pub kind: EventKind,
    /// Id of the thing that changed.
    pub subject: String,
    /// Ids and figures, never words or personal data.
    pub payload: serde_json::Value,
}

/// The inside of [`crate::Store::write`].
///
/// All writes of one shop run one after the other, over all processes: what a write reads through its
/// `Tx` stays true until it is done. After a function of this crate has failed, return the error;
/// PostgreSQL takes no further statement then.
pub struct Tx {
    transaction: DatabaseTransaction,
    /// None where the transaction may hold what other writes have changed before this one.
    beside: Option<Read>,
    waiting: Waiting,
    shop: Option<ShopId>,
    logs: Mutex<HashMap<ShopId, Log>>,
}

/// A shop's log as this transaction sees it.
#[derive(Debug, Default)]
struct Log {
    /// None: the shop has no head row, so it does not exist.
    head: Option<i64>,
    pending: Vec<Event>,
}

/// How far a log had come before a write began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    head: Option<i64>,
    pending: usize,
}

impl Tx {
    pub(crate) fn new(transaction: DatabaseTransaction, beside: Option<Read>, waiting: Waiting) -> Self {
        Self {
            transaction,
            beside,
            waiting,
            shop: None,
            logs: Mutex::default(),
        }
    }

    pub(crate) const fn transaction(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// Reads on a connection of its own, beside the statements of this write: all that the write would read itself, but
    /// for what it has changed. As nobody else may write, that too stays true until it is done.
    ///
    /// None where the write shares its transaction with writes before it, whose changes are not committed yet.
    #[must_use]
    pub const fn beside(&self) -> Option<&Read> {
        self.beside.as_ref()
    }

    /// Whether other writes of this process wait for this one: whoever has much to write goes on in the next one then.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        self.waiting.is_somebody()
    }

    /// The shop whose lane this write runs in; none in the global lane.
    #[must_use]
    pub const fn shop(&self) -> Option<ShopId> {
        self.shop
    }

    /// Adds a line to the log of this write's shop and tells its sequence.
    ///
    /// # Errors
    /// [`StoreError::WrongLane`] in the global lane, and for a shop that does not exist.
    pub fn append(&self, event: NewEvent) -> Result<i64, StoreError> {
        let shop = self.shop.ok_or(StoreError::WrongLane(
            "an event belongs into the lane of its shop",
        ))?;
        let mut logs = self.logs();
        let log = logs.entry(shop).or_default();
        let seq = log.head.ok_or(StoreError::WrongLane(
            "a shop must be created before it has events",
        ))? + 1;
        log.head = Some(seq);
        let NewEvent {
            at,
            kind,
            subject,
            payload,
        } = event;
        log.pending.push(Event {
            shop,
            seq,
            at,
            kind,
            subject,
            payload,
        });
        Ok(seq)
    }

    /// Head of this write's shop with its own lines counted; 0 in the global lane.
    #[must_use]
    pub fn head(&self) -> i64 {
        let logs = self.logs();
        let log = self.shop.and_then(|shop| logs.get(&shop));
        log.and_then(|log| log.head).unwrap_or(0)
    }

    /// Takes a shop's write in: reads its head, which on PostgreSQL also holds every other writer of
    /// the shop back until this transaction ends.
    pub(crate) async fn enter(&mut self, shop: Option<ShopId>) -> Result<(), StoreError> {
        self.shop = shop;
        let Some(shop) = shop else { return Ok(()) };
        if self.logs().contains_key(&shop) {
            return Ok(());
        }
        let row = shop_head::Entity::find()
            .filter(shop_head::Column::ShopId.eq(shop.to_string()))
            .lock_exclusive()
            .one(&self.transaction)
            .await?;
        let head = row.map(|row| row.head_seq);
        self.logs().insert(
            shop,
            Log {
                head,
                pending: Vec::new(),
            },
        );
        Ok(())
    }

    /// Opens the log of a shop that this write has just created.
    pub(crate) fn open_log(&self, shop: ShopId) {
        self.logs().entry(shop).or_default().head = Some(0);
    }

    pub(crate) fn mark(&self) -> Option<Mark> {
        let logs = self.logs();
        let log = logs.get(&self.shop?)?;
        Some(Mark {
            head: log.head,
            pending: log.pending.len(),
        })
    }

    /// Forgets the lines that the present write has added since `mark`.
    pub(crate) fn rewind(&self, mark: Option<Mark>) {
        let mut logs = self.logs();
        if let (Some(mark), Some(log)) = (mark, self.shop.and_then(|shop| logs.get_mut(&shop))) {
            log.head = mark.head;
            log.pending.truncate(mark.pending);
        }
    }

    /// Writes all kept lines and the new heads. Tells the heads that moved.
    pub(crate) async fn flush(&mut self) -> Result<Vec<(ShopId, i64)>, StoreError> {
        let logs = std::mem::take(&mut *self.logs());
        let mut moved = Vec::new();
        for (shop, log) in logs {
            let Some(last) = log.pending.last() else { continue };
            let head = last.seq;
            let lines = log.pending.into_iter().map(|line| event::Model {
                shop_id: shop.to_string(),
                seq: line.seq,
                at: line.at.ms(),
                kind: line.kind.as_str().to_owned(),
                subject: line.subject,
                payload: line.payload.to_string(),
            });
            many::insert::<event::Entity>(self, Taken::Fails, lines.collect()).await?;
            shop_head::Entity::update_many()
                .col_expr(shop_head::Column::HeadSeq, Expr::value(head))
                .filter(shop_head::Column::ShopId.eq(shop.to_string()))
                .exec(&self.transaction)
                .await?;
            moved.push((shop, head));
        }
        Ok(moved)
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }

    pub(crate) async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.transaction.rollback().await?)
    }

    /// A panicking write can poison the lock but not the log: it is rewound to its mark.
    fn logs(&self) -> MutexGuard<'_, HashMap<ShopId, Log>> {
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
