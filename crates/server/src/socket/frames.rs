//! The frames of both sockets, as they stand in the API document.

use std::collections::BTreeMap;

use jinpai_model::{ConversationId, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::{
    Author, BuyerMessage, ConcessionView, ConversationView, FarewellView, Finding, Id, MessageView,
    OrderView, PutAside, StepView, TaskView,
};

/// What an agent's page sends.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum AgentFrameIn {
    /// The first frame: for each shop the last event that the page has seen. A shop that is not named starts now.
    Hello {
        #[schema(value_type = BTreeMap<String, i64>)]
        cursors: BTreeMap<ShopId, i64>,
    },
    /// A draft to be checked; never sent while an input method is composing. The newest wins.
    Draft {
        #[schema(value_type = Id)]
        shop: ShopId,
        #[schema(value_type = Id)]
        conversation: ConversationId,
        rev: i64,
        text: String,
    },
    Typing {
        #[schema(value_type = Id)]
        shop: ShopId,
        #[schema(value_type = Id)]
        conversation: ConversationId,
        on: bool,
    },
    /// Every 20 seconds; either side closes after 60 seconds of silence.
    Ping,
}

/// Where a shop's log stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShopHead {
    pub shop: Id,
    pub head_seq: i64,
}

/// Whose typing sign it is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Typist {
    Buyer,
    Agent,
}

/// What an agent's page receives.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum AgentFrameOut {
    /// Answers `hello`; what happened after each cursor follows, then what happens.
    Welcome {
        now_at: i64,
        shops: Vec<ShopHead>,
    },
    Event(Box<EventFrame>),
    /// The cursor is too far behind: fetch the lists over HTTP, then go on from `head_seq`.
    Reset {
        shop: Id,
        head_seq: i64,
    },
    /// Answers a draft of the same `rev`.
    Findings {
        conversation: Id,
        rev: i64,
        findings: Vec<Finding>,
        points: i64,
        /// What would be found in it had it not been put aside in this talk.
        dismissed: Vec<PutAside>,
    },
    Typing {
        shop: Id,
        conversation: Id,
        from: Typist,
        #[serde(skip_serializing_if = "Option::is_none")]
        person: Option<Author>,
        on: bool,
    },
    Presence {
        shop: Id,
        buyer: Id,
        online: bool,
    },
    /// Somebody of the team came, went, or set herself busy: `GET …/team` tells who.
    Team {
        shop: Id,
    },
    Pong {
        now_at: i64,
    },
    Error {
        code: String,
        detail: String,
    },
}

/// One entry of a shop's event log. `seq` grows strictly within a shop.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EventFrame {
    pub shop: Id,
    pub seq: i64,
    pub at: i64,
    /// Id of the thing that changed.
    pub subject: String,
    #[serde(flatten)]
    pub body: EventBody,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MessageData {
    pub message: MessageView,
    pub conversation: ConversationView,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConversationData {
    pub conversation: ConversationView,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderData {
    pub order: OrderView,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportData {
    pub new: i64,
    pub changed: i64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StepData {
    pub step: StepView,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TaskData {
    pub task: TaskView,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConcessionData {
    pub concession: ConcessionView,
}

/// Nothing beside the event itself.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct NoData {}

/// What happened, and the thing as it stands now. One variant for each kind of event.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
pub enum EventBody {
    ConversationOpened(ConversationData),
    ConversationClosed(ConversationData),
    ConversationEnded(ConversationData),
    ConversationStarred(ConversationData),
    ConversationRated(ConversationData),
    ConversationAssigned(ConversationData),
    ConversationTagged(ConversationData),
    ConversationSnoozed(ConversationData),
    ConversationReturned(ConversationData),
    MessageSent(MessageData),
    MessageRecalled(MessageData),
    MessagesDelivered(ConversationData),
    MessagesRead(ConversationData),
    MessageReceipt(MessageData),
    BuyerChanged(NoData),
    BuyerOptedOut(NoData),
    OrderCreated(OrderData),
    OrderPaid(OrderData),
    OrderClosed(OrderData),
    OrderChanged(OrderData),
    OrderMarked(OrderData),
    OrdersImported(ImportData),
    ProductChanged(NoData),
    KnowledgeChanged(NoData),
    StepPlanned(StepData),
    StepSent(StepData),
    StepSkipped(StepData),
    StepPostponed(StepData),
    StepCancelled(StepData),
    StepUnknown(StepData),
    StepDelivered(StepData),
    TaskOpened(TaskData),
    TaskTaken(TaskData),
    TaskDone(TaskData),
    ShopChanged(NoData),
    TagsChanged(NoData),
    BuyersMerged(NoData),
    BuyersSplit(NoData),
    GroupsChanged(NoData),
    ProviderTried(NoData),
    MemberChanged(NoData),
    CoachChanged(NoData),
    PolicySaved(NoData),
    PolicyChanged(NoData),
    FindingDismissed(NoData),
    DismissalAnswered(NoData),
    DismissalUndone(NoData),
    FindingReviewed(NoData),
    FindingAppealed(NoData),
    ConcessionAsked(ConcessionData),
    ConcessionDecided(ConcessionData),
}

/// What a buyer's frame sends.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum BuyerFrameIn {
    /// The first frame: the bearer token, and the sequence of the last message seen (0: none).
    Hello {
        token: String,
        cursor: i64,
    },
    Delivered {
        seq: i64,
    },
    Read {
        seq: i64,
    },
    Typing {
        on: bool,
    },
    Ping,
}

/// What a buyer's frame receives.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum BuyerFrameOut {
    /// Answers `hello`; the messages after the cursor follow.
    Welcome {
        now_at: i64,
        /// Whether an agent is there.
        online: bool,
    },
    Message {
        message: BuyerMessage,
    },
    Marks {
        agent_delivered_seq: i64,
        agent_read_seq: i64,
    },
    Typing {
        on: bool,
    },
    Presence {
        online: bool,
    },
    /// Her talk is over, and she may say how she found it; until the next message.
    Farewell {
        farewell: FarewellView,
    },
    /// These messages were taken back: their words are to be shown no more.
    Recalled {
        seqs: Vec<i64>,
    },
    /// Her place among those whom nobody has taken yet, from 1; 0: somebody has.
    Queue {
        place: u32,
    },
    Pong {
        now_at: i64,
    },
    Error {
        code: String,
        detail: String,
    },
}

impl AgentFrameOut {
    pub fn error(problem: &crate::problem::Problem, locale: jinpai_engine::Locale) -> Self {
        Self::Error {
            code: problem.code().as_str().to_owned(),
            detail: problem.detail(locale),
        }
    }
}

impl BuyerFrameOut {
    pub fn error(problem: &crate::problem::Problem, locale: jinpai_engine::Locale) -> Self {
        Self::Error {
            code: problem.code().as_str().to_owned(),
            detail: problem.detail(locale),
        }
    }
}
