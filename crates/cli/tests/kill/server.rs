//! The binary under test: started, killed, started again on the same data and port.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::Mutex,
    time::Duration,
};

use tempfile::TempDir;
use tokio::time::{Instant, sleep, timeout};

use crate::http::call;

/// Longest a start may take on a slow and busy machine.
const START: Duration = Duration::from_secs(60);
/// How often is looked whether a process has got further; it has no other way to tell.
const LOOK: Duration = Duration::from_millis(10);

pub struct Server {
    pub address: SocketAddr,
    database_url: String,
    data: TempDir,
    child: Child,
    started: Instant,
}

impl Server {
    /// Starts on an empty folder and waits until it is ready.
    pub async fn found(database_url: &str) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, take_port()));
        let data = TempDir::new().unwrap();
        let child = spawn(address, database_url, &data);
        let mut server = Self {
            address,
            database_url: database_url.to_owned(),
            data,
            child,
            started: Instant::now(),
        };
        server.ready().await;
        server
    }

    /// The one-time password that the first start left for the owner: her login, and the password.
    pub fn owner(&self) -> (String, String) {
        let told = fs::read_to_string(self.data.path().join("owner-password.txt")).unwrap();
        let word = |name: &str| {
            let mut lines = told.lines().filter_map(|line| line.split_once(": "));
            lines.find(|(key, _)| *key == name).unwrap().1.to_owned()
        };
        (word("login"), word("password"))
    }

    /// Waits until it answers, and tells how long after its start that was.
    pub async fn ready(&mut self) -> Duration {
        let answers = async {
            loop {
                let reply = call(self.address, "GET", "/readyz", &[], None).await;
                if reply.is_ok_and(|reply| reply.status == 200) {
                    return;
                }
                if let Some(status) = self.child.try_wait().unwrap() {
                    panic!("it ended by itself with {status}:\n{}", log(&self.data));
                }
                sleep(LOOK).await;
            }
        };
        let in_time = timeout(START, answers).await.is_ok();
        assert!(in_time, "not ready after {START:?}:\n{}", log(&self.data));
        self.started.elapsed()
    }

    /// Kills it as a power cut would, without a word of warning, and starts it again at once.
    pub fn kill_and_restart(&mut self) {
        self.child.kill().unwrap();
        let status = self.child.wait().unwrap();
        assert!(
            !status.success() && status.code().is_none(),
            "it had ended by itself with {status}:\n{}",
            log(&self.data)
        );
        self.start();
    }

    pub fn start(&mut self) {
        self.child = spawn(self.address, &self.database_url, &self.data);
        self.started = Instant::now();
    }

    /// Tells it to stop, and waits until it has; how it ended, and how long it took.
    pub async fn stop(&mut self) -> (ExitStatus, Duration) {
        let asked = Instant::now();
        let pid = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        assert!(told.success());
        let ended = async {
            loop {
                if let Some(status) = self.child.try_wait().unwrap() {
                    return status;
                }
                sleep(LOOK).await;
            }
        };
        let status = timeout(START, ended).await.expect("it ends when it is told to");
        (status, asked.elapsed())
    }

    /// The errors it logged over all its lives.
    pub fn errors(&self) -> Vec<String> {
        let log = log(&self.data);
        let errors = log
            .lines()
            .filter(|line| line.contains("ERROR") || line.contains("panicked"));
        errors.map(str::to_owned).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Ok(mut taken) = TAKEN.lock() {
            taken.remove(&self.address.port());
        }
    }
}

/// Whether to try a binary as it is shipped.
pub fn shipped() -> Option<PathBuf> {
    let path = std::env::var_os("JINPAI_BIN").filter(|path| !path.is_empty());
    path.map(PathBuf::from)
}

fn spawn(address: SocketAddr, database_url: &str, data: &TempDir) -> Child {
    let program = shipped().unwrap_or_else(|| env!("CARGO_BIN_EXE_jinpai").into());
    let log = File::options()
        .append(true)
        .create(true)
        .open(data.path().join("log"));
    Command::new(&program)
        .args(["serve", "--listen", &address.to_string(), "--data"])
        .arg(data.path())
        .env("JINPAI_DATABASE_URL", database_url)
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log.unwrap())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}", program.display()))
}

/// What it logged over all its lives.
fn log(data: &TempDir) -> String {
    fs::read_to_string(data.path().join("log")).unwrap_or_default()
}

/// Ports of servers that other tests of this process are using: one that is being restarted looks free.
static TAKEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// A port below those that systems hand out by themselves: while the server is down, a caller's own connection must
/// not come to sit on it. Each process begins elsewhere.
fn take_port() -> u16 {
    let first = 20_000 + u16::try_from(std::process::id() % 1_400 * 8).unwrap();
    let mut taken = TAKEN.lock().unwrap();
    let is_free =
        |port: &u16| !taken.contains(port) && TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    let port = (first..first + 1_000).find(is_free).expect("a free port");
    taken.insert(port);
    port
}
