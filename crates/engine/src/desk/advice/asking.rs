//! The way to a price that only a lead may grant: a card without words, until there is a price to be said.

use jinpai_model::{ConcessionState, Need, Stage, StepOutcome, Technique};
use jinpai_playbook::{Advice, Card, FactUsed, Goods, LadderState, MOST_CARDS, Told, facts};

use super::{AdviceCardView, card_view};
use crate::playbook::gather::Known;

/// Puts the card that asks a lead in place of the weakest, when the bargaining has come to her word.
pub(super) fn with_asking(
    mut cards: Vec<AdviceCardView>,
    (advice, ladder): (&Advice, &LadderState),
    known: &Known,
    now: jinpai_model::At,
) -> Vec<AdviceCardView> {
    let wants = (advice.held.iter())
        .any(|held| held.technique == Technique::FloorPrice && held.missing.contains(&"approval"));
    if !wants || ladder.next != Some(Stage::FloorPrice) {
        return cards;
    }
    let Some(card) = asking(known, now).map(|card| card_view(&card, known)) else {
        return cards;
    };
    let left = |held: &jinpai_store::advice_cards::AdviceCard| {
        held.key == card.key && held.outcome == StepOutcome::Ignored
    };
    if known.cards.iter().any(left) {
        return cards;
    }
    cards.truncate(MOST_CARDS - 1);
    cards.push(card);
    cards
}

fn asking(known: &Known, now: jinpai_model::At) -> Option<Card> {
    let focus = known.goods.first()?;
    let goods = Goods {
        id: focus.id,
        product: &focus.input,
        seen_at: focus.seen_at,
    };
    let price = facts::price(&goods, now)?;
    let mut newest = known.concessions.iter().rev();
    let held = newest.find(|one| one.stage == Stage::FloorPrice && one.product == Some(focus.id));
    let fact: FactUsed = facts::used(&goods, "price", jinpai_model::Fen(price).to_string());
    Some(Card {
        technique: Technique::FloorPrice,
        need: Some(Need::Valued),
        why: why(held.map(|one| one.state)),
        line: String::new(),
        facts: vec![fact],
        products: Vec::new(),
        comparison: None,
        concession: Some(jinpai_playbook::Concession {
            stage: Stage::FloorPrice,
            product: Some(focus.id),
            cost_fen: 0,
            price_fen: None,
            needs_approval: true,
        }),
    })
}

fn why(state: Option<ConcessionState>) -> Told {
    let (zh, en) = match state {
        Some(ConcessionState::Asked) => (
            "价格已经报给主管，等她定了再和买家说",
            "The price has been put to a lead; say nothing of it until she has decided",
        ),
        Some(ConcessionState::Refused) => (
            "主管没有同意这个价，可以换个价再申请，或者就此守住",
            "The lead refused that price; ask for another, or stand firm",
        ),
        _ => (
            "店里能给的都说过了，再让价要主管同意",
            "All the shop gives was offered; a lower price needs a lead's word",
        ),
    };
    Told {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}
