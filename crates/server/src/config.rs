//! What the server is told at its start.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use jinpai_engine::Allowance;

/// Where to listen, and what to let in.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Port 0 takes a free one; [`crate::Server::address`] tells which.
    pub listen: SocketAddr,
    /// None: plain http, for this machine or behind a proxy.
    pub tls: Option<Tls>,
    /// The address in people's browsers, such as `https://desk.example`, when a proxy stands before the server.
    pub public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    pub limits: Limits,
}

impl ServerConfig {
    #[must_use]
    pub fn new(listen: SocketAddr) -> Self {
        let limits = Limits::default();
        Self {
            listen,
            tls: None,
            public_url: None,
            trusted_proxies: Vec::new(),
            limits,
        }
    }
}

/// A certificate chain and its key, both PEM files.
#[derive(Debug, Clone)]
pub struct Tls {
    pub cert: PathBuf,
    pub key: PathBuf,
}

/// Bounds on what the world may do. The defaults leave room for a busy shop behind one address.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// TCP connections at once.
    pub connections: usize,
    /// WebSockets at once.
    pub sockets: usize,
    /// WebSockets at once from one address.
    pub sockets_per_address: usize,
    /// A WebSocket that takes nothing for so long is cut off; it resumes by cursor.
    pub slow_reader: Duration,
    /// Widget sessions opened or resumed from one address.
    pub widget_sessions: Allowance,
    /// Order webhooks from one address.
    pub hooks: Allowance,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 40_000,
            sockets: 25_000,
            sockets_per_address: 500,
            slow_reader: Duration::from_secs(10),
            widget_sessions: Allowance {
                burst: 60,
                refill_ms: 1_000,
            },
            hooks: Allowance {
                burst: 600,
                refill_ms: 20,
            },
        }
    }
}

/// Bytes of a JSON body.
pub const MAX_JSON_BYTES: usize = 256 * 1024;
/// Bytes of an uploaded file with its form.
pub const MAX_UPLOAD_BYTES: usize = 32 * 1024 * 1024;
/// Bytes of one WebSocket message from outside.
pub const MAX_FRAME_BYTES: usize = 64 * 1024;
/// Rows of one page of a list.
pub const MAX_ROWS: u64 = 500;
