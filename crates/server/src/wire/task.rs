//! What a person does before a reminder goes on. Numbers are masked here.

use jinpai_model::TaskKind;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Id,
    reminder::{StepOrder, StepView, Teller},
    words,
};

/// Something a person must do before the engine goes on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TaskView {
    pub id: Id,
    #[schema(value_type = words::TaskKind)]
    pub kind: TaskKind,
    pub step: StepView,
    pub opened_at: i64,
    pub due_at: i64,
    /// Whether Jinpai itself can put the text before the buyer; else a person copies it.
    pub reachable: bool,
    /// Of a call: the number, masked; null when she has none that may be dialled.
    #[schema(required = true)]
    pub number: Option<String>,
    /// Of a call: what to say.
    #[schema(required = true)]
    pub script: Option<Script>,
    /// Of a call: who has it in her hands now.
    #[schema(required = true)]
    pub taken: Option<Taken>,
    /// Of a change of price: what is proposed.
    #[schema(required = true)]
    pub price: Option<PriceView>,
}

/// A call in four steps.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Script {
    pub listen: String,
    pub understand: String,
    pub suggest: String,
    pub remind: String,
}

/// Whoever was shown the number.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Taken {
    pub person: Id,
    pub name: String,
    /// Then others may take it.
    pub until_at: i64,
}

/// A change of price that an agent may make on the platform.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PriceView {
    pub keep: Vec<NewPrice>,
    /// Orders to be closed.
    pub duplicates: Vec<StepOrder>,
    pub postage_off_fen: i64,
    /// What all orders ask for now.
    pub sum_fen: i64,
    pub new_sum_fen: i64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewPrice {
    pub order: StepOrder,
    pub price_fen: i64,
}

impl TaskView {
    pub fn new(view: &jinpai_engine::TaskView, teller: Teller<'_>) -> Self {
        Self {
            id: view.task.id.into(),
            kind: view.task.kind,
            step: StepView::new(&view.step, teller),
            opened_at: view.task.opened_at.ms(),
            due_at: view.task.due_at.ms(),
            reachable: view.reachable,
            number: view.number.clone(),
            script: view
                .script
                .clone()
                .map(|[listen, understand, suggest, remind]| Script {
                    listen,
                    understand,
                    suggest,
                    remind,
                }),
            taken: view.taken.as_ref().map(|taken| Taken {
                person: taken.person.into(),
                name: taken.name.clone(),
                until_at: taken.until.ms(),
            }),
            price: view.price.as_ref().map(PriceView::from),
        }
    }
}

impl From<&jinpai_engine::PriceView> for PriceView {
    fn from(view: &jinpai_engine::PriceView) -> Self {
        let kept = view.keep.iter().map(|(order, price)| NewPrice {
            order: StepOrder::from(order),
            price_fen: price.0,
        });
        Self {
            keep: kept.collect(),
            duplicates: view.duplicates.iter().map(StepOrder::from).collect(),
            postage_off_fen: view.postage_off_fen.0,
            sum_fen: view.sum_fen.0,
            new_sum_fen: view.new_sum_fen.0,
        }
    }
}
