//! Who is listening, and what to tell them.
//!
//! The hub keeps nothing that matters: the event log is the truth. It only wakes listeners and passes signs
//! (typing, presence) that nobody keeps. Whoever misses something reads the log after its own cursor.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use jinpai_model::{BuyerId, PersonId, ShopId};
use tokio::sync::{Notify, broadcast, mpsc};

use crate::views::{BuyerUpdate, Sign, Update};

/// Updates a slow agent's socket may lag behind before it must read the log again.
const DESK_BACKLOG: usize = 1_024;
/// The same for a buyer's socket.
const BUYER_BACKLOG: usize = 64;

/// What agents of a shop hear.
#[derive(Debug, Clone)]
pub(crate) enum DeskItem {
    Update(Arc<Update>),
    Sign(Sign),
}

/// What a buyer's socket hears, with its place in the log where it has one.
pub(crate) type BuyerItem = (Option<i64>, BuyerUpdate);

#[derive(Default)]
pub(crate) struct Hub {
    shops: Mutex<HashMap<ShopId, Arc<ShopHub>>>,
    pub queue: Arc<QueueBell>,
}

/// Rung when in some shop somebody may wait for an agent, or an agent for buyers.
#[derive(Default)]
pub(crate) struct QueueBell {
    shops: Mutex<HashSet<ShopId>>,
    rung: Notify,
}

impl QueueBell {
    pub fn ring(&self, shop: ShopId) {
        lock(&self.shops).insert(shop);
        self.rung.notify_one();
    }

    /// Waits until it rings.
    pub async fn rings(&self) {
        self.rung.notified().await;
    }

    /// The shops it was rung for since it was asked last.
    pub fn shops(&self) -> HashSet<ShopId> {
        std::mem::take(&mut *lock(&self.shops))
    }
}

impl Hub {
    /// The listeners of one shop.
    pub fn shop(&self, shop: ShopId) -> Arc<ShopHub> {
        lock(&self.shops)
            .entry(shop)
            .or_insert_with(|| Arc::new(ShopHub::new(shop, self.queue.clone())))
            .clone()
    }

    /// Every shop that somebody has listened to.
    pub fn all(&self) -> Vec<Arc<ShopHub>> {
        lock(&self.shops).values().cloned().collect()
    }
}

/// The listeners of one shop.
pub(crate) struct ShopHub {
    pub shop: ShopId,
    /// Rung when the shop's log has grown.
    pub grown: Notify,
    /// Whether a pump reads the log for this shop.
    pub pumped: AtomicBool,
    desk: broadcast::Sender<DeskItem>,
    /// Open pages of each agent.
    agents: Mutex<HashMap<PersonId, usize>>,
    queue: Arc<QueueBell>,
    /// The place in the queue that each waiting buyer was told.
    told_places: Mutex<HashMap<BuyerId, u32>>,
    buyers: Mutex<HashMap<BuyerId, Vec<Ear>>>,
    online: Mutex<HashMap<BuyerId, usize>>,
}

/// The sending end of one buyer's socket.
struct Ear {
    to: mpsc::Sender<BuyerItem>,
    /// Set when something could not be handed over: the socket must read the log.
    missed: Arc<AtomicBool>,
}

/// The receiving end of one buyer's socket.
pub(crate) struct BuyerEar {
    pub from: mpsc::Receiver<BuyerItem>,
    pub missed: Arc<AtomicBool>,
}

impl ShopHub {
    fn new(shop: ShopId, queue: Arc<QueueBell>) -> Self {
        Self {
            shop,
            grown: Notify::new(),
            pumped: AtomicBool::new(false),
            desk: broadcast::channel(DESK_BACKLOG).0,
            agents: Mutex::default(),
            queue,
            told_places: Mutex::default(),
            buyers: Mutex::default(),
            online: Mutex::default(),
        }
    }

    pub fn listen(&self) -> broadcast::Receiver<DeskItem> {
        self.desk.subscribe()
    }

    pub fn listen_as_buyer(&self, buyer: BuyerId) -> BuyerEar {
        let (to, from) = mpsc::channel(BUYER_BACKLOG);
        let missed = Arc::new(AtomicBool::new(false));
        lock(&self.buyers).entry(buyer).or_default().push(Ear {
            to,
            missed: missed.clone(),
        });
        BuyerEar { from, missed }
    }

    pub fn anyone_listens(&self) -> bool {
        self.desk.receiver_count() > 0 || !lock(&self.buyers).is_empty()
    }

    pub fn publish(&self, update: Arc<Update>) {
        // An error only says that no agent listens.
        let _ = self.desk.send(DeskItem::Update(update));
    }

    pub fn publish_to_buyer(&self, buyer: BuyerId, item: &BuyerItem) {
        let mut buyers = lock(&self.buyers);
        let Some(ears) = buyers.get_mut(&buyer) else {
            return;
        };
        ears.retain(|ear| match ear.to.try_send(item.clone()) {
            Ok(()) => true,
            Err(mpsc::error::TrySendError::Full(_)) => {
                ear.missed.store(true, Ordering::Release);
                true
            }
            Err(mpsc::error::TrySendError::Closed(_)) => false,
        });
        if ears.is_empty() {
            buyers.remove(&buyer);
        }
    }

    /// Tells everybody in the queue, in order, where she stands now; who was in it before and is no more hears 0.
    pub fn tell_places(&self, queue: &[BuyerId]) {
        let now: HashMap<BuyerId, u32> = queue.iter().copied().zip(1..).collect();
        let before = std::mem::replace(&mut *lock(&self.told_places), now.clone());
        for (buyer, place) in &now {
            if before.get(buyer) != Some(place) {
                self.publish_to_buyer(*buyer, &(None, BuyerUpdate::Queue(*place)));
            }
        }
        for buyer in before.keys().filter(|buyer| !now.contains_key(buyer)) {
            self.publish_to_buyer(*buyer, &(None, BuyerUpdate::Queue(0)));
        }
    }

    pub fn sign(&self, sign: Sign) {
        let _ = self.desk.send(DeskItem::Sign(sign));
    }

    /// An agent's socket is open while the guard lives.
    pub fn agent_enters(self: &Arc<Self>, person: PersonId) -> PresenceGuard {
        let (first, came) = {
            let mut agents = lock(&self.agents);
            let first = agents.is_empty();
            let pages = agents.entry(person).or_default();
            *pages += 1;
            (first, *pages == 1)
        };
        if first {
            self.tell_desk_presence(true);
        }
        if came {
            self.queue.ring(self.shop);
        }
        PresenceGuard {
            hub: self.clone(),
            who: Who::Agent(person),
        }
    }

    /// Whose pages are connected to this process.
    pub fn agents(&self) -> Vec<PersonId> {
        lock(&self.agents).keys().copied().collect()
    }

    /// A buyer's socket is open while the guard lives.
    pub fn buyer_enters(self: &Arc<Self>, buyer: BuyerId) -> PresenceGuard {
        let first = {
            let mut online = lock(&self.online);
            let sockets = online.entry(buyer).or_default();
            *sockets += 1;
            *sockets == 1
        };
        if first {
            self.sign(Sign::BuyerPresence { buyer, online: true });
        }
        PresenceGuard {
            hub: self.clone(),
            who: Who::Buyer(buyer),
        }
    }

    pub fn desk_online(&self) -> bool {
        !lock(&self.agents).is_empty()
    }

    pub fn buyer_online(&self, buyer: BuyerId) -> bool {
        lock(&self.online).contains_key(&buyer)
    }

    fn tell_desk_presence(&self, online: bool) {
        let buyers: Vec<BuyerId> = lock(&self.buyers).keys().copied().collect();
        for buyer in buyers {
            self.publish_to_buyer(buyer, &(None, BuyerUpdate::Presence(online)));
        }
        self.sign(Sign::DeskPresence { online });
    }

    fn agent_leaves(&self, person: PersonId) {
        let (gone, last) = {
            let mut agents = lock(&self.agents);
            let left = agents.get(&person).map_or(0, |pages| pages.saturating_sub(1));
            if left == 0 {
                agents.remove(&person);
            } else {
                agents.insert(person, left);
            }
            (left == 0, agents.is_empty())
        };
        if last {
            self.tell_desk_presence(false);
        }
        if gone {
            self.queue.ring(self.shop);
        }
    }

    fn buyer_leaves(&self, buyer: BuyerId) {
        let gone = {
            let mut online = lock(&self.online);
            let left = online.get(&buyer).map_or(0, |sockets| sockets.saturating_sub(1));
            if left == 0 {
                online.remove(&buyer);
            } else {
                online.insert(buyer, left);
            }
            left == 0
        };
        if gone {
            self.sign(Sign::BuyerPresence { buyer, online: false });
        }
        let mut buyers = lock(&self.buyers);
        if let Some(ears) = buyers.get_mut(&buyer) {
            ears.retain(|ear| !ear.to.is_closed());
            if ears.is_empty() {
                buyers.remove(&buyer);
            }
        }
    }
}

/// Somebody is connected while this lives.
pub struct PresenceGuard {
    hub: Arc<ShopHub>,
    who: Who,
}

#[derive(Clone, Copy)]
enum Who {
    Agent(PersonId),
    Buyer(BuyerId),
}

impl Drop for PresenceGuard {
    fn drop(&mut self) {
        match self.who {
            Who::Agent(person) => self.hub.agent_leaves(person),
            Who::Buyer(buyer) => self.hub.buyer_leaves(buyer),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
