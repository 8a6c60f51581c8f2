//! The orders: told to the program as a shop's own system does, each due at a moment of its own, some of them paid
//! around it.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Result, bail};
use serde_json::json;

use super::{Plan, shop::Till};
use crate::{bench::reminder_peers::sink::now_ms, shell::pause};

const DAY_MS: i64 = 86_400_000;
/// Tellers at work at once.
const TELLERS: usize = 16;
/// An event that was not taken is told again after so long.
const AGAIN: Duration = Duration::from_millis(100);
/// Nobody tells an event for longer.
const TELL_FOR_MS: i64 = 120_000;
/// A payment comes at most so long before or after the reminder is due.
const AROUND_MS: i64 = 1_500;

pub struct Order {
    pub due_ms: i64,
    /// When the payment is told.
    pub pays_ms: Option<i64>,
}

/// An order whose payment the program has acknowledged, and when.
#[derive(Clone, Copy)]
pub struct Paid {
    pub order: usize,
    pub known_ms: i64,
}

/// The orders with their moments: half of them due while the processes are killed, the rest afterwards.
pub fn orders(plan: &Plan, first_ms: i64) -> Vec<Order> {
    let count = i64::from(plan.orders);
    let early = count / 2;
    let (kills_ms, rest_ms) = (plan.kills_ms(), plan.window_ms() - plan.kills_ms());
    let due = |n: i64| match n < early {
        true => kills_ms * n / early.max(1),
        false => kills_ms + rest_ms * (n - early) / (count - early).max(1),
    };
    let every = (count / i64::from(plan.paid.max(1))).max(1);
    (0..count)
        .map(|n| {
            let due_ms = first_ms + due(n);
            // Spread evenly over the seconds around, the same in every run.
            let around = n / every * 379 % (2 * AROUND_MS) - AROUND_MS;
            Order {
                due_ms,
                pays_ms: (n % every == every / 2).then_some(due_ms + around),
            }
        })
        .collect()
}

/// The number under which the buyer of an order is reached; nobody else has it.
pub fn mobile(order: usize) -> String {
    format!("139{order:08}")
}

/// The order of such a number.
pub fn order_of(mobile: &str) -> Option<usize> {
    mobile.strip_prefix("139")?.parse().ok()
}

pub fn number(order: usize) -> String {
    format!("F{order:06}")
}

/// The place of an order by its number.
pub fn place_of(number: &str) -> Option<usize> {
    number.strip_prefix('F')?.parse().ok()
}

/// Tells all orders; the seconds it took.
#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
pub fn tell_all(till: &Till, orders: &[Order]) -> Result<f64> {
    let began = now_ms();
    let places: Vec<usize> = (0..orders.len()).collect();
    for_each(&places, |n| tell(till, *n, &orders[*n], "created"))?;
    Ok((now_ms() - began) as f64 / 1e3)
}

/// Tells each payment at its moment, whatever happens to the processes; when each was acknowledged.
pub fn pay(till: &Till, orders: &[Order]) -> Result<Vec<Paid>> {
    let mut due: Vec<(usize, i64)> = (orders.iter().enumerate())
        .filter_map(|(n, order)| Some((n, order.pays_ms?)))
        .collect();
    due.sort_by_key(|(_, at)| *at);
    let paid = Mutex::new(Vec::new());
    for_each(&due, |(n, at_ms)| {
        pause(Duration::from_millis(
            u64::try_from(at_ms - now_ms()).unwrap_or(0),
        ));
        tell(till, *n, &orders[*n], "paid")?;
        let known = Paid {
            order: *n,
            known_ms: now_ms(),
        };
        paid.lock().unwrap_or_else(PoisonError::into_inner).push(known);
        Ok(())
    })?;
    Ok(paid.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Hands the items to the tellers in their order, and gives the first failure.
fn for_each<T: Sync>(items: &[T], work: impl Fn(&T) -> Result<()> + Sync) -> Result<()> {
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(None));
    std::thread::scope(|scope| {
        for _ in 0..TELLERS {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = work(item) {
                        *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                        return;
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    failed.map_or(Ok(()), Err)
}

/// Tells one event until it is acknowledged.
fn tell(till: &Till, n: usize, order: &Order, event: &str) -> Result<()> {
    let (created, now) = (order.due_ms - DAY_MS, now_ms());
    let body = json!({
        "event": event,
        "at": rfc3339(if event == "created" { created } else { now }),
        "order": {
            "number": number(n), "platform": "general", "created_at": rfc3339(created),
            "close_at": rfc3339(created + 2 * DAY_MS), "total": "39.00",
            "items": [{ "title": "羊毛混纺围巾", "quantity": 1 }],
            "buyer": { "id": format!("buyer-{n}"), "mobile": mobile(n), "consent_notice": true },
        },
    });
    let (body, delivery) = (body.to_string(), format!("{}-{event}", number(n)));
    loop {
        let told = match till.tell(&delivery, &body, n) {
            Ok(reply) if reply.status == 200 => return Ok(()),
            Ok(reply) if reply.status < 500 && reply.status != 429 => {
                bail!("an order was refused: HTTP {}: {}", reply.status, reply.body)
            }
            Ok(reply) => format!("HTTP {}", reply.status),
            Err(error) => error.to_string(),
        };
        if now_ms() - now > TELL_FOR_MS {
            bail!(
                "{event} of {delivery} was not taken within {} s: {told}",
                TELL_FOR_MS / 1_000
            );
        }
        pause(AGAIN);
    }
}

/// A moment as the hook wants it, to the millisecond.
fn rfc3339(ms: i64) -> String {
    let (days, of_day) = (ms.div_euclid(DAY_MS), ms.rem_euclid(DAY_MS));
    let (year, month, day) = civil(days);
    let (hour, minute) = (of_day / 3_600_000, of_day / 60_000 % 60);
    let (second, milli) = (of_day / 1_000 % 60, of_day % 1_000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

/// The Gregorian date so many days after 1970-01-01, counted in eras of 400 years that begin in March.
const fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    (year_of_era + era * 400 + (month <= 2) as i64, month, day)
}

#[cfg(test)]
mod tests {
    use super::{mobile, number, order_of, place_of, rfc3339};

    #[test]
    fn moments_are_written_as_people_count_them() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(951_782_400_000), "2000-02-29T00:00:00.000Z");
        assert_eq!(rfc3339(1_795_351_234_567), "2026-11-22T12:40:34.567Z");
    }

    #[test]
    fn an_order_is_found_by_its_number_and_by_its_buyers() {
        assert_eq!(order_of(&mobile(1_999)), Some(1_999));
        assert_eq!(place_of(&number(7)), Some(7));
    }
}
