//! One talk of the archive before the coach.

use std::collections::{BTreeSet, HashMap};

use jinpai_coach::{Finding, Locale, Skipped, Talk};
use jinpai_model::{At, Conversation, Facts, FindingState, Message, MessageId, Platform};
use jinpai_store::findings::KeptFinding;

use crate::coaching::{ending, line, own::ShopCoach};

/// A talk with everything that was known when its messages were written.
pub(super) struct ReadTalk {
    pub conversation: Conversation,
    /// Oldest first.
    pub lines: Vec<Message>,
    /// The facts each message was checked against, by digest.
    pub digests: HashMap<MessageId, String>,
    pub facts: HashMap<String, Facts>,
    pub kept: HashMap<MessageId, Vec<KeptFinding>>,
    pub bounds: (Option<At>, Option<At>),
}

impl ReadTalk {
    pub fn in_range(&self, message: &Message) -> bool {
        self.bounds.0.is_none_or(|from| message.at >= from) && self.bounds.1.is_none_or(|to| message.at < to)
    }

    /// The same finding as it was kept when the message was sent.
    pub fn kept_of(&self, found: &Found) -> Option<(i64, FindingState)> {
        let message = self.lines.get(found.place)?;
        let place = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
        let (start, end) = (place(found.finding.start), place(found.finding.end));
        let same = self.kept.get(&message.id)?.iter().find(|kept| {
            let said = &kept.said;
            kept.at_end == found.at_end
                && said.rule == found.finding.rule.as_str()
                && (said.start, said.end) == (start, end)
        })?;
        Some((same.n, same.state))
    }

    /// Whose a finding at a line is.
    pub fn owner(&self, place: usize) -> Option<&Message> {
        ending::owner(&self.lines, place)
    }
}

/// A finding at a line of the talk.
pub(super) struct Found {
    pub place: usize,
    pub finding: Finding,
    pub at_end: bool,
}

/// What is said of a talk.
pub(super) struct JudgedTalk {
    /// As the coach read it.
    pub talk: Talk,
    pub found: Vec<Found>,
    pub skipped: Vec<Skipped>,
}

/// Judges a talk: each message by the facts it was checked against when it was sent.
pub(super) fn judge(coach: &ShopCoach, read: &ReadTalk, platform: Platform, locale: Locale) -> JudgedTalk {
    let conversation = &read.conversation;
    // Whether it ended, and what was known then, was written down when its end was judged.
    let mut talk = Talk {
        ended: conversation.ended_at.is_some(),
        ended_at: conversation.ended_at,
        paid: conversation.paid_at_end,
        ..Talk::of(platform, read.lines.iter().map(line).collect())
    };
    let digest = |message: &Message| read.digests.get(&message.id).map(String::as_str);
    let known: BTreeSet<Option<&str>> = read.lines.iter().map(digest).collect();
    let (mut found, mut skipped) = (Vec::new(), Vec::new());
    for (round, known) in known.into_iter().enumerate() {
        talk.facts = known.and_then(|digest| read.facts.get(digest).cloned());
        let audit = coach.coach.audit(&talk, locale);
        for message in audit.messages {
            // A picture has no words to judge, here as when it was sent.
            let judged = |said: &&Message| digest(said) == known && !said.text.is_empty();
            let Some(said) = read.lines.get(message.line).filter(judged) else {
                continue;
            };
            let mut report = jinpai_coach::Report {
                findings: message.findings,
                points: 0,
            };
            coach.hush(&mut report, &said.text);
            found.extend(report.findings.into_iter().map(|finding| Found {
                place: message.line,
                finding,
                at_end: false,
            }));
        }
        if round == 0 {
            // The end of a talk is judged without facts, so once is enough.
            let mut end = audit.end;
            ending::hush(coach, &talk.lines, &mut end);
            found.extend(end.into_iter().map(|said| Found {
                place: said.line,
                finding: said.finding,
                at_end: true,
            }));
            skipped = audit.skipped;
        }
    }
    found.sort_by_key(|found| (found.place, found.at_end));
    JudgedTalk { talk, found, skipped }
}
