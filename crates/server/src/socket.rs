//! The two WebSockets: agents' and buyers'. They carry what happens; whoever lost the line resumes by cursor.
//!
//! Nothing is kept here that matters: a frame that was not delivered is read from the event log again.

pub mod agent;
pub mod buyer;
mod cache;
mod deliveries;
mod drafts;
mod ear;
mod feed;
pub mod frames;
mod line;
mod seats;

use axum::{
    extract::{
        FromRequestParts,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::request::Parts,
};

pub use self::{cache::FrameCache, deliveries::Deliveries, seats::Sockets};
use crate::{
    config::MAX_FRAME_BYTES,
    problem::{Code, Problem},
    state::App,
};

/// Why the server ends a line: a code of the contract and a word for the log of whoever looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Close {
    pub code: u16,
    pub reason: &'static str,
}

impl Close {
    /// Reconnect with backoff and resume.
    pub const LEAVING: Self = Self {
        code: 1001,
        reason: "server leaving",
    };
    pub const SILENCE: Self = Self {
        code: 1001,
        reason: "60 s of silence",
    };
    pub const MEMBERSHIPS: Self = Self {
        code: 1001,
        reason: "memberships changed",
    };
    pub const FAILED: Self = Self {
        code: 1011,
        reason: "the server failed",
    };
    /// Sign in, or open a new widget session.
    pub const NOT_SIGNED_IN: Self = Self {
        code: 4401,
        reason: "not signed in",
    };
    pub const NO_HELLO: Self = Self {
        code: 4408,
        reason: "hello missing",
    };
    pub const TOO_BIG: Self = Self {
        code: 4413,
        reason: "frame over 64 KiB",
    };
    /// Resume by cursor.
    pub const SLOW: Self = Self {
        code: 4429,
        reason: "reads too slowly",
    };
    pub const FLOOD: Self = Self {
        code: 4429,
        reason: "sends too many frames",
    };
}

/// An upgrade with our limits, or the problem that says why there is none.
pub struct Upgrade(pub WebSocketUpgrade);

impl FromRequestParts<App> for Upgrade {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let upgrade: Result<_, WebSocketUpgradeRejection> =
            WebSocketUpgrade::from_request_parts(parts, app).await;
        let upgrade = upgrade.map_err(|_| Problem::new(Code::NotASocket))?;
        // Small buffers, because most sockets are idle; a little above our own limit, so that a frame which is
        // somewhat too big is answered with its code and only a monster cuts the line.
        Ok(Self(
            upgrade
                .read_buffer_size(4 * 1024)
                .write_buffer_size(4 * 1024)
                .max_message_size(4 * MAX_FRAME_BYTES)
                .max_frame_size(4 * MAX_FRAME_BYTES),
        ))
    }
}
