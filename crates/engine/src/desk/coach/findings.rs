//! Findings of sent messages: the lead's queue, her decisions, and the agent's appeal.

use std::collections::{HashMap, HashSet};

use jinpai_coach::Severity;
use jinpai_model::{EventKind, FindingState, Message, MessageId, PersonId, Role, ShopId};
use jinpai_store::{
    Lane, NewEvent, StoreError, Tx,
    findings::{self, FindingFilter, KeptFinding, Review},
    messages,
};
use serde_json::json;

use super::{Days, note};
use crate::{
    coaching::zone_of,
    desk::Desk,
    error::{EngineError, Invalid, Result},
    show::names_of,
    views::Page,
};

const LONGEST_NOTE: usize = 500;

/// What a lead decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The coach was right.
    Agree,
    /// The coach was wrong: the finding counts no more.
    Overrule,
}

/// Which findings to list.
#[derive(Debug, Clone, Default)]
pub struct FindingQuery {
    pub days: Days,
    /// An agent sees her own, whatever she asks for.
    pub agent: Option<PersonId>,
    pub rule: Option<String>,
    pub category: Option<String>,
    pub state: Option<FindingState>,
    /// Hints too; else from warn up.
    pub hints: bool,
    pub next: Option<String>,
    pub limit: u64,
}

/// A finding with the message it is about and what was decided.
#[derive(Debug, Clone)]
pub struct FindingView {
    pub kept: KeptFinding,
    pub message: Option<Message>,
    pub author_name: Option<String>,
    /// What was decided, oldest first, with names.
    pub reviews: Vec<(Review, String)>,
}

impl FindingView {
    /// What it adds to the message's points: nothing once it is overruled.
    #[must_use]
    pub const fn points(&self) -> i64 {
        match self.kept.state {
            FindingState::Overruled => 0,
            _ => self.kept.said.points,
        }
    }

    /// Whether the agent who wrote the message may still ask for another look.
    #[must_use]
    pub fn may_appeal(&self) -> bool {
        let open = matches!(self.kept.state, FindingState::Open | FindingState::Agreed);
        open && !self
            .reviews
            .iter()
            .any(|(review, _)| review.state == FindingState::Appealed)
    }
}

impl Desk {
    /// Findings of sent messages, those of the newest first.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a bad day or cursor.
    pub async fn findings(&self, query: FindingQuery) -> Result<Page<FindingView>> {
        let read = self.engine.store.read();
        let (from, to) = query.days.bounds(&zone_of(&self.shop().await?))?;
        let lead = self.require(Role::Lead).is_ok();
        let mut severities = vec![Severity::Warn, Severity::Error, Severity::Block];
        if query.hints {
            severities.push(Severity::Hint);
        }
        let filter = FindingFilter {
            from,
            to,
            author: if lead { query.agent } else { Some(self.person) },
            rule: query.rule,
            category: query.category,
            state: query.state,
            severities: severities.iter().map(ToString::to_string).collect(),
        };
        let cursor = query.next.map(|next| next.parse()).transpose();
        let cursor = cursor.map_err(|_| EngineError::Invalid {
            field: "before",
            reason: Invalid::Not {
                expected: "the next of a page",
            },
        })?;
        let page = findings::list(read, self.shop, &filter, cursor, query.limit.clamp(1, 200)).await?;
        Ok(Page {
            more: page.next.is_some(),
            next: page.next.map(|next| next.to_string()),
            items: self.show_findings(page.items).await?,
        })
    }

    /// A lead's decision about a finding; after an appeal it is decided anew.
    ///
    /// # Errors
    /// [`EngineError::AlreadyDone`] when it stands so already; [`EngineError::NotFound`].
    pub async fn review_finding(
        &self,
        message: MessageId,
        n: i64,
        verdict: Verdict,
        words: &str,
    ) -> Result<FindingView> {
        self.require(Role::Lead)?;
        let state = match verdict {
            Verdict::Agree => FindingState::Agreed,
            Verdict::Overrule => FindingState::Overruled,
        };
        let allowed = move |held: &KeptFinding, _: &[Review]| {
            if held.state == state {
                return Err(EngineError::AlreadyDone(state.as_str()));
            }
            Ok(())
        };
        self.decide(message, n, state, words, allowed).await
    }

    /// The agent who wrote the message asks a lead to look again, once.
    ///
    /// # Errors
    /// [`EngineError::NotYours`] for anybody else; [`EngineError::AlreadyDone`] when she has asked before or the
    /// finding counts no more.
    pub async fn appeal_finding(&self, message: MessageId, n: i64, words: &str) -> Result<FindingView> {
        let person = self.person;
        let allowed = move |held: &KeptFinding, before: &[Review]| {
            if held.author != Some(person) {
                return Err(EngineError::NotYours);
            }
            if held.state == FindingState::Overruled {
                return Err(EngineError::AlreadyDone("overruled"));
            }
            if before.iter().any(|review| review.state == FindingState::Appealed) {
                return Err(EngineError::AlreadyDone("appealed"));
            }
            Ok(())
        };
        self.decide(message, n, FindingState::Appealed, words, allowed)
            .await
    }

    async fn decide(
        &self,
        message: MessageId,
        n: i64,
        state: FindingState,
        words: &str,
        allowed: impl FnOnce(&KeptFinding, &[Review]) -> Result<()> + Send + 'static,
    ) -> Result<FindingView> {
        let review = Review {
            state,
            by: self.person,
            note: note(words, LONGEST_NOTE)?,
            at: self.engine.now(),
        };
        let shop = self.shop;
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let held = findings::get(tx, shop, message, n).await?;
                let mut held = held.ok_or(EngineError::NotFound("finding"))?;
                let before = findings::reviews_of(tx, shop, &[message])
                    .await?
                    .remove(&(message, n));
                allowed(&held, &before.unwrap_or_default())?;
                write_review(tx, shop, (message, n), &review).await?;
                held.state = state;
                Ok::<_, EngineError>(held)
            })
        });
        let held = write.await?;
        self.show_findings(vec![held])
            .await?
            .pop()
            .ok_or(EngineError::NotFound("finding"))
    }

    pub(super) async fn show_findings(&self, rows: Vec<KeptFinding>) -> Result<Vec<FindingView>> {
        let read = self.engine.store.read();
        let seqs: Vec<i64> = rows.iter().map(|kept| kept.seq).collect();
        let said = messages::by_seqs(read, self.shop, &seqs).await?;
        let ids: HashSet<MessageId> = rows.iter().map(|kept| kept.message).collect();
        let ids: Vec<MessageId> = ids.into_iter().collect();
        let mut reviews = findings::reviews_of(read, self.shop, &ids).await?;
        let people: HashSet<PersonId> = rows
            .iter()
            .filter_map(|kept| kept.author)
            .chain(reviews.values().flatten().map(|review| review.by))
            .collect();
        let names: HashMap<PersonId, String> = names_of(read, people).await?;
        let name = |id: &PersonId| names.get(id).cloned().unwrap_or_default();
        let show = |kept: KeptFinding| FindingView {
            message: said.get(&kept.seq).cloned(),
            author_name: kept.author.as_ref().map(name),
            reviews: reviews
                .remove(&(kept.message, kept.n))
                .unwrap_or_default()
                .into_iter()
                .map(|review| {
                    let by = name(&review.by);
                    (review, by)
                })
                .collect(),
            kept,
        };
        Ok(rows.into_iter().map(show).collect())
    }
}

/// Writes a decision and its line in the log.
pub(super) async fn write_review(
    tx: &Tx,
    shop: ShopId,
    (message, n): (MessageId, i64),
    review: &Review,
) -> Result<(), StoreError> {
    findings::review(tx, shop, (message, n), review).await?;
    let kind = match review.state {
        FindingState::Appealed => EventKind::FindingAppealed,
        _ => EventKind::FindingReviewed,
    };
    tx.append(NewEvent {
        at: review.at,
        kind,
        subject: message.to_string(),
        payload: json!({ "n": n, "state": review.state, "by": review.by }),
    })?;
    Ok(())
}
