//! A shop under test: its clock stands until it is moved, and waiting is for events, not for time.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
    time::Duration,
};

use jinpai_engine::{
    Clock, Desk, Engine, EngineConfig, Feed, FeedItem, HookHeaders, HookResult, Random, Result, SecretKind,
    ShopPatch, SignedIdentity, Update, Visitor, sign,
};
use jinpai_model::{At, Platform, Role, ShopId, Zone};
use jinpai_store::testing::TestDatabase;

/// Longest a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A clock that a test moves by hand.
#[derive(Default)]
pub struct StillClock(AtomicI64);

impl StillClock {
    /// So much time passes.
    pub fn pass(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> At {
        At(self.0.load(Ordering::SeqCst))
    }

    fn real(&self, _ms: i64) -> Duration {
        Duration::from_millis(1)
    }

    fn wall(&self) -> At {
        self.now()
    }
}

pub struct TestShop {
    pub engine: Engine,
    pub clock: Arc<StillClock>,
    pub shop: ShopId,
    pub owner: Desk,
    pub hook: String,
    pub identity: String,
    pub database: TestDatabase,
    count: AtomicU32,
}

impl TestShop {
    /// A taobao shop at nine in the morning of 21 November 2026, in Shanghai.
    pub async fn open(database: TestDatabase) -> Self {
        let clock = Arc::new(StillClock::default());
        clock.0.store(at("2026-11-21T09:00:00").ms(), Ordering::SeqCst);
        let engine = start(&database, clock.clone()).await;
        let (shop, login, password) = engine.found("测试店").await.unwrap().unwrap();
        let (_, session) = engine.sign_in(&login, &password, address(1)).await.unwrap();
        let owner = engine.desk(session.person.id, shop, Role::Owner).await.unwrap();
        let patch = ShopPatch {
            platform: Some(Platform::Taobao),
            ..ShopPatch::default()
        };
        owner.change_settings(patch).await.unwrap();
        let hook = owner.rotate_secret(SecretKind::Hook).await.unwrap();
        let identity = owner.rotate_secret(SecretKind::Identity).await.unwrap();
        Self {
            engine,
            clock,
            shop,
            owner,
            hook,
            identity,
            database,
            count: AtomicU32::new(0),
        }
    }

    pub async fn end(&self) {
        self.engine.stop().await;
        self.database.drop_database().await;
    }

    /// Makes it this wall-clock time in Shanghai.
    pub fn move_to(&self, wall: &str) {
        self.clock.0.store(at(wall).ms(), Ordering::SeqCst);
    }

    /// A buyer signed by the shop under this id.
    pub async fn buyer(&self, id: &str) -> Visitor {
        let signature = sign(&self.identity, &[id.as_bytes()]);
        let identity = SignedIdentity {
            id: id.to_owned(),
            name: Some(id.to_owned()),
            signature,
        };
        let session = self
            .engine
            .open_widget(self.shop, None, Some(identity), address(2))
            .await
            .unwrap();
        self.engine.visitor(&session.token).await.unwrap()
    }

    /// The desk's feed from the log's end on.
    pub async fn watch(&self) -> Watch {
        let (_, head) = self.owner.conversations(None, None, 1).await.unwrap();
        Watch(self.owner.feed(head).await.unwrap())
    }

    /// The desk's feed from a place in the log on.
    pub async fn watch_from(&self, after: i64) -> Watch {
        Watch(self.owner.feed(after).await.unwrap())
    }

    /// A second passes, so that nobody chats too fast.
    pub fn clock_tick(&self) {
        self.clock.pass(1_000);
    }

    /// Posts an order event as the shop's own system would, signed and with a delivery id of its own.
    pub async fn post(&self, event: &str, order: &str) -> Result<HookResult> {
        let delivery = format!("d-{}", self.count.fetch_add(1, Ordering::SeqCst));
        self.post_as(&delivery, event, order).await
    }

    pub async fn post_as(&self, delivery: &str, event: &str, order: &str) -> Result<HookResult> {
        let now = self.engine.now();
        let told_at = now.rfc3339(&Zone::shanghai());
        let body = format!(r#"{{"event":"{event}","at":"{told_at}","order":{order}}}"#);
        let timestamp = (now.ms() / 1_000).to_string();
        let signature = format!(
            "v1={}",
            sign(&self.hook, &[timestamp.as_bytes(), b".", body.as_bytes()])
        );
        let headers = HookHeaders {
            timestamp: &timestamp,
            delivery,
            signature: &signature,
        };
        self.engine.order_hook(self.shop, headers, body.as_bytes()).await
    }
}

pub async fn start(database: &TestDatabase, clock: Arc<StillClock>) -> Engine {
    let config = EngineConfig::new(database.url(), clock, Random::seeded(7));
    Engine::open(config).await.unwrap()
}

/// An order of a signed buyer.
pub fn order(number: &str, buyer: &str, created: &str, yuan: i64) -> String {
    format!(
        r#"{{"number":"{number}","created_at":"{created}+08:00","total":"{yuan}.00",
        "items":[{{"title":"羊毛混纺大衣","quantity":1}}],"buyer":{{"id":"{buyer}"}}}}"#
    )
}

pub fn at(wall: &str) -> At {
    At::from_rfc3339(&format!("{wall}+08:00")).unwrap()
}

pub fn address(n: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(127, 0, 0, n))
}

/// What an agent's socket would see.
pub struct Watch(Feed);

impl Watch {
    /// The next update that is wanted; others pass by.
    pub async fn until<T>(&mut self, mut wanted: impl FnMut(&Update) -> Option<T>) -> T {
        let search = async {
            loop {
                if let FeedItem::Update(update) = self.0.next().await.unwrap().expect("the feed goes on")
                    && let Some(found) = wanted(&update)
                {
                    return found;
                }
            }
        };
        tokio::time::timeout(PATIENCE, search)
            .await
            .expect("what must come has not come")
    }
}
