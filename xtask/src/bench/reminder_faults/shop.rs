//! The shop under test: the program as it is shipped, several processes on one database, and its owner at work.

use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::http::{Reply, call};
use crate::{
    bench::reminder_peers::sink::now_ms,
    postgres::free_port,
    shell::{Background, Cmd, wait_until},
    tree::Scratch,
};

/// How long a process may take to be ready.
const START: Duration = Duration::from_secs(60);
const PASSWORD: &str = "重启多少次都还在的密码";
/// How long the program waits for the provider's answer.
pub const PROVIDER_TIMEOUT_MS: u64 = 3_000;

/// The processes, all on one database and one folder.
pub struct Shop {
    program: PathBuf,
    database: String,
    folder: Scratch,
    workers: Vec<Worker>,
    started: usize,
}

struct Worker {
    address: SocketAddr,
    process: Option<Background>,
}

impl Shop {
    /// Starts the processes on an empty database, and does what an owner does before the first order.
    pub fn open(
        program: &Path,
        database: &str,
        workers: usize,
        provider: SocketAddr,
    ) -> Result<(Self, Till)> {
        let folder = Scratch::new("reminder-faults")?;
        let settings = format!("trusted_proxies = [\"127.0.0.1\"]\n\n[send]\nallow = [\"{provider}\"]\n");
        std::fs::write(folder.path().join("jinpai.toml"), settings)?;
        let mut places = Vec::new();
        for _ in 0..workers {
            let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
            places.push(Worker {
                address,
                process: None,
            });
        }
        let mut shop = Self {
            program: program.to_owned(),
            database: database.to_owned(),
            folder,
            workers: places,
            started: 0,
        };
        // The first makes the tables and the owner.
        shop.start(0)?;
        shop.wait_ready()?;
        let (id, secret) = shop.settle(provider)?;
        shop.start_all()?;
        let till = Till {
            workers: shop.workers.iter().map(|worker| worker.address).collect(),
            next: AtomicUsize::new(0),
            path: format!("/hooks/v1/orders/{id}"),
            secret,
        };
        Ok((shop, till))
    }

    fn start(&mut self, n: usize) -> Result<()> {
        self.started += 1;
        let log = self.folder.path().join(format!("log-{}", self.started));
        let folder = self.folder.path();
        let process = Cmd::new(&self.program, folder)
            .args(["serve", "--listen", &self.workers[n].address.to_string()])
            .args(["--config", "jinpai.toml", "--data", "."])
            .env("JINPAI_DATABASE_URL", &self.database)
            .env("RUST_LOG", "warn")
            .quiet()
            .start(&log)?;
        self.workers[n].process = Some(process);
        Ok(())
    }

    /// Starts those that do not run, and waits until all answer.
    pub fn start_all(&mut self) -> Result<()> {
        for n in 0..self.workers.len() {
            let runs = self.workers[n]
                .process
                .as_mut()
                .is_some_and(|process| !process.has_ended());
            if !runs {
                self.start(n)?;
            }
        }
        self.wait_ready()
    }

    fn wait_ready(&mut self) -> Result<()> {
        for worker in &mut self.workers {
            let Some(process) = &mut worker.process else {
                continue;
            };
            let answers = || call(worker.address, "GET", "/readyz", &[], "").is_ok_and(|r| r.status == 200);
            let ready = wait_until(START, || process.has_ended() || answers());
            if !ready || process.has_ended() {
                bail!("a process did not start:\n{}", process.tail());
            }
        }
        Ok(())
    }

    /// SIGKILL to all at one moment.
    pub fn kill_all(&mut self) {
        let ids = self.workers.iter().filter_map(|worker| worker.process.as_ref());
        let ids: Vec<String> = ids.map(|process| process.id().to_string()).collect();
        signal("KILL", &ids);
        for worker in &mut self.workers {
            // Waits until it has ended.
            if let Some(mut process) = worker.process.take() {
                process.stop("KILL");
            }
        }
    }

    /// The first process stands still, or goes on.
    pub fn freeze(&self, frozen: bool) {
        let id = self.workers[0]
            .process
            .as_ref()
            .map(|process| process.id().to_string());
        signal(if frozen { "STOP" } else { "CONT" }, &Vec::from_iter(id));
    }

    /// What the processes wrote of errors over all their lives: panics, and all lines of level ERROR.
    pub fn trouble(&self) -> (usize, usize) {
        let mut counts = (0, 0);
        for n in 1..=self.started {
            let log =
                std::fs::read_to_string(self.folder.path().join(format!("log-{n}"))).unwrap_or_default();
            counts.0 += log.lines().filter(|line| line.contains("panicked")).count();
            counts.1 += log.lines().filter(|line| line.contains("ERROR")).count();
        }
        counts
    }

    /// Keeps what the processes wrote where the run's other papers lie.
    pub fn keep_logs(&self, to: &Path) -> Result<()> {
        std::fs::create_dir_all(to)?;
        for n in 1..=self.started {
            let name = format!("log-{n}");
            std::fs::copy(self.folder.path().join(&name), to.join(&name))?;
        }
        Ok(())
    }

    /// What an owner does first: a password, the shop's clock, a policy, a provider, the key of the order hook. Gives
    /// the shop and that key.
    fn settle(&self, provider: SocketAddr) -> Result<(String, String)> {
        let owner = Owner::sign_in(self.workers[0].address, self.folder.path())?;
        let noon = json!({ "name": "小鹿的店", "zone": zone_at_noon() });
        owner.call("PATCH", "settings", &noon)?;
        let built_in = text(&owner.call("GET", "reminders/policies/0", &Value::Null)?["toml"])?;
        let saved = json!({ "toml": policy(&built_in)?, "base": 0, "note": "" });
        owner.call("POST", "reminders/policies", &saved)?;
        let state = owner.call("GET", "reminders/policies", &Value::Null)?;
        let start = json!({ "version": 1, "revision": state["items"][0]["revision"] });
        owner.call("POST", "reminders/policies/start", &start)?;
        let settings = json!({
            "kind": "webhook", "url": format!("http://{provider}/send"),
            "query_url": format!("http://{provider}/query"),
            "secret": "a secret that both sides know", "timeout_ms": PROVIDER_TIMEOUT_MS,
        });
        let added = json!({ "channel": "sms", "name": "短信", "on": true, "settings": settings });
        owner.call("POST", "providers", &added)?;
        let secret = owner.call("POST", "settings/secrets/hook", &Value::Null)?;
        Ok((owner.shop.clone(), text(&secret["secret"])?))
    }
}

/// The owner of the first shop, signed in.
struct Owner {
    address: SocketAddr,
    cookie: String,
    csrf: String,
    shop: String,
}

impl Owner {
    /// By the password that the first start left; she chooses her own.
    fn sign_in(address: SocketAddr, folder: &Path) -> Result<Self> {
        let told = std::fs::read_to_string(folder.join("owner-password.txt"))
            .context("the first start left no password for the owner")?;
        let word = |name: &str| {
            let mut lines = told.lines().filter_map(|line| line.split_once(": "));
            lines
                .find(|(key, _)| *key == name)
                .map(|(_, word)| word.to_owned())
        };
        let (login, once) = word("login").zip(word("password")).context("no login in it")?;
        let body = json!({ "login": login, "password": once }).to_string();
        let reply = call(address, "POST", "/api/v1/session", &[], &body)?;
        let cookie = reply.header("set-cookie").unwrap_or_default();
        let mut owner = Self {
            address,
            cookie: cookie.split(';').next().unwrap_or_default().to_owned(),
            csrf: text(&reply.json()?["csrf"])?,
            shop: String::new(),
        };
        let chosen = json!({ "current": once, "new": PASSWORD });
        let session = owner.ask("POST", "/api/v1/session/password", &chosen)?;
        owner.shop = text(&session["shops"][0]["id"])?;
        Ok(owner)
    }

    /// Something of the shop's.
    fn call(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        self.ask(method, &format!("/api/v1/shops/{}/{path}", self.shop), body)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let headers = [("cookie", &*self.cookie), ("x-csrf-token", &*self.csrf)];
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let reply = call(self.address, method, path, &headers, &body)?;
        reply.json().with_context(|| format!("{method} {path}"))
    }
}

/// The shop's own till: it signs what happened to an order and tells it to whichever process is next in turn.
pub struct Till {
    workers: Vec<SocketAddr>,
    next: AtomicUsize,
    path: String,
    secret: String,
}

impl Till {
    /// One event. The same delivery again counts once.
    pub fn tell(&self, delivery: &str, body: &str, caller: usize) -> io::Result<Reply> {
        let n = self.next.fetch_add(1, Ordering::Relaxed) % self.workers.len();
        let timestamp = (now_ms() / 1_000).to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).map_err(io::Error::other)?;
        mac.update(timestamp.as_bytes());
        mac.update(b".");
        mac.update(body.as_bytes());
        let hex: String = (mac.finalize().into_bytes().iter())
            .map(|byte| format!("{byte:02x}"))
            .collect();
        // A till has one address, and an address a limit; here are many tills behind a proxy.
        let from = format!("10.{}.{}.{}", caller >> 16 & 255, caller >> 8 & 255, caller & 255);
        let headers = [
            ("jinpai-timestamp", &*timestamp),
            ("jinpai-delivery", delivery),
            ("jinpai-signature", &format!("v1={hex}")),
            ("x-forwarded-for", &*from),
        ];
        call(self.workers[n], "POST", &self.path, &headers, body)
    }
}

fn signal(name: &str, ids: &[String]) {
    let _ = std::process::Command::new("kill")
        .arg(format!("-{name}"))
        .args(ids)
        .status();
}

fn text(value: &Value) -> Result<String> {
    value
        .as_str()
        .map(str::to_owned)
        .context("an answer lacks a field")
}

/// The zone in which it is about noon now, so that no quiet hour falls into the run.
fn zone_at_noon() -> String {
    match 12 - now_ms() / 3_600_000 % 24 {
        0 => "UTC".to_owned(),
        // The names count westwards.
        ahead if ahead > 0 => format!("Etc/GMT-{ahead}"),
        behind => format!("Etc/GMT+{}", -behind),
    }
}

/// The built-in policy with everybody reminded, by SMS, and at the very moment that a rule gives.
fn policy(built_in: &str) -> Result<String> {
    let mut policy = built_in.to_owned();
    for (line, instead) in [
        ("holdout_percent = 10\n", "holdout_percent = 0\n"),
        ("jitter_min = 10\n", "jitter_min = 0\n"),
        ("usual = [\"chat\", \"sms\", \"email\"]\n", "usual = [\"sms\"]\n"),
    ] {
        if !policy.contains(line) {
            bail!("the built-in policy has no line {line:?} any more");
        }
        policy = policy.replace(line, instead);
    }
    Ok(policy)
}
