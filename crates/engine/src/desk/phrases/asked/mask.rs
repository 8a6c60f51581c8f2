//! Takes out of a text what could name somebody: numbers of five digits and more, however they are written, and mail
//! addresses. Pure.

/// Digits of a number that may be a telephone, an order, a house and a flat.
const LONG: usize = 5;

const fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c, '０'..='９' | '①'..='⑨')
        || matches!(
            c,
            '零' | '〇' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '幺'
        )
}

/// What people put between the digits of one number.
const fn is_between(c: char) -> bool {
    matches!(c, ' ' | '-' | '－' | '—' | '\u{3000}' | '.' | '_' | '、' | '/')
}

/// The text with `with` in the place of every long number and every mail address.
pub(in crate::desk::phrases) fn masked(text: &str, with: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        if is_digit(chars[at]) {
            let (end, digits) = number(&chars, at);
            if digits >= LONG {
                shown.push_str(with);
            } else {
                shown.extend(&chars[at..end]);
            }
            at = end;
        } else if let Some(end) = address(&chars, at) {
            shown.push_str(with);
            at = end;
        } else {
            shown.push(chars[at]);
            at += 1;
        }
    }
    shown
}

/// The end of the number that begins here, and its digits. One sign between two digits belongs to it.
fn number(chars: &[char], start: usize) -> (usize, usize) {
    let (mut end, mut digits) = (start, 0);
    let mut at = start;
    while at < chars.len() {
        if is_digit(chars[at]) {
            digits += 1;
            at += 1;
            end = at;
        } else if is_between(chars[at]) && chars.get(at + 1).copied().is_some_and(is_digit) {
            at += 1;
        } else {
            break;
        }
    }
    (end, digits)
}

/// The end of the mail address that begins here.
fn address(chars: &[char], start: usize) -> Option<usize> {
    let part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    // In the middle of a word nothing begins: what stands before it was looked at already.
    if !chars[start].is_ascii_alphanumeric() || start > 0 && part(&chars[start - 1]) {
        return None;
    }
    let at = start + chars[start..].iter().take_while(|c| part(c)).count();
    if !matches!(chars.get(at), Some('@' | '＠')) {
        return None;
    }
    let behind = chars[at + 1..].iter().take_while(|c| part(c)).count();
    (behind > 0).then_some(at + 1 + behind)
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn long_numbers_are_masked_however_they_are_written() {
        for (text, shown) in [
            ("我的电话13800138000", "我的电话*"),
            ("138 0013 8000 打这个", "* 打这个"),
            ("138-0013-8000", "*"),
            ("１３８００", "*"),
            ("一三八零零一三八", "*"),
            ("1三8零0", "*"),
            ("单号SF1234567890到哪了", "单号SF*到哪了"),
            ("寄到 lu.xiao@example.com 吧", "寄到 * 吧"),
            ("xiaolu＠example.com", "*"),
        ] {
            assert_eq!(masked(text, "*"), shown, "{text}");
        }
    }

    #[test]
    fn prices_and_sizes_stay() {
        for text in [
            "1299元",
            "175 斤 L码",
            "3.5折",
            "第一次买",
            "满300减40",
            "@客服",
            "a.b",
            "",
        ] {
            assert_eq!(masked(text, "*"), text);
        }
    }
}
