//! Days, times of day and lengths of time, as they are said. Nothing here knows what day it is: `明天`
//! stays "in one day", and who compares decides what that means.

use super::number::{Number, ONE, number_at};
use super::words::{at_any, at_word};

/// A day as it was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// Days from today; 今天 is 0.
    InDays(i64),
    /// 0 is Monday; `next` for 下周.
    Weekday {
        day: u8,
        next: bool,
    },
    /// Day of a month, and the month when it was named.
    Date {
        month: Option<u8>,
        day: u8,
    },
    MonthEnd,
    NextMonth,
    YearEnd,
}

/// A time of day in minutes after midnight; `24:00` is 1440.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    pub minutes: u16,
    /// The other reading when neither morning nor evening was said (`4点`).
    pub other: Option<u16>,
    /// No hour was said, only `晚上` and the like: this is when that part begins.
    pub part_only: bool,
}

/// A day, a time of day, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub start: usize,
    pub end: usize,
    pub day: Option<Day>,
    pub clock: Option<Clock>,
}

/// A length of time in hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    pub start: usize,
    pub end: usize,
    pub low_h: i64,
    pub high_h: i64,
}

const DAYS: &[(&str, i64)] = &[
    ("大后天", 3),
    ("大后日", 3),
    ("后天", 2),
    ("后日", 2),
    ("今天", 0),
    ("今日", 0),
    ("今儿", 0),
    ("今个", 0),
    ("今晚", 0),
    ("今早", 0),
    ("今夜", 0),
    ("当天", 0),
    ("当日", 0),
    ("当晚", 0),
    ("即日", 0),
    ("明天", 1),
    ("明日", 1),
    ("明儿", 1),
    ("明早", 1),
    ("明晚", 1),
    ("次日", 1),
    ("翌日", 1),
    ("隔天", 1),
    ("隔日", 1),
    ("第二天", 1),
    ("昨天", -1),
    ("昨晚", -1),
    ("昨日", -1),
    ("前天", -2),
];

/// Parts of the day and when they begin, in hours.
const PARTS: &[(&str, u16)] = &[
    ("早上", 7),
    ("上午", 8),
    ("早晨", 7),
    ("清晨", 6),
    ("中午", 11),
    ("下午", 13),
    ("傍晚", 17),
    ("晚上", 18),
    ("夜里", 20),
    ("半夜", 23),
    ("凌晨", 0),
    ("午夜", 24),
];

/// The moment named here: `今晚12点`, `25号`, `周五前` without the 前, `下午四点`.
#[must_use]
pub fn moment_at(chars: &[char], at: usize) -> Option<Moment> {
    let (mut day, mut end) = (None, at);
    let mut evening = None;
    if let Some((found, to)) = day_at(chars, at) {
        if at_any(chars, at, &["今晚", "明晚", "当晚", "今夜"]).is_some() {
            evening = Some(18);
        } else if at_any(chars, at, &["今早", "明早"]).is_some() {
            evening = Some(7);
        }
        day = Some(found);
        end = to;
        if chars.get(end) == Some(&'的') {
            end += 1;
        }
    }
    let clock = clock_at(chars, end, evening);
    if let Some((_, to)) = clock {
        end = to;
    } else if day.is_some() && chars.get(end.wrapping_sub(1)) == Some(&'的') {
        end -= 1;
    }
    let part_only = || {
        evening.map(|hour| Clock {
            minutes: hour * 60,
            other: None,
            part_only: true,
        })
    };
    let clock = clock.map(|(clock, _)| clock).or_else(part_only);
    (end > at).then_some(Moment {
        start: at,
        end,
        day,
        clock,
    })
}

fn day_at(chars: &[char], at: usize) -> Option<(Day, usize)> {
    let c = *chars.get(at)?;
    if let Some((word, days)) = DAYS.iter().find(|(word, _)| at_word(chars, at, word)) {
        return Some((Day::InDays(*days), at + word.chars().count()));
    }
    for (word, day) in [
        ("这个月底", Day::MonthEnd),
        ("本月底", Day::MonthEnd),
        ("月底", Day::MonthEnd),
        ("月末", Day::MonthEnd),
        ("下个月", Day::NextMonth),
        ("下月", Day::NextMonth),
        ("年底", Day::YearEnd),
    ] {
        if at_word(chars, at, word) {
            return Some((day, at + word.chars().count()));
        }
    }
    if matches!(c, '周' | '星' | '礼' | '下' | '这' | '本') {
        return weekday(chars, at);
    }
    date(chars, at)
}

fn weekday(chars: &[char], at: usize) -> Option<(Day, usize)> {
    let (next, mut to) = match chars.get(at)? {
        '下' => (true, at + 1),
        '这' | '本' => (false, at + 1),
        _ => (false, at),
    };
    if to > at && chars.get(to) == Some(&'个') {
        to += 1;
    }
    to += at_any(chars, to, &["星期", "礼拜", "周"])?;
    let day = match chars.get(to)? {
        '一' | '1' => 0,
        '二' | '2' => 1,
        '三' | '3' => 2,
        '四' | '4' => 3,
        '五' | '5' => 4,
        '六' | '6' => 5,
        '日' | '天' | '末' | '7' => 6,
        _ => return None,
    };
    // 周五百 and 周三十 are no days.
    let more = chars.get(to + 1).is_some_and(|c| matches!(c, '十' | '百'));
    (!more).then_some((Day::Weekday { day, next }, to + 1))
}

/// `25号`, `11月25日`, `11.25`, `11/25` before 号 or nothing.
fn date(chars: &[char], at: usize) -> Option<(Day, usize)> {
    let whole = |n: Number, most: i64| {
        let value = n.exact()? / ONE;
        (n.low % ONE == 0 && (1..=most).contains(&value)).then_some(value)
    };
    let first = number_at(chars, at)?;
    let small = |value: i64| u8::try_from(value).ok();
    match chars.get(first.end)? {
        '号' | '日' => {
            // 5号色 and 38号 (a size) are not dates; nor are 3日内 and 5号线.
            let day = small(whole(first, 31)?)?;
            let spoilt = matches!(
                chars.get(first.end + 1),
                Some('色' | '楼' | '线' | '机' | '链' | '电' | '店')
            );
            (!spoilt && !lasts(chars, first)).then_some((Day::Date { month: None, day }, first.end + 1))
        }
        '月' => {
            let month = small(whole(first, 12)?)?;
            let second = number_at(chars, first.end + 1)?;
            let day = small(whole(second, 31)?)?;
            let end = second.end + usize::from(matches!(chars.get(second.end), Some('号' | '日')));
            let month = Some(month);
            Some((Day::Date { month, day }, end))
        }
        '/' => {
            let month = small(whole(first, 12)?)?;
            let second = number_at(chars, first.end + 1)?;
            let day = small(whole(second, 31)?)?;
            let month = Some(month);
            Some((Day::Date { month, day }, second.end))
        }
        _ => None,
    }
}

/// `7日无理由`, `三日内`, `3日达`: days that last, not a date.
fn lasts(chars: &[char], number: Number) -> bool {
    chars.get(number.end) == Some(&'日')
        && matches!(
            chars.get(number.end + 1),
            Some('内' | '无' | '之' | '以' | '达' | '包' | '保' | '可' | '退')
        )
}

/// `下午4点`, `16:00`, `晚上十点半`, `零点`; or a part of the day alone.
fn clock_at(chars: &[char], at: usize, evening: Option<u16>) -> Option<(Clock, usize)> {
    let part = PARTS.iter().find(|(word, _)| at_word(chars, at, word));
    let from = part.map_or(at, |(word, _)| at + word.chars().count());
    let from = from + usize::from(part.is_some() && chars.get(from) == Some(&'的'));
    let begins = part.map(|(_, hour)| *hour).or(evening);
    if let Some((hour, minute, end)) = hour_at(chars, from) {
        let (hour, other) = of_day(hour, begins);
        let clock = Clock {
            minutes: (hour * 60 + minute).min(1440),
            other: other.map(|hour| (hour * 60 + minute).min(1440)),
            part_only: false,
        };
        return Some((clock, end));
    }
    let (word, hour) = part?;
    let clock = Clock {
        minutes: hour * 60,
        other: None,
        part_only: true,
    };
    Some((clock, at + word.chars().count()))
}

/// The hour as the clock counts it, and the other one it may be.
fn of_day(hour: u16, begins: Option<u16>) -> (u16, Option<u16>) {
    match (hour, begins) {
        (0, _) | (12, Some(18 | 20 | 23 | 24)) => (24, None),
        (1..=11, Some(11..)) => (hour + 12, None),
        (_, Some(_)) | (13.., None) => (hour, None),
        // 四点 without more is rather four in the afternoon: that is when parcels are fetched.
        (1..=7, None) => (hour + 12, Some(hour)),
        (12, None) => (12, Some(24)),
        (_, None) => (hour, Some(hour + 12)),
    }
}

fn hour_at(chars: &[char], at: usize) -> Option<(u16, u16, usize)> {
    let number = number_at(chars, at)?;
    let hour = number.exact()?;
    let hour = u16::try_from(hour / ONE)
        .ok()
        .filter(|h| *h <= 24 && number.low % ONE == 0)?;
    let minute = |at: usize| {
        let n = number_at(chars, at)?;
        let value = u16::try_from(n.exact()? / ONE).ok().filter(|m| *m < 60)?;
        Some((value, n.end))
    };
    match chars.get(number.end)? {
        ':' => {
            let (value, end) = minute(number.end + 1)?;
            (end == number.end + 3).then_some((hour, value, end))
        }
        '点' => {
            let mut end = number.end + 1;
            if chars.get(end) == Some(&'半') {
                return Some((hour, 30, end + 1));
            }
            if chars.get(end) == Some(&'整') {
                end += 1;
            }
            match minute(end) {
                Some((value, to)) if value >= 5 && chars.get(to) == Some(&'分') => {
                    Some((hour, value, to + 1))
                }
                _ => Some((hour, 0, end)),
            }
        }
        _ => None,
    }
}

/// The length of time that begins here: `24小时`, `三五天`, `一周`, `半个月`, `一年半`, `24小时到48小时`.
#[must_use]
pub fn length_at(chars: &[char], at: usize) -> Option<Length> {
    let first = single_length(chars, at)?;
    let joined = matches!(chars.get(first.end), Some('到' | '至' | '-' | '~'))
        .then(|| single_length(chars, first.end + 1))
        .flatten();
    Some(match joined {
        Some(second) if second.high_h >= first.low_h => Length {
            end: second.end,
            high_h: second.high_h,
            ..first
        },
        _ => first,
    })
}

fn single_length(chars: &[char], at: usize) -> Option<Length> {
    if let Some(len) = at_any(chars, at, &["一两个星期", "个把星期"]) {
        return Some(Length {
            start: at,
            end: at + len,
            low_h: 168,
            high_h: 336,
        });
    }
    let number = number_at(chars, at)?;
    let mut to = number.end;
    let counted = chars.get(to) == Some(&'个');
    to += usize::from(counted);
    // 一个半月
    let mut half = counted && chars.get(to) == Some(&'半');
    to += usize::from(half);
    let (len, unit_h) = unit_at(chars, to)?;
    to += len;
    if !half && chars.get(to) == Some(&'半') {
        half = true;
        to += 1;
    }
    let more = if half { ONE / 2 } else { 0 };
    let hours = |hundredths: i64| (hundredths + more) * unit_h / ONE;
    Some(Length {
        start: at,
        end: to,
        low_h: hours(number.low),
        high_h: hours(number.high),
    })
}

const UNITS: &[(&str, i64)] = &[
    ("小时", 1),
    ("钟头", 1),
    ("h", 1),
    ("工作日", 24),
    ("天", 24),
    ("日", 24),
    ("星期", 168),
    ("礼拜", 168),
    ("周", 168),
    ("月", 720),
    ("年", 8_760),
];

fn unit_at(chars: &[char], at: usize) -> Option<(usize, i64)> {
    let (word, hours) = UNITS.iter().find(|(word, _)| at_word(chars, at, word))?;
    let len = word.chars().count();
    // 3天猫, 5日常 and the like do not occur; 2周岁 and 3月份 do.
    let spoilt = matches!(chars.get(at + len), Some('岁' | '份'));
    (!spoilt).then_some((len, *hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn clock(text: &str) -> Option<(u16, Option<u16>)> {
        moment_at(&chars(text), 0)?.clock.map(|c| (c.minutes, c.other))
    }

    #[test]
    fn hours_are_read_by_the_part_of_the_day() {
        for (text, minutes, other) in [
            ("今晚12点", 1440, None),
            ("今晚十二点", 1440, None),
            ("今晚8点", 1200, None),
            ("晚上8点", 1200, None),
            ("下午四点半", 990, None),
            ("上午10点", 600, None),
            ("中午12点", 720, None),
            ("中午1点", 780, None),
            ("零点", 1440, None),
            ("0点", 1440, None),
            ("24点", 1440, None),
            ("16:30", 990, None),
            ("16点30分", 990, None),
            ("4点", 960, Some(240)),
            ("9点", 540, Some(1260)),
            ("明早9点", 540, None),
            ("今晚的12点", 1440, None),
        ] {
            assert_eq!(clock(text), Some((minutes, other)), "{text}");
        }
    }

    #[test]
    fn days_are_named_in_many_ways() {
        for (text, day) in [
            ("后天就到", Day::InDays(2)),
            ("大后天", Day::InDays(3)),
            ("次日达", Day::InDays(1)),
            ("周五前", Day::Weekday { day: 4, next: false }),
            ("下周一", Day::Weekday { day: 0, next: true }),
            ("这个星期天", Day::Weekday { day: 6, next: false }),
            ("25号", Day::Date { month: None, day: 25 }),
            ("二十五号", Day::Date { month: None, day: 25 }),
            (
                "11月25日",
                Day::Date {
                    month: Some(11),
                    day: 25,
                },
            ),
            (
                "12/1",
                Day::Date {
                    month: Some(12),
                    day: 1,
                },
            ),
            ("月底", Day::MonthEnd),
        ] {
            let moment = moment_at(&chars(text), 0).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(moment.day, Some(day), "{text}");
        }
        for text in ["7日无理由", "三日内", "5号色", "周边", "下单"] {
            let day = moment_at(&chars(text), 0).and_then(|m| m.day);
            assert_eq!(day, None, "{text}");
        }
    }

    #[test]
    fn lengths_come_to_hours() {
        for (text, low, high) in [
            ("24小时内", 24, 24),
            ("三五天", 72, 120),
            ("3到5天", 72, 120),
            ("三天到五天", 72, 120),
            ("24小时到48小时", 24, 48),
            ("一周", 168, 168),
            ("一个星期", 168, 168),
            ("半个月", 360, 360),
            ("一个半月", 1080, 1080),
            ("两天半", 60, 60),
            ("半年", 4380, 4380),
            ("一年半", 13_140, 13_140),
            ("12个月", 8640, 8640),
            ("3-5个工作日", 72, 120),
            ("48h", 48, 48),
        ] {
            let length = length_at(&chars(text), 0).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((length.low_h, length.high_h), (low, high), "{text}");
        }
        for text in ["2周岁", "3月份", "天", "第二天"] {
            assert_eq!(length_at(&chars(text), 0), None, "{text}");
        }
    }
}
