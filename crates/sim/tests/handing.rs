//! What becomes of a step that its provider refuses for the moment, or whose worker stood still before the call: it
//! goes out later, once. The real engine, a round at a time, on a clock that stands until it is moved.

use std::{
    collections::VecDeque,
    future::Future,
    net::{IpAddr, Ipv4Addr},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use jinpai_channels::send::{
    Fate, Inbound, Outcome, Parcel, ProviderSpec, Question, Receipt, Refusal, RefusalKind, Sender,
};
use jinpai_engine::{
    Boundaries, Boundary, Clock, Engine, EngineConfig, HookHeaders, OpenPeer, PeerError, PolicyDraft,
    ProviderChange, Random, SecretKind, ShopPatch, Worker, sign,
};
use jinpai_model::{At, AttemptState, Channel, DAY_MS, Flow, Reason, Role, ShopId, StepState, Zone};
use serde_json::json;
use tokio::sync::mpsc;

/// Noon in Shanghai.
const NOON: At = At(1_795_320_000_000);
const MINUTE_MS: i64 = 60_000;

#[derive(Default)]
struct StillClock(AtomicI64);

impl StillClock {
    fn pass(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> At {
        At(self.0.load(Ordering::SeqCst))
    }

    fn wall(&self) -> At {
        self.now()
    }

    fn real(&self, _ms: i64) -> Duration {
        Duration::from_millis(1)
    }
}

/// Answers what it was given, in turn, and then accepts; keeps what it was asked to send.
#[derive(Debug, Clone, Default)]
struct Provider {
    refusals: Arc<Mutex<VecDeque<Refusal>>>,
    handed: Arc<Mutex<Vec<u32>>>,
}

impl Provider {
    fn refuses(&self, kind: RefusalKind, retry_after_ms: Option<i64>) {
        self.refusals.lock().unwrap().push_back(Refusal {
            kind,
            detail: "not now".to_owned(),
            permanent: false,
            retry_after_ms,
        });
    }

    /// Which attempts it was handed.
    fn handed(&self) -> Vec<u32> {
        self.handed.lock().unwrap().clone()
    }
}

#[async_trait]
impl Sender for Provider {
    async fn hand_over(&self, parcel: &Parcel, _now: At) -> Outcome {
        self.handed.lock().unwrap().push(parcel.attempt);
        match self.refusals.lock().unwrap().pop_front() {
            Some(refusal) => Outcome::Rejected(refusal),
            None => Outcome::Accepted {
                receipt: Receipt("taken".to_owned()),
            },
        }
    }

    fn longest_ms(&self) -> i64 {
        1_000
    }

    async fn ask(&self, _question: &Question, _now: At) -> Fate {
        Fate::CannotTell
    }
}

impl OpenPeer for Provider {
    fn open(&self, _: &ProviderSpec, _: mpsc::Sender<Inbound>) -> Result<Arc<dyn Sender>, PeerError> {
        Ok(Arc::new(self.clone()))
    }
}

/// Lets the process stand still once, right before it calls its provider.
struct Pause {
    clock: Arc<StillClock>,
    ahead: AtomicBool,
}

impl Boundaries for Pause {
    fn reached(&self, at: Boundary) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        if at == Boundary::BeforeHandOver && self.ahead.swap(false, Ordering::SeqCst) {
            self.clock.pass(6_000);
        }
        Box::pin(std::future::ready(()))
    }
}

/// A shop with one order whose reminder is due now.
struct World {
    _folder: tempfile::TempDir,
    clock: Arc<StillClock>,
    provider: Provider,
    engine: Engine,
    worker: Worker,
    shop: ShopId,
}

impl World {
    async fn with_a_due_step(stands_still: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(StillClock::default());
        clock.pass(NOON.ms());
        let provider = Provider::default();
        let url = format!("sqlite://{}", folder.path().join("jinpai.db").display());
        let mut config = EngineConfig::new(url, clock.clone(), Random::seeded(7));
        config.opener = Arc::new(provider.clone());
        config.boundaries = Some(Arc::new(Pause {
            clock: clock.clone(),
            ahead: AtomicBool::new(stands_still),
        }));
        let engine = Engine::open_quiet(config).await.unwrap();
        let (shop, hook) = found(&engine).await;
        tell_order(&engine, shop, &hook).await;
        let mut worker = Worker::new(engine.clone());
        worker.plan_round().await.unwrap();
        clock.pass(MINUTE_MS);
        Self {
            _folder: folder,
            clock,
            provider,
            worker,
            shop,
            engine,
        }
    }

    /// One round, after so much time; where the step stands then.
    async fn round(&mut self, after_ms: i64) -> (StepState, Reason) {
        self.clock.pass(after_ms);
        self.worker.round().await.unwrap();
        let ledger = self.engine.ledger(self.shop).await.unwrap();
        assert_eq!(ledger.steps.len(), 1);
        (ledger.steps[0].state, ledger.steps[0].reason)
    }
}

/// A shop that reminds everybody by SMS, at the very moment that a rule gives; with its hook's secret.
async fn found(engine: &Engine) -> (ShopId, String) {
    let (shop, login, password) = engine.found("小鹿的店").await.unwrap().unwrap();
    let from = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let (_, session) = engine.sign_in(&login, &password, from).await.unwrap();
    let desk = engine.desk(session.person.id, shop, Role::Owner).await.unwrap();
    desk.change_settings(ShopPatch::default()).await.unwrap();
    let hook = desk.rotate_secret(SecretKind::Hook).await.unwrap();
    let settings = json!({
        "kind": "webhook", "url": "https://bridge.example/", "secret": "a secret of some length"
    });
    let change = ProviderChange {
        channel: Channel::Sms,
        name: "短信".to_owned(),
        on: true,
        spec: Some(serde_json::from_value(settings).unwrap()),
    };
    desk.put_provider(None, change).await.unwrap();
    let built_in = desk
        .policy_text(Flow::Payment, jinpai_engine::BUILT_IN)
        .await
        .unwrap();
    let toml = built_in
        .toml
        .replace("\njitter_min = 10\n", "\njitter_min = 0\n")
        .replace("\nholdout_percent = 10\n", "\nholdout_percent = 0\n")
        .replace(
            "\nusual = [\"chat\", \"sms\", \"email\"]\n",
            "\nusual = [\"sms\"]\n",
        );
    let draft = PolicyDraft {
        toml,
        note: String::new(),
        base: 0,
    };
    let saved = desk.save_policy(Flow::Payment, draft).await.unwrap();
    desk.start_policy(Flow::Payment, saved.version, 0).await.unwrap();
    (shop, hook)
}

/// An order of yesterday, so that its reminder is due in a minute: next day at the same hour.
async fn tell_order(engine: &Engine, shop: ShopId, hook: &str) {
    let now = engine.now();
    let written = |at: At| at.rfc3339(&Zone::shanghai());
    let created = now.plus(MINUTE_MS - DAY_MS);
    let body = json!({ "event": "created", "at": written(now), "order": {
        "number": "A1", "platform": "general", "created_at": written(created),
        "close_at": written(created.plus(2 * DAY_MS)), "total": "39.00",
        "items": [{ "title": "羊毛混纺围巾", "quantity": 1 }],
        "buyer": { "id": "lu", "mobile": "13800138000", "consent_notice": true },
    } });
    let (body, timestamp) = (body.to_string(), (now.ms() / 1_000).to_string());
    let signature = sign(hook, &[timestamp.as_bytes(), b".", body.as_bytes()]);
    let headers = HookHeaders {
        timestamp: &timestamp,
        delivery: "a1",
        signature: &format!("v1={signature}"),
    };
    engine.order_hook(shop, headers, body.as_bytes()).await.unwrap();
}

#[tokio::test]
async fn a_provider_that_is_away_is_tried_again_a_minute_later_and_not_before() {
    let mut world = World::with_a_due_step(false).await;
    world.provider.refuses(RefusalKind::Unavailable, None);
    let waits = (StepState::Planned, Reason::Rejected);
    assert_eq!(world.round(0).await, waits);
    assert_eq!(
        world.round(1_000).await,
        waits,
        "its own plan does not call it back"
    );
    assert_eq!(world.provider.handed(), [0]);
    assert_eq!(world.round(MINUTE_MS).await.0, StepState::Sent);
    assert_eq!(world.provider.handed(), [0, 1]);
}

#[tokio::test]
async fn too_fast_for_a_provider_is_never_given_up() {
    let mut world = World::with_a_due_step(false).await;
    for _ in 0..5 {
        world.provider.refuses(RefusalKind::Throttled, Some(200));
    }
    for _ in 0..5 {
        assert_eq!(world.round(200).await, (StepState::Planned, Reason::Rejected));
    }
    assert_eq!(world.round(200).await.0, StepState::Sent);
    assert_eq!(world.provider.handed(), [0, 1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn a_worker_that_stood_still_puts_the_step_back() {
    let mut world = World::with_a_due_step(true).await;
    assert_eq!(world.round(0).await.0, StepState::Planned);
    assert_eq!(
        world.provider.handed(),
        [0; 0],
        "nothing was handed over too late"
    );
    assert_eq!(world.round(0).await.0, StepState::Sent);
    let ledger = world.engine.ledger(world.shop).await.unwrap();
    let states: Vec<AttemptState> = ledger.attempts.iter().map(|attempt| attempt.state).collect();
    assert_eq!(states, [AttemptState::Rejected, AttemptState::Accepted]);
    assert_eq!(world.provider.handed(), [1]);
}
