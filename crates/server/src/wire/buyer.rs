//! Buyers.

use jinpai_model::{IdentityChannel, OrderStatus};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Id, OrderView, StepView, Teller, words};

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

/// The buyer's card.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BuyerView {
    pub id: Id,
    pub name: String,
    #[schema(required = true)]
    pub region: Option<String>,
    pub identities: Vec<BuyerIdentity>,
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
            identities: view
                .identities
                .iter()
                .map(|name| BuyerIdentity {
                    channel: name.channel,
                    external: name.external.clone(),
                })
                .collect(),
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
