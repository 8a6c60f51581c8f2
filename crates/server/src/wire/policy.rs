//! Reminder policies in JSON: how the flows stand, what is said about a text, and a dry run's calendar.

use jinpai_engine::{DryVerdict, Locale};
use jinpai_model::{Angle, Channel, Flow, Reason};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Author, Id, words};
use crate::problem;

/// A version that was saved.
#[derive(Serialize, ToSchema)]
pub struct SavedPolicy {
    version: i64,
    note: String,
    author: Author,
    at: i64,
}

/// How one flow of the shop stands.
#[derive(Serialize, ToSchema)]
pub struct PolicyState {
    #[schema(value_type = words::Flow)]
    flow: Flow,
    /// 0 is the built-in policy; null: the flow stands still.
    #[schema(required = true)]
    in_force: Option<i64>,
    /// Since when it goes by this; null when nobody has ever changed it.
    #[schema(required = true)]
    since_at: Option<i64>,
    /// Who decided so; null when nobody has, or when the flow stopped by itself.
    #[schema(required = true)]
    by_name: Option<String>,
    /// Why it stands still although a version is in force.
    #[schema(required = true)]
    trouble: Option<String>,
    /// Whether reminders are switched on for the whole shop.
    shop_on: bool,
    /// Hand it back to start or stop.
    revision: i64,
    /// The newest version, to be handed back with the next; 0 for none.
    newest: i64,
    /// Newest first, up to 500.
    versions: Vec<SavedPolicy>,
}

impl From<&jinpai_engine::PolicyState> for PolicyState {
    fn from(state: &jinpai_engine::PolicyState) -> Self {
        let saved = |saved: &jinpai_engine::SavedPolicy| SavedPolicy {
            version: saved.version,
            note: saved.note.clone(),
            author: Author {
                id: saved.author.into(),
                name: saved.author_name.clone().unwrap_or_default(),
            },
            at: saved.at.ms(),
        };
        Self {
            flow: state.flow,
            in_force: state.in_force,
            since_at: state.since.map(|at| at.ms()),
            by_name: state.by_name.clone(),
            trouble: state.trouble.clone(),
            shop_on: state.shop_on,
            revision: state.revision,
            newest: state.newest,
            versions: state.versions.iter().map(saved).collect(),
        }
    }
}

/// A version with its text. Version 0 is the policy that comes with the program.
#[derive(Serialize, ToSchema)]
pub struct PolicyText {
    version: i64,
    toml: String,
    note: String,
    #[schema(required = true)]
    at: Option<i64>,
}

impl From<jinpai_engine::PolicyText> for PolicyText {
    fn from(text: jinpai_engine::PolicyText) -> Self {
        Self {
            version: text.version,
            toml: text.toml,
            note: text.note,
            at: text.at.map(|at| at.ms()),
        }
    }
}

/// One thing wrong in the text of a policy.
#[derive(Serialize, ToSchema)]
pub struct PolicyFault {
    /// Counts from 1; null when the problem is something left out.
    #[schema(required = true)]
    line: Option<usize>,
    /// Dotted path, such as `timing.jitter_min`; null where the text cannot be read at all.
    #[schema(required = true)]
    field: Option<String>,
    problem: String,
}

/// What an example wants, or what came of it.
#[derive(Serialize, ToSchema)]
pub struct ExampleOutcome {
    /// `send` or `skip`.
    decision: &'static str,
    #[schema(required = true)]
    at: Option<i64>,
    #[schema(required = true, value_type = Option<words::Reason>)]
    reason: Option<Reason>,
    #[schema(required = true, value_type = Option<words::Channel>)]
    channel: Option<Channel>,
    #[schema(required = true, value_type = Option<words::Angle>)]
    angle: Option<Angle>,
    /// How many reminders in all.
    #[schema(required = true)]
    sends: Option<usize>,
    #[schema(required = true)]
    text: Option<String>,
}

/// An example after it was run.
#[derive(Serialize, ToSchema)]
pub struct TriedExample {
    name: String,
    /// Where it begins in the text, from 1.
    line: usize,
    passed: bool,
    expected: ExampleOutcome,
    /// Null when nothing was decided about the order at all.
    #[schema(required = true)]
    got: Option<ExampleOutcome>,
    /// What came out otherwise: `decision`, `at`, `reason`, `channel`, `angle`, `sends`.
    wrong: Vec<&'static str>,
}

impl From<&jinpai_engine::TriedExample> for TriedExample {
    fn from(tried: &jinpai_engine::TriedExample) -> Self {
        let expected = &tried.expected;
        let got = tried.got.as_ref().map(|got| ExampleOutcome {
            decision: got.decision.as_str(),
            at: Some(got.at.ms()),
            reason: Some(got.reason),
            channel: Some(got.channel),
            angle: got.angle,
            sends: Some(got.sends),
            text: Some(got.text.clone()),
        });
        Self {
            name: tried.name.clone(),
            line: tried.line,
            passed: tried.passed(),
            expected: ExampleOutcome {
                decision: expected.decision.as_str(),
                at: tried.expected_at.map(|at| at.ms()),
                reason: expected.reason,
                channel: expected.channel,
                angle: expected.angle,
                sends: expected.sends,
                text: None,
            },
            got,
            wrong: tried.wrong.clone(),
        }
    }
}

/// What there is to say about a text. It can be saved when it has no faults, and started when its examples pass.
#[derive(Serialize, ToSchema)]
pub struct PolicyCheck {
    faults: Vec<PolicyFault>,
    /// Every field with its value, defaults included; null when the text cannot be read.
    #[schema(required = true, value_type = Option<Object>)]
    spec: Option<serde_json::Value>,
    examples: Vec<TriedExample>,
}

impl PolicyCheck {
    pub fn new(check: &jinpai_engine::PolicyCheck, locale: Locale) -> Self {
        let faults = check.faults.iter().map(|fault| PolicyFault {
            line: fault.line,
            field: fault.field.clone(),
            problem: problem::fault_words(&fault.problem, locale),
        });
        Self {
            faults: faults.collect(),
            spec: check
                .spec
                .as_ref()
                .and_then(|spec| serde_json::to_value(spec).ok()),
            examples: check.examples.iter().map(TriedExample::from).collect(),
        }
    }
}

/// How many decisions fell into one hour of one day of the shop's clock.
#[derive(Serialize, ToSchema)]
pub struct DryCell {
    /// `YYYY-MM-DD`
    day: String,
    hour: u8,
    #[schema(value_type = words::Channel)]
    channel: Channel,
    #[schema(value_type = DryDecision)]
    decision: &'static str,
    count: i64,
}

#[derive(Serialize, ToSchema)]
pub struct DryReason {
    #[schema(value_type = DryDecision)]
    decision: &'static str,
    #[schema(value_type = words::Reason)]
    reason: Reason,
    count: i64,
}

/// What a dry run decided at a moment.
#[derive(Clone, Copy, Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DryDecision {
    Send,
    Skip,
    Postpone,
    Expire,
}

impl From<DryDecision> for DryVerdict {
    fn from(decision: DryDecision) -> Self {
        match decision {
            DryDecision::Send => Self::Send,
            DryDecision::Skip => Self::Skip,
            DryDecision::Postpone => Self::Postpone,
            DryDecision::Expire => Self::Expire,
        }
    }
}

/// What one policy does to the orders of a part.
#[derive(Serialize, ToSchema)]
pub struct DrySide {
    cells: Vec<DryCell>,
    reasons: Vec<DryReason>,
    /// Orders that were reminded at least once.
    reminded: i64,
}

impl From<&jinpai_engine::DrySide> for DrySide {
    fn from(side: &jinpai_engine::DrySide) -> Self {
        let cell = |cell: &jinpai_engine::DryCell| DryCell {
            day: cell.day.clone(),
            hour: cell.hour,
            channel: cell.channel,
            decision: cell.decision.as_str(),
            count: cell.count,
        };
        let reason = |reason: &jinpai_engine::DryReason| DryReason {
            decision: reason.decision.as_str(),
            reason: reason.reason,
            count: reason.count,
        };
        Self {
            cells: side.cells.iter().map(cell).collect(),
            reasons: side.reasons.iter().map(reason).collect(),
            reminded: side.reminded,
        }
    }
}

/// What the draft does to orders otherwise than the policy in force.
#[derive(Serialize, ToSchema)]
pub struct DryChanges {
    /// Reminded by the draft alone.
    added: i64,
    /// Reminded by the policy in force alone.
    dropped: i64,
    /// Reminded by both, but first at another time or by another channel.
    moved: i64,
    same: i64,
}

/// One decision of a dry run.
#[derive(Serialize, ToSchema)]
pub struct DryLine {
    /// By the draft; else by the policy in force.
    by_draft: bool,
    at: i64,
    order: Id,
    number: String,
    total_fen: i64,
    buyer_name: String,
    /// Place in the ladder, from 1.
    n: u32,
    #[schema(value_type = words::Channel)]
    channel: Channel,
    #[schema(required = true, value_type = Option<words::Angle>)]
    angle: Option<Angle>,
    #[schema(value_type = DryDecision)]
    decision: &'static str,
    #[schema(value_type = words::Reason)]
    reason: Reason,
    /// The reason as one sentence, in the reader's language.
    why: String,
    /// Words of a message that would have been sent; empty otherwise.
    text: String,
}

impl From<&jinpai_engine::DryLine> for DryLine {
    fn from(line: &jinpai_engine::DryLine) -> Self {
        Self {
            by_draft: line.which == jinpai_engine::Which::Draft,
            at: line.at.ms(),
            order: line.order.into(),
            number: line.number.clone(),
            total_fen: line.total_fen.0,
            buyer_name: line.buyer_name.clone(),
            n: line.n,
            channel: line.channel,
            angle: line.angle,
            decision: line.decision.as_str(),
            reason: line.reason,
            why: line.why.clone(),
            text: line.text.clone(),
        }
    }
}

/// A part of a dry run; the parts add up.
#[derive(Serialize, ToSchema)]
pub struct DryRunPart {
    /// Orders placed from here …
    from_at: i64,
    /// … to before here are looked at.
    until_at: i64,
    /// Orders of the whole span.
    of_orders: u64,
    /// Orders of this part.
    orders: usize,
    draft: DrySide,
    /// Null while the flow stands still.
    #[schema(required = true)]
    in_force: Option<DrySide>,
    changes: DryChanges,
    /// The decisions asked for, up to 100 by each policy.
    lines: Vec<DryLine>,
    /// Ask again with it as `after`; null at the end.
    #[schema(required = true)]
    next: Option<Id>,
}

impl From<jinpai_engine::DryRunPart> for DryRunPart {
    fn from(part: jinpai_engine::DryRunPart) -> Self {
        let changes = part.changes;
        Self {
            from_at: part.from.ms(),
            until_at: part.until.ms(),
            of_orders: part.of_orders,
            orders: part.orders,
            draft: DrySide::from(&part.draft),
            in_force: part.in_force.as_ref().map(DrySide::from),
            changes: DryChanges {
                added: changes.added,
                dropped: changes.dropped,
                moved: changes.moved,
                same: changes.same,
            },
            lines: part.lines.iter().map(DryLine::from).collect(),
            next: part.next.map(Id::from),
        }
    }
}
