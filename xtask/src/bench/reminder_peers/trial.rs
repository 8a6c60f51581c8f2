//! One system's trial: jobs spread over a while, a burst due at one moment, and jobs under faults.

use std::{path::PathBuf, time::Duration};

use anyhow::{Result, bail};

use super::{
    Plan,
    drivers::{Hand, Programs, System},
    judge::{Verdict, Workload, judge},
    report,
    servers::Server,
    sink::{Sink, now_ms},
};
use crate::{
    shell::{Background, now, pause, wait_until},
    tree::Scratch,
};

/// How long a worker may take to be ready.
const START: Duration = Duration::from_secs(60);
/// After the last call has come, ends may still be on their way to the database.
const SETTLE: Duration = Duration::from_secs(10);

pub struct Trial {
    pub name: &'static str,
    pub ours: bool,
    /// As the driver tells them.
    pub settings: serde_json::Value,
    pub phases: Vec<Phase>,
}

pub struct Phase {
    pub name: &'static str,
    pub jobs: u32,
    pub schedule_per_s: f64,
    /// Planning was not over when the first job was due, so lateness holds some of it.
    pub overran: bool,
    pub verdict: Verdict,
    /// Waiting or held when the patience was over.
    pub hanging: i64,
    /// What the system itself has given up.
    pub given_up: i64,
}

impl Trial {
    pub fn breaks_a_promise(&self) -> bool {
        let broken = |phase: &Phase| {
            phase.verdict.lost > 0
                || phase.verdict.doubled > 0
                || phase.verdict.early > 0
                || phase.hanging > 0
        };
        self.ours && self.phases.iter().any(broken)
    }
}

pub fn run(system: &System, programs: &Programs, plan: &Plan) -> Result<Trial> {
    let server = Server::start(system.server)?;
    let sink = Sink::start()?;
    let address = sink.address();
    let hand = Hand {
        programs,
        system,
        plan,
        database: &server.url,
        sink: &address,
    };
    hand.tell("setup")?;
    let mut bench = Bench {
        hand,
        sink: &sink,
        logs: Scratch::new("reminder-peers")?,
        workers: Vec::new(),
        started: 0,
    };
    let mut phases = Vec::new();
    if !system.reaped {
        if let Some(spread_ms) = plan.spread_ms {
            phases.push(bench.phase("spread", plan.jobs, spread_ms, Faults::None)?);
        }
        phases.push(bench.phase("burst", plan.jobs, 0, Faults::None)?);
    }
    phases.push(bench.phase("faults", plan.fault_jobs, plan.fault_ms, Faults::KillsAndHang)?);
    Ok(Trial {
        name: system.name,
        ours: system.ours,
        settings: bench.hand.ask("settings")?,
        phases,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Faults {
    None,
    KillsAndHang,
}

/// What happens to the workers and the sink while jobs are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blow {
    Kill,
    HangBegins,
    HangEnds,
}

struct Bench<'a> {
    hand: Hand<'a>,
    sink: &'a Sink,
    logs: Scratch,
    workers: Vec<(Background, PathBuf)>,
    started: usize,
}

impl Bench<'_> {
    fn phase(&mut self, name: &'static str, jobs: u32, window_ms: u64, faults: Faults) -> Result<Phase> {
        let plan = self.hand.plan;
        self.start_workers()?;
        self.sink.take();
        let lead_ms = i64::try_from(plan.lead_ms).unwrap_or(0);
        let workload = Workload {
            run: name.to_owned(),
            jobs,
            first_ms: now_ms() + lead_ms,
            window_ms,
        };
        let seconds = self.hand.schedule(&workload)?;
        let overran = now_ms() > workload.first_ms;
        if faults == Faults::KillsAndHang {
            self.sink.answer_after(plan.slow_ms);
            for (after_ms, blow) in blows(plan) {
                let at = workload.first_ms + i64::try_from(after_ms).unwrap_or(0);
                pause(Duration::from_millis(u64::try_from(at - now_ms()).unwrap_or(0)));
                self.strike(blow)?;
            }
        }
        let left = self.wait(&workload, faults)?;
        self.sink.answer_after(0);
        self.stop_workers("TERM");
        let verdict = judge(&workload, &self.sink.take());
        let count = |what: &str| left[what].as_i64().unwrap_or(0);
        let phase = Phase {
            name,
            jobs,
            schedule_per_s: f64::from(jobs) / seconds.max(0.001),
            overran,
            verdict,
            hanging: count("planned") + count("active"),
            given_up: count("failed"),
        };
        println!("  {}", report::line(&phase));
        Ok(phase)
    }

    /// Until every job has come and nothing is open, or nothing new has come for as long as the patience;
    /// what is left then. A slow system may take its time, one that stands still may not.
    fn wait(&mut self, workload: &Workload, faults: Faults) -> Result<serde_json::Value> {
        let patience_ms = i64::try_from(self.hand.plan.patience_ms).unwrap_or(0);
        let (mut came, mut until_ms) = (0, workload.last_due_ms() + patience_ms);
        while came < workload.jobs as usize && now_ms() < until_ms {
            pause(Duration::from_millis(50));
            if self.sink.keys() > came {
                came = self.sink.keys();
                until_ms = until_ms.max(now_ms() + patience_ms);
            }
        }
        let settle_from = now();
        loop {
            let left = self.hand.ask("left")?;
            let open = left["planned"].as_i64().unwrap_or(0) + left["active"].as_i64().unwrap_or(0);
            // Under faults what was called may be held by a dead worker still, and come again.
            let over = match faults {
                Faults::None => settle_from.elapsed() > SETTLE,
                Faults::KillsAndHang => now_ms() > until_ms,
            };
            if open == 0 || over {
                return Ok(left);
            }
            pause(Duration::from_millis(500));
        }
    }

    fn strike(&mut self, blow: Blow) -> Result<()> {
        match blow {
            Blow::HangBegins => self.sink.hang(true),
            Blow::HangEnds => self.sink.hang(false),
            Blow::Kill => {
                self.stop_workers("KILL");
                if self.hand.system.reaped {
                    self.hand.tell("reap")?;
                }
                self.start_workers()?;
            }
        }
        Ok(())
    }

    fn start_workers(&mut self) -> Result<()> {
        for _ in 0..self.hand.plan.workers {
            self.started += 1;
            let log = self.logs.path().join(format!("worker-{}", self.started));
            self.workers.push((self.hand.start_worker(&log)?, log));
        }
        for (worker, log) in &mut self.workers {
            let is_ready = || std::fs::read_to_string(&*log).is_ok_and(|text| text.contains("ready"));
            let ready = wait_until(START, || worker.has_ended() || is_ready());
            if !ready || worker.has_ended() {
                bail!("a worker did not start:\n{}", worker.tail());
            }
        }
        Ok(())
    }

    /// All at once, then each is waited for.
    fn stop_workers(&mut self, signal: &str) {
        if signal == "KILL" {
            for (worker, _) in &self.workers {
                let id = worker.id().to_string();
                let _ = std::process::Command::new("kill").args(["-KILL", &id]).status();
            }
        }
        for (worker, _) in &mut self.workers {
            worker.stop(signal);
        }
        self.workers.clear();
    }
}

/// The kills in even steps, and one silence of the sink in the middle, so that one kill falls into it.
fn blows(plan: &Plan) -> Vec<(u64, Blow)> {
    let steps = u64::from(plan.kills) + 1;
    let mut blows: Vec<(u64, Blow)> = (1..steps)
        .map(|n| (plan.fault_ms * n / steps, Blow::Kill))
        .collect();
    let middle = plan.fault_ms / 2 + plan.fault_ms / steps / 2;
    let begins = middle.saturating_sub(plan.hang_ms / 2);
    blows.push((begins, Blow::HangBegins));
    blows.push((begins + plan.hang_ms, Blow::HangEnds));
    blows.sort_by_key(|(at, _)| *at);
    blows
}

#[cfg(test)]
mod tests {
    use super::{Blow, blows};
    use crate::bench::reminder_peers::{FULL, QUICK};

    #[test]
    fn all_kills_fall_into_the_window_and_one_into_the_silence() {
        for plan in [FULL, QUICK] {
            let blows = blows(&plan);
            assert!(blows.iter().all(|(at, _)| *at < plan.fault_ms));
            let of = |blow: Blow| blows.iter().filter(move |(_, b)| *b == blow).map(|(at, _)| *at);
            assert_eq!(of(Blow::Kill).count(), plan.kills as usize);
            let (begins, ends) = (
                of(Blow::HangBegins).next().unwrap(),
                of(Blow::HangEnds).next().unwrap(),
            );
            assert!(of(Blow::Kill).any(|at| begins < at && at < ends));
            assert_eq!(ends - begins, plan.hang_ms);
        }
    }
}
