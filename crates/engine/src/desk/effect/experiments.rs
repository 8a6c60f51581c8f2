//! The arms of the policy's experiments against each other, corrected for how many are compared.

use jinpai_reminder::{Experiment, Policy};
use jinpai_stats::effect::{ERROR, RatioVerdict, holm, sample_ratio};

use super::{
    AgainstView, ArmView, ExperimentView, VerdictView,
    measure::{Counted, Side, difference},
    said,
};

pub(super) fn of(policy: &Policy, counted: &Counted, worth: f64) -> Vec<ExperimentView> {
    let mut views: Vec<ExperimentView> = policy
        .experiments()
        .iter()
        .map(|experiment| one(experiment, counted, worth))
        .collect();
    correct(&mut views);
    views
}

fn one(experiment: &Experiment, counted: &Counted, worth: f64) -> ExperimentView {
    let sides: Vec<Side> = experiment
        .arms
        .iter()
        .map(|(value, _)| side(experiment, value, counted))
        .collect();
    let people: Vec<u64> = sides
        .iter()
        .map(|side| u64::try_from(side.view().buyers).unwrap_or(0))
        .collect();
    let shares: Vec<f64> = experiment
        .shares()
        .iter()
        .map(|share| f64::from(*share))
        .collect();
    let ratio = sample_ratio(&people, &shares);
    let arms = experiment.arms.iter().zip(&sides).zip(&shares).enumerate();
    let arms = arms.map(|(n, (((value, _), side), share))| ArmView {
        value: value.clone(),
        percent: share / 100.0,
        side: side.view(),
        against: (n > 0)
            .then(|| against(side, &sides[0], worth, ratio.as_ref()))
            .flatten(),
    });
    ExperimentView {
        name: experiment.name.clone(),
        on: experiment.on,
        arms: arms.collect(),
        sound: ratio.is_none_or(|ratio| ratio.verdict != RatioVerdict::Mismatch),
    }
}

fn side(experiment: &Experiment, value: &str, counted: &Counted) -> Side {
    let mut side = Side::default();
    let drawn = |row: &&jinpai_store::trials::Outcome| {
        !row.held_out && row.arms.get(&experiment.name).is_some_and(|arm| arm == value)
    };
    counted.settled.iter().filter(drawn).for_each(|row| side.add(row));
    side
}

fn against(
    arm: &Side,
    first: &Side,
    worth: f64,
    ratio: Option<&jinpai_stats::effect::SampleRatio>,
) -> Option<AgainstView> {
    let effect = difference(arm, first)?;
    Some(AgainstView {
        lift: effect.lift,
        low: effect.interval.low.max(-1.0),
        high: effect.interval.high.min(1.0),
        p: effect.p,
        verdict: said(arm, first, Some(&effect), worth, ratio),
    })
}

/// Several arms are several chances for a false win.
fn correct(views: &mut [ExperimentView]) {
    let asked: Vec<f64> = (views.iter().flat_map(|view| &view.arms))
        .filter_map(|arm| arm.against.map(|against| against.p))
        .collect();
    let mut adjusted = holm(&asked).into_iter();
    let compared = (views.iter_mut().flat_map(|view| &mut view.arms)).filter_map(|arm| arm.against.as_mut());
    for against in compared {
        against.p = adjusted.next().unwrap_or(1.0);
        let sided = matches!(against.verdict, VerdictView::Better | VerdictView::Worse);
        if sided && against.p > ERROR {
            against.verdict = VerdictView::TooEarly {
                why: "wide",
                needed: None,
            };
        }
    }
}
