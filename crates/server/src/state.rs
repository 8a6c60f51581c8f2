//! What every handler shares, and the one way from a session to a shop's data.

use std::{net::IpAddr, sync::Arc};

use jinpai_engine::{Desk, Engine, Limiter};
use jinpai_model::{PersonId, Role, ShopId};
use tokio::sync::{broadcast, watch};

use crate::{
    config::ServerConfig,
    problem::{Answer, Problem},
    session::SignedIn,
    socket::{Deliveries, FrameCache, Sockets},
};

/// The server's state. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

pub struct Shared {
    pub engine: Engine,
    pub config: ServerConfig,
    pub limits: Limiters,
    pub sockets: Sockets,
    pub frames: FrameCache,
    pub deliveries: Deliveries,
    /// Says whose sessions or places in shops have changed, so that her open sockets look again at once.
    pub sessions_changed: broadcast::Sender<PersonId>,
    stopping: watch::Sender<bool>,
}

/// Token buckets by address.
pub struct Limiters {
    pub widget_session: Limiter<IpAddr>,
    pub hook: Limiter<IpAddr>,
    pub callback: Limiter<IpAddr>,
    pub unsubscribe: Limiter<IpAddr>,
}

/// Addresses that are told apart at once.
const MOST_ADDRESSES: usize = 50_000;

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    pub fn new(engine: Engine, config: ServerConfig) -> Self {
        let limits = Limiters {
            widget_session: Limiter::new(config.limits.widget_sessions, MOST_ADDRESSES),
            hook: Limiter::new(config.limits.hooks, MOST_ADDRESSES),
            callback: Limiter::new(config.limits.hooks, MOST_ADDRESSES),
            unsubscribe: Limiter::new(config.limits.widget_sessions, MOST_ADDRESSES),
        };
        Self(Arc::new(Shared {
            engine,
            limits,
            sockets: Sockets::new(config.limits.sockets, config.limits.sockets_per_address),
            frames: FrameCache::default(),
            deliveries: Deliveries::default(),
            sessions_changed: broadcast::channel(64).0,
            stopping: watch::channel(false).0,
            config,
        }))
    }

    /// A shop as this person may see it. No handler reaches a shop's data another way.
    pub async fn desk(&self, who: &SignedIn, shop: ShopId, needs: Role) -> Answer<Desk> {
        Ok(self.engine.desk(who.view.person.id, shop, needs).await?)
    }

    /// Whether people reach the server over https, here or at the proxy.
    pub fn is_https(&self) -> bool {
        self.config.tls.is_some()
            || self
                .config
                .public_url
                .as_deref()
                .is_some_and(|url| url.starts_with("https://"))
    }

    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Turns true when the server leaves.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }
}

impl Limiters {
    /// One bucket for a household: an IPv6 address counts by its first 64 bits.
    pub fn take(limiter: &Limiter<IpAddr>, address: IpAddr, now: jinpai_model::At) -> Answer<()> {
        limiter
            .take(crate::address::network(address), now)
            .map_err(Problem::too_many)
    }
}
