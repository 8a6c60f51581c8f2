//! Conversations and messages, for the desk and for the buyer.

use jinpai_model::{ConversationState, IdentityChannel, Side};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Id, words};

/// The buyer in a conversation's row.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConversationBuyer {
    pub id: Id,
    pub name: String,
    #[schema(required = true)]
    pub region: Option<String>,
}

/// The clock of a buyer who waits. It moves only when somebody speaks.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WaitClock {
    pub started_at: i64,
    /// An answer at this very moment is still in time.
    pub limit_at: i64,
    pub limit_ms: i64,
    /// Whether the shop's platform counts this wait. If not, the limit is the shop's own.
    pub counted: bool,
}

/// A conversation with what a list row shows.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConversationView {
    pub shop: Id,
    pub id: Id,
    pub buyer: ConversationBuyer,
    #[schema(value_type = words::ConversationState)]
    pub state: ConversationState,
    pub opened_at: i64,
    /// Sequence of the newest message; 0 when there is none.
    pub last_seq: i64,
    pub last_at: i64,
    #[schema(value_type = Option<words::Side>, required = true)]
    pub last_from: Option<Side>,
    /// First 80 characters of the newest message.
    pub last_text: String,
    /// Since when the buyer waits for an answer.
    #[schema(required = true)]
    pub waiting_since_at: Option<i64>,
    /// How long she may wait, as the shop's platform counts it.
    #[schema(required = true)]
    pub clock: Option<WaitClock>,
    pub unread: i64,
    pub starred: bool,
    pub buyer_delivered_seq: i64,
    pub buyer_read_seq: i64,
    pub agent_delivered_seq: i64,
    pub agent_read_seq: i64,
    pub buyer_online: bool,
    pub unpaid_orders: i64,
    /// Where she is, when the shop's bridge speaks for her.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<words::IdentityChannel>)]
    pub bridged: Option<IdentityChannel>,
}

impl From<&jinpai_engine::ConversationView> for ConversationView {
    fn from(view: &jinpai_engine::ConversationView) -> Self {
        let held = &view.conversation;
        Self {
            shop: held.shop.into(),
            id: held.id.into(),
            buyer: ConversationBuyer {
                id: view.buyer.id.into(),
                name: view.buyer.name.clone(),
                region: view.buyer.region.clone(),
            },
            state: held.state,
            opened_at: held.opened_at.ms(),
            last_seq: held.last_seq,
            last_at: held.last_at.ms(),
            last_from: held.last_from,
            last_text: view.last_text.clone(),
            waiting_since_at: held.waiting_since_at.map(|at| at.ms()),
            clock: view.clock.map(|clock| WaitClock {
                started_at: clock.started_at.ms(),
                limit_at: clock.limit_at.ms(),
                limit_ms: clock.limit_ms,
                counted: clock.counted,
            }),
            unread: held.unread,
            starred: held.starred,
            buyer_delivered_seq: held.buyer_delivered_seq,
            buyer_read_seq: held.buyer_read_seq,
            agent_delivered_seq: held.agent_delivered_seq,
            agent_read_seq: held.agent_read_seq,
            buyer_online: view.buyer_online,
            unpaid_orders: view.unpaid_orders,
            bridged: view.bridged,
        }
    }
}

/// The agent who wrote a message.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Author {
    pub id: Id,
    pub name: String,
}

/// One bubble as the desk sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MessageView {
    pub id: Id,
    pub conversation: Id,
    /// Place in the shop's event log: the order of messages, with gaps inside one conversation.
    pub seq: i64,
    #[schema(value_type = words::Side)]
    pub from: Side,
    #[schema(required = true)]
    pub author: Option<Author>,
    pub client_ref: String,
    pub text: String,
    pub at: i64,
    /// Why the shop's bridge could not deliver it; empty where it told no reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undelivered: Option<String>,
}

impl From<&jinpai_engine::MessageView> for MessageView {
    fn from(view: &jinpai_engine::MessageView) -> Self {
        let held = &view.message;
        Self {
            id: held.id.into(),
            conversation: held.conversation.into(),
            seq: held.seq,
            from: held.from,
            author: held.author.map(|id| Author {
                id: id.into(),
                name: view.author_name.clone().unwrap_or_default(),
            }),
            client_ref: held.client_ref.clone(),
            text: held.text.clone(),
            at: held.at.ms(),
            undelivered: view.undelivered.clone(),
        }
    }
}

/// One bubble as the buyer sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BuyerMessage {
    pub id: Id,
    pub seq: i64,
    #[schema(value_type = words::Side)]
    pub from: Side,
    /// The agent's name; never her login.
    #[schema(required = true)]
    pub author_name: Option<String>,
    /// The buyer's own reference on her own messages, else empty.
    pub client_ref: String,
    pub text: String,
    pub at: i64,
}

impl From<&jinpai_engine::MessageView> for BuyerMessage {
    fn from(view: &jinpai_engine::MessageView) -> Self {
        let held = &view.message;
        let own = held.from == Side::Buyer;
        Self {
            id: held.id.into(),
            seq: held.seq,
            from: held.from,
            author_name: view.author_name.clone(),
            client_ref: if own {
                held.client_ref.clone()
            } else {
                String::new()
            },
            text: held.text.clone(),
            at: held.at.ms(),
        }
    }
}

/// How far the shop's side has received and read.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Marks {
    pub agent_delivered_seq: i64,
    pub agent_read_seq: i64,
}

impl From<jinpai_engine::AgentMarks> for Marks {
    fn from(marks: jinpai_engine::AgentMarks) -> Self {
        Self {
            agent_delivered_seq: marks.delivered_seq,
            agent_read_seq: marks.read_seq,
        }
    }
}
