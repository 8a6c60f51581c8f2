//! Two shops and everybody around them.
//!
//! The clock stands until a test moves it, and waiting is for events, not for time.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
    time::Duration,
};

use jinpai_engine::{Clock, Engine, EngineConfig, Guard, Random, RealPeers, sign};
use jinpai_model::{At, Platform};
use jinpai_server::{Limits, Server, ServerConfig};
use jinpai_store::testing::TestDatabase;
use serde_json::{Value, json};
use tokio::{sync::oneshot, task::JoinHandle};

use crate::http::{Headers, Reply, call, json_type};

/// A clock that a test moves by hand.
pub struct StillClock(AtomicI64);

impl Clock for StillClock {
    fn now(&self) -> At {
        At(self.0.load(Ordering::SeqCst))
    }

    fn real(&self, _ms: i64) -> Duration {
        Duration::from_millis(1)
    }
}

/// The server under test and the people who call it.
pub struct World {
    pub address: SocketAddr,
    pub engine: Engine,
    pub clock: Arc<StillClock>,
    /// The shop that the team serves.
    pub shop: String,
    /// Somebody else's shop.
    pub other: String,
    pub owner: Member,
    pub lead: Member,
    pub agent: Member,
    /// Owns the other shop and has no place in this one.
    pub rival: Member,
    pub database: TestDatabase,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<()>>,
    count: AtomicU32,
}

/// Somebody with a session.
#[derive(Clone)]
pub struct Member {
    pub address: SocketAddr,
    pub cookie: String,
    pub csrf: String,
    pub id: String,
}

/// A buyer with a widget session.
#[derive(Clone)]
pub struct Buyer {
    pub address: SocketAddr,
    pub token: String,
    pub visitor: String,
    pub id: String,
}

pub const PASSWORD: &str = "足足有十个字的密码呀";

/// Limits that a test reaches quickly.
fn limits() -> Limits {
    Limits {
        slow_reader: Duration::from_millis(300),
        ..Limits::default()
    }
}

impl World {
    /// A shop at nine in the morning of 21 November 2026, in Shanghai, and another one.
    pub async fn open(database: TestDatabase) -> Self {
        let at = At::from_rfc3339("2026-11-21T09:00:00+08:00").unwrap();
        let clock = Arc::new(StillClock(AtomicI64::new(at.ms())));
        let mut config = EngineConfig::new(database.url(), clock.clone(), Random::seeded(11));
        // The providers of a test listen on this machine.
        config.opener = Arc::new(RealPeers::new(Guard::new(vec!["127.0.0.1".parse().unwrap()])));
        config.public_url = Some("https://desk.example/".to_owned());
        let engine = Engine::open(config).await.unwrap();
        let (shop, login, password) = engine.found("测试店").await.unwrap().unwrap();
        let (_, rivals) = engine.create_person("rival", "对手").await.unwrap();
        let other = engine
            .create_shop_for("rival", "另一家", Platform::Jd)
            .await
            .unwrap();

        let mut config = ServerConfig::new(([127, 0, 0, 1], 0).into());
        config.limits = limits();
        let server = Server::bind(engine.clone(), config).await.unwrap();
        let address = server.address();
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(async move {
            let told = async { drop(stopped.await) };
            server.serve(told).await.unwrap();
        });
        let owner = Member::settle(address, &login, &password).await;
        let rival = Member::settle(address, "rival", &rivals).await;
        let shop = shop.to_string();
        let lead = owner.hire(&shop, "lead", "lead").await;
        let agent = owner.hire(&shop, "agent", "agent").await;
        let (stop, served) = (Some(stop), Some(served));
        let (other, count) = (other.id.to_string(), AtomicU32::new(0));
        Self {
            address,
            engine,
            clock,
            shop,
            other,
            owner,
            lead,
            agent,
            rival,
            database,
            stop,
            served,
            count,
        }
    }

    /// Tells the server to leave and waits until it has.
    pub async fn leave(&mut self) {
        drop(self.stop.take());
        if let Some(served) = self.served.take() {
            served.await.unwrap();
        }
    }

    pub async fn end(mut self) {
        self.leave().await;
        self.engine.stop().await;
        self.database.drop_database().await;
    }

    /// Time passes, so that nobody is too fast.
    pub fn pass(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// A number that no other call got.
    pub fn next(&self) -> u32 {
        self.count.fetch_add(1, Ordering::SeqCst)
    }

    /// Opens the shop's widget.
    pub async fn buyer(&self) -> Buyer {
        self.buyer_of(&self.shop).await
    }

    pub async fn buyer_of(&self, shop: &str) -> Buyer {
        self.pass(30_000);
        let body = json!({ "shop": shop }).to_string();
        let reply = call(
            self.address,
            "POST",
            "/widget/v1/session",
            vec![json_type()],
            body,
        )
        .await
        .json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Buyer {
            address: self.address,
            token: text(&reply["token"]),
            visitor: text(&reply["visitor"]),
            id: text(&reply["buyer"]["id"]),
        }
    }

    /// Posts an order event as a shop's own system would.
    pub async fn post_order(&self, shop: &str, secret: &str, delivery: &str, body: &str) -> Reply {
        let timestamp = (self.engine.now().ms() / 1_000).to_string();
        self.post_order_at(shop, secret, &timestamp, delivery, body).await
    }

    pub async fn post_order_at(
        &self,
        shop: &str,
        secret: &str,
        timestamp: &str,
        delivery: &str,
        body: &str,
    ) -> Reply {
        let signature = sign(secret, &[timestamp.as_bytes(), b".", body.as_bytes()]);
        let headers = vec![
            json_type(),
            ("jinpai-timestamp", timestamp.to_owned()),
            ("jinpai-delivery", delivery.to_owned()),
            ("jinpai-signature", format!("v1={signature}")),
        ];
        call(
            self.address,
            "POST",
            &format!("/hooks/v1/orders/{shop}"),
            headers,
            body.to_owned(),
        )
        .await
    }

    /// Imports an order book of so many unpaid orders and returns the answer.
    pub async fn import_book(&self, rows: usize) -> Value {
        let mut book =
            String::from("订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间\n");
        let first = self.next();
        for row in 0..rows {
            book += &format!("=\"9{first}{row:06}\",小鹿{row},21.00,0.00,交易关闭,2026-11-18 08:00:00,\n");
        }
        let path = format!("/api/v1/shops/{}/imports/orders", self.shop);
        self.lead.upload(&path, book.as_bytes(), None).await.json()
    }
}

impl Member {
    /// Signs in with a one-time password and changes it.
    async fn settle(address: SocketAddr, login: &str, once: &str) -> Self {
        let me = Self::sign_in(address, login, once).await;
        let body = json!({ "current": once, "new": PASSWORD });
        me.post("/api/v1/session/password", &body).await.json();
        me
    }

    pub async fn sign_in(address: SocketAddr, login: &str, password: &str) -> Self {
        let body = json!({ "login": login, "password": password }).to_string();
        let reply = call(address, "POST", "/api/v1/session", vec![json_type()], body).await;
        let session = reply.json();
        let cookie = reply.header("set-cookie").split(';').next().unwrap().to_owned();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            address,
            cookie,
            csrf: text(&session["csrf"]),
            id: text(&session["person"]["id"]),
        }
    }

    /// Puts somebody new on the team, who signs in and changes her password.
    pub async fn hire(&self, shop: &str, login: &str, role: &str) -> Self {
        let once = self.put(shop, login, role).await;
        Self::settle(self.address, login, &once).await
    }

    /// Puts somebody new on the team and returns her one-time password.
    pub async fn put(&self, shop: &str, login: &str, role: &str) -> String {
        let body = json!({ "login": login, "name": login, "role": role });
        let added = self
            .post(&format!("/api/v1/shops/{shop}/members"), &body)
            .await
            .json();
        added["one_time_password"].as_str().unwrap().to_owned()
    }

    fn headers(&self) -> Headers<'static> {
        vec![
            ("cookie", self.cookie.clone()),
            ("x-csrf-token", self.csrf.clone()),
        ]
    }

    pub async fn call(
        &self,
        method: &str,
        path: &str,
        more: Headers<'_>,
        body: impl Into<hyper::body::Bytes>,
    ) -> Reply {
        let mut headers: Headers<'_> = self.headers();
        headers.extend(more);
        call(self.address, method, path, headers, body).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.call("GET", path, vec![], "").await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.call("POST", path, vec![json_type()], body.to_string()).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Reply {
        self.call("PATCH", path, vec![json_type()], body.to_string())
            .await
    }

    pub async fn put_json(&self, path: &str, body: &Value) -> Reply {
        self.call("PUT", path, vec![json_type()], body.to_string()).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.call("DELETE", path, vec![], "").await
    }

    pub async fn upload(&self, path: &str, file: &[u8], platform: Option<&str>) -> Reply {
        let (kind, form) = form(file, platform);
        self.call("POST", path, vec![("content-type", kind)], form).await
    }

    /// Rotates a secret of the shop and returns it.
    pub async fn secret(&self, shop: &str, kind: &str) -> String {
        let path = format!("/api/v1/shops/{shop}/settings/secrets/{kind}");
        self.post(&path, &json!({})).await.json()["secret"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

/// A multipart form with a file.
pub fn form(file: &[u8], platform: Option<&str>) -> (String, Vec<u8>) {
    let mut form = Vec::new();
    let mut part = |head: &str, bytes: &[u8]| {
        form.extend_from_slice(
            format!("--edge\r\ncontent-disposition: form-data; {head}\r\n\r\n").as_bytes(),
        );
        form.extend_from_slice(bytes);
        form.extend_from_slice(b"\r\n");
    };
    if let Some(platform) = platform {
        part("name=\"platform\"", platform.as_bytes());
    }
    part("name=\"file\"; filename=\"book.csv\"", file);
    form.extend_from_slice(b"--edge--\r\n");
    ("multipart/form-data; boundary=edge".to_owned(), form)
}

/// A multipart form with a picture.
pub fn picture_form(client_ref: &str, file: &[u8]) -> (String, Vec<u8>) {
    let mut form = format!(
        "--edge\r\ncontent-disposition: form-data; name=\"client_ref\"\r\n\r\n{client_ref}\r\n--edge\r\n"
    )
    .into_bytes();
    // The name and the type lie, as they may: what counts are the bytes.
    form.extend_from_slice(
        b"content-disposition: form-data; name=\"file\"; filename=\"a.svg\"\r\ncontent-type: image/svg+xml\r\n\r\n",
    );
    form.extend_from_slice(file);
    form.extend_from_slice(b"\r\n--edge--\r\n");
    ("multipart/form-data; boundary=edge".to_owned(), form)
}

impl Buyer {
    pub async fn send_picture(&self, client_ref: &str, file: &[u8]) -> Reply {
        let (kind, form) = picture_form(client_ref, file);
        let token = ("authorization", format!("Bearer {}", self.token));
        let headers = vec![("content-type", kind), token];
        call(self.address, "POST", "/widget/v1/pictures", headers, form).await
    }

    pub async fn call(&self, method: &str, path: &str, body: &str) -> Reply {
        let headers = vec![json_type(), ("authorization", format!("Bearer {}", self.token))];
        call(self.address, method, path, headers, body.to_owned()).await
    }

    /// Says something and returns the message.
    pub async fn say(&self, client_ref: &str, text: &str) -> Value {
        let body = json!({ "client_ref": client_ref, "text": text }).to_string();
        self.call("POST", "/widget/v1/messages", &body).await.json()["message"].clone()
    }
}
