//! The receiving half of a socket: text frames within their limits, or the end.

use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use futures_util::{StreamExt, stream::SplitStream};
use tokio::{
    sync::watch,
    time::{Instant, timeout_at},
};

use super::{Close, line::Line};
use crate::config::MAX_FRAME_BYTES;

/// The client pings every 20 seconds, so three missed pings mean it is gone.
const SILENCE: Duration = Duration::from_secs(60);
/// Time for the first frame.
const HELLO: Duration = Duration::from_secs(10);
/// Frames at once, then so many a second: far above the fastest typist.
const BURST: f64 = 200.0;
const FRAMES_PER_S: f64 = 50.0;

pub struct Ear {
    stream: SplitStream<WebSocket>,
    line: Line,
    stopping: watch::Receiver<bool>,
    heard: Instant,
    allowance: f64,
}

impl Ear {
    pub fn new(stream: SplitStream<WebSocket>, line: Line, stopping: watch::Receiver<bool>) -> Self {
        Self {
            stream,
            line,
            stopping,
            heard: now(),
            allowance: BURST,
        }
    }

    /// The first frame. None: the line has been closed.
    pub async fn hello(&mut self) -> Option<Utf8Bytes> {
        let by = self.heard + HELLO;
        self.hear_by(by, Close::NO_HELLO).await
    }

    /// The next frame; safe to drop half-way. None: the line has ended or has been closed.
    pub async fn hear(&mut self) -> Option<Utf8Bytes> {
        let by = self.heard + SILENCE;
        self.hear_by(by, Close::SILENCE).await
    }

    async fn hear_by(&mut self, by: Instant, late: Close) -> Option<Utf8Bytes> {
        loop {
            let frame = tokio::select! {
                biased;
                () = self.line.closed() => return None,
                _ = self.stopping.wait_for(|stopping| *stopping) => {
                    self.line.close(Close::LEAVING);
                    return None;
                }
                frame = timeout_at(by, self.stream.next()) => frame,
            };
            match frame {
                Err(_) => self.line.close(late),
                Ok(Some(Ok(Message::Text(text)))) if text.len() <= MAX_FRAME_BYTES => {
                    self.count();
                    return Some(text);
                }
                Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {
                    self.count();
                    continue;
                }
                Ok(Some(Ok(Message::Text(_) | Message::Binary(_)))) => self.line.close(Close::TOO_BIG),
                Ok(None | Some(Ok(Message::Close(_)))) => self.line.close(Close::LEAVING),
                Ok(Some(Err(error))) => {
                    // What the protocol refuses is either a monster frame or no WebSocket at all.
                    let too_big = error.to_string().contains("too long");
                    self.line
                        .close(if too_big { Close::TOO_BIG } else { Close::LEAVING });
                }
            }
            return None;
        }
    }

    /// Notes that the peer lives, and ends the line of one that floods it.
    fn count(&mut self) {
        let now = now();
        let earned = now.duration_since(self.heard).as_secs_f64() * FRAMES_PER_S;
        self.heard = now;
        self.allowance = (self.allowance + earned).min(BURST) - 1.0;
        if self.allowance < 0.0 {
            self.line.close(Close::FLOOD);
        }
    }
}

/// Silence and floods are about real time, whatever clock the shop runs on.
fn now() -> Instant {
    Instant::now()
}
