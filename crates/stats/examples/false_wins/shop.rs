//! Made-up shops whose reminders do nothing, or a known something, looked at every day.

use jinpai_stats::{
    Moments,
    distribution::normal_quantile,
    effect::{Better, ERROR, Early, Effect, Question, Tuning, Verdict, always_valid, judge, newcombe, welch},
};

/// Days of an experiment, each with a look at its end.
const DAYS: u64 = 30;
/// Held out, in thousandths.
const CONTROL: u64 = 100;

/// What a buyer does.
#[derive(Debug, Clone, Copy)]
pub enum Outcome {
    /// This part of the buyers pays.
    Rate(f64),
    /// This part pays an amount whose logarithm is normal with this deviation, in the middle 100 yuan:
    /// heavy-tailed, and nought for all others.
    Amount(f64, f64),
}

#[derive(Debug, Clone, Copy)]
pub struct Shop {
    pub name: &'static str,
    pub buyers: u64,
    pub outcome: Outcome,
    /// Added to the part of those who pay where they were reminded; nought for an A/A run.
    pub raised: f64,
}

/// What happened in so many experiments.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    pub runs: u64,
    /// A side was taken at some look by the always-valid interval.
    pub wins: u64,
    /// The same with the interval for one look: what daily looking would do.
    pub naive_wins: u64,
    /// The truth was outside the always-valid interval at some look at which the page spoke.
    pub missed_ever: u64,
    /// The last look was early: the page said so and showed no figure to trust.
    pub early: u64,
    /// The truth was in the interval for one look, at the end, where the page spoke.
    pub fixed_covers: u64,
    pub newcombe_covers: u64,
    /// The same over all runs, early or not.
    pub fixed_covers_all: u64,
}

impl Tally {
    pub fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        self.wins += other.wins;
        self.naive_wins += other.naive_wins;
        self.missed_ever += other.missed_ever;
        self.early += other.early;
        self.fixed_covers += other.fixed_covers;
        self.newcombe_covers += other.newcombe_covers;
        self.fixed_covers_all += other.fixed_covers_all;
    }
}

impl Shop {
    pub fn truth(&self) -> f64 {
        match self.outcome {
            Outcome::Rate(_) => self.raised,
            Outcome::Amount(_, deviation) => self.raised * 100.0 * libm::exp(deviation * deviation / 2.0),
        }
    }

    /// So many experiments of this shop; the seed gives the same ones again.
    pub fn runs(&self, seed: u64, runs: u64) -> Tally {
        let mut tally = Tally::default();
        for run in 0..runs {
            let key =
                jinpai_model::draw::bits(seed, &[self.name, &self.buyers.to_string(), &run.to_string()]);
            tally.add(&self.run(&mut Draws(key)));
        }
        tally
    }

    fn run(&self, draws: &mut Draws) -> Tally {
        let truth = self.truth();
        let tuning = Tuning::for_sample(self.buyers, ERROR);
        let mut arms = [Moments::default(); 2];
        let mut tally = Tally {
            runs: 1,
            ..Tally::default()
        };
        for day in 1..=DAYS {
            self.day(draws, &mut arms, day);
            let [arm, control] = &arms;
            let look = |effect: Effect| (effect, judge(arm, control, &effect, &QUESTION, None));
            let Some((daily, word)) = always_valid(arm, control, tuning, ERROR).map(look) else {
                continue;
            };
            if is_few(word) {
                continue;
            }
            tally.wins |= u64::from(is_side(word));
            tally.missed_ever |= u64::from(!daily.interval.contains(truth));
            let naive = welch(arm, control, ERROR).map(look);
            tally.naive_wins |= u64::from(naive.is_some_and(|(_, word)| is_side(word)));
        }
        self.last_look(&arms, &mut tally);
        tally
    }

    fn last_look(&self, [arm, control]: &[Moments; 2], tally: &mut Tally) {
        let Some(fixed) = welch(arm, control, ERROR) else {
            tally.early = 1;
            return;
        };
        let truth = self.truth();
        tally.early = u64::from(is_few(judge(arm, control, &fixed, &QUESTION, None)));
        tally.fixed_covers_all = u64::from(fixed.interval.contains(truth));
        if tally.early == 0 {
            tally.fixed_covers = tally.fixed_covers_all;
            let newcombe = newcombe(arm, control, ERROR);
            tally.newcombe_covers = u64::from(newcombe.is_some_and(|effect| effect.interval.contains(truth)));
        }
    }

    /// One day's buyers, each drawn into her arm.
    fn day(&self, draws: &mut Draws, arms: &mut [Moments; 2], day: u64) {
        let (rate, deviation) = match self.outcome {
            Outcome::Rate(rate) => (rate, None),
            Outcome::Amount(rate, deviation) => (rate, Some(deviation)),
        };
        let (mut people, mut payers) = ([0_u64; 2], [0_u64; 2]);
        for _ in self.buyers * (day - 1) / DAYS..self.buyers * day / DAYS {
            let arm = usize::from(draws.next() % 1_000 < CONTROL);
            let raised = if arm == 0 { self.raised } else { 0.0 };
            people[arm] += 1;
            if draws.unit() >= rate + raised {
                continue;
            }
            payers[arm] += 1;
            if let Some(deviation) = deviation {
                arms[arm].push(100.0 * libm::exp(deviation * normal_quantile(draws.unit())));
            }
        }
        for arm in 0..2 {
            let counted = match deviation {
                None => Moments::of_rate(people[arm], payers[arm]),
                Some(_) => Moments::of_rate(people[arm] - payers[arm], 0),
            };
            arms[arm] = arms[arm].merged(&counted);
        }
    }
}

const QUESTION: Question = Question {
    better: Better::Higher,
    worth: 1e-9,
};

fn is_few(verdict: Verdict) -> bool {
    matches!(
        verdict,
        Verdict::TooEarly {
            early: Early::FewPeople { .. } | Early::FewEvents { .. } | Early::Lopsided,
            ..
        }
    )
}

fn is_side(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Better | Verdict::Worse)
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Strictly within 0 and 1.
    fn unit(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }
}
