//! `jinpai-sim`: lives seeded worlds through and says which promises broke.
//!
//! Exit code 1 when one did; the line that is printed repeats it. With `--canary I7` the engines break that
//! promise on purpose, and exit code 1 says that no world noticed.

#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

mod arguments;
mod found;

use std::{
    process::ExitCode,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use arguments::Arguments;
use found::Found;
use jinpai_sim::{Canary, Lived, Options, Template, run};
use tokio::runtime::{Builder, Runtime};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(wrong) => {
            eprintln!("{wrong}\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    let sound = if arguments.canaries.is_empty() {
        live(&arguments, None).map(|found| found.report(&arguments))
    } else {
        canaries(&arguments)
    };
    match sound {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(3)
        }
    }
}

fn canaries(arguments: &Arguments) -> Result<bool, Box<dyn std::error::Error>> {
    let mut all = true;
    for canary in &arguments.canaries {
        all &= live(arguments, Some(*canary))?.report_canary(canary.name());
    }
    Ok(all)
}

fn live(arguments: &Arguments, canary: Option<Canary>) -> Result<Found, Box<dyn std::error::Error>> {
    let template = runtime()?.block_on(Template::found())?;
    let options = Options {
        orders: arguments.orders,
        canary,
    };
    let (next, enough) = (AtomicU64::new(arguments.seeds.start), AtomicBool::new(false));
    let found = Mutex::new(Found::default());
    let mut cores = core_affinity::get_core_ids()
        .unwrap_or_default()
        .into_iter()
        .cycle();
    std::thread::scope(|scope| {
        for _ in 0..arguments.threads {
            let core = cores.next();
            let (next, enough, found, template) = (&next, &enough, &found, &template);
            scope.spawn(move || {
                stay(core);
                while !enough.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= arguments.seeds.end {
                        return;
                    }
                    let lived = one(template, seed, options);
                    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                    if found.take(seed, lived, arguments, canary) {
                        enough.store(true, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    match found.failed() {
        Some(failed) => Err(failed.into()),
        None => Ok(found),
    }
}

/// Keeps this thread, and those it starts, on one core. A statement is a word to the database's thread and one back:
/// on two cores each word wakes the other one, which costs more than the statement.
fn stay(core: Option<core_affinity::CoreId>) {
    if let Some(core) = core {
        core_affinity::set_for_current(core);
    }
}

fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

fn one(template: &Template, seed: u64, options: Options) -> Result<Lived, String> {
    let runtime = runtime().map_err(|error| error.to_string())?;
    let lived = runtime.block_on(run(template, seed, options));
    lived.map_err(|error| format!("seed {seed}: the engine failed: {error}"))
}
