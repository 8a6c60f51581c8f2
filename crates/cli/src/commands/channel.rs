//! `jinpai channel`: helps whoever builds a bridge to another platform.
//!
//! What is checked is in `jinpai-channels`; this serves its ear, prints, and counts.

mod ear;
mod print;

use std::{net::SocketAddr, process::ExitCode, sync::Arc, time::Duration};

use clap::{Args, Subcommand, ValueEnum};
use jinpai_channels::{
    conformance::{Bench, Ear, Outcome},
    send::{Allowed, Guard, Secret},
};
use jinpai_engine::{Clock as _, SystemClock};
use url::Url;

use self::print::Report;
use crate::{
    commands::import::locale,
    exit::{Failure, PROBLEMS},
};

/// Longest a receipt may be waited for, in seconds.
const MOST_PATIENCE_S: u64 = 300;

#[derive(Debug, Args)]
pub struct ChannelArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play Jinpai's side of the channel API against a bridge that is posted to, and tell what it gets right.
    Conformance(ConformanceArgs),
}

#[derive(Debug, Args)]
struct ConformanceArgs {
    /// The bridge's address for pushed pages, such as http://127.0.0.1:8790/jinpai.
    url: Url,
    /// The bridge secret; left out: that of JINPAI_SECRET, which no list of processes shows.
    #[arg(long)]
    secret: Option<String>,
    /// Be Jinpai here, so that receipts are heard: give the bridge http://ADDR as Jinpai's address, and any shop.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// A platform's id of a buyer to whom the test messages may be said.
    #[arg(long, value_name = "ID", default_value = "jinpai-conformance")]
    buyer: String,
    /// How long a receipt may take, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=MOST_PATIENCE_S))]
    patience: u64,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub async fn run(args: ChannelArgs) -> Result<ExitCode, Failure> {
    let Command::Conformance(args) = args.command;
    conformance(args).await
}

async fn conformance(args: ConformanceArgs) -> Result<ExitCode, Failure> {
    let guard = Guard::new(vec![named(&args.url)?]);
    let secret = args.secret.or_else(|| std::env::var("JINPAI_SECRET").ok());
    let secret = secret
        .filter(|secret| !secret.is_empty())
        .ok_or_else(|| Failure::usage("the bridge secret is missing: give --secret, or set JINPAI_SECRET"))?;
    let secret = Secret::new(secret);
    let ear = args.listen.map(|_| Arc::new(Ear::new(secret.clone())));
    if let (Some(address), Some(ear)) = (args.listen, &ear) {
        ear::listen(address, ear.clone()).await.map_err(|error| {
            Failure::environment(format!(
                "{address} cannot be listened on: {error}. Choose another --listen"
            ))
        })?;
    }
    let bench = Bench {
        guard: &guard,
        url: args.url.clone(),
        secret,
        ear,
        buyer: args.buyer,
        patience: Duration::from_secs(args.patience),
        now: || SystemClock.now(),
    };
    let mut report = Report::new(locale(), args.format == Format::Json);
    let mut told = Ok(());
    let run = bench.run(|check, outcome| {
        if told.is_ok() {
            told = report.add(check, outcome);
        }
    });
    run.await.map_err(|why| {
        let url = &args.url;
        Failure::environment(format!(
            "the bridge at {url} cannot be reached: {why}. Start it, and check the address"
        ))
    })?;
    told?;
    report.end()?;
    let failed = report.count(|outcome| matches!(outcome, Outcome::Failed(_))) > 0;
    Ok(if failed {
        ExitCode::from(PROBLEMS)
    } else {
        ExitCode::SUCCESS
    })
}

/// The integrator has named the host herself, so it may be private and without TLS.
fn named(url: &Url) -> Result<Allowed, Failure> {
    let wrong = || {
        Failure::usage(format!(
            "{url} is no address that can be posted to: use http://… or https://…"
        ))
    };
    let host = url
        .host_str()
        .filter(|_| matches!(url.scheme(), "http" | "https"));
    let host = host.ok_or_else(wrong)?;
    let port = url.port_or_known_default().ok_or_else(wrong)?;
    format!("{host}:{port}").parse().map_err(|_| wrong())
}
