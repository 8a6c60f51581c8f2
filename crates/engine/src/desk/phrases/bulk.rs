//! Many phrases at once: filed elsewhere, given to the shop or to oneself, taken away and brought back.
//!
//! What cannot be done to one of them is told of that one; the others are done.

use std::collections::{HashMap, HashSet};

use jinpai_model::{At, DAY_MS, PersonId, Phrase, PhraseId, PhraseScope, Role};
use jinpai_store::{Lane, phrases};

use super::stage;
use crate::{
    desk::Desk,
    error::{EngineError, Invalid, Result},
};

/// Most phrases of one call.
const MOST_AT_ONCE: usize = 2_000;
/// How long what was taken away can be brought back.
const KEPT_MS: i64 = DAY_MS;

/// What is to be done to phrases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkPhrases {
    Move {
        folder: String,
    },
    Share {
        scope: PhraseScope,
    },
    Remove,
    /// Brings back what she took away within a day.
    Restore,
}

/// Why a phrase was left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkLeft {
    /// Neither the shop's nor hers, or not there any more.
    Gone,
    /// It is the shop's, which takes a lead.
    NeedsLead,
    /// Those who would have it have another one of its code.
    CodeTaken,
}

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BulkDone {
    pub done: Vec<PhraseId>,
    pub left: Vec<(PhraseId, BulkLeft)>,
}

impl Desk {
    /// Does one thing to many phrases, in one write.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for too many, a bad folder or a scope that phrases cannot have;
    /// [`EngineError::Forbidden`] for who is no lead and would give phrases to the shop.
    pub async fn change_phrases(&self, ids: Vec<PhraseId>, what: BulkPhrases) -> Result<BulkDone> {
        if ids.len() > MOST_AT_ONCE {
            return Err(EngineError::Invalid {
                field: "phrases",
                reason: Invalid::TooLong { max: MOST_AT_ONCE },
            });
        }
        let what = match what {
            BulkPhrases::Move { folder } => BulkPhrases::Move {
                folder: stage(&folder)?,
            },
            BulkPhrases::Share { scope } => {
                self.owner_of(scope)?;
                BulkPhrases::Share { scope }
            }
            other => other,
        };
        let mut seen = HashSet::new();
        let ids: Vec<PhraseId> = ids.into_iter().filter(|id| seen.insert(*id)).collect();
        let (desk, now) = (self.clone(), self.engine.now());
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                if what == BulkPhrases::Restore {
                    desk.restore(tx, ids).await
                } else {
                    desk.do_each(tx, ids, &what, now).await
                }
            })
        });
        write.await
    }

    async fn do_each(
        &self,
        tx: &jinpai_store::Tx,
        ids: Vec<PhraseId>,
        what: &BulkPhrases,
        now: At,
    ) -> Result<BulkDone> {
        let held = phrases::of_person(tx, self.shop, self.person).await?;
        let mut codes: HashSet<(Option<PersonId>, String)> =
            held.iter().map(|one| (one.owner, one.code.clone())).collect();
        let mut held: HashMap<PhraseId, Phrase> = held.into_iter().map(|one| (one.id, one)).collect();
        if *what == BulkPhrases::Remove {
            phrases::forget_removed(tx, self.shop, At(now.ms() - KEPT_MS)).await?;
        }
        let is_lead = self.role >= Role::Lead;
        let mut told = BulkDone::default();
        for id in ids {
            let Some(mut phrase) = held.remove(&id) else {
                told.left.push((id, BulkLeft::Gone));
                continue;
            };
            if phrase.owner.is_none() && !is_lead {
                told.left.push((id, BulkLeft::NeedsLead));
                continue;
            }
            match what {
                BulkPhrases::Remove => {
                    phrases::take_away(tx, self.shop, id, self.person, now).await?;
                }
                BulkPhrases::Move { folder } => {
                    phrase.stage.clone_from(folder);
                    phrase.updated_at = now;
                    phrases::put(tx, &phrase).await?;
                }
                BulkPhrases::Share { scope } => {
                    let owner = (*scope == PhraseScope::Mine).then_some(self.person);
                    if owner != phrase.owner {
                        if !codes.insert((owner, phrase.code.clone())) {
                            told.left.push((id, BulkLeft::CodeTaken));
                            continue;
                        }
                        codes.remove(&(phrase.owner, phrase.code.clone()));
                        phrase.owner = owner;
                        phrase.updated_at = now;
                        phrases::put(tx, &phrase).await?;
                    }
                }
                // Done before, by itself.
                BulkPhrases::Restore => {}
            }
            told.done.push(id);
        }
        Ok(told)
    }

    async fn restore(&self, tx: &jinpai_store::Tx, ids: Vec<PhraseId>) -> Result<BulkDone> {
        let mut told = BulkDone::default();
        let held = phrases::of_person(tx, self.shop, self.person).await?;
        let mut codes: HashSet<(Option<PersonId>, String)> =
            held.into_iter().map(|one| (one.owner, one.code)).collect();
        for id in ids {
            // Looked at first: on PostgreSQL a write that fails takes the whole of it back.
            let Some(kept) = phrases::taken_away(tx, self.shop, id, self.person).await? else {
                told.left.push((id, BulkLeft::Gone));
                continue;
            };
            if kept.owner.is_none() && self.role < Role::Lead {
                told.left.push((id, BulkLeft::NeedsLead));
                continue;
            }
            if !codes.insert((kept.owner, kept.code)) {
                told.left.push((id, BulkLeft::CodeTaken));
                continue;
            }
            phrases::bring_back(tx, self.shop, id, self.person).await?;
            told.done.push(id);
        }
        Ok(told)
    }
}
