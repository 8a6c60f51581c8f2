//! Opening hours against a walk over every minute, with hours drawn at random in zones whose clocks are set.

use jiff::civil::{Date, date};
use jinpai_model::{
    At, BusinessHours, ClockTime, Holiday, HoursFault, HoursPlace, MINUTE_MS, OpenSpan, Openness, Zone,
};

/// A small generator of its own, so that a failure can be repeated.
struct Draw(u64);

impl Draw {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }

    fn time(&mut self) -> ClockTime {
        // Often in the hours in which clocks are set, and on odd minutes.
        let minutes = match self.next(3) {
            0 => self.next(240),
            1 => self.next(96) * 15,
            _ => self.next(1440),
        };
        clock(minutes)
    }

    fn spans(&mut self) -> Vec<OpenSpan> {
        let count = self.next(4);
        (0..count)
            .map(|_| OpenSpan {
                from: self.time(),
                to: if self.next(8) == 0 {
                    clock(1440)
                } else {
                    self.time()
                },
            })
            .filter(|span| span.from != span.to)
            .collect()
    }
}

fn clock(minutes: u64) -> ClockTime {
    ClockTime::new((minutes / 60) as u16, (minutes % 60) as u16).unwrap()
}

fn span(from: &str, to: &str) -> OpenSpan {
    OpenSpan {
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
    }
}

/// Said anew, from the wall clock alone: whether some shift of today or yesterday covers this minute.
fn open_by_the_wall(hours: &BusinessHours, zone: &Zone, at: At) -> bool {
    let local = at.in_zone(zone);
    let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
    let day = local.date();
    let shifts = |day: Date| -> Vec<OpenSpan> {
        for holiday in &hours.holidays {
            if day >= holiday.from && day <= holiday.to {
                return holiday.hours.clone();
            }
        }
        match &hours.week {
            None => vec![span("00:00", "24:00")],
            Some(week) => week[day.weekday().to_monday_zero_offset() as usize].clone(),
        }
    };
    let covers = |spans: Vec<OpenSpan>, minute: i32| {
        spans.iter().any(|span| {
            let (from, to) = (i32::from(span.from.minutes()), i32::from(span.to.minutes()));
            let to = if to <= from { to + 1440 } else { to };
            (from..to).contains(&minute)
        })
    };
    covers(shifts(day), minute) || covers(shifts(day.yesterday().unwrap()), minute + 1440)
}

#[test]
fn hours_agree_with_a_walk_over_every_minute() {
    let cases = [
        // Forward and back, by an hour and by half of one, at two o'clock and at midnight.
        ("America/New_York", date(2026, 3, 6)),
        ("America/New_York", date(2026, 10, 30)),
        ("Australia/Lord_Howe", date(2026, 4, 3)),
        ("Australia/Lord_Howe", date(2026, 10, 2)),
        ("America/Havana", date(2026, 10, 30)),
        ("Africa/Cairo", date(2026, 10, 28)),
        ("Asia/Shanghai", date(2026, 9, 28)),
    ];
    let mut draw = Draw(0x6a69_6e70_6169);
    for round in 0..42 {
        let (name, first) = cases[round % cases.len()];
        let zone: Zone = name.parse().unwrap();
        let week = (draw.next(5) > 0).then(|| std::array::from_fn(|_| draw.spans()));
        let holidays = if draw.next(2) == 0 {
            let from = first.saturating_add(jiff::Span::new().days(draw.next(5) as i64));
            vec![Holiday {
                name: "节".to_owned(),
                from,
                to: from.saturating_add(jiff::Span::new().days(draw.next(3) as i64)),
                hours: draw.spans(),
            }]
        } else {
            Vec::new()
        };
        let hours = BusinessHours { week, holidays };
        let start = zone.at(first.at(0, 0, 0, 0));
        let minutes: Vec<At> = (0..9 * 1440).map(|n| start.plus(n * MINUTE_MS)).collect();
        let open: Vec<bool> = (minutes.iter())
            .map(|at| open_by_the_wall(&hours, &zone, *at))
            .collect();
        // The next minute at which it is otherwise, from the end.
        let mut next: Vec<Option<At>> = vec![None; minutes.len()];
        for n in (0..minutes.len() - 1).rev() {
            next[n] = if open[n + 1] == open[n] {
                next[n + 1]
            } else {
                Some(minutes[n + 1])
            };
        }
        for n in (0..7 * 1440).filter(|n| n % 311 == 0 || open[*n] != open[n.saturating_sub(1)]) {
            let said = hours.open_at(&zone, minutes[n]);
            assert_eq!(
                said.is_open(),
                open[n],
                "round {round}, {name}, {}",
                minutes[n].rfc3339(&zone)
            );
            if let Some(next) = next[n] {
                let at = minutes[n].rfc3339(&zone);
                assert_eq!(
                    said.changes_at(),
                    Some(next),
                    "round {round}, {name}, {at}, {hours:?}"
                );
                // The last millisecond before it is still as it was.
                assert_eq!(hours.open_at(&zone, next.plus(-1)).is_open(), open[n]);
            }
        }
    }
}

#[test]
fn no_hours_are_day_and_night() {
    let hours = BusinessHours::default();
    let open = Openness::Open { until: None };
    assert_eq!(hours.open_at(&Zone::shanghai(), At(0)), open);
    let new_year = Holiday {
        name: "元旦".to_owned(),
        from: date(2027, 1, 1),
        to: date(2027, 1, 1),
        hours: Vec::new(),
    };
    let zone = Zone::shanghai();
    let hours = BusinessHours {
        week: None,
        holidays: vec![new_year],
    };
    let noon = zone.at(date(2026, 12, 31).at(12, 0, 0, 0));
    let midnight = zone.at(date(2027, 1, 1).at(0, 0, 0, 0));
    assert_eq!(
        hours.open_at(&zone, noon),
        Openness::Open {
            until: Some(midnight)
        }
    );
    let over = zone.at(date(2027, 1, 2).at(0, 0, 0, 0));
    assert_eq!(
        hours.open_at(&zone, midnight),
        Openness::Closed { opens_at: Some(over) }
    );
}

#[test]
fn after_a_year_of_holidays_it_opens_again() {
    let zone = Zone::shanghai();
    let hours = BusinessHours {
        week: Some(std::array::from_fn(|day| {
            if day == 0 {
                vec![span("09:00", "18:00")]
            } else {
                Vec::new()
            }
        })),
        holidays: vec![Holiday {
            name: "歇业".to_owned(),
            from: date(2026, 1, 1),
            to: date(2026, 12, 31),
            hours: Vec::new(),
        }],
    };
    assert_eq!(hours.check(), Ok(()));
    let at = zone.at(date(2026, 1, 1).at(0, 0, 0, 0));
    // The first Monday of 2027.
    let opens_at = zone.at(date(2027, 1, 4).at(9, 0, 0, 0));
    assert_eq!(
        hours.open_at(&zone, at),
        Openness::Closed {
            opens_at: Some(opens_at)
        }
    );
}

#[test]
fn hours_that_nobody_can_mean_are_refused() {
    let week = |spans: Vec<OpenSpan>| BusinessHours {
        week: Some(std::array::from_fn(|day| {
            if day == 2 { spans.clone() } else { Vec::new() }
        })),
        holidays: Vec::new(),
    };
    let wednesday = HoursPlace::Weekday(2);
    for (spans, fault) in [
        (vec![], HoursFault::NeverOpen),
        (vec![span("09:00", "09:00")], HoursFault::NoSpan(wednesday)),
        (vec![span("24:00", "08:00")], HoursFault::NoSpan(wednesday)),
        (
            vec![span("09:00", "12:00"), span("11:59", "18:00")],
            HoursFault::Overlap(wednesday),
        ),
        (
            vec![span("20:00", "02:00"), span("22:00", "23:00")],
            HoursFault::Overlap(wednesday),
        ),
        (
            vec![span("01:00", "02:00"); 5],
            HoursFault::TooManySpans(wednesday),
        ),
    ] {
        assert_eq!(week(spans.clone()).check(), Err(fault), "{spans:?}");
    }
    for spans in [
        vec![span("13:00", "18:00"), span("09:00", "13:00")],
        vec![span("00:00", "24:00")],
        vec![span("20:00", "00:00")],
    ] {
        assert_eq!(week(spans.clone()).check(), Ok(()), "{spans:?}");
    }
    let holiday = |name: &str, from: Date, to: Date| Holiday {
        name: name.to_owned(),
        from,
        to,
        hours: Vec::new(),
    };
    let (first, seventh) = (date(2026, 10, 1), date(2026, 10, 7));
    let with = |holidays| BusinessHours { week: None, holidays };
    assert_eq!(
        with(vec![holiday(" ", first, seventh)]).check(),
        Err(HoursFault::HolidayName(0))
    );
    assert_eq!(
        with(vec![holiday("国庆", seventh, first)]).check(),
        Err(HoursFault::HolidayDays(0))
    );
    assert_eq!(
        with(vec![holiday("永远", first, date(2028, 1, 1))]).check(),
        Err(HoursFault::HolidayDays(0))
    );
    let two = vec![holiday("国庆", first, seventh), holiday("中秋", seventh, seventh)];
    assert_eq!(with(two).check(), Err(HoursFault::SameDays(0, 1)));
}
