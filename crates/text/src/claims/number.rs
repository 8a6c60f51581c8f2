//! Numbers as buyers and agents write them: `12`, `1,299`, `99.9`, `十二`, `一百二`, `两三`, `几十`, `200多`,
//! `3-5`. Every number is a range in hundredths, so that `半` and `99.9` need no fractions.

/// Hundredths in one.
pub const ONE: i64 = 100;

/// A number and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    pub start: usize,
    pub end: usize,
    /// Hundredths, the least and the most it can mean.
    pub low: i64,
    pub high: i64,
}

impl Number {
    /// The figure when it is a single one, in hundredths.
    #[must_use]
    pub const fn exact(&self) -> Option<i64> {
        if self.low == self.high {
            Some(self.low)
        } else {
            None
        }
    }
}

/// The number that begins here; a range (`3-5`, `三到五`) is one number.
#[must_use]
pub fn number_at(chars: &[char], at: usize) -> Option<Number> {
    let first = single(chars, at)?;
    let mut to = first.end;
    while to < first.end + 2 && matches!(chars.get(to), Some('-' | '~' | '—' | '–' | '到' | '至')) {
        to += 1;
    }
    if to > first.end
        && let Some(second) = single(chars, to)
        && second.high > first.low
    {
        return Some(Number {
            start: at,
            end: second.end,
            low: first.low,
            high: second.high,
        });
    }
    Some(first)
}

/// One figure without a second one after a hyphen.
fn single(chars: &[char], at: usize) -> Option<Number> {
    let c = *chars.get(at)?;
    let read = if c.is_ascii_digit() {
        arabic(chars, at)
    } else {
        chinese(chars, at)
    };
    let (low, high, end, step) = read?;
    let mut number = Number {
        start: at,
        end,
        low,
        high,
    };
    // 两百多, 200多, 十来: somewhat more, but less than the next round figure.
    if matches!(chars.get(end), Some('多' | '来' | '余')) && step >= 10 * ONE && low == high {
        number.low += ONE;
        number.high += step - ONE;
        number.end += 1;
    }
    Some(number)
}

/// Low, high, end, and the value of one step in the last place written.
type Read = Option<(i64, i64, usize, i64)>;

/// Longest figure that is a quantity; what is longer is an order number or a phone.
const MOST_DIGITS: usize = 8;

fn arabic(chars: &[char], at: usize) -> Read {
    let digit = |at: usize| chars.get(at).and_then(|c| c.to_digit(10)).map(i64::from);
    let (mut value, mut end, mut digits) = (0_i64, at, 0);
    loop {
        if let Some(d) = digit(end) {
            digits += 1;
            if digits > MOST_DIGITS {
                return None;
            }
            value = value * 10 + d;
            end += 1;
        } else if chars.get(end) == Some(&',')
            && (1..=3).all(|next| digit(end + next).is_some())
            && digit(end + 4).is_none()
        {
            end += 1;
        } else {
            break;
        }
    }
    let mut step = round_step(value);
    value *= ONE;
    if chars.get(end) == Some(&'.')
        && let Some(tenths) = digit(end + 1)
    {
        value += tenths * 10;
        end += 2;
        step = 0;
        if let Some(hundredths) = digit(end) {
            value += hundredths;
            end += 1;
        }
        if digit(end).is_some() || chars.get(end) == Some(&'.') {
            // More places than money or days have: a version or an address.
            return None;
        }
    }
    let factor = match chars.get(end) {
        Some('万' | 'w') => 10_000,
        Some('千' | 'k') => 1_000,
        Some('百') => 100,
        _ => return Some((value, value, end, step)),
    };
    Some((value * factor, value * factor, end + 1, factor * ONE))
}

/// The value of one in the last place that is not zero: 200 → 100, 250 → 10, 3 → 1.
fn round_step(value: i64) -> i64 {
    let mut step = 1;
    while value != 0 && value % (step * 10) == 0 {
        step *= 10;
    }
    step * ONE
}

/// One digit character; 两 and 俩 are two.
fn digit(c: char) -> Option<i64> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '俩' | '贰' => 2,
        '三' | '仨' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn unit(c: char) -> Option<i64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        _ => return None,
    })
}

/// Two digits side by side that mean "the one or the other": 两三, 七八, and 三五.
fn either(first: i64, second: i64) -> bool {
    first > 0 && (second == first + 1 || (first, second) == (3, 5))
}

/// A Chinese numeral in the making: closed sections, the open one and the digit before its unit.
#[derive(Default)]
struct Numeral {
    total: (i64, i64),
    section: (i64, i64),
    pending: Option<(i64, i64)>,
    /// The unit read last.
    last: i64,
    /// A zero stands after the last unit, so that what follows is no short form (一百零二 is not 一百二).
    zero: bool,
}

impl Numeral {
    fn add_pending(&mut self, factor: i64) {
        let (low, high) = self.pending.take().unwrap_or((1, 1));
        self.section.0 += low * factor;
        self.section.1 += high * factor;
        self.last = factor;
        self.zero = false;
    }

    fn close_section(&mut self) {
        if self.pending.is_some() {
            self.add_pending(1);
        }
        self.total.0 += self.section.0 * 10_000;
        self.total.1 += self.section.1 * 10_000;
        self.section = (0, 0);
        self.last = 10_000;
        self.zero = false;
    }

    fn value(mut self) -> (i64, i64, i64) {
        let step = if self.pending.is_some() {
            1
        } else {
            self.last.max(1)
        };
        if self.pending.is_some() {
            // 一百二 is 120, 一千二 is 1200.
            let short = self.last >= 100 && !self.zero;
            let factor = if short { self.last / 10 } else { 1 };
            self.add_pending(factor);
        }
        let low = self.total.0 + self.section.0;
        (low, self.total.1 + self.section.1, step)
    }
}

fn chinese(chars: &[char], at: usize) -> Read {
    if chars.get(at) == Some(&'半') {
        return Some((ONE / 2, ONE / 2, at + 1, 0));
    }
    if let Some(read) = positional(chars, at) {
        return Some(read);
    }
    let mut n = Numeral::default();
    let mut end = at;
    while let Some(c) = chars.get(end).copied() {
        if end - at > 16 {
            return None;
        }
        if let Some(d) = digit(c) {
            match n.pending {
                _ if d == 0 => {
                    if n.pending.is_some() {
                        break;
                    }
                    if end == at {
                        n.pending = Some((0, 0));
                    }
                    n.zero = true;
                }
                None if counts_next(chars, end, n.last) => break,
                None => n.pending = Some((d, d)),
                Some((low, high)) if low == high && either(low, d) => n.pending = Some((low, d)),
                Some(_) => break,
            }
        } else if c == '几' && n.pending.is_none() {
            n.pending = Some(if n.last == 10 { (1, 9) } else { (2, 9) });
        } else if let Some(factor) = unit(c) {
            // A larger unit after a smaller one begins another number; 百 alone is no number.
            if (n.last != 0 && n.last != 10_000 && factor >= n.last) || (n.pending.is_none() && factor != 10)
            {
                break;
            }
            n.add_pending(factor);
        } else if c == '万' && end > at && n.last < 10_000 {
            n.close_section();
        } else {
            break;
        }
        end += 1;
    }
    if end == at {
        return None;
    }
    let (low, high, step) = n.value();
    Some((low * ONE, high * ONE, end, step * ONE))
}

/// `一百一件` is a hundred for one piece, not 110 pieces.
fn counts_next(chars: &[char], at: usize, last: i64) -> bool {
    last >= 100
        && chars.get(at) == Some(&'一')
        && matches!(
            chars.get(at + 1),
            Some('件' | '个' | '双' | '套' | '条' | '盒' | '箱' | '斤')
        )
}

/// Digits read one by one: 一六八, 二零二六.
fn positional(chars: &[char], at: usize) -> Read {
    let digits: Vec<i64> = chars[at..]
        .iter()
        .take(MOST_DIGITS + 1)
        .map_while(|c| digit(*c).filter(|_| *c != '两'))
        .collect();
    let end = at + digits.len();
    let followed = chars.get(end).is_some_and(|c| unit(*c).is_some() || *c == '万');
    let range = digits.len() == 2 && either(digits[0], digits[1]);
    if digits.len() < 2 || digits.len() > MOST_DIGITS || followed || range {
        return None;
    }
    let value = digits.iter().fold(0, |value, d| value * 10 + d) * ONE;
    Some((value, value, end, ONE))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<(i64, i64, usize)> {
        let chars: Vec<char> = text.chars().collect();
        number_at(&chars, 0).map(|n| (n.low, n.high, n.end))
    }

    /// The full written form, with 两 or 二 before units.
    fn words(n: i64, two: char) -> String {
        const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
        if n == 0 {
            return "零".to_owned();
        }
        let (mut out, mut zero) = (String::new(), false);
        for (unit, name) in [(1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let d = n / unit % 10;
            if d == 0 {
                zero = !out.is_empty();
                continue;
            }
            if zero {
                out.push('零');
                zero = false;
            }
            let leading_ten = unit == 10 && d == 1 && out.is_empty();
            if !leading_ten {
                let d = usize::try_from(d).expect("a digit");
                out.push(if d == 2 && unit >= 100 { two } else { DIGITS[d] });
            }
            out.push_str(name);
        }
        out
    }

    #[test]
    fn every_number_word_to_9999_comes_back() {
        for n in 0..10_000 {
            for two in ['二', '两'] {
                let text = words(n, two);
                let all = text.chars().count();
                assert_eq!(read(&text), Some((n * ONE, n * ONE, all)), "{text}");
                let counted = format!("{text}元");
                assert_eq!(read(&counted), Some((n * ONE, n * ONE, all)), "{counted}");
            }
            let digits = n.to_string();
            assert_eq!(read(&digits), Some((n * ONE, n * ONE, digits.len())), "{digits}");
        }
    }

    #[test]
    fn short_forms_and_vague_ones() {
        for (text, low, high) in [
            ("一百二", 120, 120),
            ("一百二十八", 128, 128),
            ("一千二", 1200, 1200),
            ("一千二百五", 1250, 1250),
            ("两万五", 25_000, 25_000),
            ("一百零二", 102, 102),
            ("一百一件", 100, 100),
            ("两三天", 2, 3),
            ("三五天", 3, 5),
            ("二三十件", 20, 30),
            ("一两百", 100, 200),
            ("十二三", 12, 13),
            ("几件", 2, 9),
            ("十几件", 11, 19),
            ("几十件", 20, 90),
            ("两百多件", 201, 299),
            ("200多件", 201, 299),
            ("250多", 251, 259),
            ("十来件", 11, 19),
            ("一六八", 168, 168),
            ("二零二六年", 2026, 2026),
            ("1,299元", 1299, 1299),
            ("1.2万", 12_000, 12_000),
            ("3-5天", 3, 5),
            ("3~5天", 3, 5),
            ("三到五天", 3, 5),
            ("24至48小时", 24, 48),
        ] {
            let (l, h, _) = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((l, h), (low * ONE, high * ONE), "{text}");
        }
        assert_eq!(read("99.9"), Some((9_990, 9_990, 4)));
        assert_eq!(read("半年"), Some((50, 50, 1)));
    }

    #[test]
    fn long_runs_are_no_quantity() {
        for text in ["13800001111", "1.2.3", "百货", "万一", "件"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_inside_itself(text in any::<String>(), tail in "[0-9一二三两几十百千万零半多.,到~-]{0,24}") {
            let chars: Vec<char> = tail.chars().chain(text.chars()).collect();
            for at in 0..=chars.len() {
                if let Some(n) = number_at(&chars, at) {
                    prop_assert!(n.start == at && n.end > at && n.end <= chars.len() && n.low <= n.high);
                }
            }
        }
    }
}
