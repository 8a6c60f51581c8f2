//! Experiments of a policy: buyers drawn into arms, each of which puts another angle, moment or way first.
//!
//! An arm is a wish, not a command: where it cannot be had (no facts for the angle, no such moment before the
//! order closes, no consent to the channel) the policy goes on as usual, and the buyer still counts in her arm.

use jinpai_model::{
    Angle, Channel, Slot,
    draw::{MOST_ARMS, Shares, arm_of},
};

use crate::{
    plan::PlanInput,
    policy::PolicyProblem,
    spec::{
        PolicySpec,
        effect::{ExperimentSpec, Favoured, Trait, USUAL},
    },
};

/// Most experiments at once: there is one of each kind.
const MOST: usize = 3;

/// A checked experiment.
#[derive(Debug, Clone)]
pub struct Experiment {
    pub name: String,
    pub on: Trait,
    /// Each with what it puts first; none for the usual course.
    pub arms: Vec<(String, Option<Favoured>)>,
    shares: Shares,
}

impl Experiment {
    /// The arm of a buyer; none for one whom the shares leave over.
    #[must_use]
    pub fn arm(&self, seed: u64, shop: &str, buyer: &str) -> Option<&(String, Option<Favoured>)> {
        let place = arm_of(seed, shop, &self.name, buyer, &self.shares)?;
        self.arms.get(place)
    }

    /// The parts of its arms, in ten-thousandths.
    #[must_use]
    pub fn shares(&self) -> &[u32] {
        self.shares.as_slice()
    }
}

/// The experiments of a written policy, and everything wrong with them.
pub(crate) fn read(spec: &PolicySpec) -> (Vec<Experiment>, Vec<PolicyProblem>) {
    let mut problems = Vec::new();
    let mut experiments = Vec::new();
    if spec.experiments.len() > MOST {
        problems.push(problem(
            "experiments".to_owned(),
            "at most one on the angle, one on the slot and one on the channel",
        ));
    }
    for (n, written) in spec.experiments.iter().enumerate() {
        let place = format!("experiments[{n}]");
        let before = &spec.experiments[..n];
        if written.name.trim().is_empty() || written.name.chars().count() > 60 {
            problems.push(problem(format!("{place}.name"), "a name of 1 to 60 characters"));
        }
        if before.iter().any(|other| other.name == written.name) {
            problems.push(problem(
                format!("{place}.name"),
                "two experiments have this name: they would draw alike",
            ));
        }
        if before.iter().any(|other| other.on == written.on) {
            problems.push(problem(
                format!("{place}.on"),
                "another experiment is on the same: one at a time",
            ));
        }
        match arms(written, &place) {
            Ok(experiment) => experiments.push(experiment),
            Err(wrong) => problems.extend(wrong),
        }
    }
    (experiments, problems)
}

fn arms(written: &ExperimentSpec, place: &str) -> Result<Experiment, Vec<PolicyProblem>> {
    let mut problems = Vec::new();
    if !(2..=MOST_ARMS).contains(&written.arms.len()) {
        let field = format!("{place}.arms");
        problems.push(problem(field, "an experiment has 2 to 8 arms"));
    }
    let mut arms = Vec::new();
    for (n, arm) in written.arms.iter().enumerate() {
        let field = format!("{place}.arms[{n}].value");
        if written.arms[..n].iter().any(|other| other.value == arm.value) {
            problems.push(problem(field.clone(), "two arms are the same"));
        }
        match favoured(written.on, &arm.value) {
            Some(favoured) => arms.push((arm.value.clone(), favoured)),
            None => problems.push(problem(field, known(written.on))),
        }
    }
    let percents: Vec<u32> = (written.arms.iter())
        .map(|arm| arm.percent.saturating_mul(100))
        .collect();
    match Shares::new(&percents) {
        Ok(shares) if problems.is_empty() => Ok(Experiment {
            name: written.name.clone(),
            on: written.on,
            arms,
            shares,
        }),
        Ok(_) => Err(problems),
        Err(error) => {
            problems.push(problem(format!("{place}.arms"), &error.to_string()));
            Err(problems)
        }
    }
}

#[expect(
    clippy::option_option,
    reason = "the outer one is whether the word is known at all"
)]
fn favoured(on: Trait, value: &str) -> Option<Option<Favoured>> {
    if value == USUAL {
        return Some(None);
    }
    let favoured = match on {
        Trait::Angle => Favoured::Angle(value.parse::<Angle>().ok()?),
        // In an open chat the moment follows from the talk.
        Trait::Slot => Favoured::Slot(value.parse::<Slot>().ok().filter(|slot| *slot != Slot::Session)?),
        Trait::Channel => Favoured::Channel(value.parse::<Channel>().ok()?),
    };
    Some(Some(favoured))
}

const fn known(on: Trait) -> &'static str {
    match on {
        Trait::Angle => {
            "usual, payment-trouble, dispatch, product, price, gift, closing, concern or after-sales"
        }
        Trait::Slot => "usual, cut-off, next-day, peak or last-minute",
        Trait::Channel => "usual, chat, sms, phone or email",
    }
}

fn problem(field: String, problem: &str) -> PolicyProblem {
    PolicyProblem {
        field,
        problem: problem.to_owned(),
    }
}

/// What the buyer's arm puts first.
fn first(input: &PlanInput<'_>, on: Trait) -> Option<Favoured> {
    let experiment = input.policy.experiments().iter().find(|e| e.on == on)?;
    experiment.arm(input.seed, input.shop, &input.buyer.key)?.1
}

pub(crate) fn first_angle(input: &PlanInput<'_>) -> Option<Angle> {
    match first(input, Trait::Angle) {
        Some(Favoured::Angle(angle)) => Some(angle),
        _ => None,
    }
}

pub(crate) fn first_slot(input: &PlanInput<'_>) -> Option<Slot> {
    match first(input, Trait::Slot) {
        Some(Favoured::Slot(slot)) => Some(slot),
        _ => None,
    }
}

pub(crate) fn first_channel(input: &PlanInput<'_>) -> Option<Channel> {
    match first(input, Trait::Channel) {
        Some(Favoured::Channel(channel)) => Some(channel),
        _ => None,
    }
}
