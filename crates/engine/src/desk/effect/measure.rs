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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jinpai_model::{DAY_MS, Fen, HOUR_MS, OrderId};

    use super::*;

    /// An order of a buyer, counted from 10 minutes to a day after it was made.
    fn row(n: u64, buyer: u64, held_out: bool, paid_at: Option<i64>) -> Outcome {
        Outcome {
            order: OrderId::from_bits(u128::from(n)),
            buyer: BuyerId::from_bits(u128::from(buyer)),
            held_out,
            arms: BTreeMap::new(),
            drawn_fen: Fen(10_000),
            started_at: At(0),
            counts_from_at: At(600_000),
            window_ends_at: At(DAY_MS),
            paid_at: paid_at.map(At),
            total_fen: Fen(10_000),
            source: OrderSource::Hook,
            seen_at: At(0),
            opted_out_at: None,
        }
    }

    /// So many orders of a buyer each, of which the first `paid` were paid after an hour.
    fn group(first: u64, orders: u64, paid: u64, held_out: bool) -> Vec<Outcome> {
        (first..first + orders)
            .map(|n| row(n, n, held_out, (n - first < paid).then_some(HOUR_MS)))
            .collect()
    }

    fn near(seen: f64, wanted: f64) {
        assert!((seen - wanted).abs() < 5e-5, "{seen} is not {wanted}");
    }

    /// 56 of 70 against 48 of 80: the example (a) of Newcombe 1998, whose method 10 gives 0.0524 to 0.3339.
    #[test]
    fn the_fixed_look_is_that_of_the_textbook() {
        let mut rows = group(0, 70, 56, false);
        rows.extend(group(1_000, 80, 48, true));
        let counted = Counted::of(rows, 1_000, At(DAY_MS));
        let compared = Compared::of(&counted.all());
        let lift = compared.lift().unwrap();
        near(lift.lift, 0.2);
        near(lift.once_low, 0.0524);
        near(lift.once_high, 0.3339);
        near(lift.extra, 14.0);
        assert!(
            lift.low < lift.once_low && lift.high > lift.once_high,
            "looking daily costs"
        );
        // Every order came to 100 yuan, so the money is the orders over again.
        near(compared.money().unwrap().extra_fen, 140_000.0);
        let side = compared.treated.view();
        assert_eq!(
            (side.buyers, side.orders, side.paid, side.paid_fen),
            (70, 70, 56, 560_000)
        );
        // Wilson 1927 of 56 of 70, by hand: (0.8 + z²/140 ± z √(0.16/70 + z²/19600)) / (1 + z²/70).
        near(side.low, 0.6918);
        near(side.high, 0.8770);
    }

    /// By hand: she of two orders paid one, the other her only one. Rate 2/3, 1.5 orders a buyer; they weigh
    /// (1 − 4/3) / 1.5 + 2/3 = 4/9 and (1 − 2/3) / 1.5 + 2/3 = 8/9: variance 8/81.
    #[test]
    fn orders_of_one_buyer_are_one_draw() {
        let mut side = Side::default();
        for row in [
            row(1, 1, false, Some(HOUR_MS)),
            row(2, 1, false, None),
            row(3, 2, false, Some(HOUR_MS)),
        ] {
            side.add(&row);
        }
        let moments = side.paid_of_buyers();
        near(moments.mean(), 2.0 / 3.0);
        near(moments.variance(), 8.0 / 81.0);
        assert_eq!((moments.n(), side.view().orders), (2, 3));
    }

    #[test]
    fn what_is_not_settled_does_not_count() {
        let late = row(4, 4, false, Some(2 * DAY_MS));
        let file = Outcome {
            source: OrderSource::File,
            seen_at: At(HOUR_MS),
            ..row(5, 5, true, Some(HOUR_MS))
        };
        let rows = vec![
            file,
            late,
            row(3, 3, true, Some(60_000)),
            row(2, 2, true, None),
            row(1, 1, false, Some(DAY_MS)),
        ];
        let open = Counted::of(rows.clone(), 10, At(DAY_MS - 1));
        assert_eq!((open.settled.len(), open.waiting, open.paid_before), (0, 4, 1));
        let over = Counted::of(rows, 10, At(3 * DAY_MS));
        // No file has come since the window of the fifth ended, so of it nothing is known, paid or not.
        assert_eq!((over.settled.len(), over.waiting, over.paid_before), (3, 1, 1));
        let compared = Compared::of(&over.all());
        // Paid at the very end of the window counts, a day later does not.
        assert_eq!(
            (compared.treated.view().orders, compared.treated.view().paid),
            (2, 1)
        );
        assert_eq!(
            (compared.control.view().orders, compared.control.view().paid),
            (1, 0)
        );
        assert_eq!(over.drawn_buyers(), (2, 3));
    }
}
