//! A private PostgreSQL for one run: fresh, on a port of its own, gone afterwards.

use std::{
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::{
    shell::{Background, Cmd, install, may_install, wait_until, which},
    tree::{self, Scratch},
};

/// `postgres`: runs one command beside it, such as `cargo nextest run -p jinpai-store`.
pub fn run(args: &[String]) -> Result<()> {
    let Some((program, args)) = args.split_first() else {
        bail!("name the command to run: cargo xtask postgres cargo nextest run -p jinpai-store");
    };
    let postgres = Postgres::start()?;
    Cmd::new(program, tree::root())
        .args(args)
        .env("JINPAI_TEST_POSTGRES_URL", postgres.url())
        .env("JINPAI_TEST_REQUIRE_ALL", "1")
        .run()
}

/// An account of this machine.
pub struct User {
    pub uid: u32,
    pub gid: u32,
}

pub struct Postgres {
    server: Background,
    // Dropped after the server has ended.
    place: Place,
    url: String,
}

/// What a server is started from, the first time and again.
struct Place {
    programs: PathBuf,
    folder: Scratch,
    user: Option<User>,
    port: String,
    settings: &'static [&'static str],
}

impl Postgres {
    /// Starts one for tests; installs PostgreSQL if it is missing and that is permitted.
    pub fn start() -> Result<Self> {
        // The database itself is never killed by a test, so it need not wait for the disk.
        Self::start_with(&["-c", "fsync=off"])
    }

    /// Starts one whose commits are on disk, as in a shop: what is measured must pay for that.
    pub fn start_durable() -> Result<Self> {
        Self::start_with(&[])
    }

    fn start_with(settings: &'static [&'static str]) -> Result<Self> {
        let programs = find_or_install()?;
        let folder = Scratch::new("postgres")?;
        let data = folder.path().join("data");
        let user = unprivileged_user(folder.path())?;
        let place = Place {
            programs,
            folder,
            user,
            port: free_port()?.to_string(),
            settings,
        };
        let init = Cmd::new(place.programs.join("initdb"), place.folder.path())
            .args([
                "-U",
                "jinpai",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
                "-D",
            ])
            .args([&data])
            .quiet();
        place.as_user(init).read().context("initdb failed")?;
        Ok(Self {
            server: place.serve()?,
            url: format!("postgres://jinpai@127.0.0.1:{}/postgres", place.port),
            place,
        })
    }

    /// Ends it as an operator does, with every connection cut, and starts it again on the same data and port.
    pub fn restart(&mut self) -> Result<()> {
        self.server.stop("INT");
        self.server = self.place.serve()?;
        Ok(())
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Place {
    fn as_user(&self, cmd: Cmd) -> Cmd {
        match &self.user {
            Some(user) => cmd.for_user(user),
            None => cmd,
        }
    }

    fn serve(&self) -> Result<Background> {
        let folder = self.folder.path();
        let serve = outlived_by_none(&self.programs.join("postgres"), folder)
            .args(["-D"])
            .args([folder.join("data")])
            .args(["-k", "", "-p", &self.port, "-c", "listen_addresses=127.0.0.1"])
            .args(["-c", "max_connections=200"])
            .args(self.settings)
            .quiet();
        let mut server = self.as_user(serve).start(&folder.join("log"))?;
        let answers = wait_until(Duration::from_secs(30), || {
            server.has_ended() || is_ready(&self.programs, &self.port)
        });
        if !answers || server.has_ended() {
            bail!("PostgreSQL did not start:\n{}", server.tail());
        }
        Ok(server)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // INT is PostgreSQL's fast shutdown: it does not wait for open connections.
        self.server.stop("INT");
    }
}

/// A command that ends when this process does, however it ends, where the system can see to that.
fn outlived_by_none(program: &Path, folder: &Path) -> Cmd {
    match which("setpriv") {
        Some(setpriv) => Cmd::new(setpriv, folder)
            .args(["--pdeathsig", "INT", "--"])
            .args([program]),
        None => Cmd::new(program, folder),
    }
}

fn is_ready(programs: &Path, port: &str) -> bool {
    let tool = programs.join("pg_isready");
    if !tool.is_file() {
        return TcpStream::connect(("127.0.0.1", port.parse().unwrap_or(0))).is_ok();
    }
    Cmd::new(tool, Path::new("/"))
        .args(["-q", "-h", "127.0.0.1", "-p", port])
        .quiet()
        .run()
        .is_ok()
}

fn find_or_install() -> Result<PathBuf> {
    if let Some(programs) = find() {
        return Ok(programs);
    }
    if may_install() {
        install(&["postgresql"])?;
    }
    find().context(
        "PostgreSQL is missing: put its `initdb` on the PATH (Debian: apt-get install postgresql; macOS: brew install postgresql), or set JINPAI_TEST_POSTGRES_URL to a server that tests may use",
    )
}

/// The folder of initdb: on the PATH, or where Debian hides the newest.
fn find() -> Option<PathBuf> {
    if let Some(tool) = which("initdb") {
        // A link on the PATH may stand alone: its neighbours are where it points.
        let real = tool.canonicalize().unwrap_or(tool);
        return real.parent().map(Path::to_owned);
    }
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .collect();
    versions.sort();
    versions.pop().map(|(_, folder)| folder)
}

/// PostgreSQL refuses to run as root: then its package's own user runs it, and owns the folder.
#[cfg(unix)]
fn unprivileged_user(folder: &Path) -> Result<Option<User>> {
    use std::os::unix::fs::{MetadataExt, chown};
    if std::fs::metadata(folder)?.uid() != 0 {
        return Ok(None);
    }
    let accounts = std::fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
    let user = ["postgres", "nobody"]
        .iter()
        .find_map(|name| account(&accounts, name))
        .context("PostgreSQL refuses to run as root, and there is no user `postgres`")?;
    chown(folder, Some(user.uid), Some(user.gid))?;
    Ok(Some(user))
}

/// Elsewhere there is no root to refuse.
#[cfg(not(unix))]
fn unprivileged_user(_folder: &Path) -> Result<Option<User>> {
    Ok(None)
}

#[cfg(unix)]
fn account(accounts: &str, name: &str) -> Option<User> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        Some(User {
            uid: fields.nth(1)?.parse().ok()?,
            gid: fields.next()?.parse().ok()?,
        })
    })
}

pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

#[cfg(all(test, unix))]
mod tests {
    use super::account;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let accounts = "postgres-x:x:1:2::/:\npostgres:x:105:113:,,,:/var/lib/postgresql:/bin/bash\n";
        let user = account(accounts, "postgres").unwrap();
        assert_eq!((user.uid, user.gid), (105, 113));
        assert!(account(accounts, "nobody").is_none());
    }
}
