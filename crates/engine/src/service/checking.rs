//! Whether what a lead has written can be saved, and if not, what, where, and what to do.

use jinpai_coach::{Finding, Locale, Severity};
use jinpai_model::{
    At, AutoKind, AutoReplies, AutoReply, BusinessHours, Holiday, HoursFault, HoursPlace, Shop, ShopNotice,
};

use crate::{
    coaching::{Context, own::ShopCoach},
    core::Engine,
    desk::one_line,
    error::{EngineError, Invalid, Result},
};

/// The year 9999 is over: no page can show what comes after it.
const LAST_DAY: At = At(253_402_300_800_000);

const DAYS: [(&str, &str, &str); 7] = [
    ("week.mon", "周一", "Monday"),
    ("week.tue", "周二", "Tuesday"),
    ("week.wed", "周三", "Wednesday"),
    ("week.thu", "周四", "Thursday"),
    ("week.fri", "周五", "Friday"),
    ("week.sat", "周六", "Saturday"),
    ("week.sun", "周日", "Sunday"),
];

pub(super) fn hours(hours: &mut BusinessHours) -> Result<()> {
    for holiday in &mut hours.holidays {
        holiday.name = one_line(&holiday.name);
        holiday.hours.sort_by_key(|span| span.from);
    }
    for spans in hours.week.iter_mut().flatten() {
        spans.sort_by_key(|span| span.from);
    }
    hours.check().map_err(|fault| told(&fault, &hours.holidays))?;
    hours.holidays.sort_by_key(|holiday| holiday.from);
    Ok(())
}

/// A fault in the words of the page.
fn told(fault: &HoursFault, holidays: &[Holiday]) -> EngineError {
    let named = |n: &usize| holidays.get(*n).map_or("", |holiday| holiday.name.as_str());
    let of = |place: &HoursPlace| match place {
        HoursPlace::Weekday(n) => {
            let (field, zh, en) = DAYS[*n % 7];
            (field, zh.to_owned(), en.to_owned())
        }
        HoursPlace::Holiday(n) => (
            "holidays",
            format!("节假日「{}」", named(n)),
            format!("holiday {:?}", named(n)),
        ),
    };
    let (field, zh, en) = match fault {
        HoursFault::NeverOpen => (
            "week",
            "一周七天都没有营业时间。请至少填一天；如果全天候营业，请选「全天 24 小时」".to_owned(),
            "not one day has hours: fill in a day, or choose day and night".to_owned(),
        ),
        HoursFault::TooManySpans(place) => {
            let (field, zh, en) = of(place);
            let most = BusinessHours::MAX_SPANS;
            (
                field,
                format!("{zh}最多填 {most} 段时间，请合并几段"),
                format!("{en} takes {most} spans at most: join some"),
            )
        }
        HoursFault::NoSpan(place) => {
            let (field, zh, en) = of(place);
            (
                field,
                format!("{zh}有一段时间开始和结束一样，请改一下；全天营业请填 00:00–24:00"),
                format!(
                    "{en} has a span that ends when it begins: change it, or write 00:00–24:00 for the whole day"
                ),
            )
        }
        HoursFault::Overlap(place) => {
            let (field, zh, en) = of(place);
            (
                field,
                format!("{zh}有两段时间重叠，请合并成一段"),
                format!("{en} has two spans that overlap: make them one"),
            )
        }
        HoursFault::TooManyHolidays => {
            let most = BusinessHours::MAX_HOLIDAYS;
            (
                "holidays",
                format!("节假日最多 {most} 条，请删掉已经过去的"),
                format!("{most} holidays at most: remove those that are over"),
            )
        }
        HoursFault::HolidayName(n) => (
            "holidays",
            format!("第 {} 条节假日的名称要有 1 到 {} 个字", n + 1, Holiday::MAX_NAME),
            format!(
                "the name of holiday {} has to have 1 to {} characters",
                n + 1,
                Holiday::MAX_NAME
            ),
        ),
        HoursFault::HolidayDays(n) => (
            "holidays",
            format!(
                "节假日「{}」的结束日期要不早于开始日期，且不超过 {} 天",
                named(n),
                Holiday::MAX_DAYS
            ),
            format!(
                "holiday {:?} has to end on its first day or later, within {} days",
                named(n),
                Holiday::MAX_DAYS
            ),
        ),
        HoursFault::SameDays(one, other) => (
            "holidays",
            format!("「{}」和「{}」有同一天，请把日期错开", named(one), named(other)),
            format!(
                "{:?} and {:?} have a day in common: set them apart",
                named(one),
                named(other)
            ),
        ),
    };
    EngineError::Invalid {
        field,
        reason: Invalid::Said { zh, en },
    }
}

pub(super) fn replies(replies: &mut AutoReplies, (shop, coach): (&Shop, &ShopCoach), now: At) -> Result<()> {
    let mut faults = Vec::new();
    let each = [
        (AutoKind::Closed, "closed.text", &mut replies.closed),
        (AutoKind::Nobody, "nobody.text", &mut replies.nobody),
        (AutoKind::Busy, "busy.text", &mut replies.busy),
    ];
    for (kind, field, reply) in each {
        reply.text = reply.text.replace('\0', "").trim().to_owned();
        if let Err(reason) = reply_fits(kind, reply, (shop, coach), now) {
            faults.push((field, reason));
        }
    }
    if !AutoReplies::LEAD_S.contains(&replies.busy_lead_s) {
        let expected = "a number of seconds from 5 to 600";
        faults.push(("busy_lead_s", Invalid::Not { expected }));
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(EngineError::InvalidFields(faults))
}

fn reply_fits(
    kind: AutoKind,
    reply: &AutoReply,
    (shop, coach): (&Shop, &ShopCoach),
    now: At,
) -> Result<(), Invalid> {
    if reply.text.is_empty() {
        return Err(Invalid::Empty);
    }
    if reply.text.chars().count() > AutoReply::MAX_CHARS {
        let max = AutoReply::MAX_CHARS;
        return Err(Invalid::TooLong { max });
    }
    let known = kind.slots();
    let fits = reply
        .slots()
        .is_some_and(|slots| slots.iter().all(|slot| known.contains(slot)));
    if !fits {
        let list = braced(known);
        return Err(Invalid::Said {
            zh: format!("花括号里只能用 {list}"),
            en: format!("only {list} can stand in braces"),
        });
    }
    // Any facts do: the coach is asked about the words around them.
    let text = reply.filled(|slot| match slot {
        "back_at" => "明天 09:00".to_owned(),
        "agent" => "小林".to_owned(),
        _ => shop.name.clone(),
    });
    let worst = |locale| {
        let judged = Engine::check(coach, shop, &Context::default(), &text, now, locale);
        let found = judged.report.findings.into_iter();
        found
            .filter(|finding| finding.severity >= Severity::Warn)
            .max_by_key(|finding| finding.severity)
    };
    match (worst(Locale::Zh), worst(Locale::En)) {
        (Some(zh), Some(en)) => Err(Invalid::Said {
            zh: format!("教练对{}有提醒：{}，请换个说法", quoted(&zh), zh.message),
            en: format!(
                "the coach warns of {}: {}. Say it otherwise",
                quoted(&en),
                en.message
            ),
        }),
        _ => Ok(()),
    }
}

fn quoted(finding: &Finding) -> String {
    if finding.matched.is_empty() {
        "「…」".to_owned()
    } else {
        format!("「{}」", finding.matched)
    }
}

/// Names as they stand in a text.
fn braced(names: &[&str]) -> String {
    let braced: Vec<String> = names.iter().map(|slot| format!("{{{slot}}}")).collect();
    braced.join(" ")
}

pub(super) fn notice(notice: &mut ShopNotice) -> Result<()> {
    notice.text = one_line(&notice.text);
    if notice.text.chars().count() > ShopNotice::MAX_CHARS {
        return Err(EngineError::Invalid {
            field: "text",
            reason: Invalid::TooLong {
                max: ShopNotice::MAX_CHARS,
            },
        });
    }
    for (field, at) in [("from_at", notice.from), ("until_at", notice.until)] {
        if at.is_some_and(|at| !(At(0)..LAST_DAY).contains(&at)) {
            return Err(EngineError::Invalid {
                field,
                reason: Invalid::Told {
                    zh: "时间不对，请重新选一个日期",
                    en: "is no day that can be meant: choose another",
                },
            });
        }
    }
    let ends_first = notice
        .from
        .zip(notice.until)
        .is_some_and(|(from, until)| until <= from);
    if ends_first {
        return Err(EngineError::Invalid {
            field: "until_at",
            reason: Invalid::Told {
                zh: "结束时间要晚于开始时间",
                en: "has to be later than the beginning",
            },
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jinpai_model::{AutoReplies, Platform, Shop, ShopId, ShopSettings};

    use super::{At, replies};
    use crate::coaching::own::{BuiltIn, CoachRows, ShopCoach};

    #[test]
    fn what_a_shop_begins_with_passes_the_coach_on_every_platform() {
        let built_in = BuiltIn::load().unwrap();
        let coach = ShopCoach::build(&built_in, CoachRows::default());
        for platform in Platform::ALL {
            let shop = Shop {
                id: ShopId::new(At(0), 1),
                name: "小鹿女装".to_owned(),
                settings: ShopSettings {
                    platform: *platform,
                    ..ShopSettings::default()
                },
                created_at: At(0),
            };
            replies(&mut AutoReplies::default(), (&shop, &coach), At(0)).unwrap();
        }
    }
}
