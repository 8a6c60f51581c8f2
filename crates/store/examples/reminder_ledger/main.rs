//! What stands on disk of the reminders, and a hand on the database from outside: for
//! `cargo xtask bench reminder-faults`, which judges the program by what it has written down.
//!
//! `read` prints every step and attempt of the first shop as JSON. `hold` keeps the database's write lock (on
//! PostgreSQL the first shop's) for as long as it is told, as a backup or a stranger's program would.
//!
//!     cargo run --release -p jinpai-store --example reminder_ledger -- read --database sqlite://bench.db

#![expect(clippy::print_stdout, reason = "a tool answers on standard output")]

use std::{collections::HashMap, time::Duration};

use clap::{Parser, ValueEnum};
use jinpai_model::{EventKind, OrderId, ShopId};
use jinpai_store::{
    DatabaseUrl, Lane, Store, StoreConfig, StoreError, attempts, events, orders, shops, steps,
};
use serde_json::{Value, json};

/// Events read at a time.
const PAGE: u64 = 500;

#[derive(Clone, Copy, ValueEnum)]
enum Verb {
    Read,
    Hold,
}

#[derive(Parser)]
struct Arguments {
    verb: Verb,
    #[arg(long)]
    database: DatabaseUrl,
    /// For `hold`.
    #[arg(long, default_value_t = 1_000)]
    ms: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), StoreError> {
    let arguments = Arguments::parse();
    let store = Store::open(&StoreConfig::new(arguments.database)).await?;
    let Some(shop) = shops::list(store.read()).await?.first().map(|shop| shop.id) else {
        println!("{}", json!({ "steps": [], "attempts": [], "unknown": [] }));
        return store.close().await;
    };
    match arguments.verb {
        Verb::Read => println!("{}", ledger(&store, shop).await?),
        Verb::Hold => {
            let held = store.write(Lane::Shop(shop), move |_| {
                Box::pin(async move {
                    println!("held");
                    tokio::time::sleep(Duration::from_millis(arguments.ms)).await;
                    Ok::<_, StoreError>(())
                })
            });
            held.await?;
        }
    }
    store.close().await
}

async fn ledger(store: &Store, shop: ShopId) -> Result<Value, StoreError> {
    let read = store.read();
    let steps = steps::of_shop(read, shop).await?;
    let ids: Vec<OrderId> = steps
        .iter()
        .flat_map(|step| step.orders.iter().copied())
        .collect();
    let numbers: HashMap<OrderId, String> = (orders::get_many(read, shop, &ids).await?)
        .into_iter()
        .map(|(id, order)| (id, order.number))
        .collect();
    let steps: Vec<Value> = (steps.iter())
        .map(|step| {
            let orders: Vec<_> = step.orders.iter().filter_map(|id| numbers.get(id)).collect();
            json!({ "id": step.id, "orders": orders, "state": step.state, "reason": step.reason,
                "due_ms": step.due_at.ms() })
        })
        .collect();
    let attempts: Vec<Value> = (attempts::of_shop(read, shop).await?.iter())
        .map(|attempt| {
            json!({ "id": attempt.id, "step": attempt.step, "key": attempt.idempotency_key,
                "state": attempt.state, "started_ms": attempt.started_at.ms(),
                "finished_ms": attempt.finished_at.map(|at| at.ms()), "why": attempt.why })
        })
        .collect();
    Ok(json!({ "steps": steps, "attempts": attempts, "unknown": unknown(store, shop).await? }))
}

/// Every time that a step was laid down as unknown.
async fn unknown(store: &Store, shop: ShopId) -> Result<Vec<Value>, StoreError> {
    let (mut reached, mut found) = (0, Vec::new());
    loop {
        let more = events::after(store.read(), shop, reached, PAGE).await?;
        let Some(last) = more.last() else {
            return Ok(found);
        };
        reached = last.seq;
        let unknown = more.iter().filter(|event| event.kind == EventKind::StepUnknown);
        found.extend(unknown.map(|event| json!({ "step": event.subject, "at_ms": event.at.ms() })));
    }
}
