//! The replay as one page to be opened in a browser: a calendar of what would have been sent, day by
//! hour, and the reasons. Text and inline styles alone; no script, nothing fetched.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, Write},
};

use jinpai_model::Zone;
use jinpai_reminder::{
    Locale, Policy, WhyContext,
    replay::{BookOrder, Line, Verdict},
    why,
};

use super::summary::{Summary, VERDICTS, word};

/// Messages shown word for word, the first of the replay.
const SAMPLES: usize = 50;

const STYLE: &str = "body{font:15px/1.6 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;color:#2a2622;\
background:#faf8f5;margin:2rem auto;max-width:72rem;padding:0 1rem}h1{font-size:1.5rem}h2{font-size:1.1rem;\
margin-top:2rem}table{border-collapse:collapse;width:100%;background:#fff}td,th{padding:.3rem .5rem;\
border:1px solid #e8e2d9;text-align:left;vertical-align:top}.wide{overflow-x:auto}.wide td,.wide th{\
text-align:right;padding:.2rem .35rem;font-variant-numeric:tabular-nums;font-size:.8rem}td.n{text-align:right;\
font-variant-numeric:tabular-nums}.quiet{color:#6f675e}";

pub(super) fn write(
    out: &mut impl Write,
    book: &[BookOrder],
    lines: &[Line],
    policy: &Policy,
    zone: &Zone,
    locale: Locale,
) -> io::Result<()> {
    let summary = Summary::of(book, lines, policy, zone);
    let chinese = locale == Locale::ZhCn;
    let (lang, title) = if chinese {
        ("zh-CN", "催付推演")
    } else {
        ("en", "Payment reminders, simulated")
    };
    writeln!(
        out,
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style></head><body><h1>{title}</h1>"
    )?;
    out.write_all(figures(&summary, policy.name(), chinese).as_bytes())?;
    out.write_all(reasons(&summary, locale).as_bytes())?;
    out.write_all(calendar(lines, zone, chinese).as_bytes())?;
    out.write_all(samples(lines, zone, chinese).as_bytes())?;
    writeln!(out, "</body></html>")
}

fn figures(summary: &Summary, policy: &str, chinese: bool) -> String {
    let policy = escaped(policy);
    let Summary {
        orders,
        unpaid_at_ten,
        unpaid_at_ten_fen,
        sent,
        reminded,
        ..
    } = summary;
    if chinese {
        format!(
            "<p>策略 {policy}。没有发出任何消息。订单 {orders}，10 分钟后仍未付款 {unpaid_at_ten}\
             （{unpaid_at_ten_fen} 元）；会发送 {sent} 条，提到 {reminded} 单。</p>"
        )
    } else {
        format!(
            "<p>Policy {policy}. Nothing was sent. {orders} orders, {unpaid_at_ten} unpaid after 10 minutes \
             (¥{unpaid_at_ten_fen}); {sent} messages would have gone out, about {reminded} orders.</p>"
        )
    }
}

fn reasons(summary: &Summary, locale: Locale) -> String {
    let mut html = format!(
        "<h2>{}</h2><table>",
        if locale == Locale::ZhCn {
            "为什么"
        } else {
            "Why"
        }
    );
    for decision in VERDICTS {
        for (reason, count) in summary.reasons_of(decision) {
            let sentence = why(reason, &WhyContext::default(), locale);
            let _ = write!(
                html,
                "<tr><td>{}</td><td class=\"n\">{count}</td><td>{sentence} <span class=\"quiet\">{reason}</span></td></tr>",
                word(decision, locale)
            );
        }
    }
    html + "</table>"
}

/// Messages by local day and hour; the deeper the tint, the more.
fn calendar(lines: &[Line], zone: &Zone, chinese: bool) -> String {
    let mut days: BTreeMap<_, [usize; 24]> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.decision == Verdict::Send) {
        let local = line.at.in_zone(zone);
        let hour = usize::from(local.hour().unsigned_abs()).min(23);
        days.entry(local.date()).or_default()[hour] += 1;
    }
    let most = days.values().flatten().copied().max().unwrap_or(1).max(1);
    let mut html = format!(
        "<h2>{}</h2><div class=\"wide\"><table><tr><th></th>",
        if chinese {
            "日历（发送）"
        } else {
            "Calendar (sent)"
        }
    );
    for hour in 0..24 {
        let _ = write!(html, "<th>{hour:02}</th>");
    }
    html += "</tr>";
    for (day, hours) in &days {
        let _ = write!(html, "<tr><th>{day}</th>");
        for count in hours {
            if *count == 0 {
                html += "<td></td>";
            } else {
                let tint = 15 + 60 * count / most;
                let _ = write!(
                    html,
                    "<td style=\"background:rgb(201 138 26/{tint}%)\">{count}</td>"
                );
            }
        }
        html += "</tr>";
    }
    html + "</table></div>"
}

fn samples(lines: &[Line], zone: &Zone, chinese: bool) -> String {
    let mut html = format!(
        "<h2>{}</h2><table>",
        if chinese {
            "消息样例"
        } else {
            "The first messages"
        }
    );
    let sent = lines.iter().filter(|line| line.decision == Verdict::Send);
    for line in sent.take(SAMPLES) {
        let _ = write!(
            html,
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            line.at.in_zone(zone).strftime("%Y-%m-%d %H:%M"),
            escaped(&line.orders.join(" ")),
            escaped(&line.text)
        );
    }
    html + "</table>"
}

/// Text that stays text, whatever an order book or a policy holds.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
