//! A small HTTP client that shows everything which came back.

use std::net::SocketAddr;

use http_body_util::{BodyExt, Full};
use hyper::{
    HeaderMap, Method, Request,
    body::Bytes,
    header::{CONTENT_TYPE, HOST},
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// Headers of a request.
pub type Headers<'a> = Vec<(&'a str, String)>;

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// For messages of failed assertions.
    pub asked: String,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The JSON of an answer that must have succeeded.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{}: {}", self.asked, self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    #[track_caller]
    pub fn done(&self) {
        assert_eq!(self.status, 204, "{}: {}", self.asked, self.text());
    }

    /// The code of a refusal, which must be a complete problem.
    #[track_caller]
    pub fn problem(&self) -> Value {
        let said = format!("{} -> {} {}", self.asked, self.status, self.text());
        assert!(self.status >= 400, "{said}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{said}");
        let problem: Value = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem["status"], self.status, "{said}");
        for part in ["type", "title", "detail", "code"] {
            assert!(
                problem[part].as_str().is_some_and(|text| !text.is_empty()),
                "{part}: {said}"
            );
        }
        problem
    }

    /// The code of a problem; empty for an answer that succeeded.
    #[track_caller]
    pub fn code(&self) -> String {
        if self.status < 400 {
            return String::new();
        }
        self.problem()["code"].as_str().unwrap().to_owned()
    }
}

/// Sends one request on a connection of its own.
pub async fn call(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: Headers<'_>,
    body: impl Into<Bytes>,
) -> Reply {
    let stream = TcpStream::connect(address).await.unwrap();
    call_on(stream, &address.to_string(), method, path, headers, body.into()).await
}

/// The same on a connection that is there.
pub async fn call_on<S>(
    stream: S,
    host: &str,
    method: &str,
    path: &str,
    headers: Headers<'_>,
    body: Bytes,
) -> Reply
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    let mut request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header(HOST, host);
    }
    for (name, value) in &headers {
        request = request.header(*name, value);
    }
    let response = sender
        .send_request(request.body(Full::new(body)).unwrap())
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    // A refusal of a huge body may close the line before all of it is sent; what was answered counts.
    let body = body
        .collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default();
    Reply {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body,
        asked: format!("{method} {path}"),
    }
}

/// The header of a JSON body.
pub fn json_type() -> (&'static str, String) {
    (CONTENT_TYPE.as_str(), "application/json".to_owned())
}
