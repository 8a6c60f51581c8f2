//! `jinpai channel conformance` against the reference bridge, which gets everything right, and against others.

use std::{
    net::SocketAddr,
    path::PathBuf,
    process::{Output, Stdio},
    time::Duration,
};

use axum::{Router, http::StatusCode, routing::post};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
    process::{Child, Command},
};

const SECRET: &str = "secret-of-the-test";
/// Longest a start may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Serves on a free port until the test ends.
async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// An address that nobody listens on now.
async fn free() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

async fn conformance(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jinpai"));
    command.args(["channel", "conformance", "--secret", SECRET]);
    command.args(arguments).env("LC_ALL", "en").kill_on_drop(true);
    command.output().await.unwrap()
}

/// Outcomes by the name of their check.
fn outcomes(output: &Output) -> Vec<(String, String)> {
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let checks = told["checks"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    checks
        .map(|one| (text(&one["check"]), text(&one["outcome"])))
        .collect()
}

/// The reference bridge, pushed to, with a platform that says everything; told where Jinpai is.
async fn reference(jinpai: SocketAddr, folder: &tempfile::TempDir) -> (Child, String) {
    let platform = serve(Router::new().route("/say", post(|| async { StatusCode::NO_CONTENT }))).await;
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut child = Command::new("node")
        .arg(root.join("bridges/reference/bridge.mjs"))
        .env("JINPAI_URL", format!("http://{jinpai}"))
        .env("JINPAI_SHOP", "01KAN0CHANNEL0C0NF0RMANCE0")
        .env("JINPAI_SECRET", SECRET)
        .env("PLATFORM_URL", format!("http://{platform}"))
        .env("STATE", folder.path().join("state.json"))
        .env("PORT", "0")
        .env("PUSHED", "1")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("node is missing: install Node.js 20.19 or newer");
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = tokio::time::timeout(PATIENCE, lines.next_line()).await.unwrap();
    let line = line.unwrap().unwrap();
    let address = line.strip_prefix("listening on ").unwrap();
    (child, format!("http://{address}/jinpai"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_reference_bridge_gets_everything_right() {
    let jinpai = free().await;
    let folder = tempfile::tempdir().unwrap();
    let (bridge, url) = reference(jinpai, &folder).await;
    let listen = jinpai.to_string();
    let output = conformance(&[&url, "--listen", &listen, "--format", "json"]).await;
    drop(bridge);
    let outcomes = outcomes(&output);
    let others: Vec<_> = outcomes
        .iter()
        .filter(|(_, outcome)| outcome != "passed")
        .collect();
    assert!(others.is_empty(), "{others:?}");
    assert_eq!((output.status.code(), outcomes.len()), (Some(0), 18));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_believes_everybody_is_told_what_to_mend() {
    let all = serve(Router::new().route("/", post(|| async { StatusCode::OK }))).await;
    let url = format!("http://{all}/");
    let output = conformance(&[&url, "--format", "json"]).await;
    assert_eq!(output.status.code(), Some(1));
    let failed = outcomes(&output)
        .into_iter()
        .filter(|(_, outcome)| outcome == "failed");
    let failed: Vec<String> = failed.map(|(check, _)| check).collect();
    assert_eq!(
        failed,
        [
            "wrong-secret",
            "unsigned",
            "stale-timestamp",
            "future-timestamp",
            "other-body"
        ]
    );
    let output = conformance(&[&url]).await;
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("✓ a rightly signed page is taken"), "{told}");
    assert!(
        told.contains("answer 401 when jinpai-signature is missing"),
        "{told}"
    );
    assert!(told.contains("give --listen"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_nothing_and_tells_nothing_is_told_so() {
    let none = serve(Router::new().route("/", post(|| async { StatusCode::NOT_FOUND }))).await;
    let listen = free().await.to_string();
    let url = format!("http://{none}/");
    let output = conformance(&[&url, "--listen", &listen, "--patience", "1", "--format", "json"]).await;
    assert_eq!(output.status.code(), Some(1));
    let found = outcomes(&output);
    let of = |check: &str| found.iter().find(|(name, _)| name == check).unwrap().1.as_str();
    assert_eq!(
        (of("signed-page"), of("receipt"), of("unsigned")),
        ("failed", "failed", "passed")
    );
    assert_eq!(
        of("repeats-after-failure"),
        "skipped",
        "without receipts there is nothing to repeat"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_address_is_told_apart_from_nobody_there() {
    let output = conformance(&["ftp://bridge.example"]).await;
    assert_eq!(output.status.code(), Some(2));
    let nobody = format!("http://{}/", free().await);
    let output = conformance(&[&nobody]).await;
    assert_eq!(output.status.code(), Some(3));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("cannot be reached")
    );
}
