//! The effect of reminders in JSON. Rates and differences are parts of 1, money is fen.

use jinpai_engine::{Trait, VerdictView};
use jinpai_model::{Channel, Flow};
use serde::Serialize;
use utoipa::ToSchema;

use super::words;

/// What reminders did to the orders made in a range of days.
#[derive(Serialize, ToSchema)]
pub struct EffectView {
    #[schema(value_type = words::Flow)]
    flow: Flow,
    from_at: i64,
    /// The moment after the range.
    to_at: i64,
    /// When the first order of the trial was made; null before there is one.
    #[schema(required = true)]
    first_at: Option<i64>,
    /// The part of the buyers that is held out, of a hundred; 0: there is nothing to compare with.
    holdout_percent: u32,
    /// An order counts as paid when it was paid within so many hours, and before it closed.
    window_h: u32,
    /// The smallest rise that would matter, in points.
    worth_points: f64,
    /// Whether reminders go out now.
    running: bool,
    /// Reminded as usual: everybody drawn for it, whatever was sent.
    treated: EffectSide,
    /// Left alone by chance.
    control: EffectSide,
    /// Orders of which it is not settled yet whether they were paid.
    waiting: i64,
    /// Orders paid before any reminder could have come; in neither group.
    paid_before: i64,
    /// There were more orders than are measured at once; these are the newest.
    cut: bool,
    /// Null while a group has fewer than two buyers.
    #[schema(required = true)]
    lift: Option<EffectLift>,
    #[schema(required = true)]
    money: Option<EffectMoney>,
    verdict: EffectVerdict,
    /// Whether the groups have the sizes that they were drawn for; null without a control group.
    #[schema(required = true)]
    ratio: Option<EffectRatio>,
    /// Messages that went out in the range.
    sent: Vec<EffectSent>,
    cost_fen: f64,
    /// The figures as they stood at the end of each day.
    series: Vec<EffectPoint>,
    power: EffectPower,
    rails: Vec<EffectRail>,
    /// The flow stands still because a limit was broken; null otherwise.
    #[schema(required = true)]
    pause: Option<EffectPause>,
    /// Stops that a person ended, newest first.
    past_pauses: Vec<EffectPause>,
    experiments: Vec<EffectExperiment>,
}

/// One group.
#[derive(Serialize, ToSchema)]
pub struct EffectSide {
    buyers: i64,
    orders: i64,
    paid: i64,
    paid_fen: i64,
    /// Null without orders.
    #[schema(required = true)]
    rate: Option<f64>,
    /// 95 % interval of the rate (Wilson).
    low: f64,
    high: f64,
    /// Buyers who opted out within the window.
    opted_out: i64,
}

/// The rate of the reminded less that of the others.
#[derive(Serialize, ToSchema)]
pub struct EffectLift {
    lift: f64,
    /// 95 % at all looks together, however often one looks.
    low: f64,
    high: f64,
    /// 95 % for one planned look.
    once_low: f64,
    once_high: f64,
    /// Orders paid because of the reminders, among the reminded.
    extra: f64,
    extra_low: f64,
    extra_high: f64,
}

/// What was paid because of the reminders, among the reminded, the orders' own value taken out (CUPED).
#[derive(Serialize, ToSchema)]
pub struct EffectMoney {
    extra_fen: f64,
    low_fen: f64,
    high_fen: f64,
    /// How much of the noise that took away.
    saved: f64,
    /// A few very large orders decide: too early to tell.
    lopsided: bool,
}

#[derive(Serialize, ToSchema)]
pub struct EffectVerdict {
    /// `no-control`, `unsound`, `too-early`, `better`, `worse` or `no-difference`.
    verdict: &'static str,
    /// Of `too-early`: `few-people`, `few-events`, `lopsided` or `wide`.
    #[schema(required = true)]
    why: Option<&'static str>,
    /// About how many orders in all it takes.
    #[schema(required = true)]
    needed: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct EffectRatio {
    /// Buyers drawn.
    treated: i64,
    control: i64,
    p: f64,
    /// At all looks together; the verdict goes by it.
    always_p: f64,
    sound: bool,
}

#[derive(Serialize, ToSchema)]
pub struct EffectSent {
    #[schema(value_type = words::Channel)]
    channel: Channel,
    count: i64,
}

#[derive(Serialize, ToSchema)]
pub struct EffectPoint {
    day: String,
    treated: i64,
    treated_paid: i64,
    control: i64,
    control_paid: i64,
    #[schema(required = true)]
    lift: Option<f64>,
    #[schema(required = true)]
    low: Option<f64>,
    #[schema(required = true)]
    high: Option<f64>,
}

/// What a trial of this shop can see.
#[derive(Serialize, ToSchema)]
pub struct EffectPower {
    /// Orders of 28 days that could have been reminded.
    orders: i64,
    #[schema(required = true)]
    rate: Option<f64>,
    /// The part held out that this is told for.
    holdout_percent: u32,
    /// After so many weeks, a rise of so much is seen four times out of five, looking daily.
    weeks: Vec<EffectWeeks>,
    /// Weeks until a rise of `worth_points` would be seen.
    #[schema(required = true)]
    worth_weeks: Option<f64>,
}

#[derive(Serialize, ToSchema)]
pub struct EffectWeeks {
    weeks: u32,
    rise: f64,
}

/// A limit and how it stands since the flow last started.
#[derive(Serialize, ToSchema)]
pub struct EffectRail {
    /// `opt-out`: reminded buyers who opted out.
    rail: &'static str,
    people: i64,
    events: i64,
    limit: f64,
    /// Nothing is concluded from fewer.
    least: i64,
    since_at: i64,
    broken: bool,
}

#[derive(Serialize, ToSchema)]
pub struct EffectPause {
    rail: String,
    at: i64,
    /// What was in force.
    version: i64,
    /// Hand it back to let the flow go on.
    revision: i64,
    people: i64,
    events: i64,
    limit: f64,
    #[schema(required = true)]
    ended_at: Option<i64>,
    #[schema(required = true)]
    ended_by: Option<String>,
    #[schema(required = true)]
    why: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct EffectExperiment {
    name: String,
    /// `angle`, `slot` or `channel`.
    on: &'static str,
    arms: Vec<EffectArm>,
    sound: bool,
}

#[derive(Serialize, ToSchema)]
pub struct EffectArm {
    /// An angle, slot or channel, or `usual`.
    value: String,
    percent: f64,
    side: EffectSide,
    /// Against the first arm; null for that one, and while there are too few.
    #[schema(required = true)]
    against: Option<EffectAgainst>,
}

#[derive(Serialize, ToSchema)]
pub struct EffectAgainst {
    lift: f64,
    low: f64,
    high: f64,
    /// After Holm, over all arms of all experiments.
    p: f64,
    verdict: EffectVerdict,
}

impl From<jinpai_engine::EffectView> for EffectView {
    fn from(view: jinpai_engine::EffectView) -> Self {
        Self {
            flow: view.flow,
            from_at: view.from.ms(),
            to_at: view.to.ms(),
            first_at: view.first.map(|at| at.ms()),
            holdout_percent: view.holdout_percent,
            window_h: view.window_h,
            worth_points: view.worth_points,
            running: view.running,
            treated: view.treated.into(),
            control: view.control.into(),
            waiting: view.waiting,
            paid_before: view.paid_before,
            cut: view.cut,
            lift: view.lift.map(Into::into),
            money: view.money.map(Into::into),
            verdict: view.verdict.into(),
            ratio: view.ratio.map(Into::into),
            sent: (view.sent.into_iter())
                .map(|(channel, count)| EffectSent { channel, count })
                .collect(),
            cost_fen: view.cost_fen,
            series: view.series.into_iter().map(Into::into).collect(),
            power: view.power.into(),
            rails: view.rails.into_iter().map(Into::into).collect(),
            pause: view.pause.map(Into::into),
            past_pauses: view.past_pauses.into_iter().map(Into::into).collect(),
            experiments: view.experiments.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<jinpai_engine::SideView> for EffectSide {
    fn from(side: jinpai_engine::SideView) -> Self {
        Self {
            buyers: side.buyers,
            orders: side.orders,
            paid: side.paid,
            paid_fen: side.paid_fen,
            rate: side.rate,
            low: side.low,
            high: side.high,
            opted_out: side.opted_out,
        }
    }
}

impl From<jinpai_engine::LiftView> for EffectLift {
    fn from(lift: jinpai_engine::LiftView) -> Self {
        Self {
            lift: lift.lift,
            low: lift.low,
            high: lift.high,
            once_low: lift.once_low,
            once_high: lift.once_high,
            extra: lift.extra,
            extra_low: lift.extra_low,
            extra_high: lift.extra_high,
        }
    }
}

impl From<jinpai_engine::MoneyView> for EffectMoney {
    fn from(money: jinpai_engine::MoneyView) -> Self {
        Self {
            extra_fen: money.extra_fen,
            low_fen: money.low_fen,
            high_fen: money.high_fen,
            saved: money.saved,
            lopsided: money.lopsided,
        }
    }
}

impl From<VerdictView> for EffectVerdict {
    fn from(view: VerdictView) -> Self {
        let (verdict, why, needed) = match view {
            VerdictView::NoControl => ("no-control", None, None),
            VerdictView::Unsound => ("unsound", None, None),
            VerdictView::TooEarly { why, needed } => ("too-early", Some(why), needed),
            VerdictView::Better => ("better", None, None),
            VerdictView::Worse => ("worse", None, None),
            VerdictView::NoDifference => ("no-difference", None, None),
        };
        Self { verdict, why, needed }
    }
}

impl From<jinpai_engine::RatioView> for EffectRatio {
    fn from(ratio: jinpai_engine::RatioView) -> Self {
        Self {
            treated: ratio.treated,
            control: ratio.control,
            p: ratio.p,
            always_p: ratio.always_p,
            sound: ratio.sound,
        }
    }
}

impl From<jinpai_engine::PointView> for EffectPoint {
    fn from(point: jinpai_engine::PointView) -> Self {
        Self {
            day: point.day,
            treated: point.treated,
            treated_paid: point.treated_paid,
            control: point.control,
            control_paid: point.control_paid,
            lift: point.lift.map(|lift| lift.0),
            low: point.lift.map(|lift| lift.1),
            high: point.lift.map(|lift| lift.2),
        }
    }
}

impl From<jinpai_engine::PowerView> for EffectPower {
    fn from(power: jinpai_engine::PowerView) -> Self {
        let weeks = power.weeks.into_iter();
        Self {
            orders: power.orders,
            rate: power.rate,
            holdout_percent: power.holdout_percent,
            weeks: weeks.map(|(weeks, rise)| EffectWeeks { weeks, rise }).collect(),
            worth_weeks: power.worth_weeks,
        }
    }
}

impl From<jinpai_engine::RailView> for EffectRail {
    fn from(rail: jinpai_engine::RailView) -> Self {
        Self {
            rail: rail.rail,
            people: rail.people,
            events: rail.events,
            limit: rail.limit,
            least: rail.least,
            since_at: rail.since.ms(),
            broken: rail.broken,
        }
    }
}

impl From<jinpai_engine::PauseView> for EffectPause {
    fn from(pause: jinpai_engine::PauseView) -> Self {
        let (ended_at, ended_by, why) = match pause.ended {
            Some((at, by, why)) => (Some(at.ms()), by, Some(why)),
            None => (None, None, None),
        };
        Self {
            rail: pause.rail,
            at: pause.at.ms(),
            version: pause.version,
            revision: pause.revision,
            people: pause.people,
            events: pause.events,
            limit: pause.limit,
            ended_at,
            ended_by,
            why,
        }
    }
}

impl From<jinpai_engine::ExperimentView> for EffectExperiment {
    fn from(view: jinpai_engine::ExperimentView) -> Self {
        let on: Trait = view.on;
        let arms = view.arms.into_iter().map(|arm| EffectArm {
            value: arm.value,
            percent: arm.percent,
            side: arm.side.into(),
            against: arm.against.map(|against| EffectAgainst {
                lift: against.lift,
                low: against.low,
                high: against.high,
                p: against.p,
                verdict: against.verdict.into(),
            }),
        });
        Self {
            name: view.name,
            on: on.as_str(),
            arms: arms.collect(),
            sound: view.sound,
        }
    }
}
