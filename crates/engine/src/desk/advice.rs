//! What the desk advises for a talk: who she is, what might be said next, how far the bargaining has gone, and what to
//! remember of her.
//!
//! The answer is worked out when it is asked for, so a card is gone as soon as its facts are. Asking notes which cards
//! were shown and what was read of her; nothing of it reaches the buyer.

mod asking;
mod concessions;
mod figures;
mod outcome;
mod remember;
mod settings;
mod types;

use jinpai_model::{
    Axis, Concession, ConcessionId, ConcessionState, ConversationId, EventKind, Fen, Message, MessageId,
    Need, OrderId, ProductId, Shop, Stage, StepOutcome, Technique, Trait,
};
use jinpai_playbook::{
    Card, Comparison, Decision as Judged, Evidence, Held, LadderState, Reading, SHOWN_FROM_PCT, Told,
};
use jinpai_store::{
    Lane,
    advice_cards::{self, AdviceCard, CardFact},
    buyer_types::{self, Remembered},
};

pub use self::{
    concessions::{
        ConcessionFigures, ConcessionLedger, ConcessionQuery, ConcessionView, ConcessionWanted, Decision,
    },
    figures::{CountedTalk, StepFigure},
    outcome::StepTold,
    remember::{LastPurchase, LastTalk, RememberView, TalkEnd},
};
use crate::{
    desk::Desk,
    error::{EngineError, Result},
    one_person,
    playbook::{facts_of, gather::Known, key_of},
};

/// What the desk shows beside a talk.
#[derive(Debug, Clone)]
pub struct AdviceView {
    /// She wants no profile: nothing was read.
    pub off: bool,
    /// All axes, in order.
    pub axes: Vec<AxisView>,
    /// What is otherwise than in the talk before: from, to.
    pub changed: Vec<(Trait, Trait)>,
    pub cards: Vec<AdviceCardView>,
    pub held: Vec<Held>,
    /// None: nobody bargains.
    pub ladder: Option<LadderState>,
    pub remember: RememberView,
}

/// What was read on one axis.
#[derive(Debug, Clone)]
pub struct AxisView {
    pub axis: Axis,
    /// None: nothing can be told.
    pub value: Option<Trait>,
    pub confidence_pct: u8,
    pub corrected: bool,
    pub evidence: Vec<EvidenceView>,
}

/// What it was read from.
#[derive(Debug, Clone)]
pub enum EvidenceView {
    Words { message: MessageId, quote: String },
    Order { order: OrderId, number: String },
}

/// A step that may be taken now.
#[derive(Debug, Clone)]
pub struct AdviceCardView {
    /// Names it in its talk.
    pub key: String,
    pub technique: Technique,
    pub need: Option<Need>,
    pub why: Told,
    pub line: String,
    pub facts: Vec<CardFact>,
    /// What the words bring up and she has not been shown yet.
    pub products: Vec<ShownProduct>,
    pub comparison: Option<Comparison>,
    pub concession: Option<CardConcession>,
}

/// A product whose card may go along with the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownProduct {
    pub id: ProductId,
    pub title: String,
}

/// What a step costs, and whether it was asked for.
#[derive(Debug, Clone)]
pub struct CardConcession {
    pub id: Option<ConcessionId>,
    pub stage: Stage,
    pub product: Option<ProductId>,
    pub cost_fen: Fen,
    pub price_fen: Option<Fen>,
    pub needs_approval: bool,
    pub state: Option<ConcessionState>,
}

impl Desk {
    /// What to make of a talk now.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such talk.
    pub async fn advice(&self, talk: ConversationId) -> Result<AdviceView> {
        let known = self.known(talk).await?;
        if !known.shop.settings.playbook.on {
            return self.nothing_advised(&known).await;
        }
        let judged = self.engine.judge(&known);
        let cards: Vec<AdviceCardView> = (judged.advice.cards.iter())
            .map(|card| card_view(card, &known))
            .collect();
        let (advice, now) = (&judged.advice, self.engine.now());
        let cards = asking::with_asking(cards, (advice, &judged.ladder), &known, now);
        let changed = self.note_shown(&known, &judged, &cards).await?;
        let ladder = Some(judged.ladder).filter(|ladder| ladder.presses > 0 || ladder.reached.is_some());
        // What was given stands in the ledger; the ladder knows published costs alone.
        let ladder = ladder.map(|ladder| LadderState {
            spent_fen: known.spent_fen(),
            ..ladder
        });
        Ok(AdviceView {
            off: judged.reading.off,
            axes: axes_of(&judged.reading, &known),
            changed,
            cards,
            held: judged.advice.held,
            ladder,
            remember: self.remember(&known).await?,
        })
    }

    /// A shop that wants no advice still remembers what it promised.
    async fn nothing_advised(&self, known: &Known) -> Result<AdviceView> {
        Ok(AdviceView {
            off: known.off,
            axes: axes_of(&Reading::default(), known),
            changed: Vec::new(),
            cards: Vec::new(),
            held: Vec::new(),
            ladder: None,
            remember: self.remember(known).await?,
        })
    }

    async fn known(&self, talk: ConversationId) -> Result<Known> {
        let talk = self.conversation_row(talk).await?;
        let shop: Shop = self.shop().await?;
        self.engine.known_of(shop, talk, self.person).await
    }

    /// Keeps what was read and what was shown, where that is new, and tells what is otherwise than in the talk before.
    async fn note_shown(
        &self,
        known: &Known,
        judged: &Judged,
        cards: &[AdviceCardView],
    ) -> Result<Vec<(Trait, Trait)>> {
        let now = self.engine.now();
        let read = (judged.reading.types.iter()).filter(|one| one.confidence_pct >= SHOWN_FROM_PCT);
        let read: Vec<Remembered> = read
            .map(|one| {
                let held = (known.remembered.iter()).find(|held| held.value.axis() == one.value.axis());
                let before = held.and_then(|held| {
                    if held.conversation == known.talk.id {
                        held.before
                    } else {
                        Some(held.value)
                    }
                });
                Remembered {
                    value: one.value,
                    confidence_pct: i64::from(one.confidence_pct),
                    before,
                    conversation: known.talk.id,
                    at: now,
                }
            })
            .collect();
        let before: Vec<Trait> = read.iter().filter_map(|one| one.before).collect();
        let changed = judged.reading.changed_since(&before);
        let same = |new: &Remembered| {
            let held = known.remembered.iter();
            held.map(|held| Remembered { at: now, ..*held })
                .any(|held| held == *new)
        };
        let fresh: Vec<Remembered> = read.into_iter().filter(|one| !known.off && !same(one)).collect();
        let shown: Vec<AdviceCard> = (cards.iter())
            .filter(|card| known.cards.iter().all(|held| held.key != card.key))
            .map(|card| AdviceCard {
                shop: self.shop,
                conversation: known.talk.id,
                key: card.key.clone(),
                technique: card.technique,
                buyer: known.talk.buyer,
                person: self.person,
                facts: card.facts.clone(),
                outcome: StepOutcome::Shown,
                message: None,
                shown_at: now,
                settled_at: None,
            })
            .collect();
        if fresh.is_empty() && shown.is_empty() {
            return Ok(changed);
        }
        let (shop, buyer) = (self.shop, known.talk.buyer);
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                // She may have asked for no profile since the rows were read.
                let person = one_person::all_of(tx, shop, buyer).await?;
                if !one_person::wants_no_profile(tx, shop, &person).await? {
                    for one in &fresh {
                        buyer_types::remember(tx, shop, buyer, one).await?;
                    }
                }
                advice_cards::show(tx, &shown).await?;
                Ok::<_, EngineError>(())
            })
        });
        write.await?;
        Ok(changed)
    }
}

fn axes_of(reading: &Reading, known: &Known) -> Vec<AxisView> {
    let axis = |axis: &Axis| {
        let read = reading.of(*axis);
        let evidence = |one: &Evidence| match one {
            Evidence::Words { turn, quote } => Some(EvidenceView::Words {
                message: known.messages.get(*turn)?.id,
                quote: quote.clone(),
            }),
            Evidence::Order { id, number } => Some(EvidenceView::Order {
                order: *id,
                number: number.clone(),
            }),
        };
        AxisView {
            axis: *axis,
            value: read.map(|one| one.value),
            confidence_pct: read.map_or(0, |one| one.confidence_pct),
            corrected: read.is_some_and(|one| one.corrected),
            evidence: read.map_or_else(Vec::new, |one| one.evidence.iter().filter_map(evidence).collect()),
        }
    };
    Axis::ALL.iter().map(axis).collect()
}

fn card_view(card: &Card, known: &Known) -> AdviceCardView {
    AdviceCardView {
        key: key_of(card, known),
        technique: card.technique,
        need: card.need,
        why: card.why.clone(),
        line: card.line.clone(),
        facts: facts_of(card, known),
        products: to_show(card, known),
        comparison: card.comparison.clone(),
        concession: card.concession.map(|one| concession_of(one, &known.concessions)),
    }
}

/// The products that the words bring up and that she has not been shown in this talk: their cards may go along.
fn to_show(card: &Card, known: &Known) -> Vec<ShownProduct> {
    let brings_up = matches!(
        card.technique,
        Technique::TrueAlternative | Technique::SeveralRecommendations | Technique::Comparison
    );
    let is_shown = |sku: &str| {
        let of = |message: &Message| matches!(&message.card, Some(jinpai_model::Card::Product { sku: shown, .. }) if shown == sku);
        known.messages.iter().any(of)
    };
    let named = card.products.iter().filter(|_| brings_up);
    named
        .filter_map(|id| known.goods.iter().find(|one| one.id == *id))
        .filter(|one| !is_shown(&one.input.sku))
        .map(|one| ShownProduct {
            id: one.id,
            title: one.input.title.clone(),
        })
        .collect()
}

/// The step's concession with what became of it in this talk: the newest word counts.
fn concession_of(proposed: jinpai_playbook::Concession, asked: &[Concession]) -> CardConcession {
    let same = |one: &&Concession| {
        one.stage == proposed.stage && (one.product == proposed.product || one.product.is_none())
    };
    let held = asked.iter().rev().find(same);
    CardConcession {
        id: held.map(|one| one.id),
        stage: proposed.stage,
        product: proposed.product,
        cost_fen: held.map_or(Fen(proposed.cost_fen), |one| one.cost_fen),
        price_fen: held.and_then(|one| one.price_fen).or(proposed.price_fen.map(Fen)),
        needs_approval: proposed.needs_approval,
        state: held.map(|one| one.state),
    }
}

/// A change of what is known of a buyer, in the log.
fn buyer_changed(
    buyer: jinpai_model::BuyerId,
    at: jinpai_model::At,
    by: jinpai_model::PersonId,
) -> jinpai_store::NewEvent {
    jinpai_store::NewEvent {
        at,
        kind: EventKind::BuyerChanged,
        subject: buyer.to_string(),
        payload: serde_json::json!({ "by": by }),
    }
}
