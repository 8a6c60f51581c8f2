//! The developer's loop: build and run, everything CI runs, generated files, style, benches, soak.
//!
//! Hardly more than the standard library, so that it is built in seconds. It starts what it needs and stops what it
//! started, also when something fails; it never changes what is outside the tree except to install a
//! missing system package, and only where it may.
#![expect(
    clippy::print_stdout,
    reason = "a tool of the command line speaks on standard output"
)]

mod arrows;
mod bench;
mod browser;
mod fuzz;
mod generate;
mod postgres;
mod run;
mod shell;
mod soak;
mod test;
mod tidy;
mod tree;
mod web;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask run  [ARGS…]          build the pages and the program, start the demo shop
cargo xtask test [STAGE…]         everything CI runs, or the named stages alone
cargo xtask gen  [--check]        OpenAPI document, TypeScript types, rule pages
cargo xtask tidy                  style as a test
cargo xtask bench [NAME…] [--data DIR] [--runs N]
                                  coach, coach-accuracy, effect, import, planning, idle, messages
cargo xtask bench desk [--messages N] [--conversations N]
                                  the workbench with 2,000 talks and 100,000 messages, in a browser
cargo xtask bench desk-faults [--quick] [--minutes N] [--kills N] [--seed N] [--postgres]
                                  buyers and agents talk while the real program is killed again and again
cargo xtask bench reminder-faults [--quick] [--only sqlite|postgres]
                                  reminders of the real program while everything around it fails
cargo xtask bench reminder-peers [--quick] [--jobs N] [--only NAME,NAME]
                                  the reminder timer beside timers of others
cargo xtask bench reminder-scale [--short] [--only sqlite|postgres]
                                  the real engine under up to a million planned steps
cargo xtask postgres COMMAND…      a command beside a private PostgreSQL, named in JINPAI_TEST_POSTGRES_URL
cargo xtask soak [--cases N] [--rounds N]
                                  what takes longer: many property cases, many crashes
cargo xtask soak sim [--seeds FROM..TO]
                                  seeded worlds with crashes, lies and lost news; a seed repeats a failure
cargo xtask soak canaries [--seeds FROM..TO]
                                  the same with engines that break a promise each: every one has to be caught
cargo xtask fuzz [TARGET…] [--minutes N]
                                  check, audit, packs, claims on inputs nobody thought of";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let done = match command.as_str() {
        "run" => run::run(&rest),
        "test" => test::run(&rest),
        "gen" => generate::run(&rest),
        "tidy" => tidy::run(),
        "bench" => bench::run(&rest),
        "postgres" => postgres::run(&rest),
        "soak" => soak::run(&rest),
        "fuzz" => fuzz::run(&rest),
        "" | "help" | "-h" | "--help" => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        other => {
            eprintln!("xtask: no command {other:?}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask {command}: {error:#}");
            ExitCode::FAILURE
        }
    }
}
