//! An interval for people who look every day: right at all looks together, however often and whenever
//! they stop.

use super::{Effect, Interval, Method};
use crate::Moments;

/// At which sample the always-valid interval is narrowest; it holds at every other one too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tuning {
    rho_squared: f64,
}

impl Tuning {
    /// For an experiment planned for so many people in both arms together. To be set once, before the
    /// first look: a tuning that follows the data is no longer valid.
    ///
    /// Waudby-Smith and others (see [`always_valid`]), the closed form that stands close to the best
    /// ρ for a planned time.
    #[must_use]
    pub fn for_sample(planned: u64, error: f64) -> Self {
        let doubled = -2.0 * libm::log(error);
        Self {
            rho_squared: (doubled + libm::log(doubled + 1.0)) / planned.max(1) as f64,
        }
    }

    /// How many standard errors the interval reaches to each side at so many people.
    pub(super) fn reach(self, people: f64, error: f64) -> f64 {
        let spread = people * self.rho_squared;
        let grown = spread + 1.0;
        (2.0 * grown / spread * (0.5 * libm::log(grown) - libm::log(error))).sqrt()
    }

    /// The same for a bound on one side only: the mixture over positive effects alone, as in Howard and
    /// others, "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics
    /// 49 (2021), one-sided normal mixture.
    pub(super) fn reach_one_sided(self, people: f64, error: f64) -> f64 {
        let spread = people * self.rho_squared;
        let grown = spread + 1.0;
        (2.0 * grown / spread * libm::log1p(grown.sqrt() / (2.0 * error))).sqrt()
    }

    /// The smallest error at which an effect so many standard errors from nought would stand out.
    fn p(self, people: f64, deviations: f64) -> f64 {
        let spread = people * self.rho_squared;
        let grown = spread + 1.0;
        libm::exp(0.5 * libm::log(grown) - deviations * deviations * spread / (2.0 * grown)).min(1.0)
    }
}

/// The difference in means with an interval that holds at all looks together; none with fewer than two
/// people in an arm.
///
/// I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and A. Ramdas, "Time-uniform central limit theory
/// and asymptotic confidence sequences", Annals of Statistics 52 (2024), arXiv 2103.06476: after t people
/// a normal mixture bound of ± σ √(2 (tρ² + 1) / (t²ρ²) · ln(√(tρ² + 1) / error)), here with t all people
/// of both arms and σ²/t the unpooled variance of the difference. The guarantee is asymptotic: it starts
/// where the central limit theorem does, so [`super::judge`] asks for a least number of people and events
/// before it takes a side.
#[must_use]
pub fn always_valid(arm: &Moments, control: &Moments, tuning: Tuning, error: f64) -> Option<Effect> {
    if arm.n() < 2 || control.n() < 2 {
        return None;
    }
    let lift = arm.mean() - control.mean();
    let variance = arm.mean_variance() + control.mean_variance();
    Some(of_variance(lift, variance, arm.n() + control.n(), tuning, error))
}

pub(super) fn of_variance(lift: f64, variance: f64, people: u64, tuning: Tuning, error: f64) -> Effect {
    let (people, deviation) = (people as f64, variance.sqrt());
    let p = if deviation > 0.0 {
        tuning.p(people, lift / deviation)
    } else {
        1.0
    };
    Effect {
        lift,
        interval: Interval::around(lift, tuning.reach(people, error) * deviation),
        variance,
        p,
        method: Method::AlwaysValid,
    }
}
