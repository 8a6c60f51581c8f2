//! A shop's own bridge on this machine: takes what is handed over and answers as it is told to.

use std::sync::{Arc, Mutex, PoisonError};

use jinpai_engine::sign;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
};

use crate::{
    http::{Reply, call, json_type},
    world::World,
};

pub const SECRET: &str = "a secret of the bridge";

/// What the bridge was handed.
#[derive(Debug)]
pub struct Handed {
    pub body: Value,
    /// It was signed with the bridge's secret.
    pub signed: bool,
}

pub struct Bridge {
    pub url: String,
    handed: mpsc::UnboundedReceiver<Handed>,
    answer: Arc<Mutex<Value>>,
    serving: JoinHandle<()>,
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Bridge {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/send", listener.local_addr().unwrap());
        let (tell, handed) = mpsc::unbounded_channel();
        let answer = Arc::new(Mutex::new(json!({ "state": "accepted", "receipt": "b-1" })));
        let told = Arc::clone(&answer);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let answer = told.lock().unwrap_or_else(PoisonError::into_inner).to_string();
                if let Some(handed) = serve(stream, &answer).await {
                    let _ = tell.send(handed);
                }
            }
        });
        Self {
            url,
            handed,
            answer,
            serving,
        }
    }

    pub fn answers(&self, answer: Value) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = answer;
    }

    pub async fn handed(&mut self) -> Handed {
        let next = self.handed.recv();
        let limit = std::time::Duration::from_secs(20);
        tokio::time::timeout(limit, next)
            .await
            .expect("nothing was handed over")
            .unwrap()
    }

    pub fn settings(&self) -> Value {
        json!({ "kind": "webhook", "url": self.url, "secret": SECRET })
    }

    /// Adds it to the shop and returns its id.
    pub async fn join(&self, world: &World, channel: &str) -> String {
        let body = json!({ "channel": channel, "name": "自有网关", "on": true, "settings": self.settings() });
        let path = format!("/api/v1/shops/{}/providers", world.shop);
        let view = world.owner.post(&path, &body).await.json();
        view["id"].as_str().unwrap().to_owned()
    }
}

/// Posts to a provider's callback address as its bridge would.
pub async fn post_callback(world: &World, provider: &str, secret: &str, body: &str) -> Reply {
    let timestamp = (world.engine.now().ms() / 1_000).to_string();
    let signature = sign(secret, &[timestamp.as_bytes(), b".", body.as_bytes()]);
    let headers = vec![
        json_type(),
        ("jinpai-timestamp", timestamp),
        ("jinpai-signature", format!("v1={signature}")),
    ];
    let path = format!("/api/v1/callbacks/{provider}");
    call(world.address, "POST", &path, headers, body.to_owned()).await
}

async fn serve(mut stream: TcpStream, answer: &str) -> Option<Handed> {
    let mut bytes = Vec::new();
    let (head, start) = loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes);
        if let Some(end) = text.find("\r\n\r\n") {
            break (text[..end].to_owned(), end + 4);
        }
    };
    let header = |name: &str| {
        let line = head
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")));
        line.map(|line| line[name.len() + 1..].trim().to_owned())
            .unwrap_or_default()
    };
    let length: usize = header("content-length").parse().unwrap_or(0);
    while bytes.len() < start + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let body = &bytes[start..];
    let expected = sign(SECRET, &[header("jinpai-timestamp").as_bytes(), b".", body]);
    let handed = Handed {
        signed: header("jinpai-signature") == format!("v1={expected}"),
        body: serde_json::from_slice(body).ok()?,
    };
    let reply = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}",
        answer.len()
    );
    stream.write_all(reply.as_bytes()).await.ok()?;
    Some(handed)
}
