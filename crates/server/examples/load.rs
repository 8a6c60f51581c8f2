//! Measures durable messages from end to end: a buyer's POST until it is acknowledged, and until it stands on an
//! agent's socket; every few of them an agent's reply the other way.
//!
//! The real server and engine run in this process on a fresh database, and the clients talk to them over loopback:
//! HTTP keep-alive and WebSockets. So the figures are those of server and clients together on one machine.
//! Two things differ from a shop: each buyer comes from an address of her own (by a trusted forwarded header), and
//! the shop's clock runs a thousand times as fast, so that the limits on strangers do not stand in the way.

use std::{
    io::Write,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use clap::Parser;
use futures_util::{SinkExt, StreamExt};
use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes, client::conn::http1::SendRequest};
use hyper_util::rt::TokioIo;
use jinpai_engine::{Clock, Engine, EngineConfig, Random, ShiftedClock, SystemClock};
use jinpai_server::{Limits, Server, ServerConfig};
use jinpai_store::testing::TestDatabase;
use serde_json::{Value, json};
use tokio::{net::TcpStream, sync::mpsc, task::JoinSet, time::Instant};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

type Failed = Box<dyn std::error::Error + Send + Sync>;

#[derive(Parser)]
struct Args {
    /// Buyers who write at the same time.
    #[arg(long, default_value_t = 64)]
    buyers: usize,
    /// Agents with an open page; each receives every message.
    #[arg(long, default_value_t = 2)]
    agents: usize,
    /// Buyer messages a second over all buyers; 0: as fast as they are acknowledged.
    #[arg(long, default_value_t = 0)]
    rate: u64,
    /// Every so many buyer messages an agent replies; 0: never.
    #[arg(long, default_value_t = 4)]
    reply_every: u64,
    /// Seconds measured, after two of warming up.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// An empty PostgreSQL database; left out: a new SQLite file.
    #[arg(long)]
    postgres: Option<String>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

const WARM_UP: Duration = Duration::from_secs(2);

/// What all clients share.
struct Run {
    address: SocketAddr,
    shop: String,
    began: Instant,
    over: AtomicBool,
    acknowledged: AtomicU64,
    ack_us: Mutex<Vec<u32>>,
    /// Buyer to agent, and agent to buyer.
    seen_us: [Mutex<Vec<u32>>; 2],
}

impl Run {
    fn now_us(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn counts(&self, started_us: u64) -> bool {
        u128::from(started_us) >= WARM_UP.as_micros() && !self.over.load(Ordering::Relaxed)
    }

    fn note(&self, into: &Mutex<Vec<u32>>, started_us: u64) {
        if self.counts(started_us) {
            let took = u32::try_from(self.now_us() - started_us).unwrap_or(u32::MAX);
            into.lock().unwrap_or_else(PoisonError::into_inner).push(took);
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let args = Args::parse();
    let database = TestDatabase::sqlite();
    let url = args.postgres.clone().unwrap_or_else(|| database.url().to_owned());
    let clock = Arc::new(ShiftedClock::new(SystemClock.now(), 1_000));
    let config = EngineConfig::new(url, clock, Random::from_system());
    let engine = Engine::open(config).await?;
    let found = engine.found("Load").await?.ok_or("the database is not empty")?;
    let mut config = ServerConfig::new((Ipv4Addr::LOCALHOST, 0).into());
    config.trusted_proxies = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
    config.limits = Limits {
        sockets_per_address: 100_000,
        ..Limits::default()
    };
    let server = Server::bind(engine.clone(), config).await?;
    let run = Arc::new(Run {
        address: server.address(),
        shop: found.0.to_string(),
        began: Instant::now(),
        over: AtomicBool::new(false),
        acknowledged: AtomicU64::new(0),
        ack_us: Mutex::default(),
        seen_us: [Mutex::default(), Mutex::default()],
    });
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(server.serve(async { drop(stopped.await) }));
    let report = measure(&args, run, found).await?;
    drop(stop);
    serving.await??;
    engine.stop().await;
    writeln!(std::io::stdout(), "{report}")?;
    Ok(())
}

async fn measure(
    args: &Args,
    run: Arc<Run>,
    owner: (jinpai_model::ShopId, String, String),
) -> Result<String, Failed> {
    let (cookie, csrf) = settle(&run, &owner.1, &owner.2).await?;
    let mut clients = JoinSet::new();
    for n in 0..args.agents {
        let reply_every = if n == 0 { args.reply_every } else { 0 };
        let socket = agent_socket(&run, &cookie).await?;
        clients.spawn(or_say(agent(
            run.clone(),
            socket,
            cookie.clone(),
            csrf.clone(),
            reply_every,
        )));
    }
    let mut tokens = Vec::new();
    for n in 0..args.buyers {
        tokens.push(open_widget(&run, n).await?);
    }
    for (n, token) in tokens.into_iter().enumerate() {
        clients.spawn(or_say(buyer_listens(run.clone(), token.clone())));
        let pace = (args.rate > 0).then(|| Duration::from_secs_f64(args.buyers as f64 / args.rate as f64));
        // Spread over the pace, so that what is measured is no burst of our own making.
        let wait = pace.map(|pace| pace.mul_f64(n as f64 / args.buyers as f64));
        let pace = pace.zip(wait);
        clients.spawn(or_say(buyer_writes(run.clone(), token, pace)));
    }
    // The warm-up begins when everybody is there.
    let ready = run.began.elapsed();
    tokio::time::sleep(WARM_UP.saturating_sub(ready).max(WARM_UP)).await;
    let (from, started) = (run.acknowledged.load(Ordering::Relaxed), Instant::now());
    [&run.ack_us, &run.seen_us[0], &run.seen_us[1]]
        .into_iter()
        .for_each(|list| list.lock().unwrap_or_else(PoisonError::into_inner).clear());
    tokio::time::sleep(Duration::from_secs(args.seconds)).await;
    let count = run.acknowledged.load(Ordering::Relaxed) - from;
    let took = started.elapsed().as_secs_f64();
    run.over.store(true, Ordering::Relaxed);
    clients.shutdown().await;
    Ok(report(args, &run, count as f64 / took))
}

fn report(args: &Args, run: &Run, per_s: f64) -> String {
    let quantiles = |list: &Mutex<Vec<u32>>| {
        let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
        list.sort_unstable();
        let at = |q: f64| {
            let index = (list.len() as f64 * q) as usize;
            list.get(index.min(list.len().saturating_sub(1)))
                .map_or(0.0, |us| f64::from(*us) / 1_000.0)
        };
        json!({ "n": list.len(), "p50_ms": at(0.5), "p99_ms": at(0.99) })
    };
    let figures = json!({
        "database": if args.postgres.is_some() { "postgres" } else { "sqlite" },
        "buyers": args.buyers, "agents": args.agents, "offered_per_s": args.rate, "seconds": args.seconds,
        "messages_per_s": per_s.round(),
        "acknowledged": quantiles(&run.ack_us),
        "buyer_to_agent": quantiles(&run.seen_us[0]),
        "agent_to_buyer": quantiles(&run.seen_us[1]),
    });
    if args.json {
        return figures.to_string();
    }
    let line = |name: &str, key: &str| {
        let part = &figures[key];
        format!(
            "{name:<28}p50 {:>8.2} ms   p99 {:>8.2} ms   n {}\n",
            part["p50_ms"].as_f64().unwrap_or(0.0),
            part["p99_ms"].as_f64().unwrap_or(0.0),
            part["n"]
        )
    };
    format!(
        "{} buyers, {} agents, {}: {} durable messages/s\n{}{}{}",
        args.buyers,
        args.agents,
        figures["database"].as_str().unwrap_or_default(),
        per_s.round(),
        line("acknowledged", "acknowledged"),
        line("on the agent's socket", "buyer_to_agent"),
        line("on the buyer's socket", "agent_to_buyer"),
    )
}

/// A client that fails says so: its messages would be missing in the figures.
async fn or_say(client: impl Future<Output = Result<(), Failed>>) {
    if let Err(error) = client.await {
        // Standard error may be closed; the figures stand anyway.
        let _ = writeln!(std::io::stderr(), "a client failed: {error}");
    }
}

/// One HTTP connection that is kept.
struct Http {
    sender: SendRequest<Full<Bytes>>,
    headers: Vec<(&'static str, String)>,
}

impl Http {
    async fn open(address: SocketAddr, headers: Vec<(&'static str, String)>) -> Result<Self, Failed> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, headers })
    }

    async fn post(&mut self, path: &str, body: &Value) -> Result<(hyper::HeaderMap, Bytes), Failed> {
        let mut request = Request::post(path)
            .header("host", "load")
            .header("content-type", "application/json");
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        self.sender.ready().await?;
        let response = self
            .sender
            .send_request(request.body(Full::new(body.to_string().into()))?)
            .await?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        if parts.status != 200 {
            return Err(format!("{path}: {} {}", parts.status, String::from_utf8_lossy(&body)).into());
        }
        Ok((parts.headers, body))
    }
}

/// Signs the owner in and gives her a password of her own.
async fn settle(run: &Run, login: &str, once: &str) -> Result<(String, String), Failed> {
    let mut http = Http::open(run.address, vec![]).await?;
    let (headers, body) = http
        .post("/api/v1/session", &json!({ "login": login, "password": once }))
        .await?;
    let cookie = headers
        .get("set-cookie")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let session: Value = serde_json::from_slice(&body)?;
    let csrf = session["csrf"].as_str().unwrap_or_default().to_owned();
    http.headers = vec![("cookie", cookie.clone()), ("x-csrf-token", csrf.clone())];
    let body = json!({ "current": once, "new": "a password for the load" });
    http.post("/api/v1/session/password", &body).await?;
    Ok((cookie, csrf))
}

async fn open_widget(run: &Run, n: usize) -> Result<String, Failed> {
    let address = format!("10.{}.{}.{}", n >> 16 & 255, n >> 8 & 255, n & 255);
    let mut http = Http::open(run.address, vec![("x-forwarded-for", address)]).await?;
    let (_, body) = http
        .post("/widget/v1/session", &json!({ "shop": run.shop }))
        .await?;
    let session: Value = serde_json::from_slice(&body)?;
    Ok(session["token"].as_str().unwrap_or_default().to_owned())
}

async fn socket(
    run: &Run,
    path: &str,
    cookie: Option<&str>,
    hello: Value,
) -> Result<WebSocketStream<TcpStream>, Failed> {
    let mut request = format!("ws://{}{path}", run.address).into_client_request()?;
    request
        .headers_mut()
        .insert("origin", format!("http://{}", run.address).parse()?);
    if let Some(cookie) = cookie {
        request.headers_mut().insert("cookie", cookie.parse()?);
    }
    let stream = TcpStream::connect(run.address).await?;
    stream.set_nodelay(true)?;
    let (mut socket, _) = client_async(request, stream).await?;
    socket.send(Message::text(hello.to_string())).await?;
    socket.next().await.ok_or("no welcome")??;
    Ok(socket)
}

async fn agent_socket(run: &Run, cookie: &str) -> Result<WebSocketStream<TcpStream>, Failed> {
    socket(
        run,
        "/ws/agent",
        Some(cookie),
        json!({ "type": "hello", "cursors": {} }),
    )
    .await
}

/// The moment at which a message was sent, which stands in its text.
fn started(frame: &str, mark: &str) -> Option<u64> {
    let rest = frame.split_once("\"text\":\"")?.1.strip_prefix(mark)?;
    rest.split('.').next()?.parse().ok()
}

/// Hears everything; replies now and then.
async fn agent(
    run: Arc<Run>,
    mut socket: WebSocketStream<TcpStream>,
    cookie: String,
    csrf: String,
    reply_every: u64,
) -> Result<(), Failed> {
    let (replies, mut waiting) = mpsc::channel::<String>(1_024);
    let writer = run.clone();
    let headers = vec![("cookie", cookie), ("x-csrf-token", csrf)];
    let writing = async move {
        let mut http = Http::open(writer.address, headers).await?;
        let mut n = 0;
        while let Some(conversation) = waiting.recv().await {
            n += 1;
            let path = format!(
                "/api/v1/shops/{}/conversations/{conversation}/messages",
                writer.shop
            );
            let at = writer.now_us();
            let body =
                json!({ "client_ref": format!("r{n}"), "text": format!("好的呢，{at}.马上帮您看看哦😊") });
            http.post(&path, &body).await?;
            writer.acknowledged.fetch_add(1, Ordering::Relaxed);
        }
        Ok::<_, Failed>(())
    };
    let hearing = async {
        let mut heard = 0;
        while let Some(Ok(message)) = socket.next().await {
            let Message::Text(frame) = message else { continue };
            let Some(at) = started(&frame, "在吗，") else {
                continue;
            };
            run.note(&run.seen_us[0], at);
            heard += 1;
            if reply_every > 0 && heard % reply_every == 0 {
                let frame: Value = serde_json::from_str(&frame)?;
                let conversation = frame["data"]["message"]["conversation"]
                    .as_str()
                    .unwrap_or_default();
                // Replies that the writer cannot keep up with are left out, not queued.
                let _ = replies.try_send(conversation.to_owned());
            }
        }
        Ok::<_, Failed>(())
    };
    tokio::try_join!(writing, hearing)?;
    Ok(())
}

async fn buyer_listens(run: Arc<Run>, token: String) -> Result<(), Failed> {
    let hello = json!({ "type": "hello", "token": token, "cursor": 0 });
    let mut socket = socket(&run, "/ws/buyer", None, hello).await?;
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Text(frame) = message
            && let Some(at) = started(&frame, "好的呢，")
        {
            run.note(&run.seen_us[1], at);
        }
    }
    Ok(())
}

async fn buyer_writes(
    run: Arc<Run>,
    token: String,
    pace: Option<(Duration, Duration)>,
) -> Result<(), Failed> {
    let mut http = Http::open(run.address, vec![("authorization", format!("Bearer {token}"))]).await?;
    let mut clock = pace.map(|(pace, wait)| tokio::time::interval_at(Instant::now() + wait, pace));
    let mut n = 0_u64;
    while !run.over.load(Ordering::Relaxed) {
        if let Some(clock) = &mut clock {
            clock.tick().await;
        }
        n += 1;
        let at = run.now_us();
        let body = json!({ "client_ref": n.to_string(), "text": format!("在吗，{at}.这款有货吗？") });
        http.post("/widget/v1/messages", &body).await?;
        run.acknowledged.fetch_add(1, Ordering::Relaxed);
        run.note(&run.ack_us, at);
    }
    Ok(())
}
