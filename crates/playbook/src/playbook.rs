//! The playbook: cues and words built from a pack, and the decisions over a situation.

use std::collections::HashMap;

use jinpai_model::{Stage, Technique, Trait};

use crate::{
    Advice, Card, Held, LadderState, MOST_CARDS, Reading, Situation,
    build::Words,
    card::Told,
    cue::Cues,
    ladder::{self, Said},
    line,
    slots::slots_of,
    steps::{self, Call, Draft},
    talk::Talk,
    types,
    view::View,
};

/// Ready to decide with.
#[derive(Debug)]
pub struct Playbook {
    pub(crate) cues: Cues,
    pub(crate) words: HashMap<Technique, Words>,
}

/// Everything the desk says of a talk now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub reading: Reading,
    pub ladder: LadderState,
    pub advice: Advice,
}

impl Playbook {
    /// Who she is, how far the bargaining went, and the next steps.
    #[must_use]
    pub fn decide(&self, situation: &Situation<'_>) -> Decision {
        let talk = Talk::hear(&self.cues, situation);
        let reading = types::read(situation, &talk);
        let said = Said {
            presses: talk.presses,
            fresh_presses: talk.fresh_presses,
            stages: talk.stages.clone(),
        };
        let possible = |stage: Stage| steps::possible(situation, stage);
        let ladder = ladder::state(&situation.shop.ladder, &said, possible);
        let advice = self.advise(&View::of(situation, &talk, &reading, &ladder));
        Decision {
            reading,
            ladder,
            advice,
        }
    }

    fn advise(&self, view: &View<'_, '_>) -> Advice {
        let mut advice = Advice::default();
        for (technique, call) in steps::called(view) {
            match call {
                Call::No => {}
                Call::Held(missing) => advice.held.push(Held { technique, missing }),
                Call::Yes(draft) => advice.cards.extend(self.card(technique, *draft, view)),
            }
        }
        advice.cards.truncate(MOST_CARDS);
        advice
    }

    /// The card with its words; none where no wording has all its slots.
    fn card(&self, technique: Technique, draft: Draft, view: &View<'_, '_>) -> Option<Card> {
        let words = self.words.get(&technique)?;
        debug_assert!(
            draft
                .slots
                .iter()
                .all(|(slot, _)| slots_of(technique).contains(slot)),
            "{technique} fills a slot that packs may not name"
        );
        let hers: Vec<Trait> = view.reading.types.iter().map(|one| one.value).collect();
        let first = view.situation.turns.first().map_or(0, |turn| turn.at.ms());
        let line = line::choose(&words.lines, &draft.slots, &hers, first)?;
        Some(Card {
            technique,
            need: words.spec.need,
            why: Told {
                zh: words.spec.why.zh.clone(),
                en: words.spec.why.en.clone(),
            },
            line,
            facts: draft.facts,
            products: draft.products,
            comparison: draft.comparison,
            concession: draft.concession,
        })
    }
}
