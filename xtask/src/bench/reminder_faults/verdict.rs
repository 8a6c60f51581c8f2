//! What the provider's parcels, the payments and the books say together.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    Plan,
    blows::Blow,
    bridge::Parcel,
    ledger::Ledger,
    orders::{Order, Paid, order_of},
};

pub struct Evidence<'a> {
    pub plan: &'a Plan,
    pub first_ms: i64,
    pub orders: &'a [Order],
    pub paid: &'a [Paid],
    pub parcels: Vec<Parcel>,
    pub ledger: &'a Ledger,
    pub blows: &'a [Blow],
    /// How long after the last blow anything was unknown.
    pub unknown_over_ms: i64,
}

#[derive(Debug, Default, PartialEq)]
pub struct Verdict {
    pub orders: usize,
    /// Orders of which the provider has a message.
    pub sent: usize,
    /// Unpaid orders of which it has none.
    pub lost: usize,
    /// Orders of which it has more than one.
    pub doubled: usize,
    /// Handed over before they were due, beyond the rounding of a millisecond.
    pub early: usize,
    /// Payments acknowledged before the reminder's own attempt was written down, and it went out all the same.
    pub after_payment: usize,
    /// Of the orders that were paid around the moment: reminded before the payment was known, and not reminded.
    pub paid_sent: usize,
    pub paid_spared: usize,
    /// Messages at the provider that no attempt on disk stands for.
    pub unwritten: usize,
    /// Orders of which the books and the provider tell different things.
    pub disagreeing: usize,
    /// Steps that were ever laid down as unknown.
    pub unknown: usize,
    /// Those of them that were in flight at no blow, and whose caller the provider had answered.
    pub unexplained: usize,
    /// What is unknown, or not over, in the end.
    pub unknown_left: usize,
    pub open_left: usize,
    /// From each kill until the last of what was in flight at it was known, the longest; and how long after the last
    /// blow anything was unknown.
    pub known_after_kill_ms: i64,
    pub unknown_over_ms: i64,
    pub settle_ms: i64,
    /// How the steps ended.
    pub states: BTreeMap<String, usize>,
    /// Lateness by what was going on when the reminder was due: the middle, one in twenty, one in a hundred, the latest.
    pub late_ms: Vec<(&'static str, usize, [i64; 4])>,
}

impl Verdict {
    /// Every promise that does not hold, in words.
    pub fn broken(&self, database: &str) -> Vec<String> {
        let none = [
            ("lost", self.lost),
            ("doubled", self.doubled),
            ("sent before they were due", self.early),
            (
                "sent after a payment that was known before the decision",
                self.after_payment,
            ),
            ("at the provider without an attempt on disk", self.unwritten),
            ("not as the books tell", self.disagreeing),
            ("unknown without a call in flight", self.unexplained),
            ("unknown in the end", self.unknown_left),
            ("not over in the end", self.open_left),
        ];
        let mut broken: Vec<String> = none
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(what, count)| format!("{database}: {count} {what}"))
            .collect();
        for (what, ms) in [
            ("a kill", self.known_after_kill_ms),
            ("the last blow", self.unknown_over_ms),
        ] {
            if ms > self.settle_ms {
                broken.push(format!(
                    "{database}: something was unknown {} s after {what}",
                    ms / 1_000
                ));
            }
        }
        broken
    }
}

pub fn judge(evidence: &Evidence<'_>) -> Verdict {
    let Evidence { orders, ledger, .. } = evidence;
    let mut parcels: Vec<Vec<&Parcel>> = vec![Vec::new(); orders.len()];
    for parcel in &evidence.parcels {
        if let Some(of_order) = order_of(&parcel.to).and_then(|n| parcels.get_mut(n)) {
            of_order.push(parcel);
        }
    }
    let known: HashMap<usize, i64> = (evidence.paid.iter())
        .map(|paid| (paid.order, paid.known_ms))
        .collect();
    let started: HashMap<&str, i64> = (ledger.attempts.iter())
        .map(|attempt| (attempt.key.as_str(), attempt.started_ms))
        .collect();
    let mut verdict = Verdict {
        orders: orders.len(),
        unknown_left: ledger.unknown_now(),
        open_left: ledger.open_now(),
        unknown_over_ms: evidence.unknown_over_ms,
        settle_ms: evidence.plan.settle_ms,
        known_after_kill_ms: known_after_kill_ms(evidence),
        disagreeing: disagreeing(ledger, &parcels),
        late_ms: lateness(evidence, &parcels),
        ..Verdict::default()
    };
    for (n, (order, of_order)) in orders.iter().zip(&parcels).enumerate() {
        verdict.sent += usize::from(!of_order.is_empty());
        verdict.doubled += usize::from(of_order.len() > 1);
        verdict.lost += usize::from(of_order.is_empty() && order.pays_ms.is_none());
        verdict.early += usize::from(of_order.iter().any(|parcel| parcel.at_ms < order.due_ms - 1));
        if order.pays_ms.is_some() {
            verdict.paid_sent += usize::from(!of_order.is_empty());
            verdict.paid_spared += usize::from(of_order.is_empty());
        }
        for parcel in of_order {
            let Some(started_ms) = started.get(&*disk_key(parcel)) else {
                verdict.unwritten += 1;
                continue;
            };
            let known_before = known.get(&n).is_some_and(|known_ms| known_ms < started_ms);
            verdict.after_payment += usize::from(known_before);
        }
    }
    for step in &ledger.steps {
        *verdict
            .states
            .entry(format!("{} ({})", step.state, step.reason))
            .or_default() += 1;
    }
    (verdict.unknown, verdict.unexplained) = unknowns(evidence);
    verdict
}

/// Under which key the attempt of a parcel stands on disk.
fn disk_key(parcel: &Parcel) -> String {
    match parcel.attempt {
        0 => parcel.key.clone(),
        more => format!("{}:{more}", parcel.key),
    }
}

/// How many steps were ever unknown, and how many of them nothing explains.
fn unknowns(evidence: &Evidence<'_>) -> (usize, usize) {
    let unknown: HashSet<&str> = evidence.ledger.unknown.iter().map(String::as_str).collect();
    let in_flight = evidence
        .blows
        .iter()
        .flat_map(|blow| &blow.in_flight)
        .map(String::as_str);
    let unanswered = evidence.parcels.iter().filter(|parcel| !parcel.answered);
    let unanswered = unanswered.filter_map(|parcel| parcel.key.strip_prefix("step:"));
    let explained: HashSet<&str> = in_flight.chain(unanswered).collect();
    (unknown.len(), unknown.difference(&explained).count())
}

fn known_after_kill_ms(evidence: &Evidence<'_>) -> i64 {
    let ended: HashMap<&str, i64> = (evidence.ledger.attempts.iter())
        .filter_map(|attempt| Some((attempt.step.as_str(), attempt.finished_ms?)))
        .collect();
    let kills = evidence.blows.iter().filter(|blow| blow.name == "kill");
    let after = kills.flat_map(|kill| {
        let ended = &ended;
        kill.in_flight
            .iter()
            .filter_map(move |step| Some(ended.get(step.as_str())? - kill.began_ms))
    });
    after.max().unwrap_or(0)
}

fn disagreeing(ledger: &Ledger, parcels: &[Vec<&Parcel>]) -> usize {
    let mut sent = vec![false; parcels.len()];
    for step in ledger.steps.iter().filter(|step| step.state == "sent") {
        if let Some(of_order) = step.order.and_then(|n| sent.get_mut(n)) {
            *of_order = true;
        }
    }
    sent.iter()
        .zip(parcels)
        .filter(|(sent, parcels)| **sent == parcels.is_empty())
        .count()
}

/// The lateness of each order's first message.
fn lateness(evidence: &Evidence<'_>, parcels: &[Vec<&Parcel>]) -> Vec<(&'static str, usize, [i64; 4])> {
    let kills_end_ms = evidence.first_ms + evidence.plan.kills_ms();
    let during = |due_ms: i64| {
        let other = evidence.blows.iter().filter(|blow| blow.name != "kill");
        let mut over = other.filter(|blow| (blow.began_ms..blow.ended_ms).contains(&due_ms));
        match over.next() {
            Some(blow) => blow.name,
            None if due_ms < kills_end_ms => "kills",
            None => "between",
        }
    };
    let mut by_name: Vec<(&'static str, Vec<i64>)> = vec![("all", Vec::new())];
    for (order, of_order) in evidence.orders.iter().zip(parcels) {
        let Some(first) = of_order.iter().map(|parcel| parcel.at_ms).min() else {
            continue;
        };
        let (late_ms, name) = (first - order.due_ms, during(order.due_ms));
        by_name[0].1.push(late_ms);
        match by_name.iter_mut().find(|(known, _)| *known == name) {
            Some((_, late)) => late.push(late_ms),
            None => by_name.push((name, vec![late_ms])),
        }
    }
    by_name
        .into_iter()
        .map(|(name, mut late)| {
            late.sort_unstable();
            (
                name,
                late.len(),
                [50, 95, 99, 100].map(|percent| at_percent(&late, percent)),
            )
        })
        .collect()
}

fn at_percent(sorted: &[i64], percent: usize) -> i64 {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or(0)
}
