//! How the steps fare: how often each was shown, used and left, and how many buyers paid an order soon after. Counts, not
//! causes: who takes a step chose the talk.

use jinpai_model::{At, ConversationId, DAY_MS, Role, StepOutcome};
use jinpai_store::{
    advice_cards::{self, Fared},
    buyers,
};

use crate::{
    coaching::zone_of,
    desk::{Days, Desk},
    error::Result,
};

/// An order counts when it was paid so long after the step.
const WITHIN_MS: i64 = 3 * DAY_MS;
/// Talks that a figure opens to.
const TALKS: u64 = 20;

/// How one technique fared.
#[derive(Debug, Clone)]
pub struct StepFigure {
    pub fared: Fared,
    /// The newest first.
    pub talks: Vec<CountedTalk>,
}

/// A talk that a figure counts.
#[derive(Debug, Clone)]
pub struct CountedTalk {
    pub conversation: ConversationId,
    pub buyer_name: String,
    pub at: At,
    pub outcome: StepOutcome,
}

impl Desk {
    /// How the steps that were shown in these days fared.
    ///
    /// # Errors
    /// [`crate::EngineError::Forbidden`] below lead; [`crate::EngineError::Invalid`] for a bad day.
    pub async fn step_figures(&self, days: Days) -> Result<Vec<StepFigure>> {
        self.require(Role::Lead)?;
        let read = self.engine.store.read();
        let (from, to) = days.bounds(&zone_of(&self.shop().await?))?;
        let span = (from.unwrap_or(At(0)), to.unwrap_or(At(i64::MAX)));
        let mut figures = Vec::new();
        for fared in advice_cards::fared(read, self.shop, span, WITHIN_MS).await? {
            let cards = advice_cards::newest_of(read, self.shop, fared.technique, span, TALKS).await?;
            let hers: Vec<_> = cards.iter().map(|card| card.buyer).collect();
            let known = buyers::get_many(read, self.shop, &hers).await?;
            let talks = cards.into_iter().map(|card| CountedTalk {
                conversation: card.conversation,
                buyer_name: known
                    .get(&card.buyer)
                    .map_or_else(String::new, |one| one.name.clone()),
                at: card.settled_at.unwrap_or(card.shown_at),
                outcome: card.outcome,
            });
            figures.push(StepFigure {
                fared,
                talks: talks.collect(),
            });
        }
        Ok(figures)
    }
}
