//! `jinpai-sim [--seeds FROM..TO] [--orders N] [--json]`: lives worlds through and says which promises broke.
//!
//! Exit code 1 when one did; the seed that is printed reproduces it.

#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::process::ExitCode;

use jinpai_sim::{Options, Tally, Template, run};

fn main() -> ExitCode {
    let mut seeds = 0..50_u64;
    let mut options = Options::default();
    let mut json = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let value = match arg.as_str() {
            "--json" => {
                json = true;
                continue;
            }
            "--seeds" | "--orders" => args.next().unwrap_or_default(),
            _ => String::new(),
        };
        let understood = match arg.as_str() {
            "--seeds" => value
                .split_once("..")
                .and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?))
                .map(|range| seeds = range),
            "--orders" => value.parse().ok().map(|orders| options.orders = orders),
            _ => None,
        };
        if understood.is_none() {
            eprintln!("jinpai-sim [--seeds FROM..TO] [--orders N] [--json]; not {arg} {value}");
            return ExitCode::from(2);
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = runtime else {
        eprintln!("no runtime could be started");
        return ExitCode::from(3);
    };
    match runtime.block_on(live(seeds, options)) {
        Ok((tally, broken)) => {
            show(&tally, json);
            if broken { ExitCode::from(1) } else { ExitCode::SUCCESS }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(3)
        }
    }
}

async fn live(
    seeds: std::ops::Range<u64>,
    options: Options,
) -> Result<(Tally, bool), Box<dyn std::error::Error>> {
    let template = Template::found().await?;
    let (mut all, mut any) = (Tally::default(), false);
    for seed in seeds {
        let (tally, broken) = run(&template, seed, options).await.map_err(|error| format!("seed {seed}: {error}"))?;
        all.add(&tally);
        for broken in &broken {
            any = true;
            println!("seed {seed}: {}: {}", broken.name, broken.how);
        }
    }
    Ok((all, any))
}

fn show(tally: &Tally, json: bool) {
    if json {
        println!("{}", serde_json::json!(tally));
        return;
    }
    println!(
        "{} worlds, {} orders, {} faults (fewest {} a world), {} rounds; {} steps, {} sent, {} by the provider, \
         {} unknown",
        tally.seeds,
        tally.orders,
        tally.faults,
        tally.fewest_faults,
        tally.rounds,
        tally.steps,
        tally.sent,
        tally.provider_took,
        tally.unknown_for_ever
    );
    for (name, passed) in &tally.passed {
        let count = |of: &std::collections::BTreeMap<String, u64>| of.get(name).copied().unwrap_or(0);
        println!("  {name}: passed {passed}, died {}, froze {}", count(&tally.died), count(&tally.froze));
    }
}
