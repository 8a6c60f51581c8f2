//! Runs one world: what comes from outside, what the processes do about it, until everything has come to
//! rest. Then looks at what stands on disk and what really arrived.

mod outside;

use std::{cmp::Reverse, collections::BinaryHeap, path::Path};

use jinpai_engine::{Boundary, Canary, Desk, Engine, EngineError, Result, Round, Visitor};
use jinpai_model::{At, BuyerId, DAY_MS, Role};
use rand::{SeedableRng, rngs::StdRng};

use crate::{
    check::{self, Broken, Known, Outside},
    clock::WorldClock,
    die::below,
    node::{Held, Node, Place},
    plan::{self, WorldPlan},
    provider::SimProvider,
    tally::Tally,
    template::{FIRST_DAY, Template, folder, url_of},
    trace,
};

/// More rounds than any world needs (some 1,400): one that does not come to rest is broken.
const MOST_ROUNDS: u32 = 12_000;
/// Clocks of processes are off by up to so much, and what is due is looked at that much later.
const OFF_MS: i64 = 500;

#[derive(Debug, Clone, Copy)]
pub struct Options {
    pub orders: usize,
    /// The promise that the engines of this world break on purpose.
    pub canary: Option<Canary>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            orders: 200,
            canary: None,
        }
    }
}

/// What became of a world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lived {
    pub tally: Tally,
    pub broken: Vec<Broken>,
    /// Everything that was written and sent, as one number.
    pub trace: u64,
}

/// Lives one world through, and says what it broke.
///
/// # Errors
/// When the engine itself fails, which no fault of a world may cause.
pub async fn run(template: &Template, seed: u64, options: Options) -> Result<Lived> {
    let folder = folder()?;
    let path = folder.path().join("world.db");
    std::fs::copy(&template.path, &path).map_err(|error| EngineError::BadFile(error.to_string()))?;
    let plan = plan::draw(seed, options.orders, FIRST_DAY);
    let mut world = World::open(template, &path, seed, &plan, options.canary).await?;
    world.live(&plan).await?;
    let ledger = world.gate.ledger(template.shop).await?;
    let (taken, again, chats) = (
        world.provider.taken(),
        world.provider.again(),
        world.chats().await?,
    );
    let outside = Outside {
        known: &world.known,
        taken: &taken,
        again: &again,
        chats: &chats,
    };
    let mut tally = world.tally(&plan);
    tally.count(&ledger);
    let lived = Lived {
        broken: check::all(&plan, &ledger, &outside),
        trace: trace::of(&ledger, &taken, &chats),
        tally,
    };
    world.gate.stop().await;
    Ok(lived)
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
    async fn open(
        template: &'t Template,
        path: &Path,
        seed: u64,
        plan: &WorldPlan,
        canary: Option<Canary>,
    ) -> Result<Self> {
        let clock = WorldClock::at(plan.start);
        let provider = SimProvider::new(seed ^ 0x5eed, plan.manners);
        let mut random = StdRng::seed_from_u64(seed ^ 0xd1ce);
        let place = |n: usize, off_ms: i64| Place {
            url: url_of(path),
            seed: seed.wrapping_mul(31).wrapping_add(n as u64),
            clock: clock.clone(),
            off_ms,
            provider: provider.clone(),
            canary,
            beside: None,
        };
        let gate = place(99, 0).open(0, None).await?;
        let mut nodes = Vec::new();
        for n in 0..plan.nodes {
            let span = u32::try_from(2 * OFF_MS + 1).unwrap_or(1);
            let off_ms = i64::from(below(&mut random, span)) - OFF_MS;
            let place = Place {
                beside: Some(gate.clone()),
                ..place(n, off_ms)
            };
            nodes.push(Node::start(place).await?);
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
            while self.looks.peek().is_some_and(|Reverse(look)| look < at) && self.rounds < MOST_ROUNDS {
                self.look().await?;
            }
            self.clock.move_to(*at);
            self.happen(plan, happening).await?;
            let notices = i64::from(below(&mut self.random, plan.pace_ms + 1));
            self.look_at(self.clock.moment().plus(notices));
        }
        self.provider.calm();
        for node in &self.nodes {
            node.dice.spare();
        }
        while let Some(Reverse(next)) = self.looks.peek()
            && *next < plan.end.plus(2 * DAY_MS)
            && self.rounds < MOST_ROUNDS
        {
            self.look().await?;
        }
        if self.rounds >= MOST_ROUNDS {
            self.known.seen_broken.push(Broken {
                name: "I11",
                how: format!("the world did not come to rest within {MOST_ROUNDS} rounds"),
            });
        }
        // Whoever still stands still goes on at last.
        for n in 0..self.nodes.len() {
            if let Some(until) = self.nodes[n].frozen_until() {
                self.clock.move_to(until);
            }
            self.work(n).await?;
        }
        Ok(())
    }

    async fn look(&mut self) -> Result<()> {
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
        let now = self.clock.moment();
        let n = below(&mut self.random, u32::try_from(self.nodes.len()).unwrap_or(1)) as usize;
        let mut done = None;
        if self.nodes[n].frozen_until().is_none_or(|until| until <= now) {
            done = self.work(n).await?;
        }
        let next = match done {
            Some(round) => round.next,
            // A process that was struck leaves work to the others.
            None => {
                let soon = now.plus(1_000);
                let next = self.gate.next_at(now).await?;
                Some(next.map_or(soon, |at| at.min(soon)))
            }
        };
        let until = self.nodes.iter().filter_map(Node::frozen_until).min();
        for at in [next, until].into_iter().flatten() {
            // A clock that is behind does what is due a little later.
            self.look_at(at.plus(OFF_MS + 100).max(now.plus(50)));
        }
        Ok(())
    }

    fn look_at(&mut self, at: At) {
        if !self.looks.iter().any(|Reverse(look)| *look == at) {
            self.looks.push(Reverse(at));
        }
    }

    /// One process does a round. If it had stood still, whatever others have claimed in the meantime has to
    /// be as they left it: a worker that lost its lease writes nothing (I15).
    async fn work(&mut self, n: usize) -> Result<Option<Round>> {
        let own = self.nodes[n].held_then.take();
        let before = match &own {
            Some(_) => self.gate.held().await?,
            None => Vec::new(),
        };
        let now = self.clock.moment();
        let done = self.nodes[n].round().await?;
        if done.is_none() {
            // Whatever it had given to the database before it was struck stands there before anybody goes on.
            self.gate.written().await?;
        }
        let frozen = self.nodes[n].frozen_until().is_some();
        if own.is_none() && !frozen {
            return Ok(done);
        }
        let after: Held = self
            .gate
            .held()
            .await?
            .into_iter()
            .map(|(id, epoch, _)| (id, epoch))
            .collect();
        if let Some(own) = &own {
            for (id, epoch, until) in &before {
                let foreign = !own.contains(&(*id, *epoch)) && *until > now.plus(2 * OFF_MS);
                if foreign && !after.contains(&(*id, *epoch)) {
                    self.known.seen_broken.push(Broken {
                        name: "I15",
                        how: format!("a worker that had lost its lease wrote to step {id}, held by another"),
                    });
                }
            }
        }
        if frozen {
            let before: Held = before.into_iter().map(|(id, epoch, _)| (id, epoch)).collect();
            let claimed_now = after.difference(&before).copied();
            self.nodes[n].held_then = Some(match own {
                Some(own) => own.into_iter().chain(claimed_now).collect(),
                None => after,
            });
        }
        Ok(done)
    }

    fn tally(&self, plan: &WorldPlan) -> Tally {
        let mut tally = Tally {
            seeds: 1,
            orders: plan.orders.len() as u64,
            nodes: plan.nodes as u64,
            provider_took: self.provider.taken().len() as u64,
            rounds: u64::from(self.rounds),
            ..Tally::default()
        };
        for (kind, count) in plan.faults.iter().chain(&self.provider.faults()) {
            *tally.by_kind.entry((*kind).to_owned()).or_default() += count;
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
        for (kind, of) in [("process died", &tally.died), ("process froze", &tally.froze)] {
            tally.by_kind.insert(kind.to_owned(), of.values().sum());
        }
        tally.faults = tally.by_kind.values().sum();
        tally.fewest_faults = tally.faults;
        tally
    }
}
