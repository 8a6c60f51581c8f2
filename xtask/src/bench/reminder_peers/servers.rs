//! The servers behind the systems: fresh for each, as durable as their makers' defaults, gone afterwards.

use std::{net::TcpStream, path::PathBuf, time::Duration};

use anyhow::{Context as _, Result, bail};

use crate::{
    postgres::{Postgres, free_port},
    shell::{Background, Cmd, install, may_install, wait_until, which},
    tree::Scratch,
};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
    Redis,
}

/// One running server, or the folder of a file.
pub struct Server {
    pub url: String,
    // Dropped in this order: the server, then its folder.
    _postgres: Option<Postgres>,
    _redis: Option<Background>,
    _folder: Option<Scratch>,
}

impl Server {
    pub fn start(kind: Kind) -> Result<Self> {
        match kind {
            Kind::Sqlite => {
                let folder = Scratch::new("reminder-sqlite")?;
                let url = format!("sqlite://{}", folder.path().join("jinpai.db").display());
                Ok(Self {
                    url,
                    _postgres: None,
                    _redis: None,
                    _folder: Some(folder),
                })
            }
            Kind::Postgres => {
                let postgres = Postgres::start_durable()?;
                Ok(Self {
                    url: postgres.url().to_owned(),
                    _postgres: Some(postgres),
                    _redis: None,
                    _folder: None,
                })
            }
            Kind::Redis => redis(),
        }
    }
}

/// As BullMQ asks for it: every write in a log that reaches the disk once a second, nothing ever evicted.
fn redis() -> Result<Server> {
    let program = find_redis()?;
    let folder = Scratch::new("reminder-redis")?;
    let port = free_port()?;
    let mut server = Cmd::new(program, folder.path())
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""])
        .args(["--appendonly", "yes", "--appendfsync", "everysec"])
        .args(["--maxmemory-policy", "noeviction", "--dir"])
        .args([folder.path()])
        .quiet()
        .start(&folder.path().join("log"))?;
    let answers = wait_until(Duration::from_secs(10), || {
        server.has_ended() || TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    if !answers || server.has_ended() {
        bail!("Redis did not start:\n{}", server.tail());
    }
    Ok(Server {
        url: format!("redis://127.0.0.1:{port}"),
        _postgres: None,
        _redis: Some(server),
        _folder: Some(folder),
    })
}

fn find_redis() -> Result<PathBuf> {
    if which("redis-server").is_none() && may_install() {
        install(&["redis-server"])?;
    }
    which("redis-server")
        .context("Redis is missing: put `redis-server` on the PATH (Debian: apt-get install redis-server)")
}

/// What the servers call themselves, for the record.
pub fn versions() -> Vec<String> {
    let first_line = |program: &str| {
        let text = Cmd::new(program, std::path::Path::new("/"))
            .args(["--version"])
            .quiet()
            .read()
            .ok()?;
        text.lines().next().map(str::to_owned)
    };
    ["initdb", "redis-server"]
        .into_iter()
        .filter_map(first_line)
        .collect()
}
