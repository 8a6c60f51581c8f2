//! What the desk advises for a talk.

use jinpai_engine::{
    AdviceCardView, AxisView, CardConcession, CardFact, EvidenceView, Locale, RememberView, Standing, TalkEnd,
};
use jinpai_model::{Axis, ConcessionState, Need, Stage, Technique, Trait};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Id, words};

/// All that is shown beside a talk.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceView {
    reading: AdviceReading,
    /// At most three, the best first.
    cards: Vec<AdviceCard>,
    /// Steps that the talk calls for, and the facts they lack.
    held: Vec<AdviceHeld>,
    /// None: she does not bargain.
    #[schema(required = true)]
    ladder: Option<AdviceLadder>,
    remember: AdviceRemember,
}

/// Who she is, as far as she has shown it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceReading {
    /// She wants no profile: nothing is read.
    off: bool,
    /// All five, in order.
    axes: Vec<AdviceAxis>,
    /// What is otherwise than in the talk before.
    changed: Vec<AdviceChange>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceAxis {
    #[schema(value_type = words::Axis)]
    axis: Axis,
    /// None: nothing can be told.
    #[schema(value_type = Option<words::Trait>, required = true)]
    value: Option<Trait>,
    confidence_pct: u8,
    /// An agent said so.
    corrected: bool,
    evidence: Vec<AdviceEvidence>,
}

/// What it was read from.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AdviceEvidence {
    /// Her own words.
    Words {
        message: Id,
        quote: String,
    },
    Order {
        order: Id,
        number: String,
    },
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceChange {
    #[schema(value_type = words::Axis)]
    axis: Axis,
    #[schema(value_type = words::Trait)]
    from: Trait,
    #[schema(value_type = words::Trait)]
    to: Trait,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceProduct {
    id: Id,
    title: String,
}

/// A step that may be taken now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceCard {
    /// The same technique on the same facts has the same key in a talk.
    key: String,
    #[schema(value_type = words::Technique)]
    technique: Technique,
    #[schema(value_type = Option<words::Need>, required = true)]
    need: Option<Need>,
    /// One sentence in the reader's language.
    why: String,
    /// Ready to be sent, in Chinese.
    line: String,
    /// Every fact it rests on.
    facts: Vec<AdviceFact>,
    /// What the words bring up and she has not been shown yet: a card of it may go along.
    products: Vec<AdviceProduct>,
    #[schema(required = true)]
    comparison: Option<AdviceComparison>,
    #[schema(required = true)]
    concession: Option<AdviceConcession>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceFact {
    /// Kebab-case, such as `stock`.
    name: String,
    value: String,
    /// When somebody last said so.
    seen_at: i64,
    /// A product's code, an order's number, `talk` or `shop`.
    source: String,
}

/// Products side by side.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceComparison {
    titles: Vec<String>,
    rows: Vec<AdviceComparisonRow>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceComparisonRow {
    name: String,
    /// One for each title; none: the shop has not said.
    values: Vec<Option<String>>,
}

/// What a step costs the shop.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceConcession {
    /// None until it is asked for.
    #[schema(required = true)]
    id: Option<Id>,
    #[schema(value_type = words::Stage)]
    stage: Stage,
    #[schema(required = true)]
    product: Option<Id>,
    cost_fen: i64,
    /// Asked for or granted, once there is one.
    #[schema(required = true)]
    price_fen: Option<i64>,
    needs_approval: bool,
    #[schema(value_type = Option<words::ConcessionState>, required = true)]
    state: Option<ConcessionState>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceHeld {
    #[schema(value_type = words::Technique)]
    technique: Technique,
    /// Names of facts.
    missing: Vec<String>,
}

/// How far the bargaining has gone.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceLadder {
    #[schema(value_type = Option<words::Stage>, required = true)]
    reached: Option<Stage>,
    #[schema(value_type = Option<words::Stage>, required = true)]
    next: Option<Stage>,
    /// How often she asked for less.
    presses: u32,
    spent_fen: i64,
    stages: Vec<AdviceStage>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceStage {
    #[schema(value_type = words::Stage)]
    stage: Stage,
    state: AdviceStanding,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AdviceStanding {
    Done,
    Next,
    Later,
    /// The shop does not go there.
    Off,
}

/// What to remember of her.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceRemember {
    #[schema(required = true)]
    last_purchase: Option<LastPurchase>,
    /// That she bought, the newest first.
    sizes: Vec<String>,
    promises: Vec<PromiseView>,
    #[schema(required = true)]
    last_talk: Option<LastTalk>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LastPurchase {
    order: Id,
    title: String,
    /// May be empty.
    options: String,
    at: i64,
}

/// Still to be kept.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PromiseView {
    pub id: Id,
    pub text: String,
    pub at: i64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LastTalk {
    at: i64,
    outcome: TalkOutcome,
}

/// How a talk ended.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TalkOutcome {
    /// She had paid by then.
    Ordered,
    Rated,
    Closed,
    Left,
}

impl AdviceView {
    pub fn new(view: jinpai_engine::AdviceView, locale: Locale) -> Self {
        let changed = |(from, to): (Trait, Trait)| AdviceChange {
            axis: to.axis(),
            from,
            to,
        };
        let held = view.held.into_iter().map(|held| AdviceHeld {
            technique: held.technique,
            missing: held.missing.into_iter().map(str::to_owned).collect(),
        });
        Self {
            reading: AdviceReading {
                off: view.off,
                axes: view.axes.into_iter().map(AdviceAxis::from).collect(),
                changed: view.changed.into_iter().map(changed).collect(),
            },
            cards: (view.cards.into_iter())
                .map(|card| AdviceCard::new(card, locale))
                .collect(),
            held: held.collect(),
            ladder: view.ladder.map(AdviceLadder::from),
            remember: view.remember.into(),
        }
    }
}

impl From<AxisView> for AdviceAxis {
    fn from(view: AxisView) -> Self {
        let evidence = |one| match one {
            EvidenceView::Words { message, quote } => AdviceEvidence::Words {
                message: message.into(),
                quote,
            },
            EvidenceView::Order { order, number } => AdviceEvidence::Order {
                order: order.into(),
                number,
            },
        };
        Self {
            axis: view.axis,
            value: view.value,
            confidence_pct: view.confidence_pct,
            corrected: view.corrected,
            evidence: view.evidence.into_iter().map(evidence).collect(),
        }
    }
}

impl AdviceCard {
    fn new(view: AdviceCardView, locale: Locale) -> Self {
        Self {
            key: view.key,
            technique: view.technique,
            need: view.need,
            why: match locale {
                Locale::Zh => view.why.zh,
                Locale::En => view.why.en,
            },
            line: view.line,
            facts: view.facts.into_iter().map(AdviceFact::from).collect(),
            products: (view.products.into_iter())
                .map(|one| AdviceProduct {
                    id: one.id.into(),
                    title: one.title,
                })
                .collect(),
            comparison: view.comparison.map(AdviceComparison::from),
            concession: view.concession.map(AdviceConcession::from),
        }
    }
}

impl From<CardFact> for AdviceFact {
    fn from(fact: CardFact) -> Self {
        Self {
            name: fact.name,
            value: fact.value,
            seen_at: fact.seen_at.ms(),
            source: fact.source,
        }
    }
}

impl From<jinpai_engine::Comparison> for AdviceComparison {
    fn from(held: jinpai_engine::Comparison) -> Self {
        let rows = held.rows.into_iter().map(|row| AdviceComparisonRow {
            name: row.name,
            values: row.values,
        });
        Self {
            titles: held.titles,
            rows: rows.collect(),
        }
    }
}

impl From<CardConcession> for AdviceConcession {
    fn from(view: CardConcession) -> Self {
        Self {
            id: view.id.map(Id::from),
            stage: view.stage,
            product: view.product.map(Id::from),
            cost_fen: view.cost_fen.0,
            price_fen: view.price_fen.map(|fen| fen.0),
            needs_approval: view.needs_approval,
            state: view.state,
        }
    }
}

impl From<jinpai_engine::LadderState> for AdviceLadder {
    fn from(state: jinpai_engine::LadderState) -> Self {
        let stage = |(stage, standing)| AdviceStage {
            stage,
            state: match standing {
                Standing::Done => AdviceStanding::Done,
                Standing::Next => AdviceStanding::Next,
                Standing::Later => AdviceStanding::Later,
                Standing::Off => AdviceStanding::Off,
            },
        };
        Self {
            reached: state.reached,
            next: state.next,
            presses: state.presses,
            spent_fen: state.spent_fen,
            stages: state.stages.into_iter().map(stage).collect(),
        }
    }
}

impl From<RememberView> for AdviceRemember {
    fn from(view: RememberView) -> Self {
        let bought = |one: jinpai_engine::LastPurchase| LastPurchase {
            order: one.order.into(),
            title: one.title,
            options: one.options,
            at: one.at.ms(),
        };
        let talk = |one: jinpai_engine::LastTalk| LastTalk {
            at: one.at.ms(),
            outcome: match one.end {
                TalkEnd::Ordered => TalkOutcome::Ordered,
                TalkEnd::Rated => TalkOutcome::Rated,
                TalkEnd::Closed => TalkOutcome::Closed,
                TalkEnd::Left => TalkOutcome::Left,
            },
        };
        Self {
            last_purchase: view.last_purchase.map(bought),
            sizes: view.sizes,
            promises: view.promises.into_iter().map(PromiseView::from).collect(),
            last_talk: view.last_talk.map(talk),
        }
    }
}

impl From<jinpai_model::Promise> for PromiseView {
    fn from(promise: jinpai_model::Promise) -> Self {
        Self {
            id: promise.id.into(),
            text: promise.text,
            at: promise.at.ms(),
        }
    }
}
