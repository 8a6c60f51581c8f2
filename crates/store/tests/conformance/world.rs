//! An empty database for one test, and the things that stand in it.

use std::sync::atomic::{AtomicU32, Ordering};

use jinpai_model::{
    At, Buyer, BuyerId, BuyerRef, Channel, ConversationId, EventKind, Fen, Flow, IdentityChannel, MessageId,
    OrderId, OrderInput, OrderItem, OrderKind, OrderSource, OrderStatus, Person, PersonId, Platform, Reason,
    Shop, ShopId, ShopSettings, Slot, Step, StepId, StepState,
};
use jinpai_store::{
    NewEvent, Store, StoreConfig, StoreError, buyers, conversations,
    messages::{NewMessage, Sender},
    orders::OrderRow,
    persons, shops,
};
use sea_orm::{ConnectionTrait as _, Database};
use tempfile::TempDir;

/// One database, opened as often as a test likes: each time it is another process, as far as the store
/// can tell.
pub struct World {
    url: String,
    /// Kept for the file in it, or for its name alone.
    _folder: TempDir,
    admin: Option<(String, String)>,
}

impl World {
    pub fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        Self {
            url: format!("sqlite://{}", folder.path().join("shops/jinpai.db").display()),
            _folder: folder,
            admin: None,
        }
    }

    /// None when no server is named.
    pub async fn postgres() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("JINPAI_TEST_POSTGRES_URL") else {
            let all = std::env::var("JINPAI_TEST_REQUIRE_ALL").is_ok_and(|v| v == "1");
            assert!(
                !all,
                "JINPAI_TEST_POSTGRES_URL is not set and all databases are required"
            );
            eprintln!("left out: JINPAI_TEST_POSTGRES_URL is not set");
            return None;
        };
        let folder = TempDir::new().unwrap();
        let random: String = folder.path().to_string_lossy().chars().rev().take(6).collect();
        let name = format!(
            "jinpai_{}_{}_{random}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        run(&server, &format!("CREATE DATABASE \"{name}\"")).await;
        let (start, options) = server.split_once('?').unwrap_or((&server, ""));
        let base = start.rsplit_once('/').map_or(start, |(base, _)| base);
        Some(Self {
            url: format!("{base}/{name}?{options}"),
            _folder: folder,
            admin: Some((server, name)),
        })
    }

    pub fn config(&self) -> StoreConfig {
        StoreConfig::new(self.url.parse().unwrap())
    }

    pub async fn open(&self) -> Store {
        Store::open(&self.config()).await.unwrap()
    }

    /// Opens it with these shops in it.
    pub async fn with_shops(&self, ids: &[ShopId]) -> Store {
        let store = self.open().await;
        for id in ids {
            new_shop(&store, *id).await;
        }
        store
    }

    /// Runs a statement behind the store's back.
    pub async fn tamper(&self, statement: &str) {
        run(&self.url, statement).await;
    }

    pub async fn drop_database(&self) {
        if let Some((server, name)) = &self.admin {
            run(server, &format!("DROP DATABASE \"{name}\" WITH (FORCE)")).await;
        }
    }
}

async fn run(url: &str, statement: &str) {
    let db = Database::connect(url).await.unwrap();
    db.execute_unprepared(statement).await.unwrap();
    db.close().await.unwrap();
}

pub fn shop(n: u128) -> ShopId {
    // Real ids end in random bits; spread them as those would.
    ShopId::from_bits((n << 80) | n)
}

pub fn person(n: u128) -> PersonId {
    PersonId::from_bits(n)
}

pub fn buyer(n: u128) -> BuyerId {
    BuyerId::from_bits(n)
}

pub fn conversation(n: u128) -> ConversationId {
    ConversationId::from_bits(n)
}

pub fn order(n: u128) -> OrderId {
    OrderId::from_bits(n)
}

pub fn step(n: u128) -> StepId {
    StepId::from_bits(n)
}

pub async fn new_shop(store: &Store, id: ShopId) {
    let shop = Shop {
        id,
        name: format!("shop {id}"),
        settings: ShopSettings::default(),
        created_at: At(1),
    };
    store
        .write::<_, StoreError, _>(id, move |tx| {
            Box::pin(async move { shops::create(tx, &shop).await })
        })
        .await
        .unwrap();
}

pub async fn new_person(store: &Store, n: u128) -> PersonId {
    let new = Person {
        id: person(n),
        login: format!("person{n}"),
        name: format!("客服{n}"),
        password_hash: "hash".to_owned(),
        must_change_password: true,
        locale: "zh-CN".to_owned(),
        settings: serde_json::json!({}),
        created_at: At(1),
    };
    store
        .write::<_, StoreError, _>(jinpai_store::Lane::Global, move |tx| {
            Box::pin(async move { persons::create(tx, &new).await })
        })
        .await
        .unwrap();
    person(n)
}

pub fn a_buyer(shop: ShopId, n: u128) -> (Buyer, BuyerRef) {
    let buyer = Buyer {
        shop,
        id: buyer(n),
        name: format!("买家{n}"),
        region: None,
        opted_out_at: None,
        blocked_at: None,
        created_at: At(1),
        last_seen_at: None,
    };
    (buyer, taobao(&n.to_string()))
}

pub fn taobao(name: &str) -> BuyerRef {
    BuyerRef {
        channel: IdentityChannel::Taobao,
        external: name.to_owned(),
    }
}

/// A buyer with an open conversation of the same number.
pub async fn new_conversation(store: &Store, shop: ShopId, n: u128) -> ConversationId {
    store
        .write::<_, StoreError, _>(shop, move |tx| {
            Box::pin(async move {
                let (buyer, reference) = a_buyer(shop, n);
                buyers::create_with_ref(tx, &buyer, &reference).await?;
                conversations::create(tx, shop, conversation(n), buyer.id, At(10)).await?;
                Ok(())
            })
        })
        .await
        .unwrap();
    conversation(n)
}

pub fn a_message(
    shop: ShopId,
    talk: ConversationId,
    sender: Sender,
    client_ref: &str,
    at: i64,
) -> NewMessage {
    NewMessage {
        shop,
        conversation: talk,
        id: MessageId::from_bits(u128::from_str_radix(&hash(client_ref), 16).unwrap()),
        sender,
        client_ref: client_ref.to_owned(),
        text: format!("亲 {client_ref}"),
        picture: None,
        card: None,
        at: At(at),
        others_waiting: None,
        line: None,
    }
}

fn hash(text: &str) -> String {
    text.bytes()
        .fold(String::from("1"), |all, byte| format!("{all}{byte:02x}"))[..]
        .chars()
        .take(30)
        .collect()
}

pub fn an_event(n: usize) -> NewEvent {
    NewEvent {
        at: At(i64::try_from(n).unwrap()),
        kind: EventKind::ShopChanged,
        subject: n.to_string(),
        payload: serde_json::json!({ "n": n }),
    }
}

pub fn an_order(n: u128, status: OrderStatus, seen_at: i64) -> OrderRow {
    OrderRow {
        id: order(n),
        buyer: buyer(n),
        input: OrderInput {
            platform: Platform::Taobao,
            number: format!("T{n}"),
            buyer: Some(taobao(&n.to_string())),
            buyer_name: None,
            region: None,
            receiver: None,
            status,
            kind: OrderKind::Ordinary,
            total_fen: Fen(10_000),
            postage_fen: Fen(0),
            refund_fen: Fen(0),
            items: vec![OrderItem {
                title: "亚麻衬衫 Linen".to_owned(),
                sku: None,
                quantity: 1,
                price_fen: None,
            }],
            quantity: 1,
            created_at: At(1_000),
            paid_at: (status != OrderStatus::Unpaid && status != OrderStatus::Closed).then_some(At(2_000)),
            closed_at: None,
            close_at: At(90_000),
        },
        source: OrderSource::File,
        seen_at: At(seen_at),
    }
}

pub fn a_step(shop: ShopId, n: u128, due_at: i64) -> Step {
    Step {
        shop,
        id: step(n),
        flow: Flow::Payment,
        ladder: format!("payment-{n}"),
        n: 1,
        buyer: buyer(n),
        orders: vec![order(n)],
        channel: Channel::Chat,
        angle: None,
        slot: Some(Slot::NextDay),
        due_at: At(due_at),
        expires_at: At(due_at + 1_000),
        state: StepState::Planned,
        reason: Reason::SlotNextDay,
        text: None,
        planned_at: At(1),
        decided_at: None,
        lease_until_at: None,
        epoch: 0,
        policy_version: 0,
    }
}
