//! A peer in Node: it prints what happens as JSON lines and takes orders the same way.

use std::{path::PathBuf, process::Stdio};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

use super::LIMIT;

/// Stopped when dropped.
pub struct NodePeer {
    child: Child,
    orders: ChildStdin,
    events: Lines<BufReader<ChildStdout>>,
    pub port: u16,
}

impl NodePeer {
    /// Starts `web/peers/<name>.mjs` on a free port.
    pub async fn start(name: &str) -> Self {
        Self::start_with(name, &[]).await
    }

    /// The same with arguments after the port.
    pub async fn start_with(name: &str, more: &[&str]) -> Self {
        let web = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../web");
        assert!(
            web.join("node_modules/smpp").exists() && web.join("node_modules/smtp-server").exists(),
            "the peers' packages are missing: run `npm ci` in web (cargo xtask test does)"
        );
        let mut child = Command::new("node")
            .arg(web.join("peers").join(format!("{name}.mjs")))
            .arg("0")
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node is missing: install Node.js 20.19 or newer");
        let mut peer = Self {
            orders: child.stdin.take().unwrap(),
            events: BufReader::new(child.stdout.take().unwrap()).lines(),
            child,
            port: 0,
        };
        let listening = peer.next("listening").await;
        peer.port = u16::try_from(listening["port"].as_u64().unwrap()).unwrap();
        peer
    }

    /// Ends it and waits until its port is free.
    pub async fn stop(mut self) {
        self.child.kill().await.unwrap();
    }

    pub async fn order(&mut self, order: Value) {
        self.orders
            .write_all(format!("{order}\n").as_bytes())
            .await
            .unwrap();
    }

    /// Changes the mode and waits until it holds.
    pub async fn mode(&mut self, order: Value) {
        let mut order = order;
        order["do"] = "mode".into();
        self.order(order).await;
        self.next("mode").await;
    }

    /// The next event of a name; others before it are passed over.
    pub async fn next(&mut self, name: &str) -> Value {
        let found = async {
            loop {
                let line = self.events.next_line().await.unwrap();
                let event: Value = serde_json::from_str(&line.expect("the peer ended")).unwrap();
                if event["event"] == name {
                    return event;
                }
            }
        };
        let found = timeout(LIMIT, found).await;
        found.unwrap_or_else(|_| panic!("the peer told nothing of {name}"))
    }

    /// Every event of a name until another one, which is asked for by an order.
    pub async fn count_until_mode(&mut self, name: &str) -> usize {
        self.order(serde_json::json!({"do": "mode", "mode": "accept"}))
            .await;
        let mut count = 0;
        loop {
            let line = timeout(LIMIT, self.events.next_line())
                .await
                .unwrap()
                .unwrap()
                .unwrap();
            let event: Value = serde_json::from_str(&line).unwrap();
            if event["event"] == "mode" {
                return count;
            }
            count += usize::from(event["event"] == name);
        }
    }
}
