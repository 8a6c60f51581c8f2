//! The ways a person answers an SMS to say "no more of these".

/// Whole answers, folded to upper case and without punctuation. Whole, because "退货怎么退" holds 退 and
/// means something else.
const WAYS: &[&str] = &[
    "R",
    "TD",
    "T",
    "N",
    "0000",
    "00000",
    "STOP",
    "UNSUBSCRIBE",
    "QX",
    "退",
    "退订",
    "退定",
    "TUIDING",
    "退订回R",
    "退订回T",
    "回复R",
    "拒收",
    "拒绝",
    "取消",
    "取消订阅",
    "不要再发",
    "不要再发了",
    "别发了",
    "别再发了",
    "不要发了",
];

/// What an opt-out with more words begins with, up to twelve characters in all.
const OPENINGS: &[&str] = &[
    "退订",
    "TD退订",
    "不要再发了",
    "不要再发短信",
    "不要再发信息",
    "不要再发消息",
    "别再发了",
    "别再发短信",
    "别再发信息",
    "别再发消息",
    "不要给我发",
    "别给我发",
];
/// Begin alike and are about goods: 退 订单, 退 订货, 退 订金.
const GOODS: &[&str] = &["退订单", "退订货", "退订金", "退订的"];
const LONGEST: usize = 12;

/// Whether the text of an answer is an opt-out. Full-width letters, spaces and punctuation do not matter.
#[must_use]
pub fn is_opt_out(text: &str) -> bool {
    let folded: String = text
        .chars()
        .map(|c| match c {
            // The full-width forms of ASCII stand in one row, in the same order.
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        })
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect();
    let begins = |with: &[&str]| with.iter().any(|opening| folded.starts_with(opening));
    WAYS.contains(&folded.as_str())
        || (begins(OPENINGS) && !begins(GOODS) && folded.chars().count() <= LONGEST)
}

#[cfg(test)]
mod tests {
    use super::is_opt_out;

    #[test]
    fn the_usual_ways_out_are_known_and_questions_are_not() {
        for text in [
            "R",
            "r",
            " Ｒ。",
            "TD",
            "td！",
            "退订",
            "【退订】",
            "别再发了！",
            "STOP",
            "N",
            "退订，谢谢",
            "别再发短信给我",
        ] {
            assert!(is_opt_out(text), "{text}");
        }
        for text in [
            "",
            "。",
            "好的",
            "退货怎么退",
            "RR",
            "尺码M有吗",
            "不要了退款",
            "R码有货吗",
            "退订单怎么弄",
            "退订金吗",
            "别再发错了",
        ] {
            assert!(!is_opt_out(text), "{text}");
        }
    }
}
