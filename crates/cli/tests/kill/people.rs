//! An agent and buyers who follow a script and never give up: what is not acknowledged is said again under the same
//! reference.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{sync::watch, time::sleep};
use tokio_tungstenite::tungstenite::http::{HeaderName, header::COOKIE};

use crate::{
    http::{Reply, call},
    line::{News, Page},
    proof::Said,
    server::Server,
};

const PASSWORD: &str = "重启多少次都还在的密码";
/// A failed request is repeated after so long.
const AGAIN: Duration = Duration::from_millis(40);

/// How far everybody together has got.
#[derive(Default)]
pub struct Progress {
    /// Messages acknowledged.
    pub acknowledged: watch::Sender<usize>,
    /// Requests that got no answer.
    pub repeated: AtomicUsize,
}

/// The owner, serving buyers herself.
#[derive(Clone)]
pub struct Agent {
    address: SocketAddr,
    cookie: String,
    csrf: String,
    pub shop: String,
    /// Where the shop's log stood when she came.
    pub head_seq: i64,
}

impl Agent {
    /// Signs in with the password of the first start and chooses her own.
    pub async fn settle(server: &Server) -> Self {
        let (login, once) = server.owner();
        let address = server.address;
        let body = json!({ "login": login, "password": once });
        let reply = call(address, "POST", "/api/v1/session", &[], Some(&body))
            .await
            .unwrap();
        let cookie = reply
            .header("set-cookie")
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let session = reply.json();
        let mut me = Self {
            address,
            cookie,
            csrf: session["csrf"].as_str().unwrap().to_owned(),
            shop: String::new(),
            head_seq: 0,
        };
        let body = json!({ "current": once, "new": PASSWORD });
        let session = me
            .call("POST", "/api/v1/session/password", Some(&body))
            .await
            .unwrap();
        let shop = &session.json()["shops"][0];
        me.shop = shop["id"].as_str().unwrap().to_owned();
        me.head_seq = shop["head_seq"].as_i64().unwrap();
        me
    }

    async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> std::io::Result<Reply> {
        let headers = [("cookie", &*self.cookie), ("x-csrf-token", &*self.csrf)];
        call(self.address, method, path, &headers, body).await
    }

    pub async fn get(&self, path: &str) -> Value {
        let path = format!("/api/v1/shops/{}/{path}", self.shop);
        self.call("GET", &path, None).await.unwrap().json()
    }

    /// Says something to a buyer until it is acknowledged.
    pub async fn say(&self, to: &Talk, client_ref: &str, text: &str, progress: &Progress) -> Said {
        let path = format!(
            "/api/v1/shops/{}/conversations/{}/messages",
            self.shop, to.conversation
        );
        let body = json!({ "client_ref": client_ref, "text": text });
        let answer = insist(progress, async || self.call("POST", &path, Some(&body)).await).await;
        assert_eq!(answer["message"]["client_ref"], client_ref);
        Said::of(&to.buyer, &answer["message"])
    }

    /// A conversation's messages, page by page.
    pub async fn messages(&self, of: &Talk) -> Vec<Said> {
        let path = format!("conversations/{}/messages", of.conversation);
        pages(&of.buyer, async |after| {
            self.get(&format!("{path}?{after}")).await
        })
        .await
    }
}

/// A conversation and whose it is.
#[derive(Debug, Clone)]
pub struct Talk {
    pub buyer: String,
    pub conversation: String,
}

impl Page for Agent {
    const PATH: &'static str = "/ws/agent";

    fn headers(&self) -> Vec<(HeaderName, String)> {
        vec![(COOKIE, self.cookie.clone())]
    }

    fn hello(&self, cursor: i64) -> Value {
        json!({ "type": "hello", "cursors": { &self.shop: cursor } })
    }

    fn read(&self, frame: &Value) -> Result<Option<News>, String> {
        match frame["type"].as_str() {
            Some("welcome" | "typing" | "presence" | "team") => Ok(None),
            Some("event") => {
                let seq = frame["seq"].as_i64().unwrap();
                let data = &frame["data"];
                let is_message = frame["kind"] == "message-sent";
                let said = is_message.then(|| {
                    let buyer = data["conversation"]["buyer"]["id"].as_str().unwrap();
                    Said::of(buyer, &data["message"])
                });
                let conversation = data["message"]["conversation"].as_str().map(str::to_owned);
                if said.as_ref().is_some_and(|said| said.seq != seq) {
                    return Err(format!("a message out of its place: {frame}"));
                }
                Ok(Some(News {
                    seq,
                    said,
                    conversation,
                }))
            }
            _ => Err(format!("not expected: {frame}")),
        }
    }
}

#[derive(Clone)]
pub struct Buyer {
    address: SocketAddr,
    token: String,
    pub id: String,
}

impl Buyer {
    /// Opens the shop's widget.
    pub async fn come(address: SocketAddr, shop: &str) -> Self {
        let body = json!({ "shop": shop });
        let reply = call(address, "POST", "/widget/v1/session", &[], Some(&body)).await;
        let session = reply.unwrap().json();
        Self {
            address,
            token: session["token"].as_str().unwrap().to_owned(),
            id: session["buyer"]["id"].as_str().unwrap().to_owned(),
        }
    }

    async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> std::io::Result<Reply> {
        let bearer = format!("Bearer {}", self.token);
        call(self.address, method, path, &[("authorization", &bearer)], body).await
    }

    /// Says something until it is acknowledged.
    pub async fn say(&self, client_ref: &str, text: &str, progress: &Progress) -> Said {
        let body = json!({ "client_ref": client_ref, "text": text });
        let answer = insist(progress, async || {
            self.call("POST", "/widget/v1/messages", Some(&body)).await
        });
        let answer = answer.await;
        assert_eq!(answer["message"]["client_ref"], client_ref);
        Said::of(&self.id, &answer["message"])
    }

    /// Her messages, page by page.
    pub async fn messages(&self) -> Vec<Said> {
        let page = async |after: &str| {
            let path = format!("/widget/v1/messages?{after}");
            self.call("GET", &path, None).await.unwrap().json()
        };
        pages(&self.id, page).await
    }
}

impl Page for Buyer {
    const PATH: &'static str = "/ws/buyer";

    fn hello(&self, cursor: i64) -> Value {
        json!({ "type": "hello", "token": self.token, "cursor": cursor })
    }

    fn read(&self, frame: &Value) -> Result<Option<News>, String> {
        match frame["type"].as_str() {
            Some("welcome" | "marks" | "typing" | "presence" | "queue") => Ok(None),
            Some("message") => {
                let said = Said::of(&self.id, &frame["message"]);
                Ok(Some(News {
                    seq: said.seq,
                    said: Some(said),
                    conversation: None,
                }))
            }
            _ => Err(format!("not expected: {frame}")),
        }
    }

    fn answer(&self, said: &Said) -> Option<Value> {
        (said.from != "buyer").then(|| json!({ "type": "delivered", "seq": said.seq }))
    }
}

/// Repeats a request until it is acknowledged. A line that breaks is part of the story; a refusal or a failure that
/// the server itself tells is not, unless it asks to wait.
async fn insist(progress: &Progress, request: impl AsyncFn() -> std::io::Result<Reply>) -> Value {
    loop {
        match request().await {
            Ok(reply) if reply.status == 429 => {
                let wait_s = reply.header("retry-after").and_then(|text| text.parse().ok());
                sleep(Duration::from_secs(wait_s.unwrap_or(1))).await;
            }
            Ok(reply) => {
                let answer = reply.json();
                progress.acknowledged.send_modify(|count| *count += 1);
                return answer;
            }
            Err(_) => {
                progress.repeated.fetch_add(1, Ordering::Relaxed);
                sleep(AGAIN).await;
            }
        }
    }
}

/// Everything after the beginning; small pages, so that there are several.
async fn pages(buyer: &str, page: impl AsyncFn(&str) -> Value) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    loop {
        let after = all.last().map_or(0, |said| said.seq);
        let page = page(&format!("after_seq={after}&limit=10")).await;
        let items = page["items"].as_array().unwrap();
        all.extend(items.iter().map(|message| Said::of(buyer, message)));
        if page["more"] == false {
            return all;
        }
    }
}
