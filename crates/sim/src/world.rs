//! Runs one world: what comes from outside, what the processes do about it, until everything has come to
//! rest. Then looks at what stands on disk and what the provider really took.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
};

use jinpai_engine::{
    AddressChange, Boundary, Desk, Engine, EngineError, HookHeaders, ProviderChange, Result, SecretKind,
    ShopPatch, SignedIdentity, Visitor, sign,
};
use jinpai_model::{AddressKind, At, BuyerId, Channel, PersonId, Platform, Role, ShopId, Zone};
use rand::{RngExt as _, SeedableRng, rngs::StdRng};
use serde::Serialize;

use crate::{
    check::{self, Broken, Known, Outside},
    clock::WorldClock,
    die::below,
    node::{Node, Place},
    plan::{self, Happening, News, WorldPlan},
    provider::SimProvider,
};

/// More rounds than any world needs: one that does not come to rest is broken.
const MOST_ROUNDS: u32 = 60_000;

#[derive(Debug, Clone, Copy)]
pub struct Options {
    pub orders: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { orders: 200 }
    }
}

/// What happened in a world, or in many.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Tally {
    pub seeds: u64,
    pub orders: u64,
    pub nodes: u64,
    /// Deaths, freezes, and what the outside did wrong.
    pub faults: u64,
    pub fewest_faults: u64,
    pub steps: u64,
    pub sent: u64,
    pub provider_took: u64,
    pub unknown_for_ever: u64,
    pub rounds: u64,
    pub died: BTreeMap<String, u64>,
    pub froze: BTreeMap<String, u64>,
    pub passed: BTreeMap<String, u64>,
}

impl Tally {
    pub fn add(&mut self, other: &Self) {
        self.fewest_faults = if self.seeds == 0 {
            other.fewest_faults
        } else {
            self.fewest_faults.min(other.fewest_faults)
        };
        self.seeds += other.seeds;
        self.orders += other.orders;
        self.nodes += other.nodes;
        self.faults += other.faults;
        self.steps += other.steps;
        self.sent += other.sent;
        self.provider_took += other.provider_took;
        self.unknown_for_ever += other.unknown_for_ever;
        self.rounds += other.rounds;
        for (into, from) in [
            (&mut self.died, &other.died),
            (&mut self.froze, &other.froze),
            (&mut self.passed, &other.passed),
        ] {
            for (name, count) in from {
                *into.entry(name.clone()).or_default() += count;
            }
        }
    }
}

/// A founded shop in a database file, from which every world begins.
pub struct Template {
    path: PathBuf,
    shop: ShopId,
    owner: PersonId,
    hook: String,
    identity: String,
    _folder: tempfile::TempDir,
}

impl Template {
    /// Founds the shop.
    ///
    /// # Errors
    /// When the database cannot be made.
    pub async fn found() -> Result<Self> {
        let folder = tempfile::tempdir().map_err(|error| EngineError::BadFile(error.to_string()))?;
        let path = folder.path().join("template.db");
        let clock = WorldClock::at(FIRST_DAY);
        let place = Place {
            url: url_of(&path),
            seed: 1,
            clock,
            off_ms: 0,
            provider: SimProvider::new(1, plan::draw(1, 1, FIRST_DAY).manners),
        };
        let engine = place.open(0, None).await?;
        let (shop, login, password) = engine.found("金牌小店").await?.ok_or(EngineError::NotFound("shop"))?;
        let (_, session) = engine
            .sign_in(&login, &password, IpAddr::V4(Ipv4Addr::LOCALHOST))
            .await?;
        let owner = session.person.id;
        let desk = engine.desk(owner, shop, Role::Owner).await?;
        desk.change_settings(ShopPatch {
            platform: Some(Platform::Taobao),
            ..ShopPatch::default()
        })
        .await?;
        let hook = desk.rotate_secret(SecretKind::Hook).await?;
        let identity = desk.rotate_secret(SecretKind::Identity).await?;
        let spec = serde_json::from_value(serde_json::json!({
            "kind": "webhook", "url": "https://sms.example/", "secret": "simulated secret of some length"
        }))
        .map_err(|error| EngineError::BadFile(error.to_string()))?;
        desk.put_provider(
            None,
            ProviderChange {
                channel: Channel::Sms,
                name: "短信".to_owned(),
                on: true,
                spec: Some(spec),
            },
        )
        .await?;
        engine.stop().await;
        Ok(Self {
            path,
            shop,
            owner,
            hook,
            identity,
            _folder: folder,
        })
    }
}

/// Worlds begin in the week from this Monday on, Shanghai time.
const FIRST_DAY: At = At(1_793_548_800_000);

fn url_of(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

/// Lives one world through, and says what it broke.
///
/// # Errors
/// When the engine itself fails, which no fault of a world may cause.
pub async fn run(template: &Template, seed: u64, options: Options) -> Result<(Tally, Vec<Broken>)> {
    let folder = tempfile::tempdir().map_err(|error| EngineError::BadFile(error.to_string()))?;
    let path = folder.path().join("world.db");
    std::fs::copy(&template.path, &path).map_err(|error| EngineError::BadFile(error.to_string()))?;
    let plan = plan::draw(seed, options.orders, FIRST_DAY);
    let mut world = World::open(template, &path, seed, &plan).await?;
    world.live(&plan).await?;
    let ledger = world.gate.ledger(template.shop).await?;
    let taken = world.provider.taken();
    let outside = Outside {
        known: &world.known,
        taken: &taken,
    };
    let broken = check::all(&plan, &ledger, &outside);
    Ok((world.tally(&plan, &ledger), broken))
}

struct World<'t> {
    template: &'t Template,
    clock: WorldClock,
    provider: SimProvider,
    /// The process that takes hooks and chats; it lives through everything.
    gate: Engine,
    desk: Desk,
    nodes: Vec<Node>,
    visitors: Vec<Option<(Visitor, BuyerId)>>,
    known: Known,
    random: StdRng,
    looks: BinaryHeap<Reverse<At>>,
    rounds: u32,
    count: u32,
}

impl<'t> World<'t> {
    async fn open(template: &'t Template, path: &Path, seed: u64, plan: &WorldPlan) -> Result<Self> {
        let clock = WorldClock::at(plan.start);
        let provider = SimProvider::new(seed ^ 0x5eed, plan.manners);
        let mut random = StdRng::seed_from_u64(seed ^ 0xd1ce);
        let place = |n: usize, off_ms: i64| Place {
            url: url_of(path),
            seed: seed.wrapping_mul(31).wrapping_add(n as u64),
            clock: clock.clone(),
            off_ms,
            provider: provider.clone(),
        };
        let gate = place(99, 0).open(0, None).await?;
        let mut nodes = Vec::new();
        for n in 0..plan.nodes {
            let off_ms = random.random_range(-500..=500);
            nodes.push(Node::start(place(n, off_ms)).await?);
        }
        Ok(Self {
            desk: gate.desk(template.owner, template.shop, Role::Owner).await?,
            template,
            provider,
            gate,
            nodes,
            visitors: vec![None; plan.buyers.len()],
            known: Known::new(plan),
            random,
            looks: BinaryHeap::new(),
            rounds: 0,
            count: 0,
            clock,
        })
    }

    async fn live(&mut self, plan: &WorldPlan) -> Result<()> {
        for (at, happening) in &plan.happenings {
            while self.looks.peek().is_some_and(|Reverse(look)| look < at) {
                self.look(plan).await?;
            }
            self.clock.move_to(*at);
            self.happen(plan, happening).await?;
            self.round().await?;
        }
        self.provider.calm();
        for node in &self.nodes {
            node.dice.spare();
        }
        while let Some(Reverse(next)) = self.looks.peek()
            && *next < plan.end.plus(2 * jinpai_model::DAY_MS)
        {
            self.look(plan).await?;
        }
        // Whoever still stands still goes on at last.
        for n in 0..self.nodes.len() {
            if let Some(until) = self.nodes[n].frozen_until() {
                self.clock.move_to(until);
            }
            self.nodes[n].round().await?;
        }
        Ok(())
    }

    async fn look(&mut self, _plan: &WorldPlan) -> Result<()> {
        let Some(Reverse(at)) = self.looks.pop() else {
            return Ok(());
        };
        while self.looks.peek() == Some(&Reverse(at)) {
            self.looks.pop();
        }
        self.clock.move_to(at);
        self.round().await
    }

    /// One process does a round, and the next moments to look at are noted.
    async fn round(&mut self) -> Result<()> {
        self.rounds += 1;
        assert!(self.rounds < MOST_ROUNDS, "the world does not come to rest");
        let now = self.clock.moment();
        let n = below(&mut self.random, u32::try_from(self.nodes.len()).unwrap_or(1)) as usize;
        let before = self.nodes[n].frozen_until();
        if before.is_none_or(|until| until <= now) {
            self.nodes[n].round().await?;
        }
        // A process that was struck leaves work to the others.
        let struck = self.nodes[n].frozen_until().is_some() || self.nodes[n].is_dead();
        let mut next = self.gate.next_at(now).await?;
        if struck {
            next = Some(next.map_or(now.plus(1_000), |at| at.min(now.plus(1_000))));
        }
        let until = self.nodes.iter().filter_map(Node::frozen_until).min();
        for at in [next, until].into_iter().flatten() {
            // A clock that is behind does what is due a little later.
            let at = at.plus(600).max(now.plus(50));
            if !self.looks.iter().any(|Reverse(look)| *look == at) {
                self.looks.push(Reverse(at));
            }
        }
        Ok(())
    }

    async fn happen(&mut self, plan: &WorldPlan, happening: &Happening) -> Result<()> {
        match happening {
            Happening::Told { order, news, delivery } => self.tell(plan, *order, *news, *delivery).await,
            Happening::Writes { buyer } => {
                let reference = self.reference("b");
                let visitor = self.visitor(plan, *buyer).await?;
                match visitor.send(&reference, "在吗，这个还有优惠吗").await {
                    Ok(_) | Err(EngineError::TooMany { .. }) => Ok(()),
                    Err(error) => Err(error),
                }
            }
            Happening::Agent { buyer } => self.agent_writes(plan, *buyer).await,
            Happening::OptsOut { buyer } => {
                self.visitor(plan, *buyer).await?;
                let Some((_, id)) = &self.visitors[*buyer] else {
                    return Ok(());
                };
                let change = jinpai_engine::BuyerChange {
                    opted_out: Some(true),
                    ..jinpai_engine::BuyerChange::default()
                };
                self.desk.change_buyer(*id, change).await?;
                self.known.opted_out(*buyer, self.clock.moment());
                Ok(())
            }
            Happening::ProviderDown => {
                self.provider.set_down(true);
                Ok(())
            }
            Happening::ProviderUp => {
                self.provider.set_down(false);
                Ok(())
            }
            Happening::Leap { ms } => {
                self.clock.move_to(self.clock.moment().plus(*ms));
                Ok(())
            }
        }
    }

    fn reference(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("{kind}{}", self.count)
    }

    async fn agent_writes(&mut self, plan: &WorldPlan, buyer: usize) -> Result<()> {
        let reference = self.reference("a");
        self.visitor(plan, buyer).await?;
        let Some((_, id)) = &self.visitors[buyer] else {
            return Ok(());
        };
        let (talks, _) = self.desk.conversations(true, 500).await?;
        if let Some(talk) = talks.iter().find(|talk| talk.conversation.buyer == *id) {
            self.desk
                .send(
                    talk.conversation.id,
                    &reference,
                    "您好，有的，您看中哪一款我帮您查一下",
                    jinpai_engine::Locale::Zh,
                )
                .await?;
        }
        Ok(())
    }

    /// The buyer in the chat, known to the shop by her name; her number is written down with her first visit.
    async fn visitor(&mut self, plan: &WorldPlan, buyer: usize) -> Result<&Visitor> {
        if self.visitors[buyer].is_none() {
            let about = &plan.buyers[buyer];
            let identity = SignedIdentity {
                id: about.name.clone(),
                name: Some(about.name.clone()),
                signature: sign(&self.template.identity, &[about.name.as_bytes()]),
            };
            let last = u32::try_from(buyer).unwrap_or(0);
            let from = IpAddr::V4(Ipv4Addr::from(0x7f01_0000 + last));
            let session = self
                .gate
                .open_widget(self.template.shop, None, Some(identity), from)
                .await?;
            let visitor = self.gate.visitor(&session.token).await?;
            let id = visitor.buyer();
            if let Some(mobile) = &about.mobile {
                let change = AddressChange {
                    kind: AddressKind::Mobile,
                    value: mobile.clone(),
                    proxied: false,
                    notice: true,
                    promotion: false,
                };
                self.desk.put_address(id, change).await?;
            }
            self.visitors[buyer] = Some((visitor, id));
        }
        self.visitors[buyer]
            .as_ref()
            .map(|(visitor, _)| visitor)
            .ok_or(EngineError::NotFound("buyer"))
    }

    /// The shop's system tells of an order, signed; what it confirmed is known from then on.
    async fn tell(&mut self, plan: &WorldPlan, order: usize, news: News, delivery: u32) -> Result<()> {
        let about = &plan.orders[order];
        self.visitor(plan, about.buyer).await?;
        let zone = Zone::shanghai();
        let (event, at) = match news {
            News::Created => ("created", about.created_at),
            News::Paid => ("paid", about.paid_at.unwrap_or(about.created_at)),
            News::Closed => ("closed", about.close_at),
        };
        let body = serde_json::json!({
            "event": event,
            "at": at.rfc3339(&zone),
            "order": {
                "number": about.number,
                "created_at": about.created_at.rfc3339(&zone),
                "close_at": about.close_at.rfc3339(&zone),
                "total": format!("{}.00", about.yuan),
                "items": [{ "title": "羊毛混纺大衣", "quantity": about.quantity }],
                "buyer": { "id": plan.buyers[about.buyer].name },
            }
        })
        .to_string();
        let now = self.clock.moment();
        let timestamp = (now.ms() / 1_000).to_string();
        let signature = sign(&self.template.hook, &[timestamp.as_bytes(), b".", body.as_bytes()]);
        let signature = format!("v1={signature}");
        let delivery = format!("d{delivery}");
        let headers = HookHeaders {
            timestamp: &timestamp,
            delivery: &delivery,
            signature: &signature,
        };
        self.gate
            .order_hook(self.template.shop, headers, body.as_bytes())
            .await?;
        self.known.told(order, news, now);
        Ok(())
    }

    fn tally(&self, plan: &WorldPlan, ledger: &jinpai_engine::Ledger) -> Tally {
        let mut tally = Tally {
            seeds: 1,
            orders: plan.orders.len() as u64,
            nodes: plan.nodes as u64,
            faults: plan.faults as u64,
            steps: ledger.steps.len() as u64,
            provider_took: self.provider.taken().len() as u64,
            rounds: u64::from(self.rounds),
            ..Tally::default()
        };
        for step in &ledger.steps {
            tally.sent += u64::from(step.state == jinpai_model::StepState::Sent);
            tally.unknown_for_ever += u64::from(step.state == jinpai_model::StepState::Unknown);
        }
        for node in &self.nodes {
            let counts = node.dice.counts();
            for (into, from) in [
                (&mut tally.died, counts.died),
                (&mut tally.froze, counts.froze),
                (&mut tally.passed, counts.passed),
            ] {
                for boundary in Boundary::ALL {
                    let count = u64::from(from.get(&boundary).copied().unwrap_or(0));
                    *into.entry(format!("{boundary:?}")).or_default() += count;
                }
            }
        }
        tally.faults += tally.died.values().chain(tally.froze.values()).sum::<u64>();
        tally.fewest_faults = tally.faults;
        tally
    }
}
