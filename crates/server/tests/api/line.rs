//! A WebSocket client.

use std::{net::SocketAddr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, error::Error, http::Request},
};

use crate::world::{Buyer, Member};

/// Longest a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Line(WebSocketStream<TcpStream>);

/// What came.
#[derive(Debug, Clone, PartialEq)]
pub enum Came {
    Frame(Value),
    /// The code of a close frame; none when the line just ended.
    End(Option<u16>),
}

impl Line {
    /// Opens a socket; the status of the refusal otherwise.
    pub async fn open(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Result<Self, u16> {
        Self::open_on(TcpStream::connect(address).await.unwrap(), address, path, headers).await
    }

    async fn open_on(
        stream: TcpStream,
        address: SocketAddr,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Self, u16> {
        let mut request: Request<()> = format!("ws://{address}{path}").into_client_request().unwrap();
        for (name, value) in headers {
            let name: tokio_tungstenite::tungstenite::http::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{path}: {error}"),
        }
    }

    /// An agent's page that has seen a shop's log up to a cursor. The welcome has been read.
    pub async fn of(member: &Member, cursors: Value) -> Self {
        let mut line = Self::connect(member).await;
        line.hello(cursors).await;
        line
    }

    pub async fn connect(member: &Member) -> Self {
        let stream = TcpStream::connect(member.address).await.unwrap();
        Self::connect_on(stream, member).await
    }

    /// A page whose machine takes in next to nothing by itself.
    pub async fn connect_slow(member: &Member) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4_096).unwrap();
        Self::connect_on(socket.connect(member.address).await.unwrap(), member).await
    }

    async fn connect_on(stream: TcpStream, member: &Member) -> Self {
        let origin = format!("http://{}", member.address);
        let headers = [("cookie", member.cookie.as_str()), ("origin", origin.as_str())];
        Self::open_on(stream, member.address, "/ws/agent", &headers)
            .await
            .unwrap()
    }

    pub async fn hello(&mut self, cursors: Value) -> Value {
        self.say(&json!({ "type": "hello", "cursors": cursors })).await;
        self.until("welcome").await
    }

    /// A buyer's page. The welcome has been read.
    pub async fn of_buyer(buyer: &Buyer, cursor: i64) -> Self {
        let origin = format!("http://{}", buyer.address);
        let mut line = Self::open(buyer.address, "/ws/buyer", &[("origin", &origin)])
            .await
            .unwrap();
        line.say(&json!({ "type": "hello", "token": buyer.token, "cursor": cursor }))
            .await;
        line.until("welcome").await;
        line
    }

    pub async fn say(&mut self, frame: &Value) {
        self.send(Message::text(frame.to_string())).await;
    }

    /// Sends; a line that ended meanwhile is found out by whoever listens.
    pub async fn send(&mut self, message: Message) {
        let _ = self.0.send(message).await;
    }

    pub async fn next(&mut self) -> Came {
        let next = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Text(text))) => {
                        return Came::Frame(serde_json::from_str(&text).unwrap());
                    }
                    Some(Ok(Message::Close(frame))) => {
                        return Came::End(frame.map(|frame| frame.code.into()));
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Came::End(None),
                }
            }
        };
        tokio::time::timeout(PATIENCE, next)
            .await
            .expect("what must come has not come")
    }

    /// The next frame of a type; others pass by.
    pub async fn until(&mut self, kind: &str) -> Value {
        self.until_that(|frame| frame["type"] == kind).await
    }

    /// The next event of a kind.
    pub async fn event(&mut self, kind: &str) -> Value {
        self.until_that(|frame| frame["type"] == "event" && frame["kind"] == kind)
            .await
    }

    pub async fn until_that(&mut self, mut wanted: impl FnMut(&Value) -> bool) -> Value {
        loop {
            match self.next().await {
                Came::Frame(frame) if wanted(&frame) => return frame,
                Came::Frame(_) => {}
                Came::End(code) => panic!("the line ended with {code:?}"),
            }
        }
    }

    /// Reads on until the line ends; the code of its end.
    pub async fn end(&mut self) -> Option<u16> {
        loop {
            if let Came::End(code) = self.next().await {
                return code;
            }
        }
    }
}
