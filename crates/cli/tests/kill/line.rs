//! A page's socket over all the lives of the server: it connects, says how far it has got, and writes down what
//! comes. It is simple on purpose: nothing that comes twice or out of order is smoothed over.

use std::{collections::BTreeMap, future::Future, net::SocketAddr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::{
    net::TcpStream,
    sync::watch,
    time::{sleep, timeout},
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderName},
};

use crate::proof::Said;

/// A page that lost its line tries again after so long.
const AGAIN: Duration = Duration::from_millis(40);
/// Longest a server that is up leaves a new line without a first frame.
const PATIENCE: Duration = Duration::from_secs(15);

/// What has reached a page.
#[derive(Debug, Default)]
pub struct Heard {
    /// The last place in the log that the page knows.
    pub cursor: i64,
    pub said: Vec<Said>,
    /// Conversations by their buyer.
    pub conversations: BTreeMap<String, String>,
    /// Lines that were welcomed.
    pub lines: u32,
    /// What a correct server never does.
    pub faults: Vec<String>,
    /// How the welcomed lines ended: their close codes; none for a line that just broke.
    pub ends: Vec<Option<u16>>,
}

/// How a side speaks on its socket.
pub trait Page: Send + 'static {
    const PATH: &'static str;

    fn headers(&self) -> Vec<(HeaderName, String)> {
        Vec::new()
    }
    fn hello(&self, cursor: i64) -> Value;
    /// What a frame tells; `None` when it has no place in the log.
    fn read(&self, frame: &Value) -> Result<Option<News>, String>;
    /// What the page answers to a message.
    fn answer(&self, _said: &Said) -> Option<Value> {
        None
    }
}

/// One entry of the log.
pub struct News {
    pub seq: i64,
    pub said: Option<Said>,
    /// The conversation it was said in, where the page is told.
    pub conversation: Option<String>,
}

/// Keeps a page connected as long as the record is wanted.
pub async fn follow(page: impl Page, address: SocketAddr, heard: watch::Sender<Heard>) {
    while !heard.is_closed() {
        let before = heard.borrow().lines;
        let end = tokio::select! {
            end = live(&page, address, &heard) => end,
            () = heard.closed() => return,
        };
        if heard.borrow().lines > before {
            heard.send_modify(|heard| heard.ends.push(end));
        }
        sleep(AGAIN).await;
    }
}

type Line = WebSocketStream<TcpStream>;

/// One line, from its first frame to its end; the code it was closed with.
async fn live<P: Page>(page: &P, address: SocketAddr, heard: &watch::Sender<Heard>) -> Option<u16> {
    let mut line = in_time(connect(page, address)).await??;
    let hello = page.hello(heard.borrow().cursor);
    line.send(Message::text(hello.to_string())).await.ok()?;
    let mut welcomed = false;
    loop {
        let next = line.next();
        let message = if welcomed {
            next.await
        } else {
            in_time(next).await?
        };
        let frame: Value = match message?.ok()? {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            Message::Close(close) => return close.map(|close| close.code.into()),
            _ => continue,
        };
        if frame["type"] == "welcome" {
            welcomed = true;
            heard.send_modify(|heard| heard.lines += 1);
        }
        let mut answer = None;
        heard.send_modify(|heard| answer = note(page, heard, &frame));
        if let Some(answer) = answer {
            line.send(Message::text(answer.to_string())).await.ok()?;
        }
    }
}

/// Writes a frame down; what the page answers to it.
fn note(page: &impl Page, heard: &mut Heard, frame: &Value) -> Option<Value> {
    match page.read(frame) {
        Ok(None) => None,
        Ok(Some(News { seq, .. })) if seq <= heard.cursor => {
            let fault = format!("{seq} came after {}: {frame}", heard.cursor);
            heard.faults.push(fault);
            None
        }
        Ok(Some(News {
            seq,
            said,
            conversation,
        })) => {
            heard.cursor = seq;
            if let Some((said, conversation)) = said.as_ref().zip(conversation) {
                heard.conversations.insert(said.buyer.clone(), conversation);
            }
            let answer = said.as_ref().and_then(|said| page.answer(said));
            heard.said.extend(said);
            answer
        }
        Err(fault) => {
            heard.faults.push(fault);
            None
        }
    }
}

async fn connect<P: Page>(page: &P, address: SocketAddr) -> Option<Line> {
    let stream = TcpStream::connect(address).await.ok()?;
    let mut request = format!("ws://{address}{}", P::PATH)
        .into_client_request()
        .unwrap();
    let headers = request.headers_mut();
    headers.insert("origin", format!("http://{address}").parse().unwrap());
    for (name, value) in page.headers() {
        headers.insert(name, value.parse().unwrap());
    }
    let (line, _) = client_async(request, stream).await.ok()?;
    Some(line)
}

async fn in_time<T>(work: impl Future<Output = T>) -> Option<T> {
    timeout(PATIENCE, work).await.ok()
}
