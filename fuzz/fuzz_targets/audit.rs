//! Any small talk: an audit never panics, finds exactly what was found live, message by message and at
//! the end, and every finding lies inside its line.

#![no_main]

use arbitrary::{Result, Unstructured};
use jinpai_coach::{Draft, FULL_SCORE, Line, Locale, Talk, talk::WINDOW};
use jinpai_fuzz::{COACH, facts, moment, stands_in, text};
use jinpai_model::{At, Platform, Side};
use libfuzzer_sys::fuzz_target;

/// Enough for a talk to grow past the window where lines are short.
const MOST_LINES: usize = 60;

fn line(u: &mut Unstructured<'_>, now: &mut At) -> Result<Line> {
    use Side::{Agent, Bot, Buyer, System};
    let from = *u.choose(&[Buyer, Buyer, Buyer, Agent, Agent, Agent, Bot, System])?;
    // Mostly minutes, sometimes days, now and then backwards.
    let step = i64::from(u.arbitrary::<u16>()?);
    *now = match u.int_in_range(0..=15_u8)? {
        0 => now.plus(-step * 1_000),
        1 => now.plus(step * 60_000),
        _ => now.plus(step * 10),
    };
    Ok(Line {
        agent: u.choose(&[None, Some("甲"), Some("乙")])?.map(str::to_owned),
        at: u.ratio(7, 8)?.then_some(*now),
        others_waiting: u.ratio(1, 2)?.then(|| u.int_in_range(0..=3)).transpose()?,
        ..Line::of(from, text(u)?)
    })
}

fn talk(u: &mut Unstructured<'_>) -> Result<Talk> {
    let platform = *u.choose(Platform::ALL)?;
    let facts = u.ratio(1, 2)?.then(|| facts(u)).transpose()?;
    let (ended, paid) = (u.ratio(3, 4)?, u.arbitrary()?);
    let wait = u.arbitrary::<Option<u16>>()?;
    let mut now = moment(u)?;
    let mut lines = Vec::new();
    while !u.is_empty() && lines.len() < MOST_LINES {
        lines.push(line(u, &mut now)?);
    }
    Ok(Talk {
        facts,
        ended,
        paid,
        ended_at: wait.map(|s| now.plus(i64::from(s) * 1_000)),
        ..Talk::of(platform, lines)
    })
}

fn holds(talk: &Talk, locale: Locale) {
    let audit = COACH.audit(talk, locale);
    assert!(audit.score >= 0, "a score of {} in {talk:?}", audit.score);
    let mut messages = audit.messages.iter().peekable();
    for (at, line) in talk.lines.iter().enumerate() {
        let draft = Draft {
            facts: talk.facts.as_ref(),
            platform: talk.platform,
            from: line.from,
            at: line.at,
            others_waiting: line.others_waiting,
            locale,
            ..Draft::of(&line.text)
        };
        let live = COACH.check_in_talk(&talk.lines[..at], &draft).findings;
        let newest = COACH.check_in_talk(&talk.lines[at.saturating_sub(WINDOW)..at], &draft);
        assert_eq!(live, newest.findings, "lines before the window count in {talk:?}");
        let audited = messages.next_if(|message| message.line == at);
        let audited = audited.map_or(&[][..], |message| &message.findings);
        assert_eq!(live, audited, "line {at} of {talk:?}");
        for finding in &live {
            stands_in(finding, &line.text);
        }
    }
    assert!(
        messages.next().is_none(),
        "a message that nobody wrote in {talk:?}"
    );
    assert_eq!(COACH.check_end(talk, locale), audit.end, "the end of {talk:?}");
    for found in &audit.end {
        stands_in(&found.finding, &talk.lines[found.line].text);
    }
    let nothing = audit.messages.is_empty() && audit.end.is_empty();
    assert!(
        !nothing || audit.score == FULL_SCORE,
        "points for nothing in {talk:?}"
    );
}

fuzz_target!(|bytes: &[u8]| {
    let mut u = Unstructured::new(bytes);
    if let Ok(talk) = talk(&mut u) {
        holds(
            &talk,
            if bytes.len() % 2 == 0 {
                Locale::Zh
            } else {
                Locale::En
            },
        );
    }
});
