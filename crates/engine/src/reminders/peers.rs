//! The lines to providers: opened when first needed, closed when their settings change.
//!
//! A line belongs to one provider of one shop. Whatever a provider tells by itself comes out of
//! [`Peers::next`], with the shop it is for.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jinpai_channels::{
    Lang,
    send::{self, Guard, Inbound, ProviderSpec, Sender, SpecFault},
};
use jinpai_model::{At, Provider, ProviderId, ShopId};
use tokio::sync::{Mutex as AsyncMutex, mpsc};

use crate::seal::SealKey;

/// Events that may wait to be stored; past that the providers' lines are held up.
const WAITING: usize = 256;

/// Why there is no line to a provider.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeerError {
    /// The key of this process does not open the settings.
    #[error("the provider's settings are sealed with another key")]
    Sealed,
    #[error("the provider's settings cannot be used: {}", told(.0))]
    Settings(Vec<SpecFault>),
}

fn told(faults: &[SpecFault]) -> String {
    let told = faults
        .iter()
        .map(|fault| format!("{}: {}", fault.field, fault.sentence(Lang::En)));
    told.collect::<Vec<_>>().join("; ")
}

/// Opens a line. The real ones speak SMPP, HTTP and SMTP; simulation brings its own.
pub trait OpenPeer: Send + Sync + 'static {
    /// # Errors
    /// When the settings cannot be used.
    fn open(&self, spec: &ProviderSpec, events: mpsc::Sender<Inbound>) -> Result<Arc<dyn Sender>, PeerError>;

    /// What guards lines that belong to no provider, such as that to a shop's bridge; none: there are none.
    fn guard(&self) -> Option<Arc<Guard>> {
        None
    }
}

/// Lines to the outside.
#[derive(Debug)]
pub struct RealPeers {
    guard: Arc<Guard>,
}

impl Default for RealPeers {
    /// Nothing but public addresses.
    fn default() -> Self {
        Self::new(Guard::new(Vec::new()))
    }
}

impl RealPeers {
    /// `guard` says which addresses may be called.
    #[must_use]
    pub fn new(guard: Guard) -> Self {
        Self {
            guard: Arc::new(guard),
        }
    }
}

impl OpenPeer for RealPeers {
    fn open(&self, spec: &ProviderSpec, events: mpsc::Sender<Inbound>) -> Result<Arc<dyn Sender>, PeerError> {
        send::open(spec, Arc::clone(&self.guard), events).map_err(PeerError::Settings)
    }

    fn guard(&self) -> Option<Arc<Guard>> {
        Some(Arc::clone(&self.guard))
    }
}

/// Something a provider told by itself.
pub(crate) struct Told {
    pub shop: ShopId,
    pub provider: ProviderId,
    pub inbound: Inbound,
}

struct Line {
    changed_at: At,
    sender: Arc<dyn Sender>,
}

pub(crate) struct Peers {
    opener: Arc<dyn OpenPeer>,
    lines: Mutex<HashMap<ProviderId, Line>>,
    told: mpsc::Sender<Told>,
    hears: AsyncMutex<mpsc::Receiver<Told>>,
}

impl Peers {
    pub fn new(opener: Arc<dyn OpenPeer>) -> Self {
        let (told, hears) = mpsc::channel(WAITING);
        Self {
            opener,
            lines: Mutex::default(),
            told,
            hears: AsyncMutex::new(hears),
        }
    }

    /// The line to a provider as it is set now.
    pub fn line(&self, provider: &Provider, key: &SealKey) -> Result<Arc<dyn Sender>, PeerError> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.get(&provider.id)
            && line.changed_at == provider.changed_at
        {
            return Ok(Arc::clone(&line.sender));
        }
        let settings = key.open(&provider.settings).ok_or(PeerError::Sealed)?;
        let settings = serde_json::from_str(&settings).unwrap_or_default();
        let spec = ProviderSpec::read(settings).map_err(PeerError::Settings)?;
        let (events, mut heard) = mpsc::channel::<Inbound>(send::MAX_WAITING_EVENTS);
        let sender = self.opener.open(&spec, events)?;
        let (told, shop, id) = (self.told.clone(), provider.shop, provider.id);
        // Ends with its line: the line holds the other end.
        tokio::spawn(async move {
            while let Some(inbound) = heard.recv().await {
                let told_now = Told {
                    shop,
                    provider: id,
                    inbound,
                };
                if told.send(told_now).await.is_err() {
                    return;
                }
            }
        });
        let line = Line {
            changed_at: provider.changed_at,
            sender: Arc::clone(&sender),
        };
        lines.insert(provider.id, line);
        Ok(sender)
    }

    /// What guards lines that belong to no provider.
    pub fn guard(&self) -> Option<Arc<Guard>> {
        self.opener.guard()
    }

    /// Ends the line to a provider that is gone.
    pub fn close(&self, provider: ProviderId) {
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&provider);
    }

    /// What waits to be stored, if anything does.
    pub async fn waiting(&self) -> Option<Told> {
        self.hears.lock().await.try_recv().ok()
    }

    /// The next thing that any provider tells.
    pub async fn next(&self) -> Option<Told> {
        self.hears.lock().await.recv().await
    }
}
