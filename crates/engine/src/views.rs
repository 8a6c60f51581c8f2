//! What the engine hands to those who show it: domain things with their names joined on.
//!
//! No JSON here: the server decides how these look on the wire.

use jinpai_coach::Report;
use jinpai_model::{
    At, Attempt, Buyer, BuyerId, BuyerRef, Conversation, ConversationId, Event, IdentityChannel, Message,
    Order, OrderMark, Person, Rating, Receiver, Role, Shop, ShopId, Step, TagId, Task,
};
use jinpai_stats::clocks::Countdown;

use crate::farewell::Farewell;

/// A conversation with what a list row shows.
#[derive(Debug, Clone)]
pub struct ConversationView {
    pub conversation: Conversation,
    pub buyer: Buyer,
    /// First 80 characters of the newest message.
    pub last_text: String,
    pub buyer_online: bool,
    pub unpaid_orders: i64,
    /// How long she may wait, as the shop's platform counts it; none when nobody waits.
    pub clock: Option<Countdown>,
    /// How she found it, once it is closed.
    pub rating: Option<Rating>,
    /// Name of whoever owns it.
    pub owner_name: Option<String>,
    /// Name of the group it waits for.
    pub group_name: Option<String>,
    /// Where she is, when the shop's bridge speaks for her.
    pub bridged: Option<IdentityChannel>,
    /// Its own tags, and its buyer's.
    pub tags: Vec<TagId>,
    pub buyer_tags: Vec<TagId>,
    /// Name of whoever put it off.
    pub snoozed_by: Option<String>,
}

#[derive(Debug, Clone)]
pub struct MessageView {
    pub message: Message,
    /// Name of the agent who wrote it.
    pub author_name: Option<String>,
    /// Names of the people a line about the talk tells of.
    pub named: Vec<(jinpai_model::PersonId, String)>,
    /// Name of the group it tells of.
    pub group_name: Option<String>,
    /// Why the bridge could not deliver it.
    pub undelivered: Option<String>,
}

/// A message that was looked for, with whose talk it stands in.
#[derive(Debug, Clone)]
pub struct FoundMessage {
    pub message: MessageView,
    pub buyer: BuyerId,
    pub buyer_name: String,
}

/// A colleague at the desk.
#[derive(Debug, Clone)]
pub struct ColleagueView {
    pub person: jinpai_model::PersonId,
    pub name: String,
    pub role: Role,
    pub duty: jinpai_model::Duty,
    /// Whether a page of hers is connected.
    pub there: bool,
    /// Open talks that are hers.
    pub talks: u32,
    /// Buyers who wait in them.
    pub waiting: u32,
}

#[derive(Debug, Clone)]
pub struct OrderView {
    pub order: Order,
    pub buyer_name: String,
    /// The step that tells best what becomes of this order's reminder: the newest one that is open, else the newest.
    pub reminder: Option<Step>,
    /// What the team noted on it.
    pub mark: Option<OrderMark>,
    pub receiver: Option<Receiver>,
}

/// One entry of an order's history of flags and remarks.
#[derive(Debug, Clone)]
pub struct OrderMarkView {
    pub mark: OrderMark,
    /// Who wrote it.
    pub by_name: String,
}

#[derive(Debug, Clone)]
pub struct StepView {
    pub step: Step,
    pub buyer_name: String,
    pub orders: Vec<Order>,
    pub conversation: Option<ConversationId>,
    /// When the leading order was paid, if it was.
    pub paid_at: Option<At>,
    /// The newest hand-over to a provider.
    pub attempt: Option<Attempt>,
}

#[derive(Debug, Clone)]
pub struct TaskView {
    pub task: Task,
    pub step: StepView,
    /// Whether Jinpai itself can put the text before the buyer; else a person copies it.
    pub reachable: bool,
    /// Of a call: the number, masked.
    pub number: Option<String>,
    /// Of a call: what to say, in the four steps listen, understand, suggest, remind.
    pub script: Option<[String; 4]>,
    /// Of a call: who has it in her hands.
    pub taken: Option<Taken>,
    /// Of a change of price: what is proposed.
    pub price: Option<PriceView>,
}

/// Whoever was shown what a task needs.
#[derive(Debug, Clone)]
pub struct Taken {
    pub person: jinpai_model::PersonId,
    pub name: String,
    /// Then others may take it.
    pub until: At,
}

/// A change of price that an agent may make on the platform.
#[derive(Debug, Clone)]
pub struct PriceView {
    /// Orders to be kept, with what each would ask for.
    pub keep: Vec<(Order, jinpai_model::Fen)>,
    /// Orders to be closed.
    pub duplicates: Vec<Order>,
    pub postage_off_fen: jinpai_model::Fen,
    pub sum_fen: jinpai_model::Fen,
    pub new_sum_fen: jinpai_model::Fen,
}

#[derive(Debug, Clone)]
pub struct BuyerView {
    pub buyer: Buyer,
    pub identities: Vec<BuyerRef>,
    /// The buyers that are one person, she among them; none: she goes by one name.
    pub names: Vec<crate::desk::NameView>,
    /// Her talks by any name, the newest first.
    pub talks: Vec<ConversationView>,
    pub orders: Vec<OrderView>,
    pub next_step: Option<StepView>,
    pub tags: Vec<TagId>,
}

#[derive(Debug, Clone)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub more: bool,
    /// Opaque; hand it back to get what follows.
    pub next: Option<String>,
}

/// One entry of the feed, with the things it is about as they stand now.
#[derive(Debug, Clone)]
pub struct Update {
    pub event: Event,
    pub body: UpdateBody,
}

#[derive(Debug, Clone)]
pub enum UpdateBody {
    Message {
        message: MessageView,
        conversation: ConversationView,
    },
    /// What became of a message that was said before.
    Receipt {
        message: MessageView,
        conversation: ConversationView,
    },
    Conversation(ConversationView),
    Order(OrderView),
    Step(StepView),
    Task(Box<TaskView>),
    /// The floor in it is for leads alone.
    Concession(Box<crate::desk::ConcessionView>),
    /// Counts of an import.
    Imported {
        new: i64,
        changed: i64,
    },
    Bare,
}

/// What passes by and is not kept: typing signs and presence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    BuyerTyping {
        conversation: ConversationId,
        on: bool,
    },
    AgentTyping {
        conversation: ConversationId,
        person: jinpai_model::PersonId,
        name: String,
        on: bool,
    },
    BuyerPresence {
        buyer: BuyerId,
        online: bool,
    },
    /// Whether any agent of the shop is connected.
    DeskPresence {
        online: bool,
    },
    /// Somebody came, went, or set herself busy.
    Team,
}

#[derive(Debug, Clone)]
pub struct SessionView {
    pub person: Person,
    pub csrf: String,
    pub shops: Vec<(Shop, Role, i64)>,
}

#[derive(Debug, Clone)]
pub struct Sent {
    pub message: MessageView,
    pub report: Report,
}

/// The reminders of one shop-local day.
#[derive(Debug, Clone)]
pub struct RemindersView {
    pub day: String,
    pub policy_name: String,
    pub policy_version: Option<i64>,
    pub on: bool,
    pub figures: ReminderFigures,
    pub hours: Vec<HourView>,
    pub items: Vec<StepView>,
    pub tasks: Vec<TaskView>,
}

#[derive(Debug, Clone, Default)]
pub struct ReminderFigures {
    pub unpaid_orders: i64,
    pub unpaid_fen: i64,
    pub closing_today: i64,
    pub planned_today: i64,
    pub next_due_at: Option<At>,
    pub sent_today: i64,
    /// Of the orders reminded today, how many are paid now. Not an effect: there is no control beside it.
    pub sent_paid: i64,
    pub not_reminded: i64,
}

#[derive(Debug, Clone)]
pub struct HourView {
    pub hour: u8,
    pub sent: i64,
    pub planned: i64,
    /// The channel is silent for the whole hour.
    pub quiet: bool,
}

/// What a widget session answers with.
#[derive(Debug, Clone)]
pub struct WidgetSession {
    pub token: String,
    pub visitor: String,
    pub buyer: Buyer,
    pub conversation: Option<ConversationId>,
    pub shop: Shop,
    pub service: crate::service::ServiceSign,
}

/// Marks of the agents' side, for the buyer's "read" sign.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AgentMarks {
    pub delivered_seq: i64,
    pub read_seq: i64,
}

/// What a buyer's socket receives.
#[derive(Debug, Clone)]
pub enum BuyerUpdate {
    Message(Box<MessageView>),
    Marks(AgentMarks),
    Typing(bool),
    Presence(bool),
    /// Her talk is over, and she may say how she found it.
    Farewell(Farewell),
    /// Places of messages that their author took back.
    Recalled(Vec<i64>),
    /// Her place among those whom nobody has taken yet, from 1; 0: somebody has.
    Queue(u32),
}

/// What the order webhook answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookResult {
    pub order: jinpai_model::OrderId,
    pub change: &'static str,
    /// Fields that hold no number or address of use: the order was taken without them.
    pub left_out: Vec<&'static str>,
}

/// A member of a shop's team.
#[derive(Debug, Clone)]
pub struct MemberView {
    pub shop: ShopId,
    pub person: Person,
    pub role: Role,
}
