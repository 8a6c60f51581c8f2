//! Concessions and their ledger.

use jinpai_model::{ConcessionState, Stage};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Author, BuyerName, Id, words};

/// One concession: who asked for it, on what, at what cost, and what a lead made of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConcessionView {
    id: Id,
    #[schema(value_type = words::Stage)]
    stage: Stage,
    #[schema(value_type = words::ConcessionState)]
    state: ConcessionState,
    conversation: Id,
    buyer: BuyerName,
    #[schema(required = true)]
    product: Option<ConcededProduct>,
    /// Of one piece: asked for, or granted.
    #[schema(required = true)]
    price_fen: Option<i64>,
    cost_fen: i64,
    asked_by: Author,
    asked_at: i64,
    #[schema(required = true)]
    decided_by: Option<Author>,
    #[schema(required = true)]
    decided_at: Option<i64>,
    /// What the lead said to it; may be empty.
    remark: String,
    /// For leads alone: the least the product may go for.
    #[schema(required = true)]
    floor_fen: Option<i64>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConcededProduct {
    id: Id,
    title: String,
}

impl From<&jinpai_engine::ConcessionView> for ConcessionView {
    fn from(view: &jinpai_engine::ConcessionView) -> Self {
        let held = &view.concession;
        let author = |(id, name): (jinpai_model::PersonId, &String)| Author {
            id: id.into(),
            name: name.clone(),
        };
        Self {
            id: held.id.into(),
            stage: held.stage,
            state: held.state,
            conversation: held.conversation.into(),
            buyer: BuyerName {
                id: held.buyer.into(),
                name: view.buyer_name.clone(),
            },
            product: held.product.map(|id| ConcededProduct {
                id: id.into(),
                title: view.product_title.clone().unwrap_or_default(),
            }),
            price_fen: held.price_fen.map(|fen| fen.0),
            cost_fen: held.cost_fen.0,
            asked_by: author((held.asked_by, &view.asked_by_name)),
            asked_at: held.asked_at.ms(),
            decided_by: (held.decided)
                .map(|(by, _)| author((by, view.decided_by_name.as_ref().unwrap_or(&String::new())))),
            decided_at: held.decided.map(|(_, at)| at.ms()),
            remark: held.remark.clone(),
            floor_fen: view.floor_fen.map(|fen| fen.0),
        }
    }
}

impl ConcessionView {
    /// As everybody at the desk may read it.
    pub fn without_floor(view: &jinpai_engine::ConcessionView) -> Self {
        Self {
            floor_fen: None,
            ..Self::from(view)
        }
    }
}

/// The ledger.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConcessionList {
    /// Those that wait first, then the newest; up to 500.
    items: Vec<ConcessionView>,
    figures: ConcessionFigures,
}

/// What was given in the days that were asked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConcessionFigures {
    /// Prices that wait for a lead now, of whatever day.
    waiting: u64,
    cost_fen: i64,
    by_stage: Vec<StageCost>,
    /// The dearest first.
    by_agent: Vec<AgentCost>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StageCost {
    #[schema(value_type = words::Stage)]
    stage: Stage,
    count: i64,
    cost_fen: i64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AgentCost {
    id: Id,
    name: String,
    count: i64,
    cost_fen: i64,
}

impl From<jinpai_engine::ConcessionLedger> for ConcessionList {
    fn from(ledger: jinpai_engine::ConcessionLedger) -> Self {
        let figures = ledger.figures;
        let by_stage = figures
            .by_stage
            .into_iter()
            .map(|(stage, count, cost)| StageCost {
                stage,
                count,
                cost_fen: cost.0,
            });
        let by_agent = figures
            .by_agent
            .into_iter()
            .map(|(id, name, count, cost)| AgentCost {
                id: id.into(),
                name,
                count,
                cost_fen: cost.0,
            });
        Self {
            items: ledger.items.iter().map(ConcessionView::from).collect(),
            figures: ConcessionFigures {
                waiting: figures.waiting,
                cost_fen: figures.cost_fen.0,
                by_stage: by_stage.collect(),
                by_agent: by_agent.collect(),
            },
        }
    }
}
