//! Conversations and messages, for the desk and for the buyer.

use jinpai_model::{AddressKind, AutoKind, CallEnd, CallWay, ConversationState, IdentityChannel, Side};
use serde::Serialize;
use utoipa::ToSchema;

use super::{CardView, Id, PictureView, RatingView, words};

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

/// Until when a conversation is put off, or that it is back.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SnoozeView {
    pub until_at: i64,
    /// Who put it off.
    pub by: Author,
    /// What is to be done then; may be empty.
    pub remark: String,
    /// When its moment came: it stands on top until somebody answers in it or takes it down. None: it still is put off.
    #[schema(required = true)]
    pub returned_at: Option<i64>,
}

/// For which group a conversation of nobody's waits.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GroupWaitView {
    pub id: Id,
    pub name: String,
    /// Until then it waits for the group alone, afterwards for anybody.
    pub until_at: i64,
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
    /// How the buyer found it, once it is closed.
    #[schema(required = true)]
    pub rating: Option<RatingView>,
    /// Whose talk it is; none: it stands in the queue, or nobody has answered in it.
    #[schema(required = true)]
    pub owner: Option<Author>,
    /// For which group it waits; none: for nobody in particular.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupWaitView>,
    /// Where she is, when the shop's bridge speaks for her.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<words::IdentityChannel>)]
    pub bridged: Option<IdentityChannel>,
    /// Ids of its own tags.
    pub tags: Vec<Id>,
    /// Ids of its buyer's.
    pub buyer_tags: Vec<Id>,
    #[schema(required = true)]
    pub snooze: Option<SnoozeView>,
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
            rating: view.rating.as_ref().map(RatingView::from),
            owner: held.owner.map(|id| Author {
                id: id.into(),
                name: view.owner_name.clone().unwrap_or_default(),
            }),
            group: held.group.map(|wait| GroupWaitView {
                id: wait.group.into(),
                name: view.group_name.clone().unwrap_or_default(),
                until_at: wait.until.ms(),
            }),
            bridged: view.bridged,
            tags: view.tags.iter().map(|tag| Id::from(*tag)).collect(),
            buyer_tags: view.buyer_tags.iter().map(|tag| Id::from(*tag)).collect(),
            snooze: held.snooze.as_ref().map(|snooze| SnoozeView {
                until_at: snooze.until.ms(),
                by: Author {
                    id: snooze.by.into(),
                    name: view.snoozed_by.clone().unwrap_or_default(),
                },
                remark: snooze.remark.clone(),
                returned_at: snooze.returned_at.map(|at| at.ms()),
            }),
        }
    }
}

/// The agent who wrote a message.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Author {
    pub id: Id,
    pub name: String,
}

/// What a line of side `system` tells. Its author did it, its text is her own words.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TalkLine {
    /// A note for colleagues.
    Note,
    Transferred {
        to: Author,
    },
    /// Handed on to a group, whoever of it takes the talk.
    TransferredToGroup {
        group: String,
    },
    /// Its author had handed it on, and took it back.
    TakenBack,
    /// Taken out of the queue, or from a colleague.
    TakenOver {
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<Author>,
    },
    /// Given on because nobody was at the first one's desk any more.
    PassedOn {
        from: Author,
        to: Author,
    },
    /// What was to be sent now could not go out; the words are its text.
    NotSent,
    /// The buyer said how she found the talk, from 1, very dissatisfied, to 5; the text is her own words.
    Rated {
        score: u8,
    },
    /// The buyer left a number or an address; the text is it, masked.
    ContactLeft {
        #[schema(value_type = words::AddressKind)]
        address: AddressKind,
    },
    /// Put off until then; the text says what is to be done.
    PutOff {
        until_at: i64,
    },
    /// Back in the list: its moment came, or, early, the buyer wrote before. The text is what was to be done.
    CameBack {
        early: bool,
    },
    /// A phone call with the buyer; the text is what was said.
    Called {
        #[schema(value_type = words::CallWay)]
        way: CallWay,
        #[schema(value_type = words::CallEnd)]
        end: CallEnd,
        /// When she wants to be called.
        #[serde(skip_serializing_if = "Option::is_none")]
        back_at: Option<i64>,
    },
}

impl TalkLine {
    fn of(view: &jinpai_engine::MessageView) -> Option<Self> {
        let author = |person: jinpai_model::PersonId| {
            let named = view.named.iter().find(|(id, _)| *id == person);
            Author {
                id: person.into(),
                name: named.map_or_else(String::new, |(_, name)| name.clone()),
            }
        };
        Some(match view.message.line? {
            jinpai_model::TalkLine::Note => Self::Note,
            jinpai_model::TalkLine::NotSent => Self::NotSent,
            jinpai_model::TalkLine::TakenBack => Self::TakenBack,
            jinpai_model::TalkLine::Transferred { to, .. } => Self::Transferred { to: author(to) },
            jinpai_model::TalkLine::TransferredToGroup { .. } => Self::TransferredToGroup {
                group: view.group_name.clone().unwrap_or_default(),
            },
            jinpai_model::TalkLine::TakenOver { from } => Self::TakenOver {
                from: from.map(author),
            },
            jinpai_model::TalkLine::PassedOn { from, to } => Self::PassedOn {
                from: author(from),
                to: author(to),
            },
            jinpai_model::TalkLine::Rated { score } => Self::Rated { score },
            jinpai_model::TalkLine::ContactLeft { address } => Self::ContactLeft { address },
            jinpai_model::TalkLine::PutOff { until } => Self::PutOff { until_at: until.ms() },
            jinpai_model::TalkLine::CameBack { early } => Self::CameBack { early },
            jinpai_model::TalkLine::Called { way, end, back_at } => Self::Called {
                way,
                end,
                back_at: back_at.map(|at| at.ms()),
            },
        })
    }
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
    /// May be empty where there is a picture.
    pub text: String,
    #[schema(required = true)]
    pub picture: Option<PictureView>,
    #[schema(required = true)]
    pub card: Option<CardView>,
    pub at: i64,
    /// What a line about the talk tells; the buyer sees none of them.
    #[schema(required = true)]
    pub line: Option<TalkLine>,
    /// When its author took it back. The buyer sees that, and no word of it.
    #[schema(required = true)]
    pub recalled_at: Option<i64>,
    /// Why the shop said it by itself; none: it is no auto-reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<words::AutoKind>)]
    pub auto: Option<AutoKind>,
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
            picture: held.picture.map(PictureView::from),
            card: held.card.as_ref().map(CardView::from),
            at: held.at.ms(),
            line: TalkLine::of(view),
            recalled_at: held.recalled_at.map(|at| at.ms()),
            auto: held.auto(),
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
    /// Empty when it was taken back; may be empty where there is a picture.
    pub text: String,
    #[schema(required = true)]
    pub picture: Option<PictureView>,
    #[schema(required = true)]
    pub card: Option<CardView>,
    pub at: i64,
    /// Whether its author took it back.
    pub recalled: bool,
    /// Why the shop said it by itself; none: it is no auto-reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<words::AutoKind>)]
    pub auto: Option<AutoKind>,
}

impl From<&jinpai_engine::MessageView> for BuyerMessage {
    fn from(view: &jinpai_engine::MessageView) -> Self {
        let held = &view.message;
        let own = held.from == Side::Buyer;
        let recalled = held.recalled_at.is_some();
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
            text: if recalled {
                String::new()
            } else {
                held.text.clone()
            },
            picture: held.picture.filter(|_| !recalled).map(PictureView::from),
            card: held.card.as_ref().filter(|_| !recalled).map(CardView::from),
            at: held.at.ms(),
            recalled,
            auto: held.auto(),
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
