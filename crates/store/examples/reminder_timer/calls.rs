//! The calls to the sink: HTTP/1.1 over a few lines that are kept open. Just enough for a sink that always
//! answers with a length; never a client for anything else.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

pub struct Caller {
    sink: String,
    timeout: Duration,
    idle: Mutex<Vec<TcpStream>>,
}

/// What is known after a call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
    /// No line to the sink, so it cannot have the call.
    NeverSent,
    /// Sent, and nothing came back.
    Silence,
}

impl Caller {
    pub const fn new(sink: String, timeout: Duration) -> Self {
        Self {
            sink,
            timeout,
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Hands a job over.
    pub async fn call(&self, key: &str) -> Answer {
        self.ask("POST", key).await
    }

    /// Whether the sink has this job.
    pub async fn has(&self, key: &str) -> Answer {
        self.ask("GET", key).await
    }

    async fn ask(&self, method: &str, key: &str) -> Answer {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connected = match kept {
            Some(line) => Ok(line),
            None => TcpStream::connect(&self.sink).await,
        };
        let Ok(mut line) = connected else {
            return Answer::NeverSent;
        };
        let request = format!(
            "{method} /call/{key} HTTP/1.1\r\nhost: {}\r\ncontent-length: 0\r\n\r\n",
            self.sink
        );
        match tokio::time::timeout(self.timeout, exchange(&mut line, &request)).await {
            Ok(Some(status)) => {
                self.idle
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(line);
                if status == 200 { Answer::Yes } else { Answer::No }
            }
            Ok(None) | Err(_) => Answer::Silence,
        }
    }
}

/// Sends, and reads one whole answer; its status.
async fn exchange(line: &mut TcpStream, request: &str) -> Option<u16> {
    line.set_nodelay(true).ok()?;
    line.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::with_capacity(256);
    loop {
        if line.read_buf(&mut answer).await.ok()? == 0 {
            return None;
        }
        let text = std::str::from_utf8(&answer).ok()?;
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .and_then(|length| length.parse().ok())?;
        if body.len() >= length {
            return head.split(' ').nth(1)?.parse().ok();
        }
    }
}
