//! When a shop is back, in the words of its auto-reply.

use jinpai_model::{At, Zone};

/// `今天 13:30`, `明天 09:00`, `10月8日（周四）09:00`.
pub(super) fn back_at(opens_at: Option<At>, now: At, zone: &Zone) -> String {
    let Some(opens_at) = opens_at else {
        return "过些天".to_owned();
    };
    let (then, today) = (opens_at.in_zone(zone), now.in_zone(zone).date());
    let day = match (then.date() - today).get_days() {
        0 => "今天 ".to_owned(),
        1 => "明天 ".to_owned(),
        2 => "后天 ".to_owned(),
        _ => {
            const DAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
            let weekday = usize::try_from(then.weekday().to_monday_zero_offset()).unwrap_or(0);
            format!("{}月{}日（周{}）", then.month(), then.day(), DAYS[weekday % 7])
        }
    };
    format!("{day}{:02}:{:02}", then.hour(), then.minute())
}

#[cfg(test)]
mod tests {
    use jinpai_model::{At, Zone};

    use super::back_at;

    #[test]
    fn a_buyer_reads_the_day_as_one_says_it() {
        let zone = Zone::shanghai();
        let at = |text: &str| At::from_rfc3339(text).unwrap();
        // Half past eleven in the evening of a Wednesday.
        let now = at("2026-09-30T23:30:00+08:00");
        for (then, words) in [
            ("2026-09-30T23:45:00+08:00", "今天 23:45"),
            ("2026-10-01T09:00:00+08:00", "明天 09:00"),
            ("2026-10-02T09:00:00+08:00", "后天 09:00"),
            ("2026-10-08T09:30:00+08:00", "10月8日（周四）09:30"),
        ] {
            assert_eq!(back_at(Some(at(then)), now, &zone), words);
        }
        assert_eq!(back_at(None, now, &zone), "过些天");
    }
}
