//! The nouns of reminding: steps, attempts, tasks and the reasons of every decision.

use serde::{Deserialize, Serialize};

use crate::{At, AttemptId, BuyerId, OrderId, ProviderId, ShopId, StepId, TaskId, words::words};

words! {
    Flow {
        /// 催付: ordered, not paid.
        Payment = "payment",
        /// 催单: asked, not ordered.
        Inquiry = "inquiry",
    }
}

words! {
    Channel {
        Chat = "chat",
        Sms = "sms",
        Phone = "phone",
        Email = "email",
    }
}

words! {
    /// How dear the order is; bounds the ladder's length.
    Tier {
        Low = "low",
        Middle = "middle",
        High = "high",
    }
}

words! {
    /// Why a step stands at its time.
    Slot {
        /// In the open chat, from ten minutes after the order.
        Session = "session",
        /// One hour before the courier leaves, on the order's own day.
        CutOff = "cut-off",
        /// Next day at the hour of the order.
        NextDay = "next-day",
        /// In the last busy hour before the order closes.
        Peak = "peak",
        /// The last allowed minute before the order closes.
        LastMinute = "last-minute",
    }
}

words! {
    /// What a reminder speaks about.
    Angle {
        /// Trouble with paying: method, limit, amount, address.
        PaymentTrouble = "payment-trouble",
        /// Pay before the courier leaves and it goes today.
        Dispatch = "dispatch",
        /// What the goods are like.
        Product = "product",
        Price = "price",
        Gift = "gift",
        /// When the platform will close the order.
        Closing = "closing",
        /// What holds you back?
        Concern = "concern",
        /// Returns, exchange, guarantee: what happens if it does not suit.
        AfterSales = "after-sales",
    }
}

words! {
    /// The reason of a decision. Codes are for machines and stay; the pages put each in a sentence.
    Reason {
        // sent, or planned to be
        SlotSession = "slot-session",
        SlotCutOff = "slot-cut-off",
        SlotNextDay = "slot-next-day",
        SlotPeak = "slot-peak",
        SlotLastMinute = "slot-last-minute",
        /// A person confirmed that the order is still unpaid.
        Confirmed = "confirmed",
        // not sent
        Paid = "paid",
        Closed = "closed",
        HeldOut = "held-out",
        QuietHours = "quiet-hours",
        /// The buyer was contacted today or within 20 hours, or the ladder has had its steps.
        Cap = "cap",
        Malicious = "malicious",
        OptedOut = "opted-out",
        Blocked = "blocked",
        Disputed = "disputed",
        /// Another order of the same buyer carries the reminder of this one.
        Merged = "merged",
        PlatformReminded = "platform-reminded",
        /// No allowed moment is left before the order closes.
        NoSlot = "no-slot",
        /// The moment passed more than an hour ago.
        TooLate = "too-late",
        /// The paid status is older than ten minutes and nobody can be asked but a person.
        StaleStatus = "stale-status",
        StaleFacts = "stale-facts",
        AgentTalking = "agent-talking",
        BuyerReplied = "buyer-replied",
        /// The coach or the channel's form refused the text.
        TextRefused = "text-refused",
        /// No text of the policy has all the facts it needs.
        NoText = "no-text",
        Unreachable = "unreachable",
        RemindersOff = "reminders-off",
        /// A person decided not to send.
        Declined = "declined",
        /// A call that nobody took.
        NotReached = "not-reached",
        /// The plan changed and another step took this one's place.
        Replaced = "replaced",
        /// The channel refused it.
        Rejected = "rejected",
        /// Whether the channel took it could not be found out.
        Unknown = "unknown",
        // not sent, of inquiries
        /// She ordered: if she does not pay, the payment flow speaks to her.
        Ordered = "ordered",
        /// A question of hers waits for its answer.
        QuestionOpen = "question-open",
        /// She has asked about no goods.
        NothingAsked = "nothing-asked",
        /// She asks about an order that she has.
        AfterSales = "after-sales",
        /// She said that she does not want it.
        NotInterested = "not-interested",
        /// Outside the open chat she may only be written to where she agreed to it.
        NoConsent = "no-consent",
        /// She buys and is gone: nobody presses her for an order.
        NotPressed = "not-pressed",
        // of buyers who order and do not pay, by the shop's setting
        /// Their unpaid orders are left alone.
        LetBe = "let-be",
        /// A lead looks before anything is sent.
        LeadFirst = "lead-first",
    }
}

words! {
    StepState {
        /// Waits for its time.
        Planned = "planned",
        /// A worker holds it under a lease.
        Claimed = "claimed",
        /// Waits for a person's answer.
        Waiting = "waiting",
        Sent = "sent",
        Skipped = "skipped",
        Expired = "expired",
        Cancelled = "cancelled",
        Unknown = "unknown",
    }
}

/// One planned contact of a reminder ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub shop: ShopId,
    pub id: StepId,
    pub flow: Flow,
    /// Names the ladder; unique with `n`, so planning twice plans once.
    pub ladder: String,
    /// Place in the ladder, from 1.
    pub n: i64,
    pub buyer: BuyerId,
    /// The order that leads first, then those merged into it.
    pub orders: Vec<OrderId>,
    pub channel: Channel,
    pub angle: Option<Angle>,
    pub slot: Option<Slot>,
    pub due_at: At,
    /// After this moment it is never sent.
    pub expires_at: At,
    pub state: StepState,
    pub reason: Reason,
    pub text: Option<String>,
    pub planned_at: At,
    pub decided_at: Option<At>,
    /// Until then the worker of `epoch` owns it.
    pub lease_until_at: Option<At>,
    /// Grows with every claim: a worker that lost its lease holds an old one and writes nothing.
    pub epoch: i64,
    /// Version of the shop's policy that planned it; 0 is the built-in one.
    pub policy_version: i64,
}

words! {
    AttemptState {
        Sending = "sending",
        Accepted = "accepted",
        Rejected = "rejected",
        Unknown = "unknown",
    }
}

/// One hand-over of a step to a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub shop: ShopId,
    pub id: AttemptId,
    pub step: StepId,
    pub channel: Channel,
    /// The channel takes the same key only once.
    pub idempotency_key: String,
    pub state: AttemptState,
    pub started_at: At,
    pub finished_at: Option<At>,
    /// The channel's own name for what it took, such as a message id.
    pub receipt: Option<String>,
    /// The provider it went to; none for our own chat.
    pub provider: Option<ProviderId>,
    /// What the provider answered, for a person; never the message.
    pub why: Option<String>,
    /// When the provider is asked again what became of it; only while that is unknown.
    pub ask_at: Option<At>,
    /// How often it was asked.
    pub asked: i64,
    pub delivery: Option<Delivered>,
}

words! {
    /// How far a message that was accepted has come.
    Delivered {
        OnItsWay = "on-its-way",
        Delivered = "delivered",
        Failed = "failed",
    }
}

/// A peer that takes messages for a shop, such as an SMS gateway.
#[derive(Clone, PartialEq, Eq)]
pub struct Provider {
    pub shop: ShopId,
    pub id: ProviderId,
    pub channel: Channel,
    /// As the owner calls it.
    pub name: String,
    /// Its settings as JSON, secrets and all: sealed wherever they are written down.
    pub settings: String,
    /// Used only while it is on; a shop has at most one that is on for each channel.
    pub on: bool,
    pub created_at: At,
    pub changed_at: At,
}

/// Settings hold secrets.
impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider")
            .field("id", &self.id)
            .field("channel", &self.channel)
            .field("on", &self.on)
            .finish_non_exhaustive()
    }
}

words! {
    AddressKind {
        Mobile = "mobile",
        Email = "email",
    }
}

words! {
    /// How the shop knows that she agreed.
    ConsentSource {
        /// She said so in the chat.
        Chat = "chat",
        /// She said so on the phone.
        Call = "call",
        /// She ticked it where she ordered.
        OrderForm = "order-form",
        /// She signed it, or wrote it to the shop.
        Written = "written",
        /// The shop's own system says so.
        Hook = "hook",
    }
}

/// Where a buyer can be reached outside the chat, and what she has agreed to.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    pub shop: ShopId,
    pub buyer: BuyerId,
    pub kind: AddressKind,
    pub value: String,
    /// A number or address that the platform has put before the real one; it permits no use of ours.
    pub proxied: bool,
    /// She agreed to notices about her orders.
    pub notice_at: Option<At>,
    pub notice_by: Option<ConsentSource>,
    /// She agreed to promotion.
    pub promotion_at: Option<At>,
    pub promotion_by: Option<ConsentSource>,
    /// She asked for no more here, or it takes nothing for good.
    pub ended_at: Option<At>,
    pub changed_at: At,
}

/// Numbers and addresses stay out of logs.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Address")
            .field("buyer", &self.buyer)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

words! {
    TaskKind {
        /// 还没付款？确认后发送
        ConfirmUnpaid = "confirm-unpaid",
        /// 打电话: listen, understand, suggest, remind.
        Call = "call",
        /// A word to a buyer who asked and did not order, ready to be sent.
        Draft = "draft",
        /// Whether a message went out can be found out by a person only.
        FindOut = "find-out",
        /// 改价: orders placed twice, or postage asked for twice.
        ChangePrice = "change-price",
    }
}

words! {
    TaskState {
        Open = "open",
        Done = "done",
        Expired = "expired",
    }
}

/// Something a person must do before the engine goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub shop: ShopId,
    pub id: TaskId,
    pub kind: TaskKind,
    pub step: StepId,
    pub state: TaskState,
    pub opened_at: At,
    /// After this moment nobody needs to do it any more.
    pub due_at: At,
    /// `sent`, `paid`, `declined`; none while open or expired.
    pub outcome: Option<String>,
    pub done_by: Option<crate::PersonId>,
    pub done_at: Option<At>,
}
