//! Each order's own story: when it was made, what was decided about it and why, how it ended.

use std::{
    collections::HashMap,
    fmt::Write as _,
    io::{self, Write},
};

use jinpai_model::At;
use jinpai_reminder::{
    Locale, WhyContext,
    replay::{BookOrder, Line, Verdict},
    why,
};

use super::{Page, escaped};
use crate::commands::reminders::summary::{channel_word, word};

/// Orders shown, the first of the book that anything was decided about.
const ORDERS: usize = 500;

pub(super) fn write(out: &mut impl Write, page: &Page<'_>) -> io::Result<()> {
    let mut told: HashMap<&str, Vec<&Line>> = HashMap::new();
    for line in &page.replayed.lines {
        for order in &line.orders {
            told.entry(order).or_default().push(line);
        }
    }
    // Of rows with the same number the last one counts.
    let mut newest: HashMap<&str, &BookOrder> = HashMap::new();
    for booked in page.book {
        newest.insert(&booked.order.number, booked);
    }
    let decided = newest
        .into_values()
        .filter(|b| told.contains_key(b.order.number.as_str()));
    let mut orders: Vec<&BookOrder> = decided.collect();
    orders.sort_by(|a, b| (a.order.created_at, &a.order.number).cmp(&(b.order.created_at, &b.order.number)));
    let title = page.say("每笔订单的经过", "Each order's story");
    writeln!(out, "<h2>{title}</h2>")?;
    for booked in orders.iter().take(ORDERS) {
        let lines = told
            .get(booked.order.number.as_str())
            .map_or(&[][..], Vec::as_slice);
        out.write_all(story(booked, lines, page).as_bytes())?;
    }
    out.write_all(page.left_out(orders.len(), ORDERS).as_bytes())
}

fn story(booked: &BookOrder, lines: &[&Line], page: &Page<'_>) -> String {
    let order = &booked.order;
    let buyer = lines.first().map_or("", |line| line.buyer.as_str());
    let outcome = lines.iter().map(|line| head(line, page)).collect::<Vec<_>>();
    let mut html = format!(
        "<details><summary><b>{}</b><span>{}</span><span class=\"n\">¥{}</span><span>{}</span></summary><ol>",
        escaped(&order.number),
        if buyer == order.number {
            String::new()
        } else {
            escaped(buyer)
        },
        order.total_fen,
        outcome.join(page.say("；", "; ")),
    );
    let mut events: Vec<(At, String)> = vec![(order.created_at, page.say("下单", "ordered").to_owned())];
    events.extend(lines.iter().map(|line| (line.at, told(line, page))));
    let ended = order
        .closed_at
        .map_or(order.close_at, |at| at.min(order.close_at));
    match order.paid_at {
        Some(at) => events.push((at, page.say("付款", "paid").to_owned())),
        None => events.push((ended, page.say("关闭", "closed").to_owned())),
    }
    events.sort_by_key(|(at, _)| *at);
    for (at, what) in events {
        let _ = write!(html, "<li>{} {what}</li>", time(at, page));
    }
    html + "</ol></details>"
}

fn time(at: At, page: &Page<'_>) -> String {
    let local = at.in_zone(page.zone);
    format!("<time>{}</time>", local.strftime("%Y-%m-%d %H:%M"))
}

/// A decision in a few words.
fn head(line: &Line, page: &Page<'_>) -> String {
    let class = if line.decision == Verdict::Send {
        "send"
    } else {
        "skip"
    };
    let what = word(line.decision, page.locale);
    if line.decision == Verdict::Send {
        let at = line.at.in_zone(page.zone);
        let channel = channel_word(line.channel, page.locale);
        format!(
            "<span class=\"{class}\">{what} {} {channel}</span>",
            at.strftime("%m-%d %H:%M")
        )
    } else {
        format!("<span class=\"{class}\">{what} {}</span>", line.reason)
    }
}

/// A decision with its reason, and the words that would have been sent.
fn told(line: &Line, page: &Page<'_>) -> String {
    let context = WhyContext {
        leader: line.leader.as_deref().map(escaped),
        ..WhyContext::default()
    };
    let sentence = why(line.reason, &context, page.locale);
    let colon = if page.locale == Locale::ZhCn { "：" } else { ": " };
    let what = word(line.decision, page.locale);
    let mut html = if line.decision == Verdict::Send {
        let channel = channel_word(line.channel, page.locale);
        format!("<b class=\"send\">{what} · {channel}</b>{colon}{sentence}")
    } else {
        format!("<span class=\"skip\">{what}{colon}{sentence}</span>")
    };
    if !line.text.is_empty() {
        let _ = write!(html, "<blockquote>{}</blockquote>", escaped(&line.text));
    }
    html
}
