//! The figures as they stood at the end of each day, for the chart.

use jinpai_model::{At, Zone};

use super::{
    PointView,
    measure::{Counted, Side, difference},
};

/// Most points of a chart: over a longer range only every second or third day has one.
const MOST_POINTS: usize = 90;

/// Orders by the day they were made on, each day with all before it.
pub(super) fn of(counted: &Counted, (from, to): (At, At), zone: &Zone) -> Vec<PointView> {
    let Some(last) = counted.settled.last() else {
        return Vec::new();
    };
    let first_day = from.in_zone(zone).date();
    let last_day = to.plus(-1).min(last.started_at).in_zone(zone).date();
    let days: Vec<jiff::civil::Date> = first_day
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day <= last_day)
        .collect();
    let every = days.len().div_ceil(MOST_POINTS).max(1);
    let (mut treated, mut control) = (Side::default(), Side::default());
    let mut rows = counted.settled.iter().peekable();
    let mut points = Vec::new();
    for (n, day) in days.iter().enumerate() {
        let end = zone.at(day.tomorrow().unwrap_or(*day).at(0, 0, 0, 0));
        while let Some(row) = rows.next_if(|row| row.started_at < end) {
            if row.held_out {
                control.add(row)
            } else {
                treated.add(row)
            }
        }
        // The last day always has one: it is what the page says in words.
        if (days.len() - 1 - n).is_multiple_of(every) {
            points.push(point(*day, &treated, &control));
        }
    }
    points
}

fn point(day: jiff::civil::Date, treated: &Side, control: &Side) -> PointView {
    let (own, other) = (treated.view(), control.view());
    PointView {
        day: day.to_string(),
        treated: own.orders,
        treated_paid: own.paid,
        control: other.orders,
        control_paid: other.paid,
        lift: difference(treated, control).map(|effect| {
            let (low, high) = (effect.interval.low, effect.interval.high);
            (effect.lift, low.max(-1.0), high.min(1.0))
        }),
    }
}
