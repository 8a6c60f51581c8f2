//! The stages, in the order they run: quick ones first, the pages before what embeds them.

use anyhow::{Context, Result, bail};

use super::{Count, Session};
use crate::{
    arrows, bench, browser, generate,
    shell::{Cmd, is_terminal, which},
    tidy, tree,
    web::{self, npm},
};

pub struct Stage {
    pub name: &'static str,
    pub what: &'static str,
    /// Stages without which this one makes no sense.
    pub after: &'static [&'static str],
    /// None: it begins when its turn comes.
    pub early: Option<Early>,
    pub run: fn(&mut Session) -> Result<Count>,
}

/// What begins beside an earlier stage and takes only what that leaves of the machine; `run` waits for its end.
pub struct Early {
    pub beside: &'static str,
    pub begin: fn(&mut Session) -> Result<()>,
}

pub const ALL: &[Stage] = &[
    Stage {
        name: "fmt",
        what: "formatting of Rust",
        after: &[],
        early: None,
        run: fmt,
    },
    Stage {
        name: "tidy",
        what: "style as a test",
        after: &[],
        early: None,
        run: |_| tidy::run().map(|()| Count::default()),
    },
    Stage {
        name: "arrows",
        what: "which crate may know which",
        after: &[],
        early: None,
        run: arrows,
    },
    Stage {
        name: "pages",
        what: "packages and build of the pages, which the program embeds",
        after: &[],
        early: None,
        run: pages,
    },
    Stage {
        name: "web",
        what: "lint, types and tests of the pages",
        after: &["pages"],
        early: None,
        run: web,
    },
    Stage {
        name: "clippy",
        what: "lint of Rust",
        after: &["pages"],
        early: None,
        run: clippy,
    },
    Stage {
        name: "rust",
        what: "tests of Rust, on SQLite and on PostgreSQL",
        after: &["pages"],
        early: None,
        run: rust,
    },
    Stage {
        name: "doc",
        what: "examples in the documentation of Rust",
        after: &["pages"],
        early: None,
        run: doc,
    },
    Stage {
        name: "packs",
        what: "examples of the built-in packs",
        after: &["pages"],
        early: None,
        run: packs,
    },
    Stage {
        name: "gen",
        what: "generated files are up to date",
        after: &["pages"],
        early: None,
        run: |_| generate::run(&["--check".to_owned()]).map(|()| Count::default()),
    },
    Stage {
        name: "e2e",
        what: "journeys in a real browser",
        after: &["pages"],
        early: None,
        run: e2e,
    },
    Stage {
        name: "faults",
        what: "buyers and agents talk while the program is killed",
        after: &["pages"],
        early: None,
        run: faults,
    },
    Stage {
        name: "worlds",
        what: "seeded worlds with faults keep every promise of the reminders",
        after: &["rust"],
        early: Some(Early {
            beside: "e2e",
            begin: begin_worlds,
        }),
        run: worlds,
    },
];

fn cargo(args: &[&str]) -> Cmd {
    let colour = if is_terminal() { "always" } else { "never" };
    Cmd::cargo(tree::root())
        .args(args)
        .env("CARGO_TERM_COLOR", colour)
}

fn fmt(_: &mut Session) -> Result<Count> {
    // The names of the files will do; `cargo fmt` shows the rest.
    cargo(&["fmt", "--all", "--check", "--", "-l"]).run()?;
    Ok(Count::default())
}

fn arrows(_: &mut Session) -> Result<Count> {
    let wrong = arrows::wrong(&tree::metadata()?)?;
    if !wrong.is_empty() {
        bail!("{}", wrong.join("; "));
    }
    Ok(Count::default())
}

fn pages(_: &mut Session) -> Result<Count> {
    web::install()?;
    web::build()?;
    Ok(Count::default())
}

fn web(_: &mut Session) -> Result<Count> {
    npm(&["run", "lint", "--if-present"]).run()?;
    npm(&["run", "check"]).run()?;
    let mut count = Count::default();
    let passed = npm(&["test"]).hear(|line| count.vitest(line))?;
    if !passed && count.failed == 0 {
        bail!("the tests of the pages broke off");
    }
    Ok(count)
}

fn clippy(_: &mut Session) -> Result<Count> {
    cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]).run()?;
    Ok(Count::default())
}

fn rust(session: &mut Session) -> Result<Count> {
    let url = session.postgres_url()?;
    let with_database = |cmd: Cmd| {
        cmd.env("JINPAI_TEST_POSTGRES_URL", &url)
            .env("JINPAI_TEST_REQUIRE_ALL", "1")
    };
    let mut count = Count::default();
    let passed = if which("cargo-nextest").is_some() {
        with_database(cargo(&["nextest", "run", "--workspace", "--no-fail-fast"]))
            .hear(|line| count.nextest(line))?
    } else {
        println!("    cargo-nextest is missing, using cargo test (cargo install --locked cargo-nextest)");
        let args = [
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--no-fail-fast",
        ];
        with_database(cargo(&args)).hear(|line| count.libtest(line))?
    };
    if !passed && count.failed == 0 {
        bail!("the tests did not build, or broke off");
    }
    Ok(count)
}

fn doc(_: &mut Session) -> Result<Count> {
    let mut count = Count::default();
    let passed = cargo(&["test", "--workspace", "--doc"]).hear(|line| count.libtest(line))?;
    if !passed && count.failed == 0 {
        bail!("the examples did not build");
    }
    Ok(count)
}

fn packs(_: &mut Session) -> Result<Count> {
    let program = tree::programs()?.join("jinpai");
    Cmd::new(program, tree::root()).args(["packs", "test"]).run()?;
    Ok(Count::default())
}

/// How many worlds every change lives through, in the program as it is built for the tests. `cargo xtask soak sim` lives
/// through all.
const WORLDS: &str = "0..300";

/// Browser journeys wait for half of their time: the worlds, whose time is not the machine's, take what is left.
fn begin_worlds(session: &mut Session) -> Result<()> {
    let program = tree::programs()?.join("jinpai-sim");
    let log = tree::target()?.join("worlds.log");
    let cmd = Cmd::idle(&program, tree::root()).args(["--seeds", WORLDS]);
    session.worlds = Some(cmd.start(&log)?);
    Ok(())
}

fn worlds(session: &mut Session) -> Result<Count> {
    if session.worlds.is_none() {
        begin_worlds(session)?;
    }
    let running = session.worlds.take().context("no worlds were begun")?;
    let (held, told) = running.wait()?;
    print!("{told}");
    if !held {
        bail!("a world broke a promise, or could not be lived through");
    }
    Ok(Count::default())
}

fn e2e(session: &mut Session) -> Result<Count> {
    let chromium = browser::find_or_install()?;
    let url = session.postgres_url()?;
    // The journeys drive the real program.
    let program = tree::programs()?.join("jinpai");
    let journeys = tree::web().join("e2e").join("package.json");
    if !journeys.is_file() {
        bail!("there are no journeys: web/e2e/package.json is missing");
    }
    let mut count = Count::default();
    let passed = npm(&["run", "e2e", "--workspace", "e2e"])
        .env("CHROMIUM", &chromium)
        .env("JINPAI_BIN", &program)
        .env("JINPAI_TEST_POSTGRES_URL", url)
        .env("JINPAI_TEST_REQUIRE_ALL", "1")
        .hear(|line| count.journeys(line))
        .context("npm run e2e")?;
    if !passed && count.failed == 0 {
        bail!("the journeys broke off");
    }
    count.chromium = count.passed;
    Ok(count)
}

fn faults(_: &mut Session) -> Result<Count> {
    bench::desk_faults::quick(&tree::programs()?.join("jinpai"))?;
    Ok(Count::default())
}
