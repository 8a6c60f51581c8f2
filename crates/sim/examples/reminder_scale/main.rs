//! The real engine under many planned steps, with a provider that answers at once: how many orders it plans a second,
//! how many due steps it hands over a second, how late, and what a step costs as the table grows.
//!
//! Orders, buyers and addresses are put into the rows as the order hook leaves them; from there on everything is the
//! engine's own: its planner, its loops, the gate, words, coach and ledger.
//!
//!     cargo run --release -p jinpai-sim --example reminder_scale -- sqlite:///tmp/scale.db 200000

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program that measures tells what it measured"
)]

mod orders;
mod provider;

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};

use jinpai_engine::{
    Clock as _, Engine, EngineConfig, EngineError, PolicyDraft, ProviderChange, Random, Result, SealKey,
    ShopPatch, SystemClock, Worker,
};
use jinpai_model::{At, Channel, Flow, HOUR_MS, Role, ShopId, StepState};
use jinpai_store::{DatabaseUrl, Store, StoreConfig, steps};
use serde_json::{Value, json};

use self::{orders::Batch, provider::Instant};

/// Steps that come due at one moment.
const BURST: usize = 20_000;
/// Steps that come due one after the other, and over how long.
const SPREAD: usize = 20_000;
const SPREAD_MS: i64 = 40_000;
/// Steps over which the cost of one is taken.
const SAMPLE: usize = 2_000;
/// How long after it was told a batch is due, unless planning takes longer.
const LEAD_MS: i64 = 15_000;
/// What is due so much later is only there.
const LATER_MS: i64 = 9 * HOUR_MS;

// As the shipped program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let url = args.next().unwrap_or_else(|| "sqlite://scale.db".to_owned());
    let sizes: Vec<usize> = args.filter_map(|size| size.parse().ok()).collect();
    let bench = Bench::open(url).await?;
    let mut told = Vec::new();
    for size in &sizes {
        let row = bench.at_size(*size).await?;
        eprintln!("{row}");
        told.push(row);
    }
    let speeds = bench.speeds().await?;
    println!("{}", json!({ "sizes": told, "speeds": speeds }));
    Ok(())
}

struct Bench {
    url: String,
    store: Store,
    shop: ShopId,
    provider: Instant,
    next: std::sync::atomic::AtomicUsize,
}

impl Bench {
    async fn open(url: String) -> Result<Self> {
        let provider = Instant::default();
        let engine = Engine::open_quiet(config(&url, &provider)).await?;
        let shop = found(&engine).await?;
        engine.stop().await;
        let place: DatabaseUrl = url.parse()?;
        Ok(Self {
            store: Store::open(&StoreConfig::new(place)).await?,
            url,
            shop,
            provider,
            next: std::sync::atomic::AtomicUsize::new(0),
        })
    }

    /// Tells orders whose reminders are due at these moments; the seconds it took.
    async fn tell(&self, due: Vec<At>) -> Result<f64> {
        let began = SystemClock.now();
        for some in due.chunks(500) {
            let first = self
                .next
                .fetch_add(some.len(), std::sync::atomic::Ordering::Relaxed);
            let batch = Batch {
                shop: self.shop,
                first,
                due: some.to_vec(),
            };
            orders::tell(&self.store, batch).await?;
        }
        Ok(seconds_since(began))
    }

    async fn open_steps(&self) -> Result<usize> {
        let (from, to) = (At(0), At(i64::MAX));
        let figures = steps::figures(self.store.read(), self.shop, from, to).await?;
        Ok(usize::try_from(figures.of(StepState::Planned)).unwrap_or(0))
    }

    /// Grows the table to so many planned steps, and takes the cost of steps there.
    async fn at_size(&self, size: usize) -> Result<Value> {
        let more = size.saturating_sub(self.open_steps().await?);
        let later = SystemClock.now().plus(LATER_MS);
        let told_s = self
            .tell((0..more).map(|n| later.plus(n as i64 * 7)).collect())
            .await?;
        let engine = Engine::open_quiet(config(&self.url, &self.provider)).await?;
        let mut worker = Worker::new(engine.clone());
        let began = SystemClock.now();
        worker.round().await?;
        // What it wrote in the log is read by it, too: that is part of planning, and not of the next plan.
        worker.plan_round().await?;
        let planned_s = seconds_since(began);
        // Due already, by less than is too late.
        let due = SystemClock.now().plus(5);
        self.tell(vec![due; SAMPLE]).await?;
        let began = SystemClock.now();
        worker.plan_round().await?;
        let plan_sample_s = seconds_since(began);
        self.provider.take();
        let began = SystemClock.now();
        let mut handed = 0;
        while handed < SAMPLE {
            let done = worker.round().await?.dispatched;
            handed += done;
            if done == 0 {
                return Err(EngineError::BadFile(format!(
                    "only {handed} of {SAMPLE} steps were due"
                )));
            }
        }
        let dispatch_s = seconds_since(began);
        engine.stop().await;
        let sent = self.provider.take().len();
        Ok(json!({
            "planned_steps": size, "told_s": told_s, "planned_orders": more, "planned_s": planned_s,
            "planned_per_s": more as f64 / planned_s.max(1e-3),
            "plan_sample_ms_a_step": plan_sample_s * 1e3 / SAMPLE as f64,
            "dispatch_ms_a_step": dispatch_s * 1e3 / SAMPLE as f64, "sent": sent,
        }))
    }

    /// With all loops running, as in `serve`.
    async fn speeds(&self) -> Result<Value> {
        let planned = self.open_steps().await?;
        let burst = self.run_due(BURST, 0).await?;
        let spread = self.run_due(SPREAD, SPREAD_MS).await?;
        Ok(json!({ "planned_steps": planned, "burst": burst, "spread": spread }))
    }

    async fn run_due(&self, count: usize, over_ms: i64) -> Result<Value> {
        // Told and planned first, so that planning is not in the way when they are due.
        let mut lead_ms = LEAD_MS + count as i64 / 2;
        let first = SystemClock.now().plus(lead_ms);
        let due: Vec<At> = (0..count)
            .map(|n| first.plus(over_ms * n as i64 / count as i64))
            .collect();
        self.tell(due.clone()).await?;
        let engine = Engine::open_quiet(config(&self.url, &self.provider)).await?;
        Worker::new(engine.clone()).plan_round().await?;
        engine.stop().await;
        lead_ms = first.since(SystemClock.now());
        self.provider.take();
        let engine = Engine::open(config(&self.url, &self.provider)).await?;
        let until = first.plus(over_ms + 120_000);
        while self.provider.count() < count && SystemClock.now() < until {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        engine.stop().await;
        let handed = self.provider.take();
        let base = self.next.load(std::sync::atomic::Ordering::Relaxed) - count;
        let mut late: Vec<i64> = (handed.iter())
            .filter_map(|(order, at)| Some(at.since(*due.get(order.checked_sub(base)?)?)))
            .collect();
        late.sort_unstable();
        let last = handed.iter().map(|(_, at)| *at).max().unwrap_or(first);
        let at = |percent: usize| late.get((late.len() * percent / 100).min(late.len().saturating_sub(1)));
        let drain_s = (last.since(first).max(1)) as f64 / 1e3;
        Ok(json!({
            "steps": count, "handed": handed.len(), "lead_ms": lead_ms, "per_s": handed.len() as f64 / drain_s,
            "late_ms": { "p50": at(50), "p95": at(95), "p99": at(99), "max": late.last() },
        }))
    }
}

fn seconds_since(began: At) -> f64 {
    SystemClock.now().since(began).max(1) as f64 / 1e3
}

fn config(url: &str, provider: &Instant) -> EngineConfig {
    let mut config = EngineConfig::new(url, Arc::new(SystemClock), Random::from_system());
    config.key = SealKey::of(&[7; 32]);
    config.opener = Arc::new(provider.clone());
    config
}

/// A shop on whose clock it is about noon, whose buyers are all reminded by SMS, without a shift.
async fn found(engine: &Engine) -> Result<ShopId> {
    let missing = || EngineError::BadFile("the database is not empty".to_owned());
    let (shop, login, password) = engine.found("小鹿的店").await?.ok_or_else(missing)?;
    let from = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let (_, session) = engine.sign_in(&login, &password, from).await?;
    let desk = engine.desk(session.person.id, shop, Role::Owner).await?;
    let patch = ShopPatch {
        zone: Some(zone_at_noon()),
        ..ShopPatch::default()
    };
    desk.change_settings(patch).await?;
    let settings = json!({
        "kind": "webhook", "url": "https://bridge.example/", "secret": "a secret of some length"
    });
    let spec = serde_json::from_value(settings).map_err(|error| EngineError::BadFile(error.to_string()))?;
    let change = ProviderChange {
        channel: Channel::Sms,
        name: "短信".to_owned(),
        on: true,
        spec: Some(spec),
    };
    desk.put_provider(None, change).await?;
    let built_in = desk.policy_text(Flow::Payment, jinpai_engine::BUILT_IN).await?;
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
    let saved = desk.save_policy(Flow::Payment, draft).await?;
    desk.start_policy(Flow::Payment, saved.version, 0).await?;
    Ok(shop)
}

/// The zone in which it is about ten o'clock now: nine hours later it is not quiet yet.
fn zone_at_noon() -> String {
    match 10 - SystemClock.now().ms() / HOUR_MS % 24 {
        0 => "UTC".to_owned(),
        // The names count westwards.
        ahead if ahead > 0 => format!("Etc/GMT-{ahead}"),
        behind if behind < -12 => format!("Etc/GMT-{}", behind + 24),
        behind => format!("Etc/GMT+{}", -behind),
    }
}
