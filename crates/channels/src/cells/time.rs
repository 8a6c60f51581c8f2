//! Times as exports write them, in the shop's zone unless they carry an offset.

use jiff::civil::{Date, DateTime};
use jinpai_model::{At, Zone};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    NotATime,
    /// A time, but not one of the years 2000 to 2099.
    Year,
}

const YEARS: std::ops::RangeInclusive<i16> = 2000..=2099;

/// Reads `2020-02-21 00:00:05`, `2020/2/21 0:00`, `2020年2月21日 0时5分`, ISO 8601 with or without an
/// offset, `20200221000005`, seconds or milliseconds since 1970 (10 or 13 digits), and Excel's days
/// since 1900 (`43882.5`).
pub(crate) fn moment(text: &str, zone: &Zone) -> Result<At, Wrong> {
    let text = text.trim();
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !text.is_empty() {
        return bare_number(text, zone);
    }
    let (wall, offset_s) = parts(text).ok_or(Wrong::NotATime)?;
    in_years(wall)?;
    match offset_s {
        Some(offset_s) => jiff::tz::Offset::from_seconds(offset_s)
            .ok()
            .and_then(|offset| offset.to_timestamp(wall).ok())
            .map(|t| At(t.as_millisecond()))
            .ok_or(Wrong::NotATime),
        None => Ok(zone.at(wall)),
    }
}

fn in_years(wall: DateTime) -> Result<DateTime, Wrong> {
    if YEARS.contains(&wall.year()) {
        Ok(wall)
    } else {
        Err(Wrong::Year)
    }
}

fn bare_number(text: &str, zone: &Zone) -> Result<At, Wrong> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let number: i64 = whole.parse().map_err(|_| Wrong::NotATime)?;
    let has_part = whole.len() != text.len();
    match (whole.len(), has_part) {
        (10 | 13, false) => {
            let at = At(if whole.len() == 10 { number * 1000 } else { number });
            in_years(at.in_zone(zone).datetime()).map(|_| at)
        }
        (14, false) => {
            let two = |at: usize| text[at..at + 2].parse::<i8>().map_err(|_| Wrong::NotATime);
            let year = text[..4].parse().map_err(|_| Wrong::NotATime)?;
            let wall = DateTime::new(year, two(4)?, two(6)?, two(8)?, two(10)?, two(12)?, 0);
            Ok(zone.at(in_years(wall.map_err(|_| Wrong::NotATime)?)?))
        }
        (8, false) => {
            let two = |at: usize| text[at..at + 2].parse::<i8>().map_err(|_| Wrong::NotATime);
            let year = text[..4].parse().map_err(|_| Wrong::NotATime)?;
            let day = Date::new(year, two(4)?, two(6)?).map_err(|_| Wrong::NotATime)?;
            Ok(zone.at(in_years(day.at(0, 0, 0, 0))?))
        }
        (5, _) => serial(text, zone),
        _ => Err(Wrong::NotATime),
    }
}

/// Excel's day number; day 25,569 is 1970-01-01.
fn serial(text: &str, zone: &Zone) -> Result<At, Wrong> {
    let days: f64 = text.parse().map_err(|_| Wrong::NotATime)?;
    // A day's fraction is stored to about a hundredth of a second: round to whole seconds.
    let seconds = ((days - 25_569.0) * 86_400.0).round();
    // Five digits of days are far below 2^53 seconds.
    let seconds = seconds as i64;
    let wall = At(seconds * 1000).in_zone(&"UTC".parse().map_err(|_| Wrong::NotATime)?);
    Ok(zone.at(in_years(wall.datetime())?))
}

/// Date, time of day, and offset in seconds.
fn parts(text: &str) -> Option<(DateTime, Option<i32>)> {
    let mut rest = Digits(text);
    let year: i16 = rest.number(4, 4)?.try_into().ok()?;
    rest.one_of(&["-", "/", ".", "年"])?;
    let month: i8 = rest.number(1, 2)?.try_into().ok()?;
    rest.one_of(&["-", "/", ".", "月"])?;
    let day: i8 = rest.number(1, 2)?.try_into().ok()?;
    let _ = rest.one_of(&["日", "号"]);
    let date = Date::new(year, month, day).ok()?;
    if rest.0.trim().is_empty() {
        return Some((date.at(0, 0, 0, 0), None));
    }
    let gap = rest.0.len();
    rest.0 = rest.0.trim_start();
    if rest.0.len() == gap {
        rest.one_of(&["T", "t"])
            .or_else(|| rest.0.starts_with(|c: char| c.is_ascii_digit()).then_some(()))?;
    }
    let hour = rest.number(1, 2)?;
    rest.one_of(&[":", "时", "点"])?;
    let minute: i8 = rest.number(1, 2)?.try_into().ok()?;
    let mut second = 0;
    let mut nano = 0;
    if rest.one_of(&[":", "分"]).is_some() && rest.0.starts_with(|c: char| c.is_ascii_digit()) {
        second = rest.number(1, 2)?.try_into().ok()?;
        if rest.one_of(&["."]).is_some() {
            nano = rest.fraction()?;
        }
        let _ = rest.one_of(&["秒"]);
    }
    let wall = date.at(0, 0, 0, 0);
    let hour: i8 = hour.try_into().ok()?;
    let wall = wall
        .date()
        .to_datetime(jiff::civil::Time::new(hour, minute, second, nano).ok()?);
    offset(rest.0.trim()).map(|offset_s| (wall, offset_s))
}

/// `Z`, `+08:00`, `+0800`, `+08`, or nothing.
// Outer: whether it can be read; inner: whether there is one.
fn offset(text: &str) -> Option<Option<i32>> {
    if text.is_empty() {
        return Some(None);
    }
    if text.eq_ignore_ascii_case("z") || text == "UTC" {
        return Some(Some(0));
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let mut rest = Digits(&text[1..]);
    let hours = rest.number(2, 2)?;
    let _ = rest.one_of(&[":"]);
    let minutes = if rest.0.is_empty() { 0 } else { rest.number(2, 2)? };
    if !rest.0.is_empty() || hours > 14 || minutes > 59 {
        return None;
    }
    i32::try_from(hours * 3600 + minutes * 60)
        .ok()
        .map(|s| Some(sign * s))
}

struct Digits<'a>(&'a str);

impl Digits<'_> {
    /// A number of `least` to `most` digits.
    fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let length = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if length < least {
            return None;
        }
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        digits.parse().ok()
    }

    /// Digits behind the point of a second, as nanoseconds.
    fn fraction(&mut self) -> Option<i32> {
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        format!("{:0<9.9}", digits).parse().ok().filter(|_| length > 0)
    }

    fn one_of(&mut self, marks: &[&str]) -> Option<()> {
        let rest = marks.iter().find_map(|mark| self.0.strip_prefix(mark))?;
        self.0 = rest;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_in_many_hands() {
        let zone = Zone::shanghai();
        let whole = At::from_rfc3339("2020-02-21T00:00:00+08:00").unwrap();
        for text in [
            "2020-02-21 00:00:00",
            "2020/2/21 0:00",
            "2020/02/21",
            "2020.2.21 0:00:00",
            "2020年2月21日 0时0分0秒",
            "2020年2月21日",
            "2020-02-21T00:00:00",
            "2020-02-21T00:00:00.000+08:00",
            "2020-02-20T16:00:00Z",
            "2020-02-20 11:00:00 -0500",
            "2020-02-21  00:00",
            "20200221000000",
            "20200221",
            "1582214400",
            "1582214400000",
            "43882",
            "43882.0",
        ] {
            assert_eq!(moment(text, &zone), Ok(whole), "{text}");
        }
        assert_eq!(moment("43882.5", &zone), Ok(whole.plus(12 * 3_600_000)));
        assert_eq!(moment("43881.99999", &zone), Ok(whole.plus(-1_000)));
    }

    #[test]
    fn what_is_not_surely_a_time_is_refused() {
        let zone = Zone::shanghai();
        for text in [
            "",
            "abc",
            "2/21/2020 0:00",
            "21-02-2020",
            "2020-13-01",
            "2020-02-30 10:00",
            "2020-02-21 25:00",
            "2020-02-21 10:61",
            "2020-02-21 10",
            "2020-02-21 10:00 PM",
            "12.34",
            "1",
            "2020-02-21T",
            "2020-02-21 10:00:00 +99",
            "年月日",
            "2020-02-21 10:00:00.",
            "４",
        ] {
            assert_eq!(moment(text, &zone), Err(Wrong::NotATime), "{text}");
        }
        for text in [
            "1899-12-31 00:00:00",
            "9999-12-31 00:00:00",
            "0001-01-01",
            "10000",
            "99999999999999",
        ] {
            assert!(moment(text, &zone).is_err(), "{text}");
        }
        assert_eq!(moment("1899-12-31 00:00:00", &zone), Err(Wrong::Year));
    }
}
