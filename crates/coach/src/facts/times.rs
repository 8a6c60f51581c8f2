//! Ends of promotions, cut-offs, dispatch and arrival against what the shop knows of them.

use jinpai_model::Facts;
use jinpai_text::claims::{Clock, Day, Deadline, Ending, Passage, When};

use super::{
    Judgement, Verdict,
    calendar::{End, Now, civil_from_days, days_from_civil, weekday},
};

/// What is longer is a mistake in the data, not a time.
const MOST_H: i64 = 100_000;

const OPEN: Judgement = (Verdict::Open, None);

/// A day of the claim against the day of an end; none when only the date of today could tell.
fn same_day(day: Day, end: i64, now: Option<Now>) -> Option<bool> {
    let (_, month_of_end, day_of_end) = civil_from_days(end);
    Some(match day {
        Day::InDays(days) => now?.day + days == end,
        Day::Weekday { day, next } => {
            let named = weekday(end) == i64::from(day);
            match now {
                Some(now) if named => {
                    let weeks = (end - weekday(end) - (now.day - weekday(now.day))) / 7;
                    // 周三 said on a Sunday is the coming one.
                    weeks == i64::from(next) || (0..7).contains(&(end - now.day))
                }
                _ => named,
            }
        }
        Day::Date { month, day } => {
            i64::from(day) == day_of_end && month.is_none_or(|month| i64::from(month) == month_of_end)
        }
        Day::MonthEnd => day_of_end >= 28,
        Day::YearEnd => month_of_end == 12 && day_of_end >= 28,
        Day::NextMonth => return None,
    })
}

fn same_clock(clock: Clock, minute: i64) -> bool {
    let near = |said: u16| (i64::from(said) - minute).abs() <= 10;
    clock.part_only || near(clock.minutes) || clock.other.is_some_and(near)
}

pub fn deadline(said: Deadline, hedged: bool, words: &[char], facts: &Facts, now: Option<Now>) -> Judgement {
    let Some(text) = facts.promo_ends.as_deref() else {
        let presses = !matches!(said.ending, Ending::Never);
        let verdict = if presses {
            Verdict::Pressing
        } else {
            Verdict::Unsupported
        };
        return (verdict, None);
    };
    let Some(end) = End::parse(text) else { return OPEN };
    let holds = match said.ending {
        Ending::On(When::Moment { day, clock }) => {
            let day = day.map(|day| same_day(day, end.day, now));
            let clock = clock.is_none_or(|clock| same_clock(clock, end.minute));
            match day {
                Some(Some(day)) => Some(day && clock),
                // The day cannot be told from here, but a wrong hour is wrong on any day.
                _ if !clock => Some(false),
                None => Some(true),
                Some(None) => None,
            }
        }
        Ending::Before(day) => same_day(day, end.day + 1, now),
        Ending::On(When::Hours { low_h, high_h }) | Ending::In { low_h, high_h } => now.map(|now| {
            let left = (end.day - now.day) * 24 + (end.minute - now.minute) / 60;
            let slack = if high_h >= 24 { 24 } else { 1 };
            (low_h - slack..=high_h + slack).contains(&left)
        }),
        Ending::Soon => now.map(|now| (end.day - now.day) * 24 + (end.minute - now.minute) / 60 <= 48),
        Ending::Never => Some(false),
    };
    match holds {
        None => OPEN,
        Some(true) => (Verdict::Supported, None),
        Some(false) if hedged => OPEN,
        Some(false) => {
            let said: String = words.iter().collect();
            let bare = said
                .chars()
                .last()
                .is_some_and(|c| c.is_ascii_digit() || "号日点末底天半".contains(c));
            let whole = said.contains("最后") || said.contains("限") || said.contains("过");
            let tail = if bare && !whole { "" } else { "结束" };
            (Verdict::Contradicted, Some(format!("{}{tail}", end.words())))
        }
    }
}

pub fn cutoff(said: Clock, exact: bool, words: &[char], facts: &Facts) -> Judgement {
    let Some(known) = facts.ship_cutoff else {
        return match facts.ship_within_h {
            Some(hours) if hours >= 48 && !exact => (Verdict::Contradicted, None),
            Some(_) => OPEN,
            None => (Verdict::Unsupported, None),
        };
    };
    let minute = i64::from(known.minutes());
    if !said.part_only && same_clock(said, minute) {
        return (Verdict::Supported, None);
    }
    let late = i64::from(said.minutes) > minute
        && said
            .other
            .is_none_or(|other| other < 420 || i64::from(other) > minute);
    if !(late || exact) {
        return OPEN;
    }
    let text: String = words.iter().collect();
    let truth = if text.contains(['拍', '单', '付']) {
        format!("{known}前拍")
    } else if said.part_only {
        format!("{known}前")
    } else {
        known.to_string()
    };
    (Verdict::Contradicted, Some(truth))
}

/// Days from today, where that can be told.
fn days_ahead(day: Day, now: Option<Now>) -> Option<i64> {
    if let Day::InDays(days) = day {
        return Some(days);
    }
    let today = now?.day;
    Some(match day {
        Day::InDays(days) => days,
        Day::Weekday { day, next } => {
            let this = i64::from(day) - weekday(today);
            match (next, this) {
                (true, _) => this + 7,
                // 周一 said on a Friday is the coming one.
                (false, ..0) => this + 7,
                (false, _) => this,
            }
        }
        Day::Date { month, day } => {
            let (year, this_month, this_day) = civil_from_days(today);
            let month = month.map_or(this_month + i64::from(i64::from(day) < this_day), i64::from);
            let year = year + i64::from(month > 12 || month + 6 < this_month);
            days_from_civil(year, (month - 1) % 12 + 1, i64::from(day)) - today
        }
        Day::MonthEnd | Day::NextMonth | Day::YearEnd => return None,
    })
}

pub fn dispatch(way: &Passage, hedged: bool, words: &[char], facts: &Facts, now: Option<Now>) -> Judgement {
    let (low, high, day) = match way.when {
        When::Hours { low_h, high_h } => (low_h, high_h, None),
        When::Moment { day: Some(day), .. } => match days_ahead(day, now) {
            Some(days) => (24 * days, 24 * days + 24, Some(days)),
            None => return OPEN,
        },
        When::Moment { day: None, .. } => return OPEN,
    };
    if day == Some(0)
        && let Some(cutoff) = facts.ship_cutoff
    {
        let missed = way.now && now.is_some_and(|now| now.minute > i64::from(cutoff.minutes()));
        return if missed {
            (Verdict::Contradicted, Some("明天".to_owned()))
        } else {
            OPEN
        };
    }
    let Some(within) = facts.ship_within_h.filter(|hours| (0..=MOST_H).contains(hours)) else {
        let known = facts.ship_cutoff.is_some();
        return (
            if known {
                Verdict::Open
            } else {
                Verdict::Unsupported
            },
            None,
        );
    };
    let (early, late) = if hedged {
        (high * 3 <= within, low > 3 * within)
    } else {
        (high < within, low > 2 * within || (day.is_some() && low > within))
    };
    // 拍下就发 is the same as today.
    let early = early && !(way.now && day.is_none() && within <= 24);
    if !(early || late) {
        let covered = high >= within && !late;
        return (
            if covered && way.by {
                Verdict::Supported
            } else {
                Verdict::Open
            },
            None,
        );
    }
    let text: String = words.iter().collect();
    let leaves = text.contains('发');
    let truth = format!("{}内{}", hours(within), if leaves { "发出" } else { "" });
    (Verdict::Contradicted, Some(truth))
}

/// `48小时`, `15天`.
pub fn hours(hours: i64) -> String {
    if hours > 72 && hours % 24 == 0 {
        format!("{}天", hours / 24)
    } else {
        format!("{hours}小时")
    }
}

/// `3天`, `3到5天`.
pub fn days([fewest, most]: [i64; 2]) -> String {
    match (fewest, most) {
        (0, 0) => "当天".to_owned(),
        _ if fewest == most => format!("{most}天"),
        _ => format!("{fewest}到{most}天"),
    }
}

pub fn arrival(way: &Passage, hedged: bool, facts: &Facts, now: Option<Now>) -> Judgement {
    let Some([min, max]) = facts
        .eta_days
        .filter(|[min, max]| 0 <= *min && min <= max && *max <= MOST_H)
    else {
        return (Verdict::Unsupported, None);
    };
    let (low, high) = match way.when {
        When::Hours { low_h, high_h } => (low_h / 24, (high_h + 23) / 24),
        When::Moment { day: Some(day), .. } => match days_ahead(day, now) {
            Some(days) => (days, days),
            None => return OPEN,
        },
        When::Moment { day: None, .. } => return OPEN,
    };
    let verdict = if way.by {
        // At the latest: false when most parcels would come later.
        let early = high < min || (!hedged && 2 * high < min + max);
        match (early, high >= max) {
            (true, _) => Verdict::Contradicted,
            (_, true) => Verdict::Supported,
            _ => Verdict::Open,
        }
    } else if low == high {
        let slack = i64::from(hedged);
        if low + slack < min || low > max + slack {
            Verdict::Contradicted
        } else if min == max {
            Verdict::Supported
        } else {
            Verdict::Open
        }
    } else if high < min || low > max || (!hedged && low < min && high < max) {
        Verdict::Contradicted
    } else if low <= min && high >= max {
        Verdict::Supported
    } else {
        Verdict::Open
    };
    let truth = (verdict == Verdict::Contradicted).then(|| days([min, max]));
    (verdict, truth)
}
