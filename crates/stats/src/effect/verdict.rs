//! The one word on the page, and what it would take to say more.

use serde::Serialize;

use super::{Effect, Method, RatioVerdict, SampleRatio, power::Look, power::critical};
use crate::{Moments, distribution::normal_quantile};

/// Fewest people in each arm before a side is taken.
pub const LEAST_BUYERS: u64 = 30;
/// Fewest people in each arm who did it (paid, bought), and for a rate also who did not: below, an
/// interval from the normal distribution is not to be trusted.
pub const LEAST_EVENTS: u64 = 10;

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
    /// In one arm so few did it, or nearly all.
    FewEvents { have: u64, least: u64 },
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

/// The verdict on one outcome. `effect` is the difference of `arm` and `control` by any method; `ratio`,
/// where the drawn shares are known, is asked first.
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
    let have = events(arm).min(events(control));
    if have < LEAST_EVENTS {
        let least = LEAST_EVENTS;
        return Some((Early::FewEvents { have, least }, grown(have, least)));
    }
    None
}

fn events(moments: &Moments) -> u64 {
    let hits = moments.nonzero();
    if moments.is_rate() {
        hits.min(moments.n() - hits)
    } else {
        hits
    }
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
