//! How phrases fare: counts of talks, and of those whose buyer ordered soon after. A count, not a cause: who is
//! told that the parcel leaves today had often decided before she asked.

use jinpai_model::{At, DAY_MS};
use jinpai_store::phrases;

use crate::{desk::Desk, error::Result};

/// Days the counts look back.
pub const OUTCOME_DAYS: i64 = 30;

/// What came of one phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseOutcome {
    /// By the id it has for an agent.
    pub phrase: String,
    /// Talks in which a reply went out after it was taken.
    pub talks: i64,
    /// Of these, talks whose buyer ordered within a day.
    pub ordered: i64,
}

impl Desk {
    /// What came of every phrase that she has and that was taken in the last days.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn phrase_outcomes(&self) -> Result<Vec<PhraseOutcome>> {
        let since = At(self.engine.now().ms() - OUTCOME_DAYS * DAY_MS);
        let mut found = phrases::outcomes(self.engine.store.read(), self.shop, since).await?;
        // In the order of her list, and nothing of phrases that are somebody else's own.
        let hers = self.phrases().await?;
        let outcomes = hers.into_iter().filter_map(|one| {
            let outcome = found.remove(&one.id)?;
            Some(PhraseOutcome {
                phrase: one.id,
                talks: outcome.talks,
                ordered: outcome.ordered,
            })
        });
        Ok(outcomes.collect())
    }
}
