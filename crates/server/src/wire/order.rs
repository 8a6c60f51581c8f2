//! Orders.

use jinpai_model::{Flag, OrderKind, OrderSource, OrderStatus, Platform, Reason, StepState};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Author, BuyerName, Id, StepView, Teller, words};

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderItem {
    pub title: String,
    #[schema(required = true)]
    pub sku: Option<String>,
    pub quantity: i64,
    #[schema(required = true)]
    pub price_fen: Option<i64>,
}

/// What becomes of an order's reminder.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderReminder {
    #[schema(value_type = words::StepState)]
    pub state: StepState,
    #[schema(value_type = words::Reason)]
    pub reason: Reason,
    /// The reason as one sentence, in the reader's language.
    pub why: String,
    pub due_at: i64,
}

/// Who takes the parcel, and where. A part that no feed told is empty.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderReceiver {
    pub name: String,
    /// Its middle hidden, as it is kept.
    pub phone: String,
    pub address: String,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderView {
    pub id: Id,
    #[schema(value_type = words::Platform)]
    pub platform: Platform,
    /// The platform's order number.
    pub number: String,
    pub buyer: BuyerName,
    #[schema(value_type = words::OrderStatus)]
    pub status: OrderStatus,
    #[schema(value_type = words::OrderKind)]
    pub kind: OrderKind,
    pub total_fen: i64,
    pub postage_fen: i64,
    pub refund_fen: i64,
    pub items: Vec<OrderItem>,
    /// Pieces over all items.
    pub quantity: i64,
    pub created_at: i64,
    #[schema(required = true)]
    pub paid_at: Option<i64>,
    #[schema(required = true)]
    pub closed_at: Option<i64>,
    /// When the platform closes it if it stays unpaid.
    pub close_at: i64,
    #[schema(value_type = words::OrderSource)]
    pub source: OrderSource,
    /// When the feed last said so.
    pub seen_at: i64,
    #[schema(required = true)]
    pub reminder: Option<OrderReminder>,
    #[schema(value_type = Option<words::Flag>, required = true)]
    pub flag: Option<Flag>,
    /// What the team noted; may be empty.
    pub remark: String,
    /// Null when no feed told it.
    #[schema(required = true)]
    pub receiver: Option<OrderReceiver>,
}

impl OrderView {
    pub fn new(view: &jinpai_engine::OrderView, teller: Teller<'_>) -> Self {
        let held = &view.order;
        Self {
            id: held.id.into(),
            platform: held.platform,
            number: held.number.clone(),
            buyer: BuyerName {
                id: held.buyer.into(),
                name: view.buyer_name.clone(),
            },
            status: held.status,
            kind: held.kind,
            total_fen: held.total_fen.0,
            postage_fen: held.postage_fen.0,
            refund_fen: held.refund_fen.0,
            items: held.items.iter().map(OrderItem::from).collect(),
            quantity: held.quantity,
            created_at: held.created_at.ms(),
            paid_at: held.paid_at.map(|at| at.ms()),
            closed_at: held.closed_at.map(|at| at.ms()),
            close_at: held.close_at.ms(),
            source: held.source,
            seen_at: held.seen_at.ms(),
            flag: view.mark.as_ref().and_then(|mark| mark.flag),
            remark: view
                .mark
                .as_ref()
                .map_or_else(String::new, |mark| mark.remark.clone()),
            receiver: view.receiver.as_ref().map(|held| OrderReceiver {
                name: held.name.clone(),
                phone: held.phone.clone(),
                address: held.address.clone(),
            }),
            reminder: view.reminder.as_ref().map(|step| OrderReminder {
                state: step.state,
                reason: step.reason,
                why: teller.why_of_order(view, step),
                due_at: step.due_at.ms(),
            }),
        }
    }
}

impl From<&jinpai_model::OrderItem> for OrderItem {
    fn from(item: &jinpai_model::OrderItem) -> Self {
        Self {
            title: item.title.clone(),
            sku: item.sku.clone(),
            quantity: item.quantity,
            price_fen: item.price_fen.map(|fen| fen.0),
        }
    }
}

/// An order with the steps that were planned for it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderWithSteps {
    #[serde(flatten)]
    pub order: OrderView,
    pub steps: Vec<StepView>,
    /// Every flag and remark it had, the newest first.
    pub marks: Vec<OrderMarked>,
}

/// Somebody changed an order's flag or remark: both as they stood then.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderMarked {
    #[schema(value_type = Option<words::Flag>, required = true)]
    pub flag: Option<Flag>,
    pub remark: String,
    pub by: Author,
    pub at: i64,
}

impl From<jinpai_engine::OrderMarkView> for OrderMarked {
    fn from(view: jinpai_engine::OrderMarkView) -> Self {
        Self {
            flag: view.mark.flag,
            remark: view.mark.remark,
            by: Author {
                id: view.mark.by.into(),
                name: view.by_name,
            },
            at: view.mark.at.ms(),
        }
    }
}

/// How many orders stand in each state.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderCounts {
    pub unpaid: i64,
    pub paid: i64,
    pub shipped: i64,
    pub finished: i64,
    pub closed: i64,
}

impl From<jinpai_engine::OrderCounts> for OrderCounts {
    fn from(counts: jinpai_engine::OrderCounts) -> Self {
        let of = |status| counts.get(&status).copied().unwrap_or(0);
        Self {
            unpaid: of(OrderStatus::Unpaid),
            paid: of(OrderStatus::Paid),
            shipped: of(OrderStatus::Shipped),
            finished: of(OrderStatus::Finished),
            closed: of(OrderStatus::Closed),
        }
    }
}
