//! Counts the orders of a trial on both sides and compares them.
//!
//! Buyers are drawn, not orders, and one buyer's orders are paid or left together. So the rates are of orders, which
//! is what a shop counts in, and the noise is that of buyers: each buyer stands for (paid − rate × orders) / mean
//! orders a buyer, the linearisation of a ratio (A. Deng, U. Knoblich and J. Lu, "Applying the delta method in metric
//! analytics", KDD 2018). With one order a buyer that is the plain rate.

use std::collections::HashMap;

use jinpai_model::{At, BuyerId, OrderSource};
use jinpai_stats::{
    Moments, PairMoments,
    effect::{
        ERROR, Early, Effect, Question, RatioVerdict, SampleRatio, Tuning, Verdict, always_valid, cuped,
        judge, newcombe, welch, wilson,
    },
};
use jinpai_store::trials::Outcome;

use super::{LiftView, MoneyView, RatioView, SideView};

/// For how many buyers the always-valid interval is narrowest: a shop's quarter. Fixed, since a tuning that follows
/// the data is no longer valid.
const PLANNED: u64 = 10_000;

pub(super) fn tuning() -> Tuning {
    Tuning::for_sample(PLANNED, ERROR)
}

/// The orders of a range, sorted into those that count and those that do not yet.
pub(super) struct Counted {
    /// Settled, oldest first.
    pub settled: Vec<Outcome>,
    pub waiting: i64,
    pub paid_before: i64,
    /// Everybody drawn, settled or not: whether the draw is sound does not wait for payments.
    drawn: [u64; 2],
}

impl Counted {
    /// `rows` are newest first; of more than `most` the newest are taken.
    pub fn of(mut rows: Vec<Outcome>, most: usize, now: At) -> Self {
        rows.truncate(most);
        rows.reverse();
        let mut buyers: HashMap<BuyerId, bool> = HashMap::new();
        // A file says nothing of what happened after it was written: the same moment for both groups, so that no
        // order is counted sooner because it was paid.
        let files = rows.iter().filter(|row| row.source == OrderSource::File);
        let newest_file = files.map(|row| row.seen_at).max();
        let mut counted = Self {
            settled: Vec::with_capacity(rows.len()),
            waiting: 0,
            paid_before: 0,
            drawn: [0, 0],
        };
        for row in rows {
            buyers.entry(row.buyer).or_insert(row.held_out);
            let news_until = match row.source {
                OrderSource::Hook => now,
                OrderSource::File => newest_file.map_or(now, |at| at.min(now)),
            };
            if row.paid_at.is_some_and(|at| at < row.counts_from_at) {
                counted.paid_before += 1;
            } else if news_until < row.window_ends_at {
                counted.waiting += 1;
            } else {
                counted.settled.push(row);
            }
        }
        for held_out in buyers.into_values() {
            counted.drawn[usize::from(held_out)] += 1;
        }
        counted
    }

    /// Buyers drawn into each group: reminded as usual, and held out.
    pub const fn drawn_buyers(&self) -> (u64, u64) {
        (self.drawn[0], self.drawn[1])
    }

    pub fn all(&self) -> Vec<&Outcome> {
        self.settled.iter().collect()
    }

    pub fn ratio_view(&self, ratio: &SampleRatio) -> RatioView {
        RatioView {
            treated: self.drawn[0] as i64,
            control: self.drawn[1] as i64,
            p: ratio.p,
            always_p: ratio.always_p,
            sound: ratio.verdict != RatioVerdict::Mismatch,
        }
    }
}

/// What one buyer did.
#[derive(Debug, Clone, Copy, Default)]
struct Hers {
    orders: f64,
    paid: f64,
    paid_fen: f64,
    /// What her orders came to before anything was said to her.
    drawn_fen: f64,
    opted_out: bool,
}

/// One group.
#[derive(Debug, Clone, Default)]
pub(super) struct Side {
    places: HashMap<BuyerId, usize>,
    buyers: Vec<Hers>,
    orders: u64,
    paid: u64,
    paid_fen: i64,
    /// All amounts of its orders, unpaid ones as nought: how lopsided they are.
    amounts: Moments,
}

impl Side {
    pub fn add(&mut self, row: &Outcome) {
        let place = *self.places.entry(row.buyer).or_insert(self.buyers.len());
        if place == self.buyers.len() {
            self.buyers.push(Hers::default());
        }
        let hers = &mut self.buyers[place];
        let paid = row.paid_at.is_some_and(|at| at <= row.window_ends_at);
        let fen = if paid { row.total_fen.0 } else { 0 };
        hers.orders += 1.0;
        hers.paid += f64::from(u8::from(paid));
        hers.paid_fen += fen as f64;
        hers.drawn_fen += row.drawn_fen.0 as f64;
        let within = |at: At| at >= row.counts_from_at && at <= row.window_ends_at;
        hers.opted_out |= row.opted_out_at.is_some_and(within);
        self.orders += 1;
        self.paid += u64::from(paid);
        self.paid_fen += fen;
        self.amounts.push(fen as f64);
    }

    /// Of orders, each by itself: for what is enough, not for how sure one is.
    pub fn rate(&self) -> Moments {
        Moments::of_rate(self.orders, self.paid)
    }

    pub fn view(&self) -> SideView {
        let wilson = wilson(self.paid, self.orders, ERROR);
        SideView {
            buyers: self.buyers.len() as i64,
            orders: self.orders as i64,
            paid: self.paid as i64,
            paid_fen: self.paid_fen,
            rate: wilson.map(|_| self.paid as f64 / self.orders as f64),
            low: wilson.map_or(0.0, |interval| interval.low),
            high: wilson.map_or(1.0, |interval| interval.high),
            opted_out: self.buyers.iter().filter(|hers| hers.opted_out).count() as i64,
        }
    }

    /// Buyers as they weigh in the rate of orders.
    fn paid_of_buyers(&self) -> Moments {
        Moments::of(self.linear(|hers| hers.paid))
    }

    fn money_of_buyers(&self) -> PairMoments {
        PairMoments::of(
            self.linear(|hers| hers.paid_fen)
                .zip(self.linear(|hers| hers.drawn_fen)),
        )
    }

    /// A sum over orders, a buyer at a time, as values whose mean is the mean of the orders.
    fn linear(&self, of: impl Fn(&Hers) -> f64 + Copy) -> impl Iterator<Item = f64> {
        let orders = self.orders as f64;
        let mean = self.buyers.iter().map(of).sum::<f64>() / orders;
        let each = orders / self.buyers.len() as f64;
        let value = move |hers: &Hers| {
            if each == 1.0 {
                of(hers)
            } else {
                (of(hers) - mean * hers.orders) / each + mean
            }
        };
        self.buyers.iter().map(value)
    }
}

/// Both groups and their difference.
pub(super) struct Compared {
    pub treated: Side,
    pub control: Side,
    /// Of the rates, right at all looks together.
    pub effect: Option<Effect>,
}

impl Compared {
    pub fn of(rows: &[&Outcome]) -> Self {
        let (mut treated, mut control) = (Side::default(), Side::default());
        for row in rows {
            let side = if row.held_out { &mut control } else { &mut treated };
            side.add(row);
        }
        let effect = difference(&treated, &control);
        Self {
            treated,
            control,
            effect,
        }
    }

    pub fn lift(&self) -> Option<LiftView> {
        let always = self.effect?;
        let (own, other) = (self.treated.paid_of_buyers(), self.control.paid_of_buyers());
        let once = newcombe(&own, &other, ERROR).or_else(|| welch(&own, &other, ERROR))?;
        let extra = always.over(self.treated.orders);
        Some(LiftView {
            lift: always.lift,
            low: always.interval.low.max(-1.0),
            high: always.interval.high.min(1.0),
            once_low: once.interval.low,
            once_high: once.interval.high,
            extra: extra.amount,
            extra_low: extra.low.max(-(self.treated.orders as f64)),
            extra_high: extra.high.min(self.treated.orders as f64),
        })
    }

    /// The value of the orders before anything was said takes its noise out of what was paid.
    pub fn money(&self) -> Option<MoneyView> {
        let adjusted = cuped(&self.treated.money_of_buyers(), &self.control.money_of_buyers())?;
        let effect = adjusted.always_valid(tuning(), ERROR)?;
        let extra = effect.over(self.treated.orders);
        let question = Question {
            better: jinpai_stats::effect::Better::Higher,
            worth: 0.0,
        };
        let judged = judge(
            &self.treated.amounts,
            &self.control.amounts,
            &effect,
            &question,
            None,
        );
        Some(MoneyView {
            extra_fen: extra.amount,
            low_fen: extra.low,
            high_fen: extra.high,
            saved: adjusted.saved,
            lopsided: matches!(
                judged,
                Verdict::TooEarly {
                    early: Early::Lopsided,
                    ..
                }
            ),
        })
    }
}

/// The difference of two rates of orders, right at all looks together.
pub(super) fn difference(arm: &Side, control: &Side) -> Option<Effect> {
    if arm.orders == 0 || control.orders == 0 {
        return None;
    }
    always_valid(&arm.paid_of_buyers(), &control.paid_of_buyers(), tuning(), ERROR)
}
