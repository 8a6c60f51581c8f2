//! `reminder-faults`: reminders of the real program, over its real surfaces, while everything around it fails.
//!
//! Two processes of `jinpai serve` on one database are told orders by the signed hook and hand reminders to a
//! provider over the signed webhook. What was handed over is judged at the provider by the buyer's number, never by
//! what the program says of itself; what the program has written down is read from the database by another tool,
//! to tell what was decided when.

mod blows;
mod bridge;
mod http;
mod ledger;
mod orders;
mod report;
mod shop;
mod verdict;

use std::{path::PathBuf, time::Duration};

use anyhow::{Context as _, Result, bail};

use self::{
    blows::{Blow, Hand},
    bridge::Bridge,
    ledger::Books,
    orders::Order,
    shop::Shop,
    verdict::{Evidence, Verdict, judge},
};
use crate::{
    bench::{
        machine,
        reminder_peers::{load, sink::now_ms},
    },
    postgres::Postgres,
    shell::{Cmd, pause},
    tree::{self, Scratch},
};

/// What happens, and how much of it.
pub struct Plan {
    pub orders: u32,
    /// Orders that are paid around the moment at which their reminder is due.
    pub paid: u32,
    /// From the first order told until the first reminder is due.
    pub lead_ms: i64,
    pub kills: u32,
    pub kill_every_ms: i64,
    pub freeze_ms: i64,
    /// How long an outside writer holds the SQLite file.
    pub hold_ms: i64,
    pub down_ms: i64,
    pub hang_ms: i64,
    /// Between two blows.
    pub gap_ms: i64,
    /// How long the provider takes to answer.
    pub slow_ms: u64,
    /// After the last blow nothing may be unknown for longer.
    pub settle_ms: i64,
    pub workers: usize,
}

impl Plan {
    /// How long processes are killed, from the first due on.
    pub const fn kills_ms(&self) -> i64 {
        self.kill_every_ms * self.kills as i64 + self.gap_ms
    }

    /// From the first due to the last.
    pub const fn window_ms(&self) -> i64 {
        self.kills_ms() + self.freeze_ms + self.hold_ms + self.down_ms + self.hang_ms + 5 * self.gap_ms
    }
}

const FULL: Plan = Plan {
    orders: 2_000,
    paid: 200,
    lead_ms: 40_000,
    kills: 6,
    kill_every_ms: 10_000,
    // Longer than a lease by a little, so that somebody else looks after what the zombie holds.
    freeze_ms: 32_000,
    hold_ms: 8_000,
    down_ms: 60_000,
    hang_ms: 20_000,
    gap_ms: 6_000,
    slow_ms: 50,
    settle_ms: 60_000,
    workers: 2,
};

/// Shows that all of it works; the freeze ends within the lease and the provider is back before anybody asks again.
const QUICK: Plan = Plan {
    orders: 200,
    paid: 20,
    lead_ms: 8_000,
    kills: 2,
    kill_every_ms: 4_000,
    freeze_ms: 6_000,
    hold_ms: 3_000,
    down_ms: 5_000,
    hang_ms: 5_000,
    gap_ms: 2_000,
    ..FULL
};

/// How long everything that was due may take to be over after the last blow: what a provider refused for the moment
/// goes out a minute later.
const OVER_WITHIN_MS: i64 = 180_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sqlite,
    Postgres,
}

/// What one database went through.
pub struct Trial {
    pub database: &'static str,
    pub verdict: Verdict,
    pub blows: Vec<Blow>,
    pub told_in_s: f64,
    /// Not all was planned when the first reminder was due, so lateness holds some of it.
    pub overran: bool,
    pub panics: usize,
    pub errors: usize,
}

pub fn run(args: &[String]) -> Result<()> {
    let (plan, kinds) = options(args)?;
    let (program, reader) = build()?;
    let machine = format!("{}, load before {}", machine::describe(), load());
    println!("\n{machine}\n{}\n", report::plan(&plan));
    let mut trials = Vec::new();
    for kind in kinds {
        let trial = trial(kind, &plan, (&program, &reader))?;
        println!("{}", report::table(&trial));
        trials.push(trial);
        keep(&report::json(&machine, &plan, &trials))?;
    }
    let broken: Vec<String> = trials
        .iter()
        .flat_map(|trial| trial.verdict.broken(trial.database))
        .collect();
    if !broken.is_empty() {
        bail!("promises were broken:\n  {}", broken.join("\n  "));
    }
    Ok(())
}

fn options(args: &[String]) -> Result<(Plan, Vec<Kind>)> {
    let (mut plan, mut kinds) = (FULL, vec![Kind::Sqlite, Kind::Postgres]);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--quick" => plan = QUICK,
            "--only" => {
                kinds = match args.next().map(String::as_str) {
                    Some("sqlite") => vec![Kind::Sqlite],
                    Some("postgres") => vec![Kind::Postgres],
                    _ => bail!("--only needs sqlite or postgres"),
                }
            }
            other => bail!("reminder-faults knows --quick and --only sqlite|postgres, not {other:?}"),
        }
    }
    Ok((plan, kinds))
}

fn trial(kind: Kind, plan: &Plan, (program, reader): (&PathBuf, &PathBuf)) -> Result<Trial> {
    let folder = Scratch::new("reminder-faults-sqlite")?;
    let (postgres, url, database) = match kind {
        Kind::Sqlite => {
            let file = folder.path().join("jinpai.db");
            (None, format!("sqlite://{}", file.display()), "SQLite")
        }
        Kind::Postgres => {
            let postgres = Postgres::start_durable()?;
            let url = postgres.url().to_owned();
            (Some(postgres), url, "PostgreSQL")
        }
    };
    println!("{database}");
    let bridge = Bridge::start(plan.slow_ms)?;
    let (shop, till) = Shop::open(program, &url, plan.workers, bridge.address)?;
    let books = Books::new(reader, &url);
    let first_ms = now_ms() + plan.lead_ms;
    let orders = orders::orders(plan, first_ms);
    let told_in_s = orders::tell_all(&till, &orders)?;
    let overran = !planned(&books, orders.len(), first_ms)?;
    let mut hand = Hand {
        plan,
        shop,
        bridge: &bridge,
        books: &books,
        postgres,
        blows: Vec::new(),
    };
    let paid = std::thread::scope(|scope| {
        let paying = scope.spawn(|| orders::pay(&till, &orders));
        let struck = hand.strike_all(first_ms);
        let paid = paying
            .join()
            .unwrap_or_else(|_| bail!("the payments could not be told"));
        struck.and(paid)
    })?;
    let (ledger, unknown_over_ms) = wait_over(&books, plan, &orders, hand.blows.last())?;
    let (panics, errors) = hand.shop.trouble();
    hand.shop
        .keep_logs(&tree::target()?.join("bench/reminder-faults").join(database))?;
    let evidence = Evidence {
        plan,
        first_ms,
        orders: &orders,
        paid: &paid,
        parcels: bridge.parcels(),
        ledger: &ledger,
        blows: &hand.blows,
        unknown_over_ms,
    };
    Ok(Trial {
        database,
        verdict: judge(&evidence),
        blows: hand.blows,
        told_in_s,
        overran,
        panics,
        errors,
    })
}

/// Waits until a step stands for every order; false when the first was due before that.
fn planned(books: &Books<'_>, orders: usize, first_ms: i64) -> Result<bool> {
    while now_ms() < first_ms {
        if books.read()?.steps.len() >= orders {
            return Ok(true);
        }
        pause(Duration::from_millis(500));
    }
    Ok(books.read()?.steps.len() >= orders)
}

/// Waits until nothing is open, claimed, being sent or unknown; how long after the last blow anything was unknown.
fn wait_over(
    books: &Books<'_>,
    plan: &Plan,
    orders: &[Order],
    last: Option<&Blow>,
) -> Result<(ledger::Ledger, i64)> {
    let ended_ms = last.map_or(0, |blow| blow.ended_ms);
    let until_ms = orders.last().map_or(0, |order| order.due_ms).max(ended_ms) + OVER_WITHIN_MS;
    let mut unknown_over_ms = 0;
    loop {
        let ledger = books.read()?;
        if ledger.unknown_now() > 0 {
            unknown_over_ms = now_ms() - ended_ms;
        }
        let over = ledger.open_now() == 0 && ledger.unknown_now() == 0;
        // Unknowns are waited for as long as they are promised to be gone.
        let unknown_ended = ledger.unknown_now() == 0 || now_ms() > ended_ms + plan.settle_ms;
        if over || (now_ms() > until_ms && unknown_ended) {
            return Ok((ledger, unknown_over_ms));
        }
        pause(Duration::from_secs(1));
    }
}

/// The program as it is shipped but for its pages, which nobody looks at here, and the tool that reads the books,
/// built beside it so that they share what they are built from. `JINPAI_BIN` names another program to be tried.
fn build() -> Result<(PathBuf, PathBuf)> {
    let build = |what: &[&str]| {
        Cmd::cargo(tree::root())
            .args(["build", "--release", "--package", "jinpai-cli"])
            .args(what)
            .run()
    };
    let release = tree::target()?.join("release");
    let program = match std::env::var_os("JINPAI_BIN").filter(|path| !path.is_empty()) {
        Some(named) => PathBuf::from(named),
        None => {
            build(&["--bin", "jinpai"])?;
            release.join("jinpai")
        }
    };
    build(&["--package", "jinpai-store", "--example", "reminder_ledger"])?;
    Ok((program, release.join("examples/reminder_ledger")))
}

fn keep(json: &serde_json::Value) -> Result<()> {
    let folder = tree::target()?.join("bench");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("reminder-faults.json");
    std::fs::write(&file, format!("{json:#}\n")).with_context(|| format!("cannot write {}", file.display()))
}
