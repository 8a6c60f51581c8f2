//! Findings that agents put aside, and what a lead makes of them.

use std::collections::{HashMap, HashSet};

use jinpai_coach::Severity;
use jinpai_model::{
    ConversationId, DismissReason, DismissalId, EventKind, FindingState, Message, MessageId, PersonId, Role,
    ShopId,
};
use jinpai_store::{
    Lane, NewEvent, Tx, conversations,
    dismissals::{self, Dismissal, DismissalFilter},
    findings::{self, Review},
    messages,
};
use serde_json::json;

use super::{Days, note};
use crate::{
    coaching::{context_key, zone_of},
    desk::{Desk, bounded},
    error::{EngineError, Invalid, Result},
    show::names_of,
    views::Page,
};

const LONGEST_NOTE: usize = 200;
/// So much of the draft is kept.
const EXCERPT: usize = 200;
const LONGEST_MATCH: usize = 200;

/// A finding that an agent puts aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dismiss {
    pub rule: String,
    /// The words found; empty for the whole message.
    pub matched: String,
    /// The draft, or the text of the message.
    pub text: String,
    pub reason: DismissReason,
    pub note: String,
    /// The message in which the words were sent, when they were.
    pub message: Option<MessageId>,
}

/// A finding that was put aside, with names.
#[derive(Debug, Clone)]
pub struct DismissalView {
    pub dismissal: Dismissal,
    pub person_name: String,
    pub allowed_by_name: Option<String>,
}

/// Which of them to list.
#[derive(Debug, Clone, Default)]
pub struct DismissalQuery {
    pub rule: Option<String>,
    pub agent: Option<PersonId>,
    pub days: Days,
    pub next: Option<String>,
    pub limit: u64,
}

/// A page of them, with how many there are of each rule in all.
#[derive(Debug, Clone)]
pub struct DismissalList {
    pub page: Page<DismissalView>,
    /// The most frequent first.
    pub counts: Vec<(String, i64)>,
}

impl Desk {
    /// Puts a finding aside for this talk: the same rule says no more about the same words in it.
    ///
    /// # Errors
    /// [`EngineError::CannotDismiss`] for what blocks; [`EngineError::NotFound`] or [`EngineError::Invalid`].
    pub async fn dismiss(&self, talk: ConversationId, dismiss: Dismiss) -> Result<DismissalView> {
        let read = self.engine.store.read();
        if conversations::get(read, self.shop, talk).await?.is_none() {
            return Err(EngineError::NotFound("conversation"));
        }
        let shop = self.shop().await?;
        let coach = self.engine.coach_of(self.shop).await?;
        let rule = coach.named(&dismiss.rule).ok_or(EngineError::NotFound("rule"))?;
        if rule.severity(shop.settings.platform) == Severity::Block {
            return Err(EngineError::CannotDismiss);
        }
        let text = bounded("text", &dismiss.text, Message::MAX_CHARS)?;
        if dismiss.matched.chars().count() > LONGEST_MATCH || !dismiss.text.contains(&dismiss.matched) {
            return Err(EngineError::Invalid {
                field: "match",
                reason: Invalid::Not {
                    expected: "words of the text",
                },
            });
        }
        let now = self.engine.now();
        let new = Dismissal {
            id: DismissalId::new(now, self.engine.random.bits()),
            conversation: talk,
            context: context_key(&dismiss.matched, &text),
            message: dismiss.message,
            rule: dismiss.rule.clone(),
            matched: dismiss.matched.clone(),
            excerpt: text.chars().take(EXCERPT).collect(),
            reason: dismiss.reason,
            note: note(&dismiss.note, LONGEST_NOTE)?,
            by: self.person,
            at: now,
            allowed: None,
        };
        let kept = self.write_dismissal(new).await?;
        self.show_dismissals(vec![kept])
            .await?
            .pop()
            .ok_or(EngineError::NotFound("dismissal"))
    }

    async fn write_dismissal(&self, new: Dismissal) -> Result<Dismissal> {
        let shop = self.shop;
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                if let Some(message) = new.message {
                    let found = findings::of_message(tx, shop, message).await?;
                    let of_rule = found
                        .iter()
                        .filter(|kept| kept.said.rule == new.rule && kept.conversation == new.conversation);
                    let places: Vec<i64> = of_rule.map(|kept| kept.n).collect();
                    if places.is_empty() {
                        return Err(EngineError::NotFound("finding"));
                    }
                    for n in places {
                        findings::dismiss(tx, shop, (message, n), true).await?;
                    }
                }
                let (kept, fresh) = dismissals::put(tx, shop, &new).await?;
                if fresh {
                    tx.append(NewEvent {
                        at: kept.at,
                        kind: EventKind::FindingDismissed,
                        subject: kept.id.to_string(),
                        payload: json!({
                            "conversation": kept.conversation, "rule": kept.rule, "reason": kept.reason,
                            "by": kept.by,
                        }),
                    })?;
                }
                Ok::<_, EngineError>(kept)
            })
        });
        write.await
    }

    /// Puts a finding aside no more: the rule speaks again in this talk, and what was sent with it stands as if
    /// nobody had put it aside. The agent who did, or a lead.
    ///
    /// # Errors
    /// [`EngineError::NotYours`] for another agent; [`EngineError::AlreadyDone`] once a lead has let the words
    /// through; [`EngineError::NotFound`].
    pub async fn undo_dismissal(&self, id: DismissalId) -> Result<()> {
        let held = dismissals::get(self.engine.store.read(), self.shop, id).await?;
        let held = held.ok_or(EngineError::NotFound("dismissal"))?;
        if held.by != self.person && self.require(Role::Lead).is_err() {
            return Err(EngineError::NotYours);
        }
        let (shop, person, now) = (self.shop, self.person, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                if !dismissals::undo(tx, shop, id).await? {
                    return Err(match dismissals::get(tx, shop, id).await? {
                        Some(_) => EngineError::AlreadyDone("allowed"),
                        None => EngineError::NotFound("dismissal"),
                    });
                }
                stand_again(tx, shop, &held).await?;
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::DismissalUndone,
                    subject: id.to_string(),
                    payload: json!({ "conversation": held.conversation, "rule": held.rule, "by": person }),
                })?;
                Ok(())
            })
        });
        write.await
    }

    /// What was put aside, newest first.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead; [`EngineError::Invalid`] for a bad day or cursor.
    pub async fn dismissals(&self, query: DismissalQuery) -> Result<DismissalList> {
        self.require(Role::Lead)?;
        let read = self.engine.store.read();
        let (from, to) = query.days.bounds(&zone_of(&self.shop().await?))?;
        let filter = DismissalFilter {
            rule: query.rule,
            by: query.agent,
            from,
            to,
        };
        let cursor = query.next.map(|next| next.parse::<DismissalId>()).transpose();
        let cursor = cursor.map_err(|_| EngineError::Invalid {
            field: "before",
            reason: Invalid::Not {
                expected: "the next of a page",
            },
        })?;
        let limit = query.limit.clamp(1, 200);
        let mut rows = dismissals::list(read, self.shop, &filter, cursor, limit + 1).await?;
        let more = rows.len() as u64 > limit;
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = rows.last().filter(|_| more).map(|row| row.id.to_string());
        let mut counts: Vec<(String, i64)> = dismissals::counts(read, self.shop, &filter)
            .await?
            .into_iter()
            .collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let items = self.show_dismissals(rows).await?;
        Ok(DismissalList {
            page: Page { items, more, next },
            counts,
        })
    }

    /// Lets the words through for the whole shop: the rule stays quiet on them, and a finding about them that was
    /// sent counts no more. Other words may be given in place of those that were found.
    ///
    /// # Errors
    /// [`EngineError::AlreadyDone`] when that was so before; [`EngineError::NotFound`] or [`EngineError::Invalid`].
    pub async fn allow_dismissed(&self, id: DismissalId, words: Option<&str>) -> Result<DismissalView> {
        self.require(Role::Lead)?;
        let read = self.engine.store.read();
        let held = dismissals::get(read, self.shop, id).await?;
        let held = held.ok_or(EngineError::NotFound("dismissal"))?;
        if held.allowed.is_some() {
            return Err(EngineError::AlreadyDone("allowed"));
        }
        self.allow_words(&held.rule, words.unwrap_or(&held.matched))
            .await?;
        let (shop, person, now) = (self.shop, self.person, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                if !dismissals::allow(tx, shop, id, person, now).await? {
                    return Err(EngineError::AlreadyDone("allowed"));
                }
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::DismissalAnswered,
                    subject: id.to_string(),
                    payload: json!({ "rule": held.rule, "by": person }),
                })?;
                if let Some(message) = held.message {
                    let found = findings::of_message(tx, shop, message).await?;
                    let aside = found.iter().filter(|kept| {
                        let undecided = matches!(kept.state, FindingState::Open | FindingState::Appealed);
                        kept.said.rule == held.rule && kept.said.dismissed && undecided
                    });
                    for kept in aside {
                        let review = Review {
                            state: FindingState::Overruled,
                            by: person,
                            note: String::new(),
                            at: now,
                        };
                        super::findings::write_review(tx, shop, (message, kept.n), &review).await?;
                    }
                }
                Ok(())
            })
        });
        write.await?;
        let held = dismissals::get(read, self.shop, id).await?;
        self.show_dismissals(held.into_iter().collect())
            .await?
            .pop()
            .ok_or(EngineError::NotFound("dismissal"))
    }

    async fn show_dismissals(&self, rows: Vec<Dismissal>) -> Result<Vec<DismissalView>> {
        let of_row = |row: &Dismissal| std::iter::once(row.by).chain(row.allowed.map(|(by, _)| by));
        let people: HashSet<PersonId> = rows.iter().flat_map(of_row).collect();
        let names: HashMap<PersonId, String> = names_of(self.engine.store.read(), people).await?;
        let show = |dismissal: Dismissal| DismissalView {
            person_name: names.get(&dismissal.by).cloned().unwrap_or_default(),
            allowed_by_name: dismissal.allowed.and_then(|(by, _)| names.get(&by).cloned()),
            dismissal,
        };
        Ok(rows.into_iter().map(show).collect())
    }
}

/// The findings of sent messages that nothing puts aside any more.
async fn stand_again(tx: &Tx, shop: ShopId, undone: &Dismissal) -> Result<()> {
    let still = dismissals::of_conversation(tx, shop, undone.conversation).await?;
    let aside = findings::put_aside(tx, shop, undone.conversation, &undone.rule).await?;
    let seqs: Vec<i64> = aside.iter().map(|kept| kept.seq).collect();
    let said = messages::by_seqs(tx, shop, &seqs).await?;
    for kept in aside {
        let text = said.get(&kept.seq).map_or("", |message| message.text.as_str());
        let place = |at: i64| usize::try_from(at).unwrap_or(0);
        let (start, end) = (place(kept.said.start), place(kept.said.end));
        let words: String = text.chars().skip(start).take(end.saturating_sub(start)).collect();
        if !still.contains_key(&(undone.rule.clone(), context_key(&words, text))) {
            findings::dismiss(tx, shop, (kept.message, kept.n), false).await?;
        }
    }
    Ok(())
}
