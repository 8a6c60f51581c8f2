//! The trials as tables for people and as JSON.

use serde_json::{Value, json};

use super::{
    Plan, servers,
    trial::{Phase, Trial},
};
use crate::bench::figure;

pub fn plan(plan: &Plan) -> String {
    let seconds = |ms: u64| ms as f64 / 1e3;
    let spread = plan.spread_ms.map_or(String::new(), |ms| {
        format!("spread: {} jobs over {} s; ", plan.jobs, seconds(ms))
    });
    format!(
        "{} workers, each up to {} calls at once; {spread}burst: {} jobs due at one moment; \
         faults: {} jobs over {} s, all workers killed {} times, a sink that answers after {} ms and keeps silent \
         for {} s; a call waits {} s; leases of {} s; patience {} s",
        plan.workers,
        plan.concurrency,
        plan.jobs,
        plan.fault_jobs,
        seconds(plan.fault_ms),
        plan.kills,
        plan.slow_ms,
        seconds(plan.hang_ms),
        seconds(plan.call_timeout_ms),
        seconds(plan.lease_ms),
        seconds(plan.patience_ms),
    )
}

/// One phase, as it ends.
pub fn line(phase: &Phase) -> String {
    let [p50, p95, p99, max] = phase.verdict.late_ms;
    format!(
        "{:<7} lost {} doubled {} hanging {} given up {}; late {p50}/{p95}/{p99} ms, at most {max}; \
         schedule {}/s, drain {}/s{}",
        phase.name,
        phase.verdict.lost,
        phase.verdict.doubled,
        phase.hanging,
        phase.given_up,
        figure(phase.schedule_per_s),
        figure(phase.verdict.drain_per_s),
        if phase.overran {
            "; planning ran past the first due"
        } else {
            ""
        },
    )
}

pub fn tables(trials: &[Trial]) -> String {
    let mut text = String::new();
    let measured = |name: &str| {
        trials
            .iter()
            .any(|t| t.phases.iter().any(|phase| phase.name == name))
    };
    for name in ["spread", "burst", "faults"]
        .into_iter()
        .filter(|name| measured(name))
    {
        text.push_str(&format!(
            "\n{name:<24} {:>6} {:>8} {:>8} {:>9} {:>8} {:>8} {:>8} {:>11} {:>9}\n",
            "lost", "doubled", "hanging", "given up", "p50 ms", "p95 ms", "p99 ms", "schedule/s", "drain/s"
        ));
        for trial in trials {
            for phase in trial.phases.iter().filter(|phase| phase.name == name) {
                text.push_str(&row(trial.name, phase));
            }
        }
    }
    text.push('\n');
    for trial in trials {
        let told = |what: &str| trial.settings[what].as_str().unwrap_or_default().to_owned();
        text.push_str(&format!(
            "{}: {}. {}.\n",
            trial.name,
            told("versions"),
            told("settings")
        ));
    }
    text
}

fn row(name: &str, phase: &Phase) -> String {
    let [p50, p95, p99, _] = phase.verdict.late_ms;
    format!(
        "  {name:<22} {:>6} {:>8} {:>8} {:>9} {p50:>8} {p95:>8} {p99:>8} {:>11} {:>9}\n",
        phase.verdict.lost,
        phase.verdict.doubled,
        phase.hanging,
        phase.given_up,
        figure(phase.schedule_per_s),
        // With dues spread over a while, or faults between them, this is the workload's speed and not the system's.
        if phase.name == "burst" {
            figure(phase.verdict.drain_per_s)
        } else {
            "–".to_owned()
        },
    )
}

pub fn json(machine: &str, plan: &Plan, trials: &[Trial]) -> Value {
    let systems: Vec<Value> = trials
        .iter()
        .map(|trial| {
            let phases: Vec<Value> = trial.phases.iter().map(phase).collect();
            json!({ "system": trial.name, "set": trial.settings, "phases": phases })
        })
        .collect();
    json!({
        "bench": "reminder-peers",
        "machine": machine,
        "servers": servers::versions(),
        "postgres": "fsync and synchronous_commit on, max_connections 200, else its defaults",
        "plan": {
            "jobs": plan.jobs, "spread_ms": plan.spread_ms, "lead_ms": plan.lead_ms,
            "patience_ms": plan.patience_ms, "fault_jobs": plan.fault_jobs, "fault_ms": plan.fault_ms,
            "kills": plan.kills, "hang_ms": plan.hang_ms, "slow_ms": plan.slow_ms, "workers": plan.workers,
            "concurrency": plan.concurrency, "call_timeout_ms": plan.call_timeout_ms, "lease_ms": plan.lease_ms,
        },
        "systems": systems,
    })
}

fn phase(phase: &Phase) -> Value {
    let [p50, p95, p99, max] = phase.verdict.late_ms;
    json!({
        "phase": phase.name, "jobs": phase.jobs, "lost": phase.verdict.lost, "doubled": phase.verdict.doubled,
        "early": phase.verdict.early, "hanging": phase.hanging, "given_up": phase.given_up,
        "late_ms": { "p50": p50, "p95": p95, "p99": p99, "max": max },
        "schedule_per_s": phase.schedule_per_s, "drain_per_s": phase.verdict.drain_per_s,
        "schedule_overran": phase.overran,
    })
}
