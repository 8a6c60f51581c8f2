//! Buyers.

use jinpai_model::{Buyer, BuyerRef, IdentityChannel, OrderStatus};
use serde::Serialize;
use utoipa::ToSchema;

use super::{ConversationView, Id, OrderView, StepView, Teller, words};

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BuyerName {
    pub id: Id,
    pub name: String,
}

/// One outside name of a buyer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BuyerIdentity {
    #[schema(value_type = words::IdentityChannel)]
    pub channel: IdentityChannel,
    pub external: String,
}

impl From<&BuyerRef> for BuyerIdentity {
    fn from(name: &BuyerRef) -> Self {
        Self {
            channel: name.channel,
            external: name.external.clone(),
        }
    }
}

fn identities(names: &[BuyerRef]) -> Vec<BuyerIdentity> {
    names.iter().map(BuyerIdentity::from).collect()
}

/// A buyer that was looked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BuyerFound {
    pub id: Id,
    pub name: String,
    pub identities: Vec<BuyerIdentity>,
    #[schema(required = true)]
    pub last_seen_at: Option<i64>,
}

impl From<&(Buyer, Vec<BuyerRef>)> for BuyerFound {
    fn from((buyer, names): &(Buyer, Vec<BuyerRef>)) -> Self {
        Self {
            id: buyer.id.into(),
            name: buyer.name.clone(),
            identities: identities(names),
            last_seen_at: buyer.last_seen_at.map(|at| at.ms()),
        }
    }
}

/// One of the buyers that are one person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BuyerPart {
    pub id: Id,
    pub name: String,
    pub identities: Vec<BuyerIdentity>,
    /// Since when she is the same as the others; none: the others are the same as she.
    #[schema(required = true)]
    pub merged_at: Option<i64>,
    /// Name of whoever said so.
    #[schema(required = true)]
    pub merged_by: Option<String>,
}

impl From<&jinpai_engine::NameView> for BuyerPart {
    fn from(view: &jinpai_engine::NameView) -> Self {
        Self {
            id: view.buyer.id.into(),
            name: view.buyer.name.clone(),
            identities: identities(&view.identities),
            merged_at: view.tied.as_ref().map(|(at, _)| at.ms()),
            merged_by: view.tied.as_ref().map(|(_, name)| name.clone()),
        }
    }
}

/// What a buyer, by all her names so far, would bring along.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Belongings {
    pub id: Id,
    pub name: String,
    pub identities: Vec<BuyerIdentity>,
    pub orders: i64,
    pub unpaid_orders: i64,
    pub conversations: i64,
    /// Words of colleagues in them.
    pub notes: i64,
    /// Ids of her tags.
    pub tags: Vec<Id>,
    pub opted_out: bool,
    pub blocked: bool,
}

impl From<&jinpai_engine::Belongings> for Belongings {
    fn from(view: &jinpai_engine::Belongings) -> Self {
        Self {
            id: view.buyer.id.into(),
            name: view.buyer.name.clone(),
            identities: identities(&view.identities),
            orders: view.orders,
            unpaid_orders: view.unpaid_orders,
            conversations: view.talks,
            notes: view.notes,
            tags: view.tags.iter().map(|tag| Id::from(*tag)).collect(),
            opted_out: view.opted_out,
            blocked: view.blocked,
        }
    }
}

/// The buyer's card: what holds of the person, by all the names she goes by.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BuyerView {
    pub id: Id,
    pub name: String,
    #[schema(required = true)]
    pub region: Option<String>,
    pub identities: Vec<BuyerIdentity>,
    /// The buyers that are one person, she among them; empty: she goes by one name.
    pub parts: Vec<BuyerPart>,
    /// Her conversations by any name, the newest first, up to 10.
    pub conversations: Vec<ConversationView>,
    #[schema(required = true)]
    pub opted_out_at: Option<i64>,
    #[schema(required = true)]
    pub blocked_at: Option<i64>,
    pub created_at: i64,
    /// Newest first.
    pub orders: Vec<OrderView>,
    pub paid_count: i64,
    pub unpaid_count: i64,
    pub paid_fen: i64,
    #[schema(required = true)]
    pub next_step: Option<StepView>,
    /// Ids of her tags.
    pub tags: Vec<Id>,
}

impl BuyerView {
    pub fn new(view: &jinpai_engine::BuyerView, teller: Teller<'_>) -> Self {
        let held = &view.buyer;
        let paid = || view.orders.iter().filter(|o| o.order.paid_at.is_some());
        let unpaid = view
            .orders
            .iter()
            .filter(|o| o.order.status == OrderStatus::Unpaid);
        Self {
            id: held.id.into(),
            name: held.name.clone(),
            region: held.region.clone(),
            identities: identities(&view.identities),
            parts: view.names.iter().map(BuyerPart::from).collect(),
            conversations: view.talks.iter().map(ConversationView::from).collect(),
            opted_out_at: held.opted_out_at.map(|at| at.ms()),
            blocked_at: held.blocked_at.map(|at| at.ms()),
            created_at: held.created_at.ms(),
            paid_count: i64::try_from(paid().count()).unwrap_or(i64::MAX),
            unpaid_count: i64::try_from(unpaid.count()).unwrap_or(i64::MAX),
            paid_fen: paid().map(|o| o.order.total_fen.0).sum(),
            orders: view
                .orders
                .iter()
                .map(|order| OrderView::new(order, teller))
                .collect(),
            tags: view.tags.iter().map(|tag| Id::from(*tag)).collect(),
            next_step: view.next_step.as_ref().map(|step| StepView::new(step, teller)),
        }
    }
}
