//! What reminders did: the orders that were reminded as usual beside those that chance left alone.
//!
//! Every figure of the one side comes with the other's; orders count where their buyer was drawn, whatever was sent.
//! Who is in the trial is written down by the planner; what the figures mean is judged by `jinpai_stats`.

mod experiments;
mod measure;
mod power;
mod resume;
mod series;
mod views;

use jinpai_model::{Channel, DAY_MS, Flow, PersonId};
use jinpai_packs::policy;
use jinpai_reminder::Policy;
use jinpai_stats::effect::{
    Better, Early, Question, RatioVerdict, SampleRatio, Verdict, judge, sample_ratio,
};
use jinpai_store::{pauses, policies, trials};

use self::measure::{Compared, Counted};
pub use self::views::{
    AgainstView, ArmView, EffectView, ExperimentView, LiftView, MoneyView, PauseView, PointView, PowerView,
    RailView, RatioView, SideView, VerdictView,
};
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
        // An order of this very moment is in it.
        let to = to.map_or(now.plus(1), |to| to.min(now.plus(1)));
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
            running: shop.settings.reminders_on && held.payment.version.is_some(),
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
        let of = &held.payment;
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
