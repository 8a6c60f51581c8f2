//! The one word on the page, and what it would take to say more.

use serde::Serialize;

use super::{Effect, Method, RatioVerdict, SampleRatio, power::Look, power::critical};
use crate::{Moments, distribution::normal_quantile};

/// Fewest people in each arm before a side is taken.
pub const LEAST_BUYERS: u64 = 30;
/// Fewest people who did it (paid, bought) that may be expected in each arm, and for a rate also who did
/// not: below, an interval from the normal distribution is not to be trusted.
pub const LEAST_EVENTS: u64 = 20;
/// How lopsided the difference may be: its skewness, were both arms alike. Above, a few very large
/// orders decide, and the intervals cover less than they say; `cargo xtask bench effect` measures it.
pub const MOST_SKEW: f64 = 0.25;

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    Higher,
    Lower,
}

/// What the shop wants to know of an outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question {
    pub better: Better,
    /// The smallest difference that would matter, in the outcome's unit; above nought.
    pub worth: f64,
}

/// Why it is too early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Early {
    /// The smaller arm has so few people.
    FewPeople { have: u64, least: u64 },
    /// In the smaller arm so few can be expected to do it, or not to.
    FewEvents { have: u64, least: u64 },
    /// A few very large amounts decide.
    Lopsided,
    /// The interval still holds both nought and differences that would matter.
    Wide,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// 分组人数不对: the arms are not as drawn; nothing below may be believed.
    Unsound {
        p: f64,
    },
    /// 还看不出来. `needed` is about how many people, both arms together, it takes; none when not even
    /// that can be told.
    TooEarly {
        #[serde(flatten)]
        early: Early,
        needed: Option<u64>,
    },
    Better,
    Worse,
    /// The difference, if there is one, is smaller than what would matter.
    NoDifference {
        worth: f64,
    },
}

/// The verdict on one outcome. `arm` and `control` are what was measured, unadjusted; `effect` is their
/// difference by any method; `ratio`, where the drawn shares are known, is asked first.
///
/// Whether there is enough is asked of both arms together, not of the smaller one alone: a page that
/// spoke as soon as the control happened to have many payers would speak when its rate is too high.
#[must_use]
pub fn judge(
    arm: &Moments,
    control: &Moments,
    effect: &Effect,
    question: &Question,
    ratio: Option<&SampleRatio>,
) -> Verdict {
    if let Some(broken) = ratio.filter(|ratio| ratio.verdict == RatioVerdict::Mismatch) {
        return Verdict::Unsound { p: broken.always_p };
    }
    if let Some((early, needed)) = too_few(arm, control) {
        return Verdict::TooEarly { early, needed };
    }
    let rose = match question.better {
        Better::Higher => (Verdict::Better, Verdict::Worse),
        Better::Lower => (Verdict::Worse, Verdict::Better),
    };
    if effect.interval.low > 0.0 {
        rose.0
    } else if effect.interval.high < 0.0 {
        rose.1
    } else if effect.interval.high < question.worth && effect.interval.low > -question.worth {
        Verdict::NoDifference {
            worth: question.worth,
        }
    } else {
        Verdict::TooEarly {
            early: Early::Wide,
            needed: to_settle(arm.n() + control.n(), effect, question.worth),
        }
    }
}

/// What is too few, with about how many people it takes at the pace so far.
fn too_few(arm: &Moments, control: &Moments) -> Option<(Early, Option<u64>)> {
    let all = arm.n() + control.n();
    let grown = |have: u64, least: u64| (have > 0).then(|| (all.saturating_mul(least)).div_ceil(have));
    let have = arm.n().min(control.n());
    if have < LEAST_BUYERS {
        let least = LEAST_BUYERS;
        return Some((Early::FewPeople { have, least }, grown(have, least)));
    }
    let smaller = have;
    let both = arm.merged(control);
    let hits = both.nonzero();
    let events = if both.is_rate() {
        hits.min(all - hits)
    } else {
        hits
    };
    // Rounded down: at most `all`, since the smaller arm is no more than half.
    let have = (u128::from(events) * u128::from(smaller) / u128::from(all)) as u64;
    if have < LEAST_EVENTS {
        let least = LEAST_EVENTS;
        return Some((Early::FewEvents { have, least }, grown(have, least)));
    }
    let skew = skewness(arm, control);
    if skew > MOST_SKEW {
        let times = (skew / MOST_SKEW) * (skew / MOST_SKEW);
        return Some((Early::Lopsided, Some((all as f64 * times).ceil() as u64)));
    }
    None
}

/// The skewness that the difference of the means would have, were both arms as lopsided as all people
/// are together; the arms' parts are added, not subtracted, since equal arms are still heavy-tailed.
fn skewness(arm: &Moments, control: &Moments) -> f64 {
    let (own, other) = (arm.n() as f64, control.n() as f64);
    let all = own + other;
    let mixed = |of: fn(&Moments) -> f64| (of(arm) * own + of(control) * other) / all;
    let (third, variance) = (mixed(Moments::third).abs(), mixed(Moments::variance));
    if variance <= 0.0 {
        return 0.0;
    }
    let spread = variance * (1.0 / own + 1.0 / other);
    third * (1.0 / (own * own) + 1.0 / (other * other)) / (spread * spread.sqrt())
}

/// About how many people it takes: those that show a difference of `worth` four times out of five, or,
/// when they are there already, those that part the difference seen from nought or from `worth`.
fn to_settle(people: u64, effect: &Effect, worth: f64) -> Option<u64> {
    if worth <= 0.0 || effect.variance <= 0.0 {
        return None;
    }
    let look = match effect.method {
        Method::Welch | Method::Newcombe => Look::Once,
        Method::AlwaysValid => Look::EveryDay,
    };
    let deviation = effect.variance.sqrt();
    let reach = (critical(look, super::ERROR) + normal_quantile(0.8)) * deviation;
    let half = f64::midpoint(effect.interval.high, -effect.interval.low);
    let gap = effect.lift.abs().max(worth - effect.lift.abs());
    let times = (reach / worth)
        .max(if gap > 0.0 { half / gap } else { 1.0 })
        .max(1.0);
    let needed = (people as f64 * times * times).ceil();
    (needed < 9e15).then_some(needed as u64)
}
