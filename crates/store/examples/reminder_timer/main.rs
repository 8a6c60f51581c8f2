//! The reminder timer on the store alone, as one of the drivers of `cargo xtask bench reminder-peers`.
//!
//! A step goes the way it goes in the product, many of them in a write: planned as a row with its order and
//! its event, claimed under a lease, its attempt on disk before the call, the attempt's and the step's end and
//! the event after it; a step whose worker died is asked about at the sink, never called again unasked. What
//! is left out is what the peers have not either: plan, gate, text and coach.
//!
//!     cargo run --release -p jinpai-store --example reminder_timer -- setup --database sqlite://bench.db

#![expect(clippy::print_stdout, reason = "a driver answers on standard output")]
#![expect(
    clippy::disallowed_methods,
    reason = "a program of its own, with its own clock, that measures itself"
)]

mod calls;
mod ends;
mod lost;
mod plan;
mod work;

use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Parser, ValueEnum};
use jinpai_model::{At, ShopId};
use jinpai_store::{DatabaseUrl, Store, StoreConfig, StoreError};

/// Shops over which the steps are spread: writes of one shop run one after the other.
const SHOPS: u128 = 4;

#[derive(Clone, Copy, ValueEnum)]
enum Verb {
    /// Makes tables and shops.
    Setup,
    /// Plans the jobs; tells the seconds it took.
    Schedule,
    /// Works until it is stopped.
    Work,
    /// Counts what is not over.
    Left,
    /// Tells how it is set.
    Settings,
}

/// Every driver takes these, whether it needs them or not.
#[derive(Clone, Parser)]
struct Arguments {
    verb: Verb,
    #[arg(long)]
    database: DatabaseUrl,
    /// Host and port that take the calls.
    #[arg(long, default_value = "127.0.0.1:1")]
    sink: String,
    /// Begins the key of every job.
    #[arg(long, default_value = "run")]
    run: String,
    #[arg(long, default_value_t = 0)]
    jobs: u32,
    /// When the first job is due, in milliseconds since 1970.
    #[arg(long, default_value_t = 0)]
    first_ms: i64,
    /// The dues are spread evenly over so many milliseconds.
    #[arg(long, default_value_t = 0)]
    window_ms: i64,
    /// Calls at once in one worker.
    #[arg(long, default_value_t = 50)]
    concurrency: usize,
    #[arg(long, default_value_t = 5_000)]
    call_timeout_ms: u64,
    /// How long a dead worker's jobs are left alone.
    #[arg(long, default_value_t = 10_000)]
    lease_ms: i64,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), StoreError> {
    let arguments = Arguments::parse();
    if let Verb::Settings = arguments.verb {
        println!("{}", settings(&arguments));
        return Ok(());
    }
    let store = Store::open(&StoreConfig::new(arguments.database.clone())).await?;
    match arguments.verb {
        Verb::Setup => plan::create_shops(&store).await?,
        Verb::Schedule => {
            let seconds = plan::schedule(&store, &arguments).await?;
            println!("{}", serde_json::json!({ "seconds": seconds }));
        }
        Verb::Work => return work::run(store, &arguments).await,
        Verb::Left => println!("{}", plan::left(&store).await?),
        Verb::Settings => {}
    }
    store.close().await
}

fn settings(arguments: &Arguments) -> serde_json::Value {
    let database = match arguments.database {
        DatabaseUrl::Sqlite(_) => "SQLite in WAL mode, synchronous=full",
        DatabaseUrl::Postgres(_) => "PostgreSQL, driver sqlx",
    };
    serde_json::json!({
        "versions": format!("jinpai-store {}", env!("CARGO_PKG_VERSION")),
        "settings": format!(
            "{database}; {} calls at once a worker; claims as many as it can call now, at most {}; looks when the next is due, at least every {} ms; lease {} ms, expired leases looked for every {} ms; {SHOPS} shops; lost calls asked about at the sink",
            arguments.concurrency,
            work::BATCH,
            work::LOOK.as_millis(),
            arguments.lease_ms,
            lost::RECOVER_EVERY.as_millis(),
        ),
    })
}

fn shop(n: u128) -> ShopId {
    ShopId::from_bits(0x6a69_6e70_6169 << 64 | n)
}

fn now() -> At {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    At(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
