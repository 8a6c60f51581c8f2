//! The event log's entry.

use serde::{Deserialize, Serialize};

use crate::{At, ShopId, words::words};

words! {
    /// What happened, in past participle.
    EventKind {
        ConversationOpened = "conversation-opened",
        ConversationClosed = "conversation-closed",
        /// Nobody has said anything for so long that the talk is held to be over; a message lets it go on.
        ConversationEnded = "conversation-ended",
        ConversationStarred = "conversation-starred",
        /// The buyer said how she found the talk, or changed it.
        ConversationRated = "conversation-rated",
        /// It is somebody's now, or nobody's.
        ConversationAssigned = "conversation-assigned",
        /// A tag was put on it or on its buyer, or taken off.
        ConversationTagged = "conversation-tagged",
        /// Somebody put it off.
        ConversationSnoozed = "conversation-snoozed",
        /// It is back in the list, or no more on top of it.
        ConversationReturned = "conversation-returned",
        MessageSent = "message-sent",
        /// Its author took it back.
        MessageRecalled = "message-recalled",
        MessagesDelivered = "messages-delivered",
        MessagesRead = "messages-read",
        /// The bridge could not deliver a message, or could after all, or somebody has it sent again.
        MessageReceipt = "message-receipt",
        BuyerChanged = "buyer-changed",
        BuyerOptedOut = "buyer-opted-out",
        /// Buyers were found to be one person.
        BuyersMerged = "buyers-merged",
        /// They were not, after all.
        BuyersSplit = "buyers-split",
        OrderCreated = "order-created",
        OrderPaid = "order-paid",
        OrderClosed = "order-closed",
        OrderChanged = "order-changed",
        /// Its flag or its remark.
        OrderMarked = "order-marked",
        OrdersImported = "orders-imported",
        ProductChanged = "product-changed",
        KnowledgeChanged = "knowledge-changed",
        StepPlanned = "step-planned",
        StepSent = "step-sent",
        StepSkipped = "step-skipped",
        StepPostponed = "step-postponed",
        StepCancelled = "step-cancelled",
        StepUnknown = "step-unknown",
        /// A provider told how far a message has come.
        StepDelivered = "step-delivered",
        TaskOpened = "task-opened",
        /// Somebody was shown what the task needs, such as a number.
        TaskTaken = "task-taken",
        TaskDone = "task-done",
        ShopChanged = "shop-changed",
        /// The groups of the team, who is in them, or how long a talk waits for one.
        GroupsChanged = "groups-changed",
        /// The shop's set of tags.
        TagsChanged = "tags-changed",
        /// An owner sent a test message.
        ProviderTried = "provider-tried",
        MemberChanged = "member-changed",
        CoachChanged = "coach-changed",
        PolicySaved = "policy-saved",
        /// A version was put in force, or a flow stands still.
        PolicyChanged = "policy-changed",
        FindingDismissed = "finding-dismissed",
        DismissalAnswered = "dismissal-answered",
        DismissalUndone = "dismissal-undone",
        FindingReviewed = "finding-reviewed",
        FindingAppealed = "finding-appealed",
        /// An agent asks a lead for a price.
        ConcessionAsked = "concession-asked",
        /// A lead has decided, or an agent gave what the shop allows everybody.
        ConcessionDecided = "concession-decided",
    }
}

/// One accepted change.
///
/// The payload holds ids and figures, never words or personal data: those live in rows that can be
/// erased.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub shop: ShopId,
    /// 1, 2, 3 … per shop, without gaps, in order of commit.
    pub seq: i64,
    pub at: At,
    pub kind: EventKind,
    /// Id of the thing that changed.
    pub subject: String,
    pub payload: serde_json::Value,
}
