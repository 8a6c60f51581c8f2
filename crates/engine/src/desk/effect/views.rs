//! The effect as pages read it: counts, parts of 1 and fen, and never a rate without the other group's.

use jinpai_model::{At, Channel, Flow};
use jinpai_reminder::spec::effect::Trait;

/// What reminders did over a range of days.
#[derive(Debug, Clone)]
pub struct EffectView {
    pub flow: Flow,
    pub from: At,
    /// The moment after the range.
    pub to: At,
    /// When the first order was drawn with this part held out.
    pub first: Option<At>,
    pub holdout_percent: u32,
    pub window_h: u32,
    pub worth_points: f64,
    /// Whether reminders go out now.
    pub running: bool,
    pub treated: SideView,
    pub control: SideView,
    /// Orders whose window is still open, or of whose payment no news has come since: not counted yet.
    pub waiting: i64,
    /// Paid before any reminder could have come: in neither group.
    pub paid_before: i64,
    /// The range held more orders than are measured at once.
    pub cut: bool,
    /// None while either side has fewer than two buyers.
    pub lift: Option<LiftView>,
    pub money: Option<MoneyView>,
    pub verdict: VerdictView,
    /// Whether the groups have the sizes that they were drawn for; none without a control group.
    pub ratio: Option<RatioView>,
    /// Messages that went out in the range, by channel, with what they cost.
    pub sent: Vec<(Channel, i64)>,
    pub cost_fen: f64,
    pub series: Vec<PointView>,
    pub power: PowerView,
    pub rails: Vec<RailView>,
    /// It stands still because a limit was broken.
    pub pause: Option<PauseView>,
    /// Earlier stops that a person ended, newest first.
    pub past_pauses: Vec<PauseView>,
    pub experiments: Vec<ExperimentView>,
}

/// One group.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SideView {
    pub buyers: i64,
    pub orders: i64,
    pub paid: i64,
    pub paid_fen: i64,
    /// Paid among its orders, with Wilson's interval; none without orders.
    pub rate: Option<f64>,
    pub low: f64,
    pub high: f64,
    /// Buyers who opted out within the window.
    pub opted_out: i64,
}

/// The difference of the two rates, in parts of 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LiftView {
    pub lift: f64,
    /// Right at all looks together, however often one looks.
    pub low: f64,
    pub high: f64,
    /// Right for one look that was planned beforehand.
    pub once_low: f64,
    pub once_high: f64,
    /// Orders that were paid because of the reminders, over all that were reminded as usual.
    pub extra: f64,
    pub extra_low: f64,
    pub extra_high: f64,
}

/// The difference in what was paid, over all orders that were reminded as usual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MoneyView {
    pub extra_fen: f64,
    pub low_fen: f64,
    pub high_fen: f64,
    /// How much of the noise the orders' own value took away, as a part of 1.
    pub saved: f64,
    /// A few very large orders decide: not to be told yet.
    pub lopsided: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum VerdictView {
    /// No control group: nothing can be told, now or later.
    NoControl,
    /// The groups are not as drawn; nothing may be believed.
    Unsound,
    /// 还看不出来. About how many orders in all it takes, where that can be told.
    TooEarly {
        why: &'static str,
        needed: Option<u64>,
    },
    Better,
    Worse,
    /// The difference is smaller than what would matter.
    NoDifference,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatioView {
    pub treated: i64,
    pub control: i64,
    pub p: f64,
    /// Right at all looks together.
    pub always_p: f64,
    pub sound: bool,
}

/// All orders up to the end of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct PointView {
    pub day: String,
    pub treated: i64,
    pub treated_paid: i64,
    pub control: i64,
    pub control_paid: i64,
    /// Right at all looks together; none while either side has fewer than two buyers.
    pub lift: Option<(f64, f64, f64)>,
}

/// What a trial can see.
#[derive(Debug, Clone, PartialEq)]
pub struct PowerView {
    /// Orders of the last 28 full days that could have been reminded.
    pub orders: i64,
    /// The part of them that was paid.
    pub rate: Option<f64>,
    /// The part held out, of a hundred, that the following goes by.
    pub holdout_percent: u32,
    /// After so many weeks, a rise of so much is seen four times out of five.
    pub weeks: Vec<(u32, f64)>,
    /// Weeks until a rise of `worth_points` would be seen.
    pub worth_weeks: Option<f64>,
}

/// A limit and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct RailView {
    pub rail: &'static str,
    pub people: i64,
    pub events: i64,
    pub limit: f64,
    pub least: i64,
    pub since: At,
    pub broken: bool,
}

/// A flow that stopped by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct PauseView {
    pub rail: String,
    pub at: At,
    pub version: i64,
    pub revision: i64,
    pub people: i64,
    pub events: i64,
    pub limit: f64,
    pub ended: Option<(At, Option<String>, String)>,
}

/// Variants against each other.
#[derive(Debug, Clone, PartialEq)]
pub struct ExperimentView {
    pub name: String,
    pub on: Trait,
    pub arms: Vec<ArmView>,
    /// Whether the arms have the sizes that they were drawn for.
    pub sound: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ArmView {
    pub value: String,
    /// Its part of those who are not held out.
    pub percent: f64,
    pub side: SideView,
    /// Against the first arm; none for that one, and while too few are in either.
    pub against: Option<AgainstView>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AgainstView {
    pub lift: f64,
    pub low: f64,
    pub high: f64,
    /// After Holm, over all arms of all experiments.
    pub p: f64,
    /// Said only where `p` is small enough and there are enough of both.
    pub verdict: VerdictView,
}
