//! The live archive judged anew: every talk of a range, by the shop's coach as it stands now, with the facts of
//! then and with what leads have decided since.
//!
//! Talks are read a few at a time and forgotten when their figures are taken, so that a long range costs time and
//! no memory.

mod figures;
mod judge;
mod report;

use std::collections::{HashMap, HashSet};

use jinpai_coach::{Finding, Locale, Skipped};
use jinpai_model::{
    At, Conversation, ConversationId, FindingState, Message, MessageId, PersonId, Role, Side,
};
use jinpai_store::{
    Read, conversations, findings,
    messages::{self, Part},
    snapshots,
};

pub use self::figures::{AgentAudit, CategoryFigures};
use self::{
    figures::Figures,
    judge::{JudgedTalk, ReadTalk},
};
use super::Days;
use crate::{
    coaching::{own::ShopCoach, zone_of},
    desk::Desk,
    error::{EngineError, Invalid, Result},
    show::names_of,
};

/// Talks read at a time.
const BATCH: u64 = 20;
/// Most lines of one talk; of a longer one the newest are judged.
const MOST_LINES: usize = 5_000;
/// Most lines of one audit; a longer range is cut off, and says so.
const MOST_READ: usize = 200_000;

/// What to audit.
#[derive(Debug, Clone, Default)]
pub struct AuditQuery {
    pub days: Days,
    pub agent: Option<PersonId>,
    /// Only findings of this rule, also in the figures.
    pub rule: Option<String>,
    /// Findings to leave out before the page, and its length.
    pub skip: usize,
    pub limit: usize,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Audit {
    pub talks: usize,
    /// The shop's messages that were judged.
    pub messages: usize,
    /// Mean over the talks: 100 and the points of a talk, capped per category, 0 where anything blocks.
    pub score: f64,
    /// The range held more than is read at once; the figures are of its newest part.
    pub cut: bool,
    pub categories: Vec<CategoryFigures>,
    pub agents: Vec<AgentAudit>,
    /// Rules that could not judge every talk for want of what is not known of it.
    pub skipped: Vec<Skipped>,
    /// All findings, of which `page` is a part.
    pub found: usize,
    pub page: Vec<AuditedFinding>,
}

/// A finding with the message it is about.
#[derive(Debug, Clone)]
pub struct AuditedFinding {
    pub message: Message,
    pub author_name: Option<String>,
    pub finding: Finding,
    /// Nothing once it is overruled.
    pub points: i64,
    /// Said of the talk as a whole, when it had ended.
    pub at_end: bool,
    /// The finding as it was kept when the message was sent, by which it is reviewed.
    pub kept: Option<(i64, FindingState)>,
}

impl Desk {
    /// Audits the shop's own archive.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead; [`EngineError::Invalid`] for a bad day.
    pub async fn audit(&self, query: AuditQuery, locale: Locale) -> Result<Audit> {
        self.require(Role::Lead)?;
        let (figures, cut) = self
            .walk(
                &query,
                MOST_READ,
                locale,
                Figures::new(&query),
                |figures, talk, judged, coach| {
                    figures.add(talk, judged, coach);
                },
            )
            .await?;
        let mut audit = figures.finish(cut);
        let read = self.engine.store.read();
        let authors: HashSet<PersonId> = audit
            .page
            .iter()
            .filter_map(|found| found.message.author)
            .chain(audit.agents.iter().filter_map(|agent| agent.person))
            .collect();
        let names: HashMap<PersonId, String> = names_of(read, authors).await?;
        for found in &mut audit.page {
            found.author_name = found
                .message
                .author
                .and_then(|author| names.get(&author).cloned());
        }
        for agent in &mut audit.agents {
            agent.name = agent.person.and_then(|person| names.get(&person).cloned());
        }
        Ok(audit)
    }

    /// Judges the talks of a range, the newest first, and hands each to `add`. Tells whether the range held more
    /// lines than `most`.
    async fn walk<S: Send + 'static>(
        &self,
        query: &AuditQuery,
        most: usize,
        locale: Locale,
        mut state: S,
        add: fn(&mut S, &ReadTalk, JudgedTalk, &ShopCoach),
    ) -> Result<(S, bool)> {
        let shop = self.shop().await?;
        let bounds = query.days.bounds(&zone_of(&shop))?;
        if let (Some(from), Some(to)) = bounds
            && from >= to
        {
            return Err(EngineError::Invalid {
                field: "to",
                reason: Invalid::Not {
                    expected: "a day that is not before the first",
                },
            });
        }
        let coach = self.engine.coach_of(self.shop).await?;
        let platform = shop.settings.platform;
        let (mut before, mut lines) = (None, 0);
        let read = self.engine.store.read();
        while lines < most {
            let talks = conversations::talked(read, self.shop, bounds, before, BATCH).await?;
            let Some(last) = talks.last() else {
                return Ok((state, false));
            };
            before = Some(last.id);
            let mut batch = Vec::with_capacity(talks.len());
            for talk in talks {
                let talk = self.read_talk(read, talk, bounds).await?;
                lines += talk.lines.len();
                batch.push(talk);
            }
            let coach = coach.clone();
            let work = move || {
                for talk in &batch {
                    add(
                        &mut state,
                        talk,
                        judge::judge(&coach, talk, platform, locale),
                        &coach,
                    );
                }
                state
            };
            state = self.engine.aside(work).await?;
        }
        Ok((state, true))
    }

    /// A talk with everything that was known when its messages were written.
    async fn read_talk(
        &self,
        read: &Read,
        conversation: Conversation,
        bounds: (Option<At>, Option<At>),
    ) -> Result<ReadTalk> {
        let lines = lines_of(read, &conversation).await?;
        let ours = lines.iter().filter(|line| line.from != Side::Buyer);
        let ours: Vec<MessageId> = ours.map(|line| line.id).collect();
        let all: Vec<MessageId> = lines.iter().map(|line| line.id).collect();
        let digests = snapshots::digests(read, self.shop, &ours).await?;
        let different: HashSet<String> = digests.values().cloned().collect();
        let different: Vec<String> = different.into_iter().collect();
        Ok(ReadTalk {
            facts: snapshots::facts(read, self.shop, &different).await?,
            kept: findings::of_messages(read, self.shop, &all).await?,
            digests,
            conversation,
            lines,
            bounds,
        })
    }
}

/// The newest lines of a talk, oldest first.
async fn lines_of(read: &Read, talk: &Conversation) -> Result<Vec<Message>> {
    let (shop, id): (_, ConversationId) = (talk.shop, talk.id);
    let mut lines: Vec<Message> = Vec::new();
    let mut part = Part::Latest;
    loop {
        let page = messages::page(read, shop, id, part, jinpai_store::PAGE).await?;
        let Some(first) = page.items.first() else { break };
        part = Part::Before(first.seq);
        // Newest first while they are gathered.
        lines.extend(page.items.into_iter().rev());
        if !page.more || lines.len() >= MOST_LINES {
            break;
        }
    }
    lines.reverse();
    Ok(lines)
}
