//! `reminder-peers`: the reminder timer beside timers of others, in one run, on one machine, against one sink.
//!
//! Whether a job ran once is judged at the sink by the job's key, never by what a system says of itself.
//! Each system has its own fresh server of the same settings. Everything it needs is installed below the
//! target folder, and whatever it starts is stopped by its id.

mod drivers;
mod judge;
mod report;
mod servers;
pub(super) mod sink;
mod trial;

use anyhow::{Context as _, Result, bail};

use self::{
    drivers::{Programs, SYSTEMS, System},
    trial::Trial,
};
use crate::{bench::machine, shell::Cmd, tree};

/// What is asked of every system alike.
pub struct Plan {
    pub jobs: u32,
    /// The dues of the spread workload lie in so much time; none leaves it out.
    pub spread_ms: Option<u64>,
    /// From the order to plan until the first job is due.
    pub lead_ms: u64,
    /// How long after the last due is waited for what is missing.
    pub patience_ms: u64,
    pub fault_jobs: u32,
    pub fault_ms: u64,
    pub kills: u32,
    pub hang_ms: u64,
    /// How long the sink takes to answer while there are faults.
    pub slow_ms: u64,
    pub workers: usize,
    pub concurrency: u32,
    pub call_timeout_ms: u64,
    /// How long a dead worker's jobs are left alone, where a system lets that be set.
    pub lease_ms: u64,
}

const FULL: Plan = Plan {
    jobs: 20_000,
    spread_ms: Some(60_000),
    lead_ms: 20_000,
    patience_ms: 90_000,
    fault_jobs: 6_000,
    fault_ms: 42_000,
    kills: 6,
    hang_ms: 8_000,
    slow_ms: 50,
    workers: 2,
    concurrency: 50,
    call_timeout_ms: 5_000,
    lease_ms: 10_000,
};

/// Small enough for every push: it shows that all of it works, its speeds tell nothing.
const QUICK: Plan = Plan {
    jobs: 400,
    spread_ms: None,
    lead_ms: 2_500,
    patience_ms: 6_000,
    fault_jobs: 200,
    fault_ms: 3_000,
    kills: 2,
    hang_ms: 1_500,
    call_timeout_ms: 1_000,
    lease_ms: 3_000,
    ..FULL
};

pub fn run(args: &[String]) -> Result<()> {
    let (plan, chosen) = options(args)?;
    let programs = Programs::prepare(&chosen)?;
    let machine = format!("{}, load before {}", machine::describe(), load());
    println!("\n{machine}\n{}\n", report::plan(&plan));
    let mut trials: Vec<Trial> = Vec::new();
    let mut missing = Vec::new();
    for system in chosen {
        println!("{}", system.name);
        match trial::run(system, &programs, &plan) {
            Ok(trial) => trials.push(trial),
            Err(error) => {
                println!("  not measured: {error:#}");
                missing.push(system.name);
            }
        }
        // What was measured is kept even if a later system fails.
        keep(&report::json(&machine, &plan, &trials))?;
    }
    println!("{}", report::tables(&trials));
    if !missing.is_empty() {
        bail!("not measured: {}", missing.join(", "));
    }
    let broken: Vec<&str> = trials
        .iter()
        .filter(|t| t.breaks_a_promise())
        .map(|t| t.name)
        .collect();
    if !broken.is_empty() {
        bail!("ours lost, doubled or left something: {}", broken.join(", "));
    }
    Ok(())
}

fn options(args: &[String]) -> Result<(Plan, Vec<&'static System>)> {
    let (mut plan, mut only) = (FULL, None);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--quick" => plan = QUICK,
            "--jobs" => {
                plan.jobs = args
                    .next()
                    .and_then(|n| n.parse().ok())
                    .filter(|n| *n > 0)
                    .context("--jobs needs a number")?;
            }
            "--only" => only = Some(args.next().context("--only needs names, parted by commas")?),
            other => bail!("reminder-peers knows --quick, --jobs N and --only NAMES, not {other:?}"),
        }
    }
    let chosen = match only {
        // The variant differs under faults alone, which a small run has few of.
        None => SYSTEMS
            .iter()
            .filter(|system| plan.spread_ms.is_some() || !system.reaped)
            .collect(),
        Some(names) => names.split(',').map(system).collect::<Result<_>>()?,
    };
    Ok((plan, chosen))
}

fn system(name: &str) -> Result<&'static System> {
    SYSTEMS
        .iter()
        .find(|system| system.name == name)
        .with_context(|| {
            let known: Vec<&str> = SYSTEMS.iter().map(|system| system.name).collect();
            format!("no system {name:?}; there are {}", known.join(", "))
        })
}

/// How busy the machine was in the minute before; figures of a busy one are no figures.
pub(super) fn load() -> String {
    std::fs::read_to_string("/proc/loadavg")
        .ok()
        .and_then(|text| text.split(' ').next().map(str::to_owned))
        .unwrap_or_else(|| "unknown".to_owned())
}

fn keep(json: &serde_json::Value) -> Result<()> {
    let folder = tree::target()?.join("bench");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("reminder-peers.json");
    std::fs::write(&file, format!("{json:#}\n")).with_context(|| format!("cannot write {}", file.display()))
}

/// Our own side, built as it is shipped.
fn build() -> Result<std::path::PathBuf> {
    Cmd::cargo(tree::root())
        .args([
            "build",
            "--release",
            "--package",
            "jinpai-store",
            "--example",
            "reminder_timer",
        ])
        .run()?;
    Ok(tree::target()?.join("release/examples/reminder_timer"))
}

#[cfg(test)]
mod tests {
    use super::options;

    fn args(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn systems_are_chosen_by_name_and_an_unknown_one_names_the_known() {
        let (plan, chosen) = options(&args("--quick --only pg-boss,bullmq --jobs 7")).unwrap();
        assert_eq!((plan.jobs, plan.kills), (7, 2));
        let names: Vec<&str> = chosen.iter().map(|system| system.name).collect();
        assert_eq!(names, ["pg-boss", "bullmq"]);
        let told = options(&args("--only oban")).err().unwrap().to_string();
        assert!(told.contains("oban") && told.contains("procrastinate"), "{told}");
    }
}
