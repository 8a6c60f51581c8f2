//! What reminders did: the orders that were reminded as usual beside those that chance left alone.
//!
//! Every figure of the one side comes with the other's; orders count where their buyer was drawn, whatever was sent.
//! Who is in the trial is written down by the planner; what the figures mean is judged by `jinpai_stats`.

mod experiments;
mod measure;
mod power;
mod resume;
mod series;

use jinpai_model::{At, Channel, DAY_MS, Flow, PersonId};
use jinpai_packs::policy;
use jinpai_reminder::{Policy, spec::effect::Trait};
use jinpai_stats::effect::{
    Better, Early, Question, RatioVerdict, SampleRatio, Verdict, judge, sample_ratio,
};
use jinpai_store::{pauses, policies, trials};

use self::measure::{Compared, Counted};
use super::Days;
use crate::{
    coaching::zone_of,
    desk::Desk,
    error::Result,
    policies::BUILT_IN,
    reminders::rails::{self, OPT_OUT},
    show::names_of,
};

/// Most orders of one answer; of more the newest are measured, and that is said.
const MOST: u64 = 200_000;
/// Days that are shown where no trial has begun and none are asked for.
const UNASKED: i64 = 28;
/// Longest range, in days.
const LONGEST: i64 = 366;

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

impl Desk {
    /// What the reminders of a flow did to the orders made in a range of days; from the trial's start when no day is
    /// given.
    ///
    /// # Errors
    /// [`crate::EngineError::Invalid`] for a bad day.
    pub async fn effect(&self, flow: Flow, days: Days) -> Result<EffectView> {
        let (shop, now) = (self.shop().await?, self.engine.now());
        let zone = zone_of(&shop);
        let read = self.engine.store.read();
        let (policy, percent) = self.measured_policy(flow).await?;
        let first = trials::first_started_at(read, self.shop, flow, percent).await?;
        let (from, to) = days.bounds(&zone)?;
        let to = to.unwrap_or(now).min(now);
        let from = from
            .or(first)
            .unwrap_or(to.plus(-UNASKED * DAY_MS))
            .max(to.plus(-LONGEST * DAY_MS));
        let rows = trials::outcomes(read, self.shop, flow, (from, to), percent, MOST + 1).await?;
        let cut = rows.len() as u64 > MOST;
        let counted = Counted::of(rows, MOST as usize, now);
        let compared = Compared::of(&counted.all());
        let spec = policy.spec();
        let ratio = ratio_of(&counted, percent);
        let held = self.engine.policies_of(self.shop).await?;
        let sent = trials::sent_by_channel(read, self.shop, flow, (from, to)).await?;
        let cost = |(channel, n): (&Channel, &i64)| spec.effect.cost_fen(*channel) * *n as f64;
        let (pause, past_pauses) = self.pauses_of(flow).await?;
        let worth = spec.effect.worth_points / 100.0;
        Ok(EffectView {
            flow,
            from,
            to,
            first,
            holdout_percent: percent,
            window_h: spec.effect.window_h,
            worth_points: spec.effect.worth_points,
            running: shop.settings.reminders_on && held.of(flow).version.is_some(),
            treated: compared.treated.view(),
            control: compared.control.view(),
            waiting: counted.waiting,
            paid_before: counted.paid_before,
            cut,
            lift: compared.lift(),
            money: compared.money(),
            verdict: verdict_of(&compared, ratio.as_ref(), percent, worth),
            ratio: ratio.map(|ratio| counted.ratio_view(&ratio)),
            cost_fen: sent.iter().map(cost).sum(),
            sent: sent.into_iter().collect(),
            series: series::of(&counted, (from, to), &zone),
            power: self.power(flow, &policy, now).await?,
            rails: self.rails_of(flow, pause.as_ref()).await?,
            pause,
            past_pauses,
            experiments: experiments::of(&policy, &counted, worth),
        })
    }

    /// The policy that the figures are about, and the part it holds out. Of a flow that stands still, the one by which
    /// an order was drawn last.
    async fn measured_policy(&self, flow: Flow) -> Result<(Policy, u32)> {
        let held = self.engine.policies_of(self.shop).await?;
        let of = held.of(flow);
        if of.version.is_some() {
            return Ok((of.policy.clone(), of.policy.spec().holdout_percent));
        }
        let newest = trials::newest(self.engine.store.read(), self.shop, flow).await?;
        let Some((percent, version)) = newest.filter(|(_, version)| *version != BUILT_IN) else {
            return Ok((of.policy.clone(), of.policy.spec().holdout_percent));
        };
        let saved = policies::get(self.engine.store.read(), self.shop, flow, version).await?;
        let toml = saved.map(|saved| saved.toml).unwrap_or_default();
        let parsed = self
            .engine
            .aside(move || policy::parse(flow.as_str(), toml.as_bytes()))
            .await?;
        // What cannot be read any more still leaves its figures to be shown.
        Ok((parsed.unwrap_or_else(|_| of.policy.clone()), percent))
    }

    async fn rails_of(&self, flow: Flow, pause: Option<&PauseView>) -> Result<Vec<RailView>> {
        let rail = rails::opt_outs(&self.engine, self.shop, flow).await?;
        let of_pause = |rail: rails::Rail, pause: &PauseView| rails::Rail {
            people: pause.people,
            events: pause.events,
            limit: pause.limit,
            ..rail
        };
        let broken = pause.is_some() || rail.is_broken();
        let rail = match pause {
            Some(pause) => of_pause(rail, pause),
            None => rail,
        };
        Ok(vec![RailView {
            rail: OPT_OUT,
            people: rail.people,
            events: rail.events,
            limit: rail.limit,
            least: rail.least,
            since: rail.since,
            broken,
        }])
    }

    /// The stop that holds now, and those that a person ended.
    async fn pauses_of(&self, flow: Flow) -> Result<(Option<PauseView>, Vec<PauseView>)> {
        let read = self.engine.store.read();
        let rows = policies::in_force(read, self.shop).await?;
        let holds = rows.iter().find(|row| row.flow == flow && row.version.is_none());
        let stops = pauses::latest(read, self.shop, flow, 10).await?;
        let people = stops
            .iter()
            .filter_map(|stop| stop.ended.as_ref().map(|ended| ended.by));
        let names = names_of(read, people.collect::<std::collections::HashSet<PersonId>>()).await?;
        let view = |stop: &pauses::Pause| PauseView {
            rail: stop.rail.clone(),
            at: stop.at,
            version: stop.version,
            revision: stop.revision,
            people: stop.people,
            events: stop.events,
            limit: stop.limit_ppm as f64 / 1e6,
            ended: (stop.ended.as_ref())
                .map(|ended| (ended.at, names.get(&ended.by).cloned(), ended.why.clone())),
        };
        let now = stops
            .iter()
            .find(|stop| holds.is_some_and(|row| row.revision == stop.revision));
        let past = stops.iter().filter(|stop| stop.ended.is_some());
        Ok((now.map(view), past.map(view).collect()))
    }
}

fn ratio_of(counted: &Counted, percent: u32) -> Option<SampleRatio> {
    let (treated, control) = counted.drawn_buyers();
    let share = f64::from(percent);
    sample_ratio(&[treated, control], &[100.0 - share, share])
}

fn verdict_of(compared: &Compared, ratio: Option<&SampleRatio>, percent: u32, worth: f64) -> VerdictView {
    if percent == 0 {
        return VerdictView::NoControl;
    }
    said(
        &compared.treated,
        &compared.control,
        compared.effect.as_ref(),
        worth,
        ratio,
    )
}

/// The word on a difference of two rates.
fn said(
    arm: &measure::Side,
    control: &measure::Side,
    effect: Option<&jinpai_stats::effect::Effect>,
    worth: f64,
    ratio: Option<&SampleRatio>,
) -> VerdictView {
    let Some(effect) = effect else {
        if ratio.is_some_and(|ratio| ratio.verdict == RatioVerdict::Mismatch) {
            return VerdictView::Unsound;
        }
        return VerdictView::TooEarly {
            why: "few-people",
            needed: None,
        };
    };
    let question = Question {
        better: Better::Higher,
        worth,
    };
    match judge(&arm.rate(), &control.rate(), effect, &question, ratio) {
        Verdict::Unsound { .. } => VerdictView::Unsound,
        Verdict::TooEarly { early, needed } => VerdictView::TooEarly {
            why: match early {
                Early::FewPeople { .. } => "few-people",
                Early::FewEvents { .. } => "few-events",
                Early::Lopsided => "lopsided",
                Early::Wide => "wide",
            },
            needed: match early {
                Early::Wide => to_part(arm, control, effect, worth).or(needed),
                _ => needed,
            },
        },
        Verdict::Better => VerdictView::Better,
        Verdict::Worse => VerdictView::Worse,
        Verdict::NoDifference { .. } => VerdictView::NoDifference,
    }
}

/// About how many orders part the difference seen from nought four times out of five, if it is what it seems. A small
/// one is left to the judge, who asks what it takes to see what would matter.
fn to_part(
    arm: &measure::Side,
    control: &measure::Side,
    effect: &jinpai_stats::effect::Effect,
    worth: f64,
) -> Option<u64> {
    /// The standard normal's quantile at 0.8.
    const POWER: f64 = 0.841_621;
    let gap = effect.lift.abs();
    if gap < worth {
        return None;
    }
    let half = f64::midpoint(effect.interval.high, -effect.interval.low);
    let times = ((half + POWER * effect.variance.sqrt()) / gap).max(1.0);
    let orders = (arm.rate().n() + control.rate().n()) as f64;
    let needed = (orders * times * times).ceil();
    (needed < 9e15).then_some(needed as u64)
}
