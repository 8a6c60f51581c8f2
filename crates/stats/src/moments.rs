//! Count, mean and spread of what was measured, gathered in one pass or made from exact sums.

/// How many, their mean, and their squared and cubed distances from it.
///
/// One value at a time by Welford's update, two halves together by the formulas of Chan, Golub and
/// LeVeque (1979) and Pébay (2008). The order of the values changes only the last bits; where not even
/// those may change, count in whole units and use [`Moments::from_sums`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    n: u64,
    mean: f64,
    squares: f64,
    cubes: f64,
    nonzero: u64,
    /// Whether every value was 0 or 1.
    not_a_rate: bool,
}

impl Moments {
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut moments = Self::default();
        values.into_iter().for_each(|value| moments.push(value));
        moments
    }

    /// Of `n` people, `hits` of whom did it. More hits than people count as all of them.
    #[must_use]
    pub fn of_rate(n: u64, hits: u64) -> Self {
        if n == 0 {
            return Self::default();
        }
        let (n_f, hits) = (n as f64, hits.min(n));
        let mean = hits as f64 / n_f;
        // Formed like the exact sums, so that both ways give the same bits.
        let spread = (u128::from(hits) * u128::from(n - hits)) as f64 / n_f;
        Self {
            n,
            mean,
            squares: spread,
            cubes: spread * (1.0 - 2.0 * mean),
            nonzero: hits,
            not_a_rate: false,
        }
    }

    /// Of whole units (fen, pieces), added up exactly: the same bits whatever their order.
    #[must_use]
    pub fn of_whole(values: impl IntoIterator<Item = i64>) -> Self {
        let (mut n, mut nonzero, mut sums) = (0, 0, [0_i128; 3]);
        for value in values {
            n += 1;
            nonzero += u64::from(value != 0);
            let value = i128::from(value);
            let square = value * value;
            // Past 10^38 only the cubes of amounts beyond any order could come; they then count as that.
            let cube = square.saturating_mul(value);
            sums = [
                sums[0] + value,
                sums[1].saturating_add(square),
                sums[2].saturating_add(cube),
            ];
        }
        Self::from_sums(n, nonzero, sums)
    }

    /// From the sums of whole units, of their squares and of their cubes, for callers that keep them.
    /// `nonzero` is how many values were not nought.
    #[must_use]
    pub fn from_sums(n: u64, nonzero: u64, [sum, sum_of_squares, sum_of_cubes]: [i128; 3]) -> Self {
        if n == 0 {
            return Self::default();
        }
        let count = i128::from(n);
        // n·Σx² − (Σx)² is n times the squared distances, without a cancellation.
        let exact = count
            .checked_mul(sum_of_squares)
            .zip(sum.checked_mul(sum))
            .map(|(all, own)| (all - own) as f64 / n as f64);
        let mean = sum as f64 / n as f64;
        let squares = exact.unwrap_or(sum_of_squares as f64 - sum as f64 * mean);
        Self {
            n,
            mean,
            squares: squares.max(0.0),
            cubes: sum_of_cubes as f64 - mean * (3.0 * sum_of_squares as f64 - 2.0 * mean * sum as f64),
            nonzero,
            not_a_rate: !(sum == i128::from(nonzero) && sum_of_squares == sum),
        }
    }

    pub fn push(&mut self, value: f64) {
        *self = self.merged(&Self {
            n: 1,
            mean: value,
            nonzero: u64::from(value != 0.0),
            not_a_rate: value != 0.0 && value != 1.0,
            ..Self::default()
        });
    }

    /// The moments of both together.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        if self.n == 0 || other.n == 0 {
            return if self.n == 0 { *other } else { *self };
        }
        let (left, right) = (self.n as f64, other.n as f64);
        let all = left + right;
        let apart = other.mean - self.mean;
        let cross = apart * apart * left * right / all;
        Self {
            n: self.n + other.n,
            mean: self.mean + apart * right / all,
            squares: self.squares + other.squares + cross,
            cubes: self.cubes
                + other.cubes
                + cross * apart * (left - right) / all
                + 3.0 * apart * (left * other.squares - right * self.squares) / all,
            nonzero: self.nonzero + other.nonzero,
            not_a_rate: self.not_a_rate || other.not_a_rate,
        }
    }

    /// The same in another unit: fen times 0.01 are yuan.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self {
            mean: self.mean * factor,
            squares: self.squares * factor * factor,
            cubes: self.cubes * factor * factor * factor,
            not_a_rate: self.not_a_rate || (factor != 1.0 && self.nonzero > 0),
            ..*self
        }
    }

    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// Of a rate exactly the hits by the people, without the last bits of a walk.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        if self.not_a_rate || self.n == 0 {
            return self.mean;
        }
        self.nonzero as f64 / self.n as f64
    }

    /// How many values were not nought.
    #[must_use]
    pub const fn nonzero(&self) -> u64 {
        self.nonzero
    }

    /// Every value was 0 or 1, so the mean is a rate and `nonzero` counts the hits.
    #[must_use]
    pub const fn is_rate(&self) -> bool {
        !self.not_a_rate
    }

    /// The sample variance, over n − 1; 0 for fewer than two.
    #[must_use]
    pub fn variance(&self) -> f64 {
        if self.n < 2 {
            return 0.0;
        }
        (self.squares / (self.n - 1) as f64).max(0.0)
    }

    /// The variance of the mean; 0 for fewer than two.
    #[must_use]
    pub fn mean_variance(&self) -> f64 {
        if self.n < 2 {
            return 0.0;
        }
        self.variance() / self.n as f64
    }

    /// The third central moment, over n. Not known (nought) after [`crate::effect::cuped`].
    #[must_use]
    pub fn third(&self) -> f64 {
        if self.n == 0 {
            0.0
        } else {
            self.cubes / self.n as f64
        }
    }
}

/// Moments of an outcome and of something known about the same people beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PairMoments {
    outcome: Moments,
    before: Moments,
    products: f64,
}

impl PairMoments {
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut moments = Self::default();
        pairs
            .into_iter()
            .for_each(|(outcome, before)| moments.push(outcome, before));
        moments
    }

    pub fn push(&mut self, outcome: f64, before: f64) {
        *self = self.merged(&Self {
            outcome: Moments::of([outcome]),
            before: Moments::of([before]),
            products: 0.0,
        });
    }

    /// The moments of both together.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        let (left, right) = (self.n() as f64, other.n() as f64);
        let cross = if left == 0.0 || right == 0.0 {
            0.0
        } else {
            (other.outcome.mean - self.outcome.mean) * (other.before.mean - self.before.mean) * left * right
                / (left + right)
        };
        Self {
            outcome: self.outcome.merged(&other.outcome),
            before: self.before.merged(&other.before),
            products: self.products + other.products + cross,
        }
    }

    #[must_use]
    pub const fn n(&self) -> u64 {
        self.outcome.n
    }

    /// The outcome alone.
    #[must_use]
    pub const fn outcome(&self) -> &Moments {
        &self.outcome
    }

    /// What was known beforehand.
    #[must_use]
    pub const fn before(&self) -> &Moments {
        &self.before
    }

    /// The sample covariance, over n − 1; 0 for fewer than two.
    #[must_use]
    pub fn covariance(&self) -> f64 {
        if self.n() < 2 {
            return 0.0;
        }
        self.products / (self.n() - 1) as f64
    }

    /// The outcome less `slope` times the covariate's distance from `centre`. Skewness counts as 0.
    pub(crate) fn without(&self, slope: f64, centre: f64) -> Moments {
        let squares =
            self.outcome.squares - 2.0 * slope * self.products + slope * slope * self.before.squares;
        Moments {
            mean: self.outcome.mean - slope * (self.before.mean - centre),
            squares: squares.max(0.0),
            cubes: 0.0,
            not_a_rate: self.outcome.not_a_rate || slope != 0.0,
            ..self.outcome
        }
    }
}
