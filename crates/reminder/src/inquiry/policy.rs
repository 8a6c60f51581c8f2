//! An inquiry policy that holds together: the written one, checked, with its texts compiled.

use std::{collections::BTreeSet, fmt, sync::Arc};

use jinpai_model::{Angle, At, Channel, Fen, Platform, Slot, Tier};

use super::words::{Values, everything_known};
use crate::{
    PolicyProblem,
    exclude::minutes_after,
    policy,
    spec::inquiry::{InquirySpec, LAST_DAY, Sending, VERSION},
    text::Texts,
};

/// A checked inquiry policy. Cheap to clone.
#[derive(Clone)]
pub struct InquiryPolicy {
    held: Arc<Held>,
}

struct Held {
    spec: InquirySpec,
    session: Texts,
    later: Texts,
    sms: Texts,
    opt_out: BTreeSet<String>,
    not_interested: BTreeSet<String>,
}

impl fmt::Debug for InquiryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InquiryPolicy")
            .field("spec", &self.held.spec)
            .finish_non_exhaustive()
    }
}

impl InquiryPolicy {
    /// # Errors
    /// Every contradiction found, not only the first.
    pub fn new(spec: InquirySpec) -> Result<Self, Vec<PolicyProblem>> {
        let mut problems = contradictions(&spec);
        let known = everything_known(&spec.locale);
        let mut compile = |table: &str, texts| {
            Texts::compile_with(table, texts, &known).unwrap_or_else(|wrong| {
                problems.extend(wrong);
                Texts::none()
            })
        };
        let session = compile("texts.session", &spec.texts.session);
        let later = compile("texts.later", &spec.texts.later);
        let sms = compile("texts.sms", &spec.texts.sms);
        if !problems.is_empty() {
            return Err(problems);
        }
        let heard = |words: &[String]| words.iter().map(|word| plain(word)).collect();
        Ok(Self {
            held: Arc::new(Held {
                opt_out: heard(&spec.words.opt_out),
                not_interested: heard(&spec.words.not_interested),
                spec,
                session,
                later,
                sms,
            }),
        })
    }

    #[must_use]
    pub fn spec(&self) -> &InquirySpec {
        &self.held.spec
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.held.spec.name
    }

    #[must_use]
    pub fn sending(&self) -> Sending {
        self.held.spec.send
    }

    /// How dear the goods are; of unknown price they count as cheap, which is the shortest ladder.
    #[must_use]
    pub fn tier(&self, price: Option<Fen>) -> Tier {
        let ladder = &self.held.spec.ladder;
        match price {
            Some(Fen(fen)) if fen >= ladder.middle_below_fen => Tier::High,
            Some(Fen(fen)) if fen >= ladder.low_below_fen => Tier::Middle,
            _ => Tier::Low,
        }
    }

    /// Most reminders one inquiry may get: one in the open chat and one a day after it.
    #[must_use]
    pub fn limit(&self, price: Option<Fen>) -> u32 {
        1 + self.held.spec.ladder.days(self.tier(price)).min(LAST_DAY)
    }

    /// When she has been silent for long enough after a line.
    #[must_use]
    pub fn silent_after(&self, last_at: At) -> At {
        minutes_after(last_at, self.held.spec.session.silence_min)
    }

    /// When the platform closes a chat after its last line.
    #[must_use]
    pub fn closes_after(&self, last_at: At, platform: Platform) -> At {
        let session = &self.held.spec.session;
        let minutes = session.platforms.get(&platform).copied();
        minutes_after(last_at, minutes.unwrap_or(session.closes_after_min))
    }

    /// Whether a message of hers says that she wants no messages.
    #[must_use]
    pub fn opts_out(&self, message: &str) -> bool {
        self.held.opt_out.contains(&plain(message))
    }

    /// Whether a message of hers says that she does not want the goods.
    #[must_use]
    pub fn not_interested(&self, message: &str) -> bool {
        self.held.not_interested.contains(&plain(message))
    }

    pub(super) fn angles(&self, slot: Slot) -> &[Angle] {
        match slot {
            Slot::Session => &self.held.spec.angles.session,
            _ => &self.held.spec.angles.later,
        }
    }

    pub(super) fn has_texts(&self) -> bool {
        let held = &self.held;
        !(held.session.is_empty() && held.later.is_empty() && held.sms.is_empty())
    }

    pub(super) fn texts(&self, slot: Slot, channel: Channel, angle: Angle, values: &Values) -> Vec<String> {
        let texts = match (slot, channel) {
            (Slot::Session, _) => &self.held.session,
            (_, Channel::Sms) => &self.held.sms,
            _ => &self.held.later,
        };
        texts.renders(angle, values).collect()
    }
}

/// A message without what is not letter or digit, in small half-width letters.
fn plain(message: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    message
        .chars()
        .map(narrow)
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn contradictions(spec: &InquirySpec) -> Vec<PolicyProblem> {
    let mut found = Vec::new();
    let mut demand = policy::into(&mut found);
    policy::heading_contradictions(spec.version == VERSION, (&spec.name, &spec.locale), &mut demand);
    let ladder = &spec.ladder;
    demand(
        0 < ladder.low_below_fen && ladder.low_below_fen < ladder.middle_below_fen,
        "ladder",
        "low_below_fen must lie between 0 and middle_below_fen",
    );
    for (name, days) in [
        ("low_days", ladder.low_days),
        ("middle_days", ladder.middle_days),
        ("high_days", ladder.high_days),
    ] {
        demand(
            days <= LAST_DAY,
            &format!("ladder.{name}"),
            "an inquiry is left alone after day 5",
        );
    }
    let session = &spec.session;
    demand(
        (3..=60).contains(&session.silence_min),
        "session.silence_min",
        "between 3 and 60 minutes: sooner she is still reading",
    );
    let closings = session
        .platforms
        .iter()
        .map(|(platform, min)| (platform.as_str(), *min));
    for (name, minutes) in closings.chain([("", session.closes_after_min)]) {
        let field = match name {
            "" => "session.closes_after_min".to_owned(),
            platform => format!("session.platforms.{platform}"),
        };
        demand(
            (1..=7 * 24 * 60).contains(&minutes),
            &field,
            "between a minute and a week",
        );
    }
    for channel in &spec.channels {
        demand(
            matches!(channel, Channel::Chat | Channel::Sms),
            "channels",
            "write chat or sms: an inquiry is not worth a call",
        );
    }
    drop(demand);
    found
}
