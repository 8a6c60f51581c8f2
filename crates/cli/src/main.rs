//! The binary `jinpai`: arguments, wiring and progress bars. What it does is done in the crates behind it.

mod commands;
mod config;
mod demo;
mod exit;
mod founding;
mod input;
mod seal_key;
mod width;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{commands as cmd, config::Place, exit::Failure};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 金牌客服: every buyer a prompt, warm, truthful answer; every unpaid order the right reminder, once.
#[derive(Debug, Parser)]
#[command(name = "jinpai", version, about, disable_help_subcommand = true)]
struct Arguments {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the desk, the widget and the API.
    Serve(cmd::serve::ServeArgs),
    /// A filled shop with living traffic, in a temporary folder, on this machine only.
    Demo(cmd::demo::DemoArgs),
    /// Take in an export: orders or products.
    Import(cmd::import::ImportArgs),
    /// Check replies, or list the rules.
    Coach(cmd::coach::CoachArgs),
    /// Judge whole talks from files: scores, findings, a report.
    Audit(cmd::audit::AuditArgs),
    /// Try out payment reminders on a book of orders.
    Reminders(cmd::reminders::RemindersArgs),
    /// What an experiment did, from a file with a row a person.
    Uplift(cmd::uplift::UpliftArgs),
    /// A shop's phrases by file, in and out.
    Phrases(cmd::phrases::PhrasesArgs),
    /// Test a folder of rules against its own examples.
    Packs(cmd::packs::PacksArgs),
    /// Learn from the shop's own rated turns how content a buyer is, and tell it for others.
    Satisfaction(cmd::satisfaction::SatisfactionArgs),
    /// For whoever builds a bridge to another platform: try it.
    Channel(cmd::channel::ChannelArgs),
    /// Accounts and shops, from this machine.
    Admin(cmd::admin::AdminArgs),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

fn run(Arguments { place, command }: Arguments) -> Result<ExitCode, Failure> {
    match command {
        Command::Coach(args) => cmd::coach::run(args),
        Command::Audit(args) => cmd::audit::run(args),
        Command::Packs(args) => cmd::packs::run(args),
        Command::Reminders(args) => cmd::reminders::run(args),
        Command::Satisfaction(args) => cmd::satisfaction::run(args),
        Command::Uplift(args) => cmd::uplift::run(args),
        Command::Serve(args) => block_on(cmd::serve::run(place.settle()?, args)),
        Command::Demo(args) => block_on(cmd::demo::run(args)),
        Command::Import(args) => block_on(cmd::import::run(place.settle()?, args)),
        Command::Phrases(args) => block_on(cmd::phrases::run(place.settle()?, args)),
        Command::Channel(args) => block_on(cmd::channel::run(args)),
        Command::Admin(args) => block_on(cmd::admin::run(place.settle()?, args)),
    }
}

/// Runs a command that waits for things.
fn block_on(work: impl Future<Output = Result<ExitCode, Failure>>) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Enough for password hashes and file reads; each idle thread costs memory.
        .max_blocking_threads(8)
        .build()
        .map_err(|e| Failure::environment(format!("the runtime cannot start: {e}")))?;
    runtime.block_on(work)
}
