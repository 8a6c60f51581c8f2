//! A shop's coach in JSON: its rules, what was put aside, and what was found in sent messages.

use jinpai_engine::{Example, Locale, Severity};
use jinpai_model::{DismissReason, FindingState, Platform, RuleStatus, Side};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Author, Id,
    finding::{FindingSeverity, FixKind, FixSafety},
    words,
};

/// A rule as it stands in the shop.
#[derive(Serialize, ToSchema)]
pub struct RuleView {
    /// Three letters and three digits.
    code: String,
    name: String,
    category: &'static str,
    /// In force on the shop's platform.
    #[schema(value_type = FindingSeverity)]
    severity: Severity,
    /// What it is where the shop has set nothing.
    #[schema(value_type = FindingSeverity)]
    default_severity: Severity,
    /// In force.
    points: i64,
    default_points: i64,
    /// Where it holds; empty: everywhere.
    #[schema(value_type = Vec<words::Platform>)]
    platforms: Vec<Platform>,
    message: String,
    why: String,
    example_bad: String,
    example_good: String,
    /// Written by the shop itself.
    own: bool,
    /// `draft` for a rule of the shop that is not applied yet.
    #[schema(value_type = words::RuleStatus)]
    status: RuleStatus,
    /// Switched off in this shop.
    muted: bool,
    /// Words of this shop for which it stays quiet.
    allow: Vec<String>,
    /// Whether the shop has set anything of it.
    changed: bool,
    /// How often its findings were put aside in the last 30 days.
    dismissed_30d: i64,
    /// Why it is not applied although it should be.
    #[schema(required = true)]
    trouble: Option<String>,
    /// Who wrote it; null for a built-in rule.
    #[schema(required = true)]
    author: Option<Author>,
    /// 1, 2, 3 … for a rule of the shop; 0 for a built-in one.
    version: i64,
    #[schema(required = true)]
    updated_at: Option<i64>,
}

impl RuleView {
    pub fn new(view: &jinpai_engine::RuleView, platform: Platform, locale: Locale) -> Self {
        let (rule, spec) = (&view.rule, &view.rule.spec);
        let said = |words: &jinpai_engine::Words| said(words, locale);
        let own = rule.own.as_ref();
        Self {
            code: spec.code.to_string(),
            name: said(&spec.name),
            category: spec.category.as_str(),
            severity: rule.severity(platform),
            default_severity: rule.default_severity(platform),
            points: rule.points(),
            default_points: spec.points,
            platforms: spec.platforms.clone(),
            message: said(&spec.message),
            why: said(&spec.why),
            example_bad: spec.bad.first().map(exchange).unwrap_or_default(),
            example_good: spec.good.first().map(exchange).unwrap_or_default(),
            own: own.is_some(),
            status: own.map_or(RuleStatus::Live, |own| own.status),
            muted: rule.setting.as_ref().is_some_and(|setting| setting.muted),
            allow: rule
                .setting
                .as_ref()
                .map_or_else(Vec::new, |setting| setting.allowed.clone()),
            changed: rule.setting.is_some(),
            dismissed_30d: view.dismissed,
            trouble: rule.trouble.clone(),
            author: own.map(|own| Author {
                id: own.author.into(),
                name: view.author_name.clone().unwrap_or_default(),
            }),
            version: own.map_or(0, |own| own.version),
            updated_at: own.map(|own| own.updated_at.ms()),
        }
    }
}

fn said(words: &jinpai_engine::Words, locale: Locale) -> String {
    match locale {
        Locale::Zh => words.zh.clone(),
        Locale::En => words.en.clone(),
    }
}

/// An example as it is read: what the buyer said before it, where that decides, then the reply.
fn exchange(example: &Example) -> String {
    match &example.buyer {
        Some(buyer) => format!("{buyer} → {}", example.text),
        None => example.text.clone(),
    }
}

/// An example of a rule.
#[derive(Serialize, ToSchema)]
pub struct RuleExample {
    text: String,
    #[schema(required = true)]
    buyer: Option<String>,
    #[schema(value_type = Option<words::Platform>, required = true)]
    platform: Option<Platform>,
    /// The words that should be underlined.
    #[schema(required = true)]
    #[serde(rename = "match")]
    matched: Option<String>,
}

impl From<&Example> for RuleExample {
    fn from(example: &Example) -> Self {
        Self {
            text: example.text.clone(),
            buyer: example.buyer.clone(),
            platform: example.platform,
            matched: example.matched.clone(),
        }
    }
}

/// A wording that the rule offers, before it is filled in.
#[derive(Serialize, ToSchema)]
pub struct RuleFix {
    #[schema(value_type = FixKind)]
    kind: jinpai_engine::FixKind,
    #[schema(value_type = FixSafety)]
    safety: jinpai_engine::Safety,
    text: String,
}

/// Everything about one rule.
#[derive(Serialize, ToSchema)]
pub struct RuleDetail {
    rule: RuleView,
    /// The rule as it is written.
    toml: String,
    /// Where it comes from: a page of a platform, a law, a handbook, practice.
    source: String,
    /// In both languages.
    name_zh: String,
    name_en: String,
    why_zh: String,
    why_en: String,
    bad: Vec<RuleExample>,
    good: Vec<RuleExample>,
    fixes: Vec<RuleFix>,
}

impl RuleDetail {
    pub fn new(text: &jinpai_engine::RuleText, platform: Platform, locale: Locale) -> Self {
        let spec = &text.view.rule.spec;
        let fix = |fix: &jinpai_engine::FixSpec| RuleFix {
            kind: fix.kind,
            safety: fix.safety,
            text: fix.text.clone(),
        };
        Self {
            rule: RuleView::new(&text.view, platform, locale),
            toml: text.toml.clone(),
            source: spec.source.clone(),
            name_zh: spec.name.zh.clone(),
            name_en: spec.name.en.clone(),
            why_zh: spec.why.zh.clone(),
            why_en: spec.why.en.clone(),
            bad: spec.bad.iter().map(RuleExample::from).collect(),
            good: spec.good.iter().map(RuleExample::from).collect(),
            fixes: spec.fixes.iter().map(fix).collect(),
        }
    }
}

/// A rule of the shop that this version of the program cannot read; its text may be mended and written anew.
#[derive(Serialize, ToSchema)]
pub struct UnreadableRule {
    pub code: String,
    pub toml: String,
    pub version: i64,
    pub reason: String,
}

/// A finding that an agent put aside.
#[derive(Serialize, ToSchema)]
pub struct DismissalView {
    id: Id,
    conversation: Id,
    /// The message in which the words were sent, once they are.
    #[schema(required = true)]
    message: Option<Id>,
    rule: String,
    /// The words found, as typed; empty for the whole message.
    #[serde(rename = "match")]
    matched: String,
    /// The beginning of the draft.
    text: String,
    #[schema(value_type = words::DismissReason)]
    reason: DismissReason,
    note: String,
    person: Author,
    at: i64,
    /// The lead who let the words through for the whole shop.
    #[schema(required = true)]
    allowed_by: Option<Author>,
    #[schema(required = true)]
    allowed_at: Option<i64>,
}

impl From<&jinpai_engine::DismissalView> for DismissalView {
    fn from(view: &jinpai_engine::DismissalView) -> Self {
        let held = &view.dismissal;
        Self {
            id: held.id.into(),
            conversation: held.conversation.into(),
            message: held.message.map(Id::from),
            rule: held.rule.clone(),
            matched: held.matched.clone(),
            text: held.excerpt.clone(),
            reason: held.reason,
            note: held.note.clone(),
            person: Author {
                id: held.by.into(),
                name: view.person_name.clone(),
            },
            at: held.at.ms(),
            allowed_by: held.allowed.map(|(by, _)| Author {
                id: by.into(),
                name: view.allowed_by_name.clone().unwrap_or_default(),
            }),
            allowed_at: held.allowed.map(|(_, at)| at.ms()),
        }
    }
}

/// What somebody decided about a finding.
#[derive(Serialize, ToSchema)]
pub struct FindingReview {
    #[schema(value_type = words::FindingState)]
    state: FindingState,
    by: Author,
    note: String,
    at: i64,
}

/// A finding of a sent message and what was decided about it. `message` and `n` name it.
#[derive(Serialize, ToSchema)]
pub struct JudgedFinding {
    message: Id,
    n: i64,
    conversation: Id,
    /// The message's sequence.
    seq: i64,
    at: i64,
    /// Who wrote the message, or served the buyer who did; null for the robot.
    #[schema(required = true)]
    author: Option<Author>,
    #[schema(value_type = Option<words::Side>, required = true)]
    from: Option<Side>,
    /// The message.
    text: String,
    rule: String,
    category: String,
    #[schema(value_type = FindingSeverity)]
    severity: String,
    /// In Unicode scalar values; `start = end = 0` means the whole message.
    start: i64,
    end: i64,
    /// What it adds to the message's points; nothing once it is overruled.
    points: i64,
    /// The agent put it aside before she sent the message.
    dismissed: bool,
    /// Said of the talk as a whole, when it had ended; then the message may be the buyer's.
    at_end: bool,
    #[schema(value_type = words::FindingState)]
    state: FindingState,
    /// Oldest first.
    reviews: Vec<FindingReview>,
    /// Whether whoever wrote the message may still ask for another look.
    may_appeal: bool,
}

impl From<&jinpai_engine::FindingView> for JudgedFinding {
    fn from(view: &jinpai_engine::FindingView) -> Self {
        let (kept, said) = (&view.kept, &view.kept.said);
        let review = |(review, name): &(jinpai_engine::Review, String)| FindingReview {
            state: review.state,
            by: Author {
                id: review.by.into(),
                name: name.clone(),
            },
            note: review.note.clone(),
            at: review.at.ms(),
        };
        Self {
            message: kept.message.into(),
            n: kept.n,
            conversation: kept.conversation.into(),
            seq: kept.seq,
            at: kept.at.ms(),
            author: kept.author.map(|id| Author {
                id: id.into(),
                name: view.author_name.clone().unwrap_or_default(),
            }),
            from: view.message.as_ref().map(|message| message.from),
            text: view
                .message
                .as_ref()
                .map_or_else(String::new, |message| message.text.clone()),
            rule: said.rule.clone(),
            category: said.category.clone(),
            severity: said.severity.clone(),
            start: said.start,
            end: said.end,
            points: view.points(),
            dismissed: said.dismissed,
            at_end: kept.at_end,
            state: kept.state,
            may_appeal: view.may_appeal(),
            reviews: view.reviews.iter().map(review).collect(),
        }
    }
}
