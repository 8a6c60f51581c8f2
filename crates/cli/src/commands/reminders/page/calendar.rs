//! Messages by local day and hour; the deeper the tint, the more.

use std::{collections::BTreeMap, fmt::Write as _};

use jinpai_reminder::{Locale, replay::Verdict};

use super::Page;

/// Names of the days from Monday, in both languages.
const DAYS: [[&str; 7]; 2] = [
    ["一", "二", "三", "四", "五", "六", "日"],
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
];

pub(super) fn calendar(page: &Page<'_>) -> String {
    let mut days: BTreeMap<_, [usize; 24]> = BTreeMap::new();
    let sent = page.replayed.lines.iter().filter(|l| l.decision == Verdict::Send);
    for line in sent {
        let local = line.at.in_zone(page.zone);
        let hour = usize::from(local.hour().unsigned_abs()).min(23);
        days.entry(local.date()).or_default()[hour] += 1;
    }
    let most = days.values().flatten().copied().max().unwrap_or(1).max(1);
    let title = page.say("日历：每天每小时会发送几条", "Calendar: messages by day and hour");
    if days.is_empty() {
        let none = page.say("一条也不会发送。", "None would be sent.");
        return format!("<h2>{title}</h2><p>{none}</p>");
    }
    let sum = page.say("合计", "sum");
    let mut html = format!("<h2>{title}</h2><div class=\"wide\"><table><tr><th></th>");
    for hour in 0..24 {
        let _ = write!(html, "<th>{hour:02}</th>");
    }
    let _ = write!(html, "<th>{sum}</th></tr>");
    let mut by_hour = [0; 24];
    for (day, hours) in &days {
        let names = DAYS[usize::from(page.locale != Locale::ZhCn)];
        let name = names[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs()).min(6)];
        let _ = write!(html, "<tr><th>{day} {name}</th>");
        for (hour, count) in hours.iter().enumerate() {
            by_hour[hour] += count;
            html += &cell(*count, most);
        }
        let _ = write!(
            html,
            "<td class=\"sum\">{}</td></tr>",
            hours.iter().sum::<usize>()
        );
    }
    let _ = write!(html, "<tr><th>{sum}</th>");
    for count in by_hour {
        let count = if count == 0 {
            String::new()
        } else {
            count.to_string()
        };
        let _ = write!(html, "<td class=\"sum\">{count}</td>");
    }
    let all: usize = by_hour.iter().sum();
    let _ = write!(html, "<td class=\"sum\"><b>{all}</b></td></tr>");
    html + "</table></div>"
}

fn cell(count: usize, most: usize) -> String {
    if count == 0 {
        return "<td></td>".to_owned();
    }
    let tint = 15 + 60 * count / most;
    format!("<td style=\"background:rgb(201 138 26/{tint}%)\">{count}</td>")
}
