//! The systems, and the programs that drive them: one tiny protocol for all.
//!
//! `VERB --database … --sink … --run … --jobs … --first-ms … --window-ms … --concurrency … --call-timeout-ms …
//! --lease-ms …`, where the verb is `setup`, `schedule` (prints its seconds), `work` (prints `ready`, then works
//! until it is stopped), `left` (prints what is not over), `settings`, or `reap`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::{Plan, judge::Workload, servers::Kind};
use crate::{
    shell::{Background, Cmd, install, may_install, which},
    tree,
};

pub struct System {
    pub name: &'static str,
    driver: Driver,
    pub server: Kind,
    /// Ours promises that nothing is lost, doubled or left.
    pub ours: bool,
    /// After a kill, an operator frees what the dead workers held; only under faults does that tell anything.
    pub reaped: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Driver {
    Jinpai,
    Node(&'static str),
    Python(&'static str),
}

const fn system(name: &'static str, driver: Driver, server: Kind) -> System {
    System {
        name,
        driver,
        server,
        ours: matches!(driver, Driver::Jinpai),
        reaped: false,
    }
}

pub const SYSTEMS: [System; 7] = [
    system("jinpai-postgres", Driver::Jinpai, Kind::Postgres),
    system("jinpai-sqlite", Driver::Jinpai, Kind::Sqlite),
    system(
        "graphile-worker",
        Driver::Node("graphile-worker.mjs"),
        Kind::Postgres,
    ),
    System {
        reaped: true,
        ..system(
            "graphile-worker-reaped",
            Driver::Node("graphile-worker.mjs"),
            Kind::Postgres,
        )
    },
    system("pg-boss", Driver::Node("pg-boss.mjs"), Kind::Postgres),
    system("bullmq", Driver::Node("bullmq.mjs"), Kind::Redis),
    system(
        "procrastinate",
        Driver::Python("procrastinate_driver.py"),
        Kind::Postgres,
    ),
];

/// What is installed, and where.
pub struct Programs {
    jinpai: PathBuf,
    folder: PathBuf,
}

impl Programs {
    /// Builds ours and installs the others, each only when somebody asks for it.
    pub fn prepare(chosen: &[&System]) -> Result<Self> {
        let uses = |wanted: fn(Driver) -> bool| chosen.iter().any(|system| wanted(system.driver));
        let folder = tree::target()?.join("bench-peers");
        std::fs::create_dir_all(&folder)?;
        copy_drivers(&folder)?;
        if uses(|driver| matches!(driver, Driver::Node(_))) {
            install_node(&folder)?;
        }
        if uses(|driver| matches!(driver, Driver::Python(_))) {
            install_python(&folder)?;
        }
        let jinpai = if uses(|driver| driver == Driver::Jinpai) {
            super::build()?
        } else {
            PathBuf::new()
        };
        Ok(Self { jinpai, folder })
    }
}

/// The drivers run beside their packages, so that the tree stays as it is.
fn copy_drivers(folder: &Path) -> Result<()> {
    let source = tree::root().join("bench/peers");
    let entries = std::fs::read_dir(&source).with_context(|| format!("cannot read {}", source.display()))?;
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), folder.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// Runs `install` unless it has been run for this very content of `list`.
fn once(folder: &Path, list: &str, install: impl FnOnce() -> Result<()>) -> Result<()> {
    let wanted =
        std::fs::read(folder.join(list)).with_context(|| format!("bench/peers/{list} is missing"))?;
    let stamp = folder.join(format!("{list}.installed"));
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    install()?;
    Ok(std::fs::write(stamp, wanted)?)
}

fn install_node(folder: &Path) -> Result<()> {
    if which("npm").is_none() {
        bail!("npm is missing, so the Node.js peers cannot be installed: install Node.js 20.19 or newer");
    }
    once(folder, "package-lock.json", || {
        // The package `node` fetches its program when it is installed, so scripts must run.
        Cmd::new("npm", folder)
            .args([
                "ci",
                "--no-progress",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts=false",
            ])
            .run()
    })
}

fn install_python(folder: &Path) -> Result<()> {
    once(folder, "requirements.txt", || {
        let venv = || {
            Cmd::new("python3", folder)
                .args(["-m", "venv", "--clear", "venv"])
                .run()
        };
        if venv().is_err() {
            if !may_install() {
                bail!(
                    "Python is missing: install python3 with its module venv (Debian: apt-get install python3-venv)"
                );
            }
            install(&["python3", "python3-venv"])?;
            venv()?;
        }
        Cmd::new(folder.join("venv/bin/python"), folder)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--requirement",
            ])
            .args(["requirements.txt"])
            .run()
    })
}

/// One system on its server: gives its verbs.
pub struct Hand<'a> {
    pub programs: &'a Programs,
    pub system: &'a System,
    pub plan: &'a Plan,
    pub database: &'a str,
    pub sink: &'a str,
}

impl Hand<'_> {
    fn verb(&self, verb: &str) -> Cmd {
        let (plan, folder) = (self.plan, &self.programs.folder);
        let cmd = match self.system.driver {
            Driver::Jinpai => Cmd::new(&self.programs.jinpai, folder),
            Driver::Node(file) => Cmd::new(folder.join("node_modules/node/bin/node"), folder).args([file]),
            Driver::Python(file) => Cmd::new(folder.join("venv/bin/python"), folder).args([file]),
        };
        cmd.quiet()
            .args([verb, "--database", self.database, "--sink", self.sink])
            .args(["--concurrency", &plan.concurrency.to_string()])
            .args(["--call-timeout-ms", &plan.call_timeout_ms.to_string()])
            .args(["--lease-ms", &plan.lease_ms.to_string()])
    }

    /// A verb that prints nothing of use.
    pub fn tell(&self, verb: &str) -> Result<()> {
        self.verb(verb).read().map(drop)
    }

    /// A verb that prints JSON.
    pub fn ask(&self, verb: &str) -> Result<serde_json::Value> {
        json(verb, &self.verb(verb).read()?)
    }

    /// Plans a workload; the seconds it took.
    pub fn schedule(&self, workload: &Workload) -> Result<f64> {
        let told = self
            .verb("schedule")
            .args(["--run", &workload.run, "--jobs", &workload.jobs.to_string()])
            .args(["--first-ms", &workload.first_ms.to_string()])
            .args(["--window-ms", &workload.window_ms.to_string()])
            .read()?;
        json("schedule", &told)?["seconds"]
            .as_f64()
            .context("schedule told no seconds")
    }

    pub fn start_worker(&self, log: &Path) -> Result<Background> {
        self.verb("work").start(log)
    }
}

fn json(verb: &str, text: &str) -> Result<serde_json::Value> {
    serde_json::from_str(text.trim()).with_context(|| format!("`{verb}` printed no JSON: {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::SYSTEMS;

    #[test]
    fn every_system_has_a_name_of_its_own_and_a_driver_in_the_tree() {
        let mut names: Vec<&str> = SYSTEMS.iter().map(|system| system.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SYSTEMS.len());
        for system in &SYSTEMS {
            if let super::Driver::Node(file) | super::Driver::Python(file) = system.driver {
                let file = crate::tree::root().join("bench/peers").join(file);
                assert!(file.is_file(), "{}", file.display());
            }
        }
    }
}
