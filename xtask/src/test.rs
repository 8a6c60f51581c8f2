//! `test`: everything CI runs, stage by stage, each with its time.
//!
//! A stage that fails does not hide the others: all run, and the last lines say what failed. A suite
//! that could not run for want of PostgreSQL or Chromium is a failure, not a skip.

mod count;
mod stages;

use std::time::Duration;

use anyhow::{Result, bail};

use crate::{
    postgres::Postgres,
    shell::{Background, now},
};
use count::Count;

/// What the stages share: the database is started by the first that needs it.
#[derive(Default)]
pub struct Session {
    postgres: Option<Postgres>,
    /// Seeded worlds on their way.
    worlds: Option<Background>,
}

impl Session {
    /// Where tests find PostgreSQL.
    pub fn postgres_url(&mut self) -> Result<String> {
        if let Ok(url) = std::env::var("JINPAI_TEST_POSTGRES_URL") {
            return Ok(url);
        }
        let postgres = match self.postgres.take() {
            Some(postgres) => postgres,
            None => Postgres::start()?,
        };
        Ok(self.postgres.insert(postgres).url().to_owned())
    }
}

struct Done {
    name: &'static str,
    took: Duration,
    count: Count,
    error: Option<String>,
}

pub fn run(names: &[String]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|n| stages::ALL.iter().all(|s| s.name != *n)) {
        let known: Vec<&str> = stages::ALL.iter().map(|s| s.name).collect();
        bail!("no stage {unknown:?}; there are {}", known.join(", "));
    }
    let mut session = Session::default();
    let mut done: Vec<Done> = Vec::new();
    for stage in stages::ALL {
        if !names.is_empty() && !names.iter().any(|n| n == stage.name) {
            continue;
        }
        begin_beside(stage.name, names, &done, &mut session);
        println!("\n── {} · {}", stage.name, stage.what);
        let started = now();
        let failed = done
            .iter()
            .find(|d| d.error.is_some() && stage.after.contains(&d.name));
        let outcome = match failed {
            Some(needed) => Err(anyhow::anyhow!("not run, because {} failed", needed.name)),
            None => (stage.run)(&mut session),
        };
        let took = started.elapsed();
        let (count, error) = match outcome {
            Ok(count) => {
                let failed = (count.failed > 0).then(|| format!("{} tests failed", count.failed));
                (count, failed)
            }
            Err(error) => (Count::default(), Some(format!("{error:#}"))),
        };
        match &error {
            None => println!("   {} ok in {:.1} s", stage.name, took.as_secs_f64()),
            Some(error) => println!("   {} FAILED in {:.1} s: {error}", stage.name, took.as_secs_f64()),
        }
        done.push(Done {
            name: stage.name,
            took,
            count,
            error,
        });
    }
    // The database is stopped before the last word, so that nothing stands behind it.
    drop(session);
    report(&done)
}

/// Begins what may run beside this stage. If it cannot begin now, it runs in its turn, and says there what is wrong.
fn begin_beside(now: &str, names: &[String], done: &[Done], session: &mut Session) {
    let failed = |name: &&str| done.iter().any(|d| d.name == *name && d.error.is_some());
    for stage in stages::ALL {
        let wanted = names.is_empty() || names.iter().any(|name| name == stage.name);
        let Some(early) = &stage.early else { continue };
        if wanted && early.beside == now && !stage.after.iter().any(failed) {
            println!("   {} begins beside {now}", stage.name);
            if let Err(error) = (early.begin)(session) {
                println!("   {} waits for its turn: {error:#}", stage.name);
            }
        }
    }
}

fn report(done: &[Done]) -> Result<()> {
    println!("\n── summary");
    let mut total = Count::default();
    for stage in done {
        let state = stage.error.as_deref().unwrap_or("ok");
        println!(
            "   {:<9} {:>7.1} s  {state}",
            stage.name,
            stage.took.as_secs_f64()
        );
        total.add(&stage.count);
        // A stage without tests of its own, or one that broke off, counts as one.
        if stage.count.failed == 0 && stage.error.is_some() {
            total.failed += 1;
        }
    }
    let ran = |name: &str| done.iter().any(|d| d.name == name);
    for (stage, backend, count) in [
        ("rust", "SQLite", total.sqlite),
        ("rust", "PostgreSQL", total.postgres),
        ("e2e", "Chromium", total.chromium),
    ] {
        if ran(stage) {
            println!("   {count} tests ran on {backend}");
            if count == 0 {
                println!("   none on {backend}: that is a failure");
                total.failed += 1;
            }
        }
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 {
        bail!("{} failed", total.failed);
    }
    Ok(())
}
