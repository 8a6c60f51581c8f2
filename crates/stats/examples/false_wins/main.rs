//! How often the effect page would be wrong: experiments in which nothing is to be found, or something
//! known, looked at every day for a month. `false_wins [--runs N] [--seed N] [--json]`; ends with 1 when
//! a promise is broken.
#![expect(
    clippy::print_stdout,
    reason = "a tool of the command line speaks on standard output"
)]

mod shop;

use std::process::ExitCode;

use shop::{Outcome, Shop, Tally};

const SIZES: [u64; 4] = [300, 1_500, 6_000, 30_000];
const KINDS: [(&str, Outcome, f64); 6] = [
    ("paid 30 %", Outcome::Rate(0.3), 0.0),
    ("paid 5 %", Outcome::Rate(0.05), 0.0),
    ("paid 30 %, raised to 36 %", Outcome::Rate(0.3), 0.06),
    ("yuan, 30 % pay, heavy tail", Outcome::Amount(0.3, 0.8), 0.0),
    ("yuan, 30 % pay, heavier tail", Outcome::Amount(0.3, 1.2), 0.0),
    ("yuan, 30 % pay, raised to 36 %", Outcome::Amount(0.3, 0.8), 0.06),
];

struct Line {
    shop: Shop,
    tally: Tally,
}

fn main() -> ExitCode {
    let (mut runs, mut seed, mut json) = (10_000, 1, false);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|n| n.parse().ok());
        match arg.as_str() {
            "--json" => json = true,
            "--runs" => runs = number().unwrap_or(runs),
            "--seed" => seed = number().unwrap_or(seed),
            other => {
                eprintln!("false_wins knows --runs N, --seed N and --json, not {other:?}");
                return ExitCode::from(2);
            }
        }
    }
    let lines = simulate(seed, runs);
    if json {
        println!("{}", as_json(&lines, seed));
    } else {
        table(&lines);
    }
    let broken: Vec<String> = lines.iter().flat_map(broken).collect();
    for promise in &broken {
        eprintln!("broken: {promise}");
    }
    ExitCode::from(u8::from(!broken.is_empty()))
}

/// What the page promises and this shop disproves. The interval for one look is held to its promise where
/// the page shows it: in shops that it does not mostly tell "too early".
fn broken(line: &Line) -> Vec<String> {
    let [wins, _, always, fixed, _, _, early] = figures(line);
    let mut told = Vec::new();
    let mut promise = |kept: bool, what: String| {
        if !kept {
            told.push(format!("{}, {} buyers: {what}", line.shop.name, line.shop.buyers));
        }
    };
    let nothing = line.shop.raised == 0.0;
    promise(
        !nothing || wins <= 5.0,
        format!("{wins:.2} % false wins by looking every day"),
    );
    promise(
        always >= 95.0,
        format!("the always-valid interval covers {always:.2} %"),
    );
    let shown = early < 50.0;
    promise(
        !shown || (94.0..=96.0).contains(&fixed),
        format!("the interval for one look covers {fixed:.2} %"),
    );
    told
}

/// Two threads; what comes out does not depend on them.
fn simulate(seed: u64, runs: u64) -> Vec<Line> {
    let shops: Vec<Shop> = KINDS
        .iter()
        .flat_map(|(name, outcome, raised)| {
            SIZES.map(|buyers| Shop {
                name,
                buyers,
                outcome: *outcome,
                raised: *raised,
            })
        })
        .collect();
    let half = |shop: &Shop, part: u64| shop.runs(seed.wrapping_mul(2).wrapping_add(part), runs / 2);
    shops
        .into_iter()
        .map(|shop| {
            let (left, right) = std::thread::scope(|scope| {
                let other = scope.spawn(|| half(&shop, 1));
                (half(&shop, 0), other.join())
            });
            let mut tally = left;
            if let Ok(right) = right {
                tally.add(&right);
            }
            Line { shop, tally }
        })
        .collect()
}

fn percent(part: u64, of: u64) -> f64 {
    100.0 * part as f64 / of as f64
}

fn figures(line: &Line) -> [f64; 7] {
    let tally = &line.tally;
    let spoke = tally.runs - tally.early;
    let of_spoke = |part: u64| {
        if spoke == 0 {
            f64::NAN
        } else {
            percent(part, spoke)
        }
    };
    [
        percent(tally.wins, tally.runs),
        percent(tally.naive_wins, tally.runs),
        percent(tally.runs - tally.missed_ever, tally.runs),
        of_spoke(tally.fixed_covers),
        if matches!(line.shop.outcome, Outcome::Rate(_)) {
            of_spoke(tally.newcombe_covers)
        } else {
            f64::NAN
        },
        percent(tally.fixed_covers_all, tally.runs),
        percent(tally.early, tally.runs),
    ]
}

fn table(lines: &[Line]) {
    println!(
        "{:<32}{:>8}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}",
        "", "buyers", "wins", "naive", "always", "fixed", "newcombe", "fixed all", "early"
    );
    for line in lines {
        let [wins, naive, always, fixed, newcombe, all, early] = figures(line);
        let shown = |figure: f64| {
            if figure.is_nan() {
                "–".to_owned()
            } else {
                format!("{figure:.2}")
            }
        };
        let cells =
            [wins, naive, always, fixed, newcombe, all, early].map(|figure| format!("{:>10}", shown(figure)));
        println!("{:<32}{:>8}{}", line.shop.name, line.shop.buyers, cells.concat());
    }
}

fn as_json(lines: &[Line], seed: u64) -> serde_json::Value {
    let rows: Vec<serde_json::Value> = lines
        .iter()
        .map(|line| {
            let [wins, naive, always, fixed, newcombe, all, early] = figures(line);
            serde_json::json!({
                "shop": line.shop.name, "buyers": line.shop.buyers, "runs": line.tally.runs,
                "raised": line.shop.raised,
                "wins_percent": wins, "naive_wins_percent": naive, "always_valid_covers_percent": always,
                "fixed_covers_percent": fixed, "newcombe_covers_percent": newcombe,
                "fixed_covers_all_percent": all, "early_percent": early,
            })
        })
        .collect();
    serde_json::json!({"seed": seed, "rows": rows})
}
