//! One request on one connection, which may be cut off at any moment.

use std::{
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;

/// A request that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Reply {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> io::Result<Value> {
        if !(200..300).contains(&self.status) {
            return Err(io::Error::other(format!("HTTP {}: {}", self.status, self.body)));
        }
        if self.body.is_empty() {
            return Ok(Value::Null);
        }
        Ok(serde_json::from_str(&self.body)?)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }
}

/// Asks and returns the whole answer; one that was cut short is an error like any other.
pub fn call(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<Reply> {
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
    request += body;
    let mut line = TcpStream::connect_timeout(&address, PATIENCE)?;
    line.set_read_timeout(Some(PATIENCE))?;
    line.set_write_timeout(Some(PATIENCE))?;
    line.write_all(request.as_bytes())?;
    let mut answer = String::new();
    line.read_to_string(&mut answer)?;
    whole(&answer)
}

/// An answer whose body is as long as its head promised.
fn whole(answer: &str) -> io::Result<Reply> {
    let short = || io::Error::new(io::ErrorKind::UnexpectedEof, "the answer was cut short");
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(short)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let reply = Reply {
        status: status.ok_or_else(short)?,
        head: head.to_owned(),
        body: body.to_owned(),
    };
    match reply.header("content-length").map(str::parse::<usize>) {
        Some(Ok(length)) if reply.body.len() == length => Ok(reply),
        None if reply.status == 204 => Ok(reply),
        _ => Err(short()),
    }
}
