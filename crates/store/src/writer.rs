//! The writers: tasks that own every write transaction of this process.
//!
//! A caller hands in its work and waits for the answer. The task, not the caller, begins, runs and
//! commits, so a caller that goes away (a closed socket, a timed-out request) leaves nothing open and
//! cancels nothing half-way. Many waiting writes share one commit.

mod batch;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::future::BoxFuture;
use jinpai_model::ShopId;
use sea_orm::DatabaseConnection;
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::{Read, StoreError, Tx};

/// Most writes that share one commit.
const BATCH_WRITES: usize = 256;
/// Writes waiting for a writer; who comes later waits to be let in.
const QUEUE: usize = 1_024;
/// Lanes of shops on PostgreSQL; one more task serves the global lane.
const POSTGRES_LANES: usize = 4;

/// What a write is in line with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Rows of one shop; writes of a shop run one after the other. Everything that logs an event, and
    /// everything that decides on what it reads, belongs here.
    Shop(ShopId),
    /// Rows of no shop (people, sign-ins), and claims over all shops. Takes no events.
    Global,
}

impl Lane {
    const fn shop(self) -> Option<ShopId> {
        match self {
            Self::Shop(shop) => Some(shop),
            Self::Global => None,
        }
    }
}

impl From<ShopId> for Lane {
    fn from(shop: ShopId) -> Self {
        Self::Shop(shop)
    }
}

/// How a write ended, and how to tell its caller once the transaction has ended too.
struct Ran {
    /// False: the write returned an error and is to be undone.
    keep: bool,
    answer: Answer,
}

type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// A caller's work with its types taken off.
trait Work: Send {
    fn run<'t>(self: Box<Self>, tx: &'t Tx) -> BoxFuture<'t, Ran>;
    fn refuse(self: Box<Self>, error: StoreError);
}

struct Typed<T, E, F> {
    work: F,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Work for Typed<T, E, F>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
{
    fn run<'t>(self: Box<Self>, tx: &'t Tx) -> BoxFuture<'t, Ran> {
        let Self { work, answer } = *self;
        Box::pin(async move {
            let result = work(tx).await;
            Ran {
                keep: result.is_ok(),
                // A caller that has gone away is not waiting for its answer.
                answer: Box::new(move |end| {
                    let _gone = answer.send(result.and_then(|value| match end {
                        Ok(()) => Ok(value),
                        Err(error) => Err(error.into()),
                    }));
                }),
            }
        })
    }

    fn refuse(self: Box<Self>, error: StoreError) {
        let _gone = self.answer.send(Err(error.into()));
    }
}

/// One queued write.
struct Write {
    lane: Lane,
    work: Box<dyn Work>,
}

enum Order {
    Write(Write),
    /// Finish what is queued, take nothing more, and say so.
    Close(oneshot::Sender<()>),
}

/// What may share a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sharing {
    /// SQLite: there is one writer anyway, so all waiting writes share one commit.
    All,
    /// PostgreSQL: a transaction holds the head of one shop, so that no two wait for each other.
    OneShop,
}

/// The way in to the writer tasks.
#[derive(Debug, Clone)]
pub(crate) struct Writers {
    /// Shops are spread over all but the last; with one queue, everything goes there.
    queues: Vec<Queue>,
}

#[derive(Debug, Clone)]
struct Queue {
    orders: mpsc::Sender<Order>,
    waiting: Waiting,
}

/// How many writes wait for the one that is under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    pub(crate) fn is_somebody(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }
}

impl Writers {
    /// One task on the single writing connection.
    pub(crate) fn sqlite(
        (db, read): (DatabaseConnection, Read),
        hints: broadcast::Sender<(ShopId, i64)>,
        limit: Duration,
    ) -> Self {
        let place = Place {
            db,
            read,
            hints,
            limit,
            waiting: Waiting::default(),
        };
        Self {
            queues: vec![start(place, Sharing::All)],
        }
    }

    pub(crate) fn postgres(
        (db, read): (&DatabaseConnection, &Read),
        hints: &broadcast::Sender<(ShopId, i64)>,
        limit: Duration,
    ) -> Self {
        let place = || Place {
            db: db.clone(),
            read: read.clone(),
            hints: hints.clone(),
            limit,
            waiting: Waiting::default(),
        };
        let tasks = 0..=POSTGRES_LANES;
        Self {
            queues: tasks.map(|_| start(place(), Sharing::OneShop)).collect(),
        }
    }

    /// Connections that as many tasks need.
    pub(crate) fn postgres_connections() -> u32 {
        u32::try_from(POSTGRES_LANES).unwrap_or(u32::MAX) + 1
    }

    pub(crate) async fn write<T, E, F>(&self, lane: Lane, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let work = Box::new(Typed { work, answer });
        let order = Order::Write(Write { lane, work });
        let Queue { orders, waiting } = self.queue(lane);
        if orders.send(order).await.is_err() {
            return Err(StoreError::Closed.into());
        }
        // Counted once it is in the queue. It may have been taken by now: for a moment the count runs over, no more.
        waiting.0.fetch_add(1, Ordering::Relaxed);
        // The answer's sender is dropped unsent only when the work panicked or ran too long.
        answered
            .await
            .unwrap_or_else(|_| Err(StoreError::GivenUp("it panicked or ran too long").into()))
    }

    fn queue(&self, lane: Lane) -> &Queue {
        let shops = self.queues.len() - 1;
        let at = match lane {
            Lane::Shop(shop) if shops > 0 => {
                // The low bits of a ULID are random.
                usize::try_from(shop.bits() % shops as u128).unwrap_or(0)
            }
            _ => shops,
        };
        &self.queues[at]
    }

    /// Waits until every write taken so far is committed and answered; later ones are refused.
    pub(crate) async fn close(&self) {
        for queue in &self.queues {
            let (done, closed) = oneshot::channel();
            if queue.orders.send(Order::Close(done)).await.is_ok() {
                let _ended = closed.await;
            }
        }
    }
}

/// Where a writer task works, and how long it lets a write run.
struct Place {
    db: DatabaseConnection,
    /// Reads what is committed while a write is under way.
    read: Read,
    hints: broadcast::Sender<(ShopId, i64)>,
    limit: Duration,
    waiting: Waiting,
}

fn start(place: Place, sharing: Sharing) -> Queue {
    let (queue, orders) = mpsc::channel(QUEUE);
    let waiting = place.waiting.clone();
    tokio::spawn(serve(place, sharing, orders));
    Queue {
        orders: queue,
        waiting,
    }
}

async fn serve(place: Place, sharing: Sharing, mut orders: mpsc::Receiver<Order>) {
    let mut closed = None;
    while let Some(first) = orders.recv().await {
        let mut writes = Vec::new();
        take(first, &mut writes, &mut orders, &mut closed);
        // Whoever was answered a moment ago gets the chance to join before this batch begins. That is
        // all the waiting there is: while a batch commits, the next one gathers by itself.
        tokio::task::yield_now().await;
        while writes.len() < BATCH_WRITES {
            let Ok(next) = orders.try_recv() else { break };
            take(next, &mut writes, &mut orders, &mut closed);
        }
        for batch in share_out(writes, sharing) {
            place.waiting.0.fetch_sub(batch.len(), Ordering::Relaxed);
            batch::run(&place, batch).await;
        }
    }
    if let Some(done) = closed {
        let _gone = done.send(());
    }
}

fn take(
    order: Order,
    writes: &mut Vec<Write>,
    orders: &mut mpsc::Receiver<Order>,
    closed: &mut Option<oneshot::Sender<()>>,
) {
    match order {
        Order::Write(write) => writes.push(write),
        Order::Close(done) => {
            orders.close();
            *closed = Some(done);
        }
    }
}

/// Splits writes into transactions, keeping the order of each lane's writes.
fn share_out(writes: Vec<Write>, sharing: Sharing) -> Vec<Vec<Write>> {
    if sharing == Sharing::All {
        return if writes.is_empty() {
            Vec::new()
        } else {
            vec![writes]
        };
    }
    let mut batches: Vec<(Lane, Vec<Write>)> = Vec::new();
    for write in writes {
        match batches.iter_mut().find(|(lane, _)| *lane == write.lane) {
            Some((_, batch)) => batch.push(write),
            None => batches.push((write.lane, vec![write])),
        }
    }
    batches.into_iter().map(|(_, batch)| batch).collect()
}
