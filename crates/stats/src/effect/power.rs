//! What an experiment can see, told before it starts.

use super::{ERROR, Tuning};
use crate::distribution::{normal_cdf, normal_quantile};

/// What is known of the control beforehand, from the shop's past orders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Baseline {
    /// This share of people do it.
    Rate(f64),
    /// An amount with this standard deviation a person, those with nothing counted as nought.
    Amount { deviation: f64 },
}

/// How the answer will be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Once, at the end.
    Once,
    /// As often as one likes.
    EveryDay,
}

/// An experiment of two arms before its start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    pub baseline: Baseline,
    /// The part of all people that is held out, within 0 and 1.
    pub control_share: f64,
    pub look: Look,
    /// The chance of a false win.
    pub error: f64,
    /// The chance to see the difference if it is there.
    pub power: f64,
}

impl Plan {
    /// With an error of 5 % and a power of 80 %.
    #[must_use]
    pub const fn new(baseline: Baseline, control_share: f64, look: Look) -> Self {
        Self {
            baseline,
            control_share,
            look,
            error: ERROR,
            power: 0.8,
        }
    }

    /// How many people, both arms together, it takes to see a difference of so much; none when the plan
    /// or the difference cannot be.
    #[must_use]
    pub fn needed(&self, difference: f64) -> Option<u64> {
        let unit = self.unit_variance(difference)?;
        if difference == 0.0 {
            return None;
        }
        let reach = self.critical() + normal_quantile(self.power);
        let people = (reach * reach * unit / (difference * difference)).ceil();
        // Above 2^53 no shop will ever have them.
        (people < 9e15).then(|| (people as u64).max(4))
    }

    /// The chance to see a difference of so much among so many people.
    #[must_use]
    pub fn power_at(&self, difference: f64, people: u64) -> Option<f64> {
        let unit = self.unit_variance(difference)?;
        if people == 0 || unit <= 0.0 {
            return None;
        }
        let deviations = difference.abs() / (unit / people as f64).sqrt();
        let critical = self.critical();
        Some(normal_cdf(deviations - critical) + normal_cdf(-deviations - critical))
    }

    /// The smallest rise that so many people show with the wanted power; none when even the largest
    /// possible would not show.
    #[must_use]
    pub fn detectable(&self, people: u64) -> Option<f64> {
        let shows = |difference: f64| self.needed(difference).is_some_and(|needed| needed <= people);
        let mut high = match self.baseline {
            Baseline::Rate(rate) => 1.0 - rate,
            Baseline::Amount { deviation } => {
                let unit = self.unit_variance(0.0)?;
                let reach = self.critical() + normal_quantile(self.power);
                return (people > 0 && deviation > 0.0).then(|| reach * (unit / people as f64).sqrt());
            }
        };
        if !shows(high) {
            return None;
        }
        let mut low = 0.0;
        for _ in 0..100 {
            let middle = f64::midpoint(low, high);
            if shows(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        Some(high)
    }

    /// The variance of the difference times the number of people.
    fn unit_variance(&self, difference: f64) -> Option<f64> {
        let within = |x: f64| x > 0.0 && x < 1.0;
        if !(within(self.control_share) && within(self.error) && within(self.power) && difference.is_finite())
        {
            return None;
        }
        let (control, arm) = match self.baseline {
            Baseline::Rate(rate) => {
                let raised = rate + difference;
                if !(0.0..=1.0).contains(&rate) || !(0.0..=1.0).contains(&raised) {
                    return None;
                }
                (rate * (1.0 - rate), raised * (1.0 - raised))
            }
            Baseline::Amount { deviation } if deviation >= 0.0 => {
                (deviation * deviation, deviation * deviation)
            }
            Baseline::Amount { .. } => return None,
        };
        Some(control / self.control_share + arm / (1.0 - self.control_share))
    }

    /// How many standard errors from nought an effect must stand.
    fn critical(&self) -> f64 {
        critical(self.look, self.error)
    }
}

/// How many standard errors from nought an effect must stand. An always-valid interval is tuned for the
/// planned sample, so there its reach depends on the error alone.
pub(super) fn critical(look: Look, error: f64) -> f64 {
    match look {
        Look::Once => normal_quantile(1.0 - error / 2.0),
        Look::EveryDay => {
            const PLANNED: u64 = 1_000_000;
            Tuning::for_sample(PLANNED, error).reach(PLANNED as f64, error)
        }
    }
}
