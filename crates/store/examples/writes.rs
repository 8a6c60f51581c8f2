//! How many durable messages the store takes in a second.
//!
//! Each write is what sending one message costs: the message, its event, its conversation's marks.
//! A caller sends its next message when the one before is on disk.
//!
//!     cargo run --release -p jinpai-store --example writes -- --database sqlite://bench.db --json

#![expect(clippy::print_stdout, reason = "a program that prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a program that measures itself")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use clap::Parser;
use jinpai_model::{
    At, Buyer, BuyerId, BuyerRef, ConversationId, IdentityChannel, MessageId, Shop, ShopId, ShopSettings,
};
use jinpai_store::{
    DatabaseUrl, Store, StoreConfig, StoreError, buyers, conversations, events,
    messages::{self, NewMessage, Sender},
    shops,
};

#[derive(Parser)]
struct Arguments {
    /// An empty database: `sqlite://bench.db` or `postgres://user@host/database`.
    #[arg(long)]
    database: DatabaseUrl,
    /// Callers at once; each has a conversation of its own.
    #[arg(long, default_value_t = 64)]
    callers: u128,
    /// Shops they are spread over.
    #[arg(long, default_value_t = 4)]
    shops: u128,
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), StoreError> {
    let arguments = Arguments::parse();
    let store = Store::open(&StoreConfig::new(arguments.database.clone())).await?;
    let moment = Instant::now();
    // Ids of this run alone, so that a database can be measured twice.
    let run = u128::from(std::process::id()) << 64;
    for n in 0..arguments.shops {
        create_shop(&store, ShopId::from_bits(run | n)).await?;
    }
    let written = Arc::new(AtomicU64::new(0));
    let end = Instant::now() + Duration::from_secs(arguments.seconds);
    let mut callers = Vec::new();
    for n in 0..arguments.callers {
        let shop = ShopId::from_bits(run | (n % arguments.shops));
        let talk = create_conversation(&store, shop, run | n).await?;
        callers.push((shop, talk, n));
    }
    let begin = Instant::now();
    let tasks: Vec<_> = callers
        .into_iter()
        .map(|(shop, talk, n)| {
            let (store, written) = (store.clone(), written.clone());
            tokio::spawn(async move {
                let mut waits = Vec::new();
                while Instant::now() < end {
                    let sent = Instant::now();
                    let place = written.fetch_add(1, Ordering::Relaxed);
                    let at = i64::try_from(moment.elapsed().as_millis()).unwrap_or(0);
                    send(&store, shop, talk, run | n, place, at).await?;
                    waits.push(sent.elapsed());
                }
                Ok::<_, StoreError>(waits)
            })
        })
        .collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await.map_err(|_| StoreError::Closed)??);
    }
    let seconds = begin.elapsed().as_secs_f64();
    let mut stored = 0;
    for n in 0..arguments.shops {
        stored += events::head(store.read(), ShopId::from_bits(run | n)).await?;
    }
    store.close().await?;
    waits.sort_unstable();
    report(&arguments, &waits, stored, seconds);
    Ok(())
}

fn report(arguments: &Arguments, waits: &[Duration], stored: i64, seconds: f64) {
    let ms = |percent: usize| {
        let place = (waits.len() * percent / 100).min(waits.len().saturating_sub(1));
        waits.get(place).map_or(0.0, |wait| wait.as_secs_f64() * 1_000.0)
    };
    let database = match arguments.database {
        DatabaseUrl::Sqlite(_) => "sqlite",
        DatabaseUrl::Postgres(_) => "postgres",
    };
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let per_second = stored as f64 / seconds;
    let (callers, shops) = (arguments.callers, arguments.shops);
    let (p50, p99) = (ms(50), ms(99));
    if arguments.json {
        let line = serde_json::json!({
            "bench": "store-writes", "database": database, "callers": callers as u64, "shops": shops as u64,
            "seconds": seconds, "messages": stored, "messages_per_s": per_second.round(),
            "p50_ms": p50, "p99_ms": p99,
        });
        println!("{line}");
    } else {
        println!(
            "{database}: {per_second:.0} durable messages/s ({callers} callers, {shops} shops; p50 {p50:.1} ms, p99 {p99:.1} ms)"
        );
    }
}

async fn create_shop(store: &Store, id: ShopId) -> Result<(), StoreError> {
    let shop = Shop {
        id,
        name: "bench".to_owned(),
        settings: ShopSettings::default(),
        created_at: At(0),
    };
    store
        .write(id, move |tx| {
            Box::pin(async move { shops::create(tx, &shop).await })
        })
        .await
}

async fn create_conversation(store: &Store, shop: ShopId, bits: u128) -> Result<ConversationId, StoreError> {
    let buyer = Buyer {
        shop,
        id: BuyerId::from_bits(bits),
        name: String::new(),
        region: None,
        opted_out_at: None,
        blocked_at: None,
        created_at: At(0),
        last_seen_at: None,
    };
    let reference = BuyerRef {
        channel: IdentityChannel::Widget,
        external: bits.to_string(),
    };
    store
        .write(shop, move |tx| {
            Box::pin(async move {
                buyers::create_with_ref(tx, &buyer, &reference).await?;
                let id = ConversationId::from_bits(bits);
                Ok(conversations::create(tx, shop, id, buyer.id, At(0)).await?.id)
            })
        })
        .await
}

async fn send(
    store: &Store,
    shop: ShopId,
    conversation: ConversationId,
    bits: u128,
    place: u64,
    at: i64,
) -> Result<(), StoreError> {
    let new = NewMessage {
        shop,
        conversation,
        id: MessageId::from_bits(bits << 32 | u128::from(place)),
        sender: Sender::Buyer(BuyerId::from_bits(bits)),
        client_ref: place.to_string(),
        text: "你好，这件还有货吗？今天拍能发吗".to_owned(),
        picture: None,
        card: None,
        at: At(at),
        others_waiting: None,
        line: None,
    };
    store
        .write(shop, move |tx| {
            Box::pin(async move {
                let appended = messages::append(tx, new).await?;
                if appended.new {
                    conversations::on_message(tx, &appended.message).await?;
                }
                Ok(())
            })
        })
        .await
}
