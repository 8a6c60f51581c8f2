//! The trials as tables for people and as JSON.

use serde_json::{Value, json};

use super::{
    Plan, Trial,
    blows::{Blow, seconds},
    shop::PROVIDER_TIMEOUT_MS,
};

pub fn plan(plan: &Plan) -> String {
    format!(
        "{} processes on one database; {} reminders due over {:.0} s, half of them in the first {:.0} s, {} orders paid \
         around the moment; SIGKILL of all {} times, one process frozen for {:.0} s, the database restarted or held for \
         {:.0} s, the provider away for {:.0} s and silent for {:.0} s; it answers after {} ms, a call waits {:.0} s",
        plan.workers,
        plan.orders,
        seconds(plan.window_ms()),
        seconds(plan.kills_ms()),
        plan.paid,
        plan.kills,
        seconds(plan.freeze_ms),
        seconds(plan.hold_ms),
        seconds(plan.down_ms),
        seconds(plan.hang_ms),
        plan.slow_ms,
        PROVIDER_TIMEOUT_MS as f64 / 1e3,
    )
}

pub fn table(trial: &Trial) -> String {
    let v = &trial.verdict;
    let kills: Vec<String> = (trial.blows.iter())
        .filter(|blow| blow.name == "kill")
        .map(|blow| format!("{}/{}", blow.in_flight.len(), blow.at_provider))
        .collect();
    let mut text = format!(
        "\n{}: {} of {} orders reminded; lost {}, doubled {}, early {}, after a known payment {}\n\
         paid around the moment: {} reminded before it was known, {} not reminded\n\
         in flight at each kill (on disk/at the provider): {}; unknown {} in all, unexplained {}; all known {:.1} s after \
         its kill, {:.1} s after the last blow; left unknown {}, open {}\n\
         books that disagree with the provider {}, messages without an attempt {}; panics {}, lines of errors {}\n\
         orders told in {:.1} s{}\n",
        trial.database,
        v.sent,
        v.orders,
        v.lost,
        v.doubled,
        v.early,
        v.after_payment,
        v.paid_sent,
        v.paid_spared,
        kills.join(" "),
        v.unknown,
        v.unexplained,
        seconds(v.known_after_kill_ms),
        seconds(v.unknown_over_ms),
        v.unknown_left,
        v.open_left,
        v.disagreeing,
        v.unwritten,
        trial.panics,
        trial.errors,
        trial.told_in_s,
        if trial.overran {
            "; planning ran past the first due"
        } else {
            ""
        },
    );
    let states: Vec<String> = v
        .states
        .iter()
        .map(|(state, count)| format!("{state} {count}"))
        .collect();
    text.push_str(&format!("steps: {}\n", states.join(", ")));
    text.push_str(&format!(
        "\n{:<20} {:>8} {:>10} {:>10} {:>10} {:>10}\n",
        "late, when due in", "orders", "p50 ms", "p95 ms", "p99 ms", "max ms"
    ));
    for (name, count, [p50, p95, p99, max]) in &v.late_ms {
        text.push_str(&format!(
            "{name:<20} {count:>8} {p50:>10} {p95:>10} {p99:>10} {max:>10}\n"
        ));
    }
    text
}

pub fn json(machine: &str, plan: &Plan, trials: &[Trial]) -> Value {
    let trials: Vec<Value> = trials.iter().map(of_trial).collect();
    json!({ "bench": "reminder-faults", "machine": machine, "plan": self::plan(plan), "trials": trials })
}

fn of_trial(trial: &Trial) -> Value {
    let v = &trial.verdict;
    let late: Vec<Value> = (v.late_ms.iter())
        .map(|(name, count, [p50, p95, p99, max])| {
            json!({ "during": name, "orders": count, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "max_ms": max })
        })
        .collect();
    let blows: Vec<Value> = trial.blows.iter().map(of_blow).collect();
    json!({
        "database": trial.database,
        "orders": v.orders, "sent": v.sent, "lost": v.lost, "doubled": v.doubled, "early": v.early,
        "sent_after_known_payment": v.after_payment,
        "paid_around": { "reminded": v.paid_sent, "spared": v.paid_spared },
        "unknown": { "ever": v.unknown, "unexplained": v.unexplained, "left": v.unknown_left,
            "known_after_kill_ms": v.known_after_kill_ms, "unknown_after_last_blow_ms": v.unknown_over_ms },
        "open_left": v.open_left, "books_disagree": v.disagreeing, "without_attempt": v.unwritten,
        "panics": trial.panics, "error_lines": trial.errors,
        "orders_told_in_s": trial.told_in_s, "planning_overran": trial.overran,
        "steps": v.states, "late": late, "blows": blows,
        "broken": v.broken(trial.database),
    })
}

fn of_blow(blow: &Blow) -> Value {
    json!({
        "name": blow.name, "took_ms": blow.ended_ms - blow.began_ms, "at_provider": blow.at_provider,
        "in_flight": blow.in_flight.len(), "back_ms": blow.back_ms,
    })
}
