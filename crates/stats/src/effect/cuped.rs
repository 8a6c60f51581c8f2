//! Less noise by what was known before: CUPED.

use super::{Effect, Tuning, always_valid, welch};
use crate::{Moments, PairMoments};

/// Both arms with what was known beforehand taken out, as moments: every interval takes them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adjusted {
    pub arm: Moments,
    pub control: Moments,
    /// How much of the outcome goes with one unit of the covariate.
    pub slope: f64,
    /// By which part the variance of the difference shrank: 0 nothing, 0.5 as good as double the sample.
    pub saved: f64,
}

/// Takes out of the outcome what the covariate tells; none with fewer than three people in an arm.
///
/// A. Deng, Y. Xu, R. Kohavi and T. Walker, "Improving the sensitivity of online controlled experiments
/// by utilizing pre-experiment data", WSDM 2013. The covariate must be from before the draw, else the
/// effect itself is taken out. The slope is the one that makes the variance of this difference least,
/// which for unequal arms is not the pooled one; a covariate that tells nothing changes nothing.
#[must_use]
pub fn cuped(arm: &PairMoments, control: &PairMoments) -> Option<Adjusted> {
    if arm.n() < 3 || control.n() < 3 {
        return None;
    }
    let (own, other) = (arm.n() as f64, control.n() as f64);
    let spread = arm.before().variance() / own + control.before().variance() / other;
    let slope = if spread > 0.0 {
        (arm.covariance() / own + control.covariance() / other) / spread
    } else {
        0.0
    };
    let centre = arm.before().merged(control.before()).mean();
    let plain = arm.outcome().mean_variance() + control.outcome().mean_variance();
    let (arm, control) = (arm.without(slope, centre), control.without(slope, centre));
    let left = arm.mean_variance() + control.mean_variance();
    Some(Adjusted {
        arm,
        control,
        slope,
        saved: if plain > 0.0 { 1.0 - left / plain } else { 0.0 },
    })
}

impl Adjusted {
    /// The difference for one planned look.
    #[must_use]
    pub fn welch(&self, error: f64) -> Option<Effect> {
        welch(&self.arm, &self.control, error)
    }

    /// The difference for looking every day.
    #[must_use]
    pub fn always_valid(&self, tuning: Tuning, error: f64) -> Option<Effect> {
        always_valid(&self.arm, &self.control, tuning, error)
    }
}
