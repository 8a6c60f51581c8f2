//! One HTTP call through the guard, and where on its way it ended.
//!
//! A connection serves one call: a kept one can be found dead only after the request was written, and then
//! nobody knows whether it was read. Redirects are answers like any other here.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, StatusCode, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use url::Url;

use super::{Guard, LineError, Outcome, Refusal, RefusalKind, refusal::short};

/// Longest answer read, in bytes.
const MAX_ANSWER: usize = 1024 * 1024;

/// One request.
pub(super) struct Call<'a> {
    pub method: Method,
    pub url: &'a Url,
    pub headers: &'a [(&'static str, &'a str)],
    pub body: Bytes,
    /// To get a line, and again from the first byte sent to the last byte read.
    pub timeout: Duration,
}

/// A whole answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: StatusCode,
    /// `retry-after` in seconds, where it is one.
    pub retry_after_ms: Option<i64>,
    pub body: Bytes,
}

/// Why there is no whole answer.
#[derive(Debug)]
pub(super) enum CallError {
    /// Nothing has left.
    NotLeft(LineError),
    /// The request, or a part of it, left; what the peer did is not known.
    Torn(String),
}

impl CallError {
    /// What it means for a hand-over.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::NotLeft(error) => Outcome::Rejected(line_refusal(&error)),
            Self::Torn(why) => Outcome::Unknown { why, receipt: None },
        }
    }
}

/// A line that could not be opened, as a refusal.
pub(super) fn line_refusal(error: &LineError) -> Refusal {
    match error {
        LineError::Blocked { .. } => Refusal::permanent(RefusalKind::Settings, error.to_string()),
        LineError::NotReached { .. } => Refusal::passing(RefusalKind::Unavailable, error.to_string()),
    }
}

/// What a status that is no 2xx means for a hand-over.
///
/// Only answers that a peer gives *instead of* working count as a refusal. Most 5xx are given while
/// working, or by something in between, so they prove nothing; neither do 303 and 302, which may follow a
/// deed.
pub(super) fn refused(answer: &Answer) -> Outcome {
    let status = answer.status.as_u16();
    let detail = format!("HTTP {status}: {}", short(&String::from_utf8_lossy(&answer.body)));
    let permanent = |kind| Outcome::Rejected(Refusal::permanent(kind, &detail));
    match status {
        301 | 307 | 308 => permanent(RefusalKind::Settings),
        401..=403 => permanent(RefusalKind::Account),
        404 | 405 | 410 | 501 | 505 => permanent(RefusalKind::Settings),
        // A time-out or a conflict may be about this very hand-over, which is under way.
        408 | 409 => Outcome::Unknown {
            why: detail,
            receipt: None,
        },
        425 | 429 => Outcome::Rejected(Refusal {
            retry_after_ms: answer.retry_after_ms,
            ..Refusal::passing(RefusalKind::Throttled, &detail)
        }),
        400..=499 => permanent(RefusalKind::Content),
        _ => Outcome::Unknown {
            why: detail,
            receipt: None,
        },
    }
}

/// Makes the call, once.
pub(super) async fn call(guard: &Guard, call: Call<'_>) -> Result<Answer, CallError> {
    let tls = call.url.scheme() == "https";
    let host = call.url.host_str().unwrap_or_default();
    let port = call
        .url
        .port_or_known_default()
        .unwrap_or(if tls { 443 } else { 80 });
    let line = tokio::time::timeout(call.timeout, guard.line(host, port, tls)).await;
    let line = line.unwrap_or_else(|_| {
        Err(LineError::NotReached {
            host: host.to_owned(),
            why: "no connection in time".to_owned(),
        })
    });
    let line = line.map_err(CallError::NotLeft)?;
    let limit = call.timeout;
    let torn = |error: hyper::Error| CallError::Torn(format!("the line to {host} broke: {error}"));
    let exchange = async {
        let (mut requests, connection) = http1::handshake(TokioIo::new(line)).await.map_err(torn)?;
        let request = request(&call).map_err(|error| {
            let host = host.to_owned();
            let why = error.to_string();
            CallError::NotLeft(LineError::NotReached { host, why })
        })?;
        let answer = async {
            let response = requests.send_request(request).await.map_err(torn)?;
            let status = response.status();
            let retry_after_ms = response
                .headers()
                .get(header::RETRY_AFTER)
                .and_then(|value| value.to_str().ok()?.trim().parse::<i64>().ok())
                .map(|seconds| seconds.clamp(0, 86_400) * 1_000);
            let body = read(response.into_body(), host).await?;
            Ok(Answer {
                status,
                retry_after_ms,
                body,
            })
        };
        // The connection moves the bytes while the answer is awaited; it ends when the answer is read, or
        // with this future.
        tokio::pin!(connection, answer);
        tokio::select! {
            biased;
            answered = &mut answer => answered,
            ended = &mut connection => match ended {
                Ok(()) => answer.await,
                Err(error) => match answer.await {
                    Ok(answered) => Ok(answered),
                    Err(CallError::Torn(_)) => Err(torn(error)),
                    Err(not_left) => Err(not_left),
                },
            },
        }
    };
    tokio::time::timeout(limit, exchange)
        .await
        .unwrap_or_else(|_| Err(CallError::Torn(format!("{host} did not answer in time"))))
}

fn request(call: &Call<'_>) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
    let path = match call.url.query() {
        Some(query) => format!("{}?{query}", call.url.path()),
        None => call.url.path().to_owned(),
    };
    let authority = match call.url.port() {
        Some(port) => format!("{}:{port}", call.url.host_str().unwrap_or_default()),
        None => call.url.host_str().unwrap_or_default().to_owned(),
    };
    let mut request = Request::builder()
        .method(call.method.clone())
        .uri(path)
        .header(header::HOST, authority)
        .header(header::USER_AGENT, concat!("jinpai/", env!("CARGO_PKG_VERSION")))
        .header(header::ACCEPT, "application/json")
        .header(header::CONNECTION, "close");
    for (name, value) in call.headers {
        request = request.header(*name, *value);
    }
    request.body(Full::new(call.body.clone()))
}

async fn read(mut body: hyper::body::Incoming, host: &str) -> Result<Bytes, CallError> {
    let mut read = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame =
            frame.map_err(|error| CallError::Torn(format!("the answer of {host} broke off: {error}")))?;
        if let Ok(data) = frame.into_data() {
            if read.len() + data.len() > MAX_ANSWER {
                return Err(CallError::Torn(format!(
                    "the answer of {host} is longer than 1 MiB"
                )));
            }
            read.extend_from_slice(&data);
        }
    }
    Ok(read.freeze())
}
