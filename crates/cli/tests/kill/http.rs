//! One request on one connection, which may be cut off at any moment.

use std::{io, net::SocketAddr, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// A request that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Reply {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Reply {
    /// The JSON of an answer that must have succeeded.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .next()
    }
}

/// Asks and returns the whole answer; an answer that was cut short is an error like any other.
pub async fn call(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&Value>,
) -> io::Result<Reply> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    if !body.is_empty() {
        request += &format!(
            "content-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        );
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += "\r\n";
    request += &body;
    let exchange = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        whole(answer)
    };
    timeout(PATIENCE, exchange).await?
}

/// An answer whose body is as long as its head promised.
fn whole(answer: Vec<u8>) -> io::Result<Reply> {
    let short = || io::Error::new(io::ErrorKind::UnexpectedEof, "the answer was cut short");
    let text = String::from_utf8(answer).map_err(|_| short())?;
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(short)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let reply = Reply {
        status: status.ok_or_else(short)?,
        head: head.to_owned(),
        body: body.to_owned(),
    };
    let length = reply.header("content-length").map(str::parse::<usize>);
    match length {
        Some(Ok(length)) if reply.body.len() == length => Ok(reply),
        None if reply.status == 204 => Ok(reply),
        _ => Err(short()),
    }
}
