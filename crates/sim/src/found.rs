//! What a run of many worlds found, and how it is told.

use std::collections::BTreeMap;

use jinpai_sim::{Canary, Lived, Tally};

use crate::arguments::Arguments;

/// Broken promises of one world that are printed.
const SHOWN: usize = 20;
/// After so many worlds a line says how far the run has come.
const PROGRESS: u64 = 500;

#[derive(Default)]
pub struct Found {
    tally: Tally,
    /// By seed: what was broken, and how.
    broken: BTreeMap<u64, Vec<(&'static str, String)>>,
    traces: BTreeMap<u64, u64>,
    failed: Option<String>,
}

impl Found {
    /// Why the run broke off.
    pub fn failed(&self) -> Option<String> {
        self.failed.clone()
    }

    /// Notes what became of a world; true when nothing more is to be looked for.
    pub fn take(
        &mut self,
        seed: u64,
        lived: Result<Lived, String>,
        arguments: &Arguments,
        canary: Option<Canary>,
    ) -> bool {
        let lived = match lived {
            Ok(lived) => lived,
            Err(failed) => {
                self.failed = Some(failed);
                return true;
            }
        };
        self.tally.add(&lived.tally);
        self.traces.insert(seed, lived.trace);
        if self.tally.seeds.is_multiple_of(PROGRESS) {
            eprintln!("{} worlds, {} broken", self.tally.seeds, self.broken.len());
        }
        if lived.broken.is_empty() {
            return false;
        }
        let broken: Vec<_> = lived
            .broken
            .into_iter()
            .map(|broken| (broken.name, broken.how))
            .collect();
        let caught = canary.is_some_and(|canary| broken.iter().any(|(name, _)| *name == canary.name()));
        if canary.is_none() && !arguments.json {
            for (name, how) in broken.iter().take(SHOWN) {
                println!("seed {seed}: {name}: {how}");
            }
            let orders = arguments.orders;
            println!(
                "repeat it: cargo run --release -p jinpai-sim -- --seeds {seed}..{} --orders {orders}",
                seed + 1
            );
        }
        self.broken.insert(seed, broken);
        caught
    }

    /// True when every promise was kept.
    pub fn report(&self, arguments: &Arguments) -> bool {
        let spared = self.spared(arguments.deaths);
        if arguments.json {
            let broken = self
                .broken
                .iter()
                .map(|(seed, broken)| (seed.to_string(), broken));
            let broken: BTreeMap<_, _> = broken.collect();
            println!("{}", serde_json::json!({ "tally": self.tally, "broken": broken }));
        } else {
            if arguments.traces {
                for (seed, trace) in &self.traces {
                    println!("seed {seed}: {trace:016x}");
                }
            }
            self.show();
            for name in &spared {
                println!("fewer than {} processes died at {name}", arguments.deaths);
            }
        }
        self.broken.is_empty() && spared.is_empty()
    }

    /// Boundaries at which fewer processes died than demanded.
    fn spared(&self, deaths: u64) -> Vec<&String> {
        let names = self.tally.passed.keys();
        names
            .filter(|name| self.tally.died.get(*name).copied().unwrap_or(0) < deaths)
            .collect()
    }

    /// True when the promise that the engines broke was seen to be broken.
    pub fn report_canary(&self, name: &str) -> bool {
        for (seed, broken) in &self.broken {
            if let Some((_, how)) = broken.iter().find(|(found, _)| *found == name) {
                println!("{name}: caught at seed {seed}: {how}");
                return true;
            }
        }
        println!("{name}: not caught in {} worlds", self.tally.seeds);
        false
    }

    fn show(&self) {
        let tally = &self.tally;
        println!(
            "{} worlds, {} broken; {} orders, {} processes, {} faults (fewest {} a world), {} rounds",
            tally.seeds,
            self.broken.len(),
            tally.orders,
            tally.nodes,
            tally.faults,
            tally.fewest_faults,
            tally.rounds,
        );
        for (title, counts) in [
            ("faults", &tally.by_kind),
            ("steps", &tally.ends),
            ("attempts", &tally.attempts),
        ] {
            let counts: Vec<String> = counts
                .iter()
                .map(|(name, count)| format!("{name} {count}"))
                .collect();
            println!("{title}: {}", counts.join(", "));
        }
        println!("boundaries:");
        for (name, passed) in &tally.passed {
            let count = |of: &BTreeMap<String, u64>| of.get(name).copied().unwrap_or(0);
            println!(
                "  {name}: passed {passed}, died {}, froze {}",
                count(&tally.died),
                count(&tally.froze)
            );
        }
    }
}
