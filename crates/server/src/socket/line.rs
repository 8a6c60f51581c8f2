//! The sending half of a socket: a bounded queue, one writer, and the last word.

use std::{sync::Arc, time::Duration};

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::{SinkExt, stream::SplitSink};
use serde::Serialize;
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};

use super::Close;

/// Frames that wait for a slow reader.
const QUEUE: usize = 64;
/// Time for the close frame to leave.
const FAREWELL: Duration = Duration::from_secs(2);

/// Cheap to clone; the line ends when [`Line::close`] is called or the peer is gone.
#[derive(Clone)]
pub struct Line {
    queue: mpsc::Sender<Utf8Bytes>,
    closing: Arc<watch::Sender<Option<Close>>>,
    /// A reader that takes nothing for so long is cut off.
    patience: Duration,
}

impl Line {
    /// Starts the writer.
    pub fn open(sink: SplitSink<WebSocket, Message>, patience: Duration) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let closing = Arc::new(watch::channel(None).0);
        tokio::spawn(write(sink, waiting, closing.clone(), patience));
        Self {
            queue,
            closing,
            patience,
        }
    }

    /// Queues a frame; waits while the queue is full. False when the line has ended.
    pub async fn say<T: Serialize>(&self, frame: &T) -> bool {
        self.pass(text(frame)).await
    }

    /// The same with a frame that is JSON already.
    pub async fn pass(&self, frame: Utf8Bytes) -> bool {
        match timeout(self.patience, self.queue.send(frame)).await {
            Ok(Ok(())) => true,
            Ok(Err(_)) => false,
            Err(_) => {
                self.close(Close::SLOW);
                false
            }
        }
    }

    /// Ends the line. The first reason given is the one the peer hears.
    pub fn close(&self, why: Close) {
        self.closing.send_if_modified(|held| {
            let first = held.is_none();
            held.get_or_insert(why);
            first
        });
    }

    /// Resolves when the line is to end.
    pub async fn closed(&self) {
        // The sender lives in self, so waiting fails never.
        let _ = self.closing.subscribe().wait_for(Option::is_some).await;
    }
}

/// A frame as JSON.
pub fn text<T: Serialize>(frame: &T) -> Utf8Bytes {
    match serde_json::to_string(frame) {
        Ok(json) => json.into(),
        Err(error) => {
            // Frames are plain data, so this is a defect of ours; the peer skips an unknown frame.
            tracing::error!(%error, "a frame did not become JSON");
            Utf8Bytes::from_static("{\"type\":\"error\",\"code\":\"internal\",\"detail\":\"\"}")
        }
    }
}

async fn write(
    mut sink: SplitSink<WebSocket, Message>,
    mut waiting: mpsc::Receiver<Utf8Bytes>,
    closing: Arc<watch::Sender<Option<Close>>>,
    patience: Duration,
) {
    let mut ends = closing.subscribe();
    loop {
        let frame = tokio::select! {
            biased;
            _ = ends.wait_for(Option::is_some) => break,
            frame = waiting.recv() => frame,
        };
        let Some(frame) = frame else { break };
        let batch = async {
            sink.feed(Message::Text(frame)).await?;
            while let Ok(more) = waiting.try_recv() {
                sink.feed(Message::Text(more)).await?;
            }
            sink.flush().await
        };
        let ended = tokio::select! {
            written = timeout(patience, batch) => match written {
                Ok(Ok(())) => false,
                Ok(Err(_)) => { say_ended(&closing, Close::LEAVING); true }
                Err(_) => { say_ended(&closing, Close::SLOW); true }
            },
            _ = ends.wait_for(Option::is_some) => false,
        };
        if ended {
            break;
        }
    }
    let why = closing.borrow().unwrap_or(Close::LEAVING);
    let last = CloseFrame {
        code: why.code,
        reason: why.reason.into(),
    };
    // The peer may be gone; then there is nobody to tell.
    let _ = timeout(FAREWELL, sink.send(Message::Close(Some(last)))).await;
}

fn say_ended(closing: &watch::Sender<Option<Close>>, why: Close) {
    closing.send_if_modified(|held| {
        let first = held.is_none();
        held.get_or_insert(why);
        first
    });
}
