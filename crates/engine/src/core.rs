//! The engine itself: what every journey shares, and its start and stop.

use std::{
    net::IpAddr,
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
};

use jinpai_model::{At, Platform, Shop, ShopId, ShopSettings};
use jinpai_playbook::Playbook;
use jinpai_store::{Deadlines, Lane, Store, StoreConfig, persons, shops};
use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
};

use crate::{
    accounts, assigning,
    boundary::{Boundaries, Boundary},
    bridge,
    canary::Breaks,
    clock::Clock,
    coaching::{ending, kept::Coaches, own::BuiltIn},
    error::{EngineError, Result},
    goods::Finders,
    hooks::Sweeper,
    hub::Hub,
    inquiries, later,
    limits::{Allowance, Limiter},
    pictures::Darkroom,
    playbook,
    policies::kept::Policies,
    pump,
    random::Random,
    reminders::{
        self,
        draw_keys::DrawKeys,
        peers::{OpenPeer, Peers, RealPeers},
    },
    returning,
    seal::SealKey,
    searching,
    service::{self, Services},
};

/// What the engine needs to start.
pub struct EngineConfig {
    /// `sqlite:///path/to/file` or `postgres://…`.
    pub database_url: String,
    pub clock: Arc<dyn Clock>,
    pub random: Random,
    /// Seals the providers' settings; every process on one database has to hold the same.
    pub key: SealKey,
    /// Opens lines to providers.
    pub opener: Arc<dyn OpenPeer>,
    /// The address in people's browsers, for links in letters; none: letters have none.
    pub public_url: Option<String>,
    /// None: nobody waits at them.
    pub boundaries: Option<Arc<dyn Boundaries>>,
    /// Whether every commit outlives a power cut. Only worlds of simulation do without.
    pub synced: bool,
    /// How long the database is waited for.
    pub deadlines: Deadlines,
    /// The promise to break.
    #[cfg(feature = "canary")]
    pub canary: Option<crate::Canary>,
}

impl EngineConfig {
    /// The engine of a program that is its own: real lines, a key of its own.
    #[must_use]
    pub fn new(database_url: impl Into<String>, clock: Arc<dyn Clock>, random: Random) -> Self {
        Self {
            database_url: database_url.into(),
            clock,
            key: SealKey::of(&random.bytes()),
            random,
            opener: Arc::new(RealPeers::default()),
            public_url: None,
            boundaries: None,
            synced: true,
            deadlines: Deadlines::default(),
            #[cfg(feature = "canary")]
            canary: None,
        }
    }
}

/// Composes decisions, store and channels. Cheap to clone; knows no HTTP.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

/// The parts of the engine.
pub struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Random,
    pub(crate) hub: Hub,
    pub(crate) coaches: Coaches,
    pub(crate) policies: Policies,
    pub(crate) draw_keys: DrawKeys,
    pub(crate) services: Services,
    pub(crate) finders: Finders,
    pub(crate) book: Arc<Playbook>,
    pub(crate) limits: Limits,
    pub(crate) deliveries: Sweeper,
    pub(crate) darkroom: Darkroom,
    pub(crate) peers: Peers,
    pub(crate) key: SealKey,
    pub(crate) breaks: Breaks,
    pub(crate) public_url: Option<String>,
    boundaries: Option<Arc<dyn Boundaries>>,
    /// Rung when a log has grown.
    pub(crate) plan_bell: Notify,
    pub(crate) search_bell: Notify,
    /// Rung when steps were planned.
    pub(crate) due_bell: Notify,
    /// Rung when a log has grown and a bridge may wait for it.
    pub(crate) bridge_bell: Notify,
    stopping: watch::Sender<bool>,
    loops: Mutex<Vec<JoinHandle<()>>>,
}

/// Limits on strangers. The figures leave a person who mistypes or chats fast untouched.
pub(crate) struct Limits {
    pub login_from: Limiter<(String, IpAddr)>,
    pub login: Limiter<String>,
    pub address: Limiter<IpAddr>,
    pub new_visitor: Limiter<IpAddr>,
    pub buyer_message: Limiter<jinpai_model::BuyerId>,
    pub buyer_picture: Limiter<jinpai_model::BuyerId>,
    /// What a shop's bridge tells, event by event.
    pub bridge: Limiter<ShopId>,
    /// Test messages of a shop's providers.
    pub trial: Limiter<ShopId>,
}

impl Limits {
    fn new() -> Self {
        let allow = |burst, refill_ms| Allowance { burst, refill_ms };
        Self {
            login_from: Limiter::new(allow(5, 30_000), 50_000),
            login: Limiter::new(allow(30, 10_000), 50_000),
            address: Limiter::new(allow(30, 10_000), 50_000),
            new_visitor: Limiter::new(allow(20, 30_000), 50_000),
            buyer_message: Limiter::new(allow(20, 1_000), 200_000),
            buyer_picture: Limiter::new(allow(12, 3_000), 200_000),
            bridge: Limiter::new(allow(1_000, 20), 50_000),
            trial: Limiter::new(allow(5, 60_000), 50_000),
        }
    }
}

impl Deref for Engine {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Engine {
    /// Opens the store, migrates it, loads the packs and starts the loops.
    ///
    /// # Errors
    /// When the database cannot be opened, or a built-in pack fails to build (which its tests exclude).
    pub async fn open(config: EngineConfig) -> Result<Self> {
        let engine = Self::open_quiet(config).await?;
        let loops = vec![
            tokio::spawn(pump::watch_log(engine.clone())),
            tokio::spawn(reminders::planner::run(engine.clone())),
            tokio::spawn(reminders::dispatcher::run(engine.clone())),
            tokio::spawn(reminders::finding_out::run(engine.clone())),
            tokio::spawn(reminders::heard::run(engine.clone())),
            tokio::spawn(ending::run(engine.clone())),
            tokio::spawn(inquiries::run(engine.clone())),
            tokio::spawn(assigning::run(engine.clone())),
            tokio::spawn(later::run(engine.clone())),
            tokio::spawn(service::answering::run(engine.clone())),
            tokio::spawn(returning::run(engine.clone())),
            tokio::spawn(searching::run(engine.clone())),
            tokio::spawn(bridge::push::run(engine.clone())),
        ];
        *engine.loops.lock().unwrap_or_else(PoisonError::into_inner) = loops;
        Ok(engine)
    }

    /// The same without the loops: for commands that write and end, such as an import.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub async fn open_quiet(config: EngineConfig) -> Result<Self> {
        let place = StoreConfig {
            synced: config.synced,
            deadlines: config.deadlines,
            ..StoreConfig::new(config.database_url.parse()?)
        };
        Self::on(Store::open(&place).await?, config)
    }

    /// Another engine without loops on this one's connections: for worlds of simulation, in which processes
    /// die by the hundred. It knows nothing of what this one keeps in memory.
    ///
    /// # Errors
    /// When a built-in pack fails to build.
    pub fn beside(&self, config: EngineConfig) -> Result<Self> {
        Self::on(self.store.clone(), config)
    }

    fn on(store: Store, config: EngineConfig) -> Result<Self> {
        let built_in = BuiltIn::load().map_err(|errors| EngineError::BadFile(errors.to_string()))?;
        Ok(Self(Arc::new(Inner {
            store,
            clock: config.clock,
            random: config.random,
            hub: Hub::default(),
            coaches: Coaches::new(built_in),
            policies: Policies::new(),
            draw_keys: DrawKeys::default(),
            services: Services::default(),
            finders: Finders::default(),
            book: playbook::kept::built_in()?,
            limits: Limits::new(),
            deliveries: Sweeper::default(),
            darkroom: Darkroom::default(),
            peers: Peers::new(config.opener),
            key: config.key,
            #[cfg(feature = "canary")]
            breaks: Breaks::promise(config.canary),
            #[cfg(not(feature = "canary"))]
            breaks: Breaks::default(),
            public_url: config.public_url,
            boundaries: config.boundaries,
            plan_bell: Notify::new(),
            search_bell: Notify::new(),
            due_bell: Notify::new(),
            bridge_bell: Notify::new(),
            stopping: watch::channel(false).0,
            loops: Mutex::default(),
        })))
    }

    #[must_use]
    pub const fn version() -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> bool {
        shops::list(self.store.read()).await.is_ok()
    }

    /// Ends the loops after the step they are in, then closes the database.
    pub async fn stop(&self) {
        self.stopping.send_replace(true);
        let loops = std::mem::take(&mut *self.loops.lock().unwrap_or_else(PoisonError::into_inner));
        for handle in loops {
            // A loop that panicked has said so; there is nothing left to stop.
            let _ = handle.await;
        }
        if let Err(error) = self.store.close().await {
            tracing::warn!(%error, "the database did not close cleanly");
        }
    }

    /// Waits where a process may die or stand still; in production not at all.
    pub(crate) async fn reached(&self, at: Boundary) {
        if let Some(boundaries) = &self.boundaries {
            boundaries.reached(at).await;
        }
    }

    /// Turns true when the engine is to stop.
    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// At the very first start: makes a shop and its owner, and returns her login and one-time password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn found(&self, shop_name: &str) -> Result<Option<(ShopId, String, String)>> {
        if persons::count(self.store.read()).await? > 0 {
            return Ok(None);
        }
        let password = self.random.one_time_password();
        let person = accounts::new_person(self, "owner", "店主", &password, true).await?;
        let shop = self.new_shop(shop_name, Platform::General);
        let (login, id, now, holdout) = (person.login.clone(), shop.id, self.now(), self.random.token());
        let written = self
            .store
            .write(Lane::Shop(shop.id), move |tx| {
                Box::pin(async move {
                    persons::create(tx, &person).await?;
                    accounts::found_shop(tx, &shop, &holdout, person.id, now).await
                })
            })
            .await;
        written?;
        Ok(Some((id, login, password)))
    }

    pub(crate) fn new_shop(&self, name: &str, platform: Platform) -> Shop {
        let now = self.now();
        let settings = ShopSettings {
            platform,
            ..ShopSettings::default()
        };
        Shop {
            id: ShopId::new(now, self.random.bits()),
            name: name.to_owned(),
            settings,
            created_at: now,
        }
    }

    /// # Errors
    /// When the database fails.
    pub async fn shops(&self) -> Result<Vec<Shop>> {
        Ok(shops::list(self.store.read()).await?)
    }
}

impl Inner {
    #[must_use]
    pub fn now(&self) -> At {
        self.clock.now()
    }

    /// How many times as fast as real time its clock runs.
    #[must_use]
    pub fn pace(&self) -> u32 {
        self.clock.pace()
    }
}
