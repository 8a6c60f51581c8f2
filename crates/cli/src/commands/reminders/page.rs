//! The replay as one page to be opened in a browser: a calendar of what would have been sent, day by
//! hour, the reasons, and each order's own story. Text and inline styles alone; no script, nothing
//! fetched.

mod calendar;
mod orders;

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use jinpai_model::Zone;
use jinpai_reminder::{
    Locale, Policy, WhyContext,
    replay::{BookOrder, Replayed},
    why,
};

use super::summary::{Summary, VERDICTS, channel_word, word};

/// Changes of price that are shown, the first of the replay.
const PROPOSALS: usize = 100;

const STYLE: &str = "body{font:15px/1.6 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;color:#2a2622;\
background:#faf8f5;margin:2rem auto;max-width:76rem;padding:0 1rem}h1{font-size:1.5rem;margin-bottom:.25rem}\
h2{font-size:1.1rem;margin-top:2.25rem}table{border-collapse:collapse;width:100%;background:#fff}td,th{\
padding:.3rem .5rem;border:1px solid #e8e2d9;text-align:left;vertical-align:top}th{font-weight:600}.wide{\
overflow-x:auto}.wide td,.wide th{text-align:right;padding:.2rem .35rem;font-variant-numeric:tabular-nums;\
font-size:.8rem;white-space:nowrap}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
.quiet{color:#6f675e}.cards{display:flex;flex-wrap:wrap;gap:.75rem;margin:1rem 0}.cards div{background:#fff;\
border:1px solid #e8e2d9;border-radius:.5rem;padding:.6rem 1rem;min-width:8rem}.cards b{display:block;\
font-size:1.4rem;font-variant-numeric:tabular-nums}.sum{background:#f4efe8}details{background:#fff;border:1px \
solid #e8e2d9;margin-top:-1px}summary{padding:.35rem .6rem;cursor:pointer;display:flex;flex-wrap:wrap;gap:.25rem \
1rem}summary b{min-width:12rem}details ol{margin:.2rem 0 .8rem;padding-left:2.2rem}details li{margin:.3rem 0}\
blockquote{margin:.25rem 0 0;padding:.25rem .75rem;border-left:3px solid #d9a441;white-space:pre-line;\
background:#fdfaf4}.send{color:#17603a}.skip{color:#6f675e}time{font-variant-numeric:tabular-nums}\
@media print{details{break-inside:avoid}}";

/// What a page is made from.
pub(super) struct Page<'a> {
    pub book: &'a [BookOrder],
    pub replayed: &'a Replayed,
    pub policy: &'a Policy,
    pub zone: &'a Zone,
    pub locale: Locale,
}

impl Page<'_> {
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let summary = Summary::of(self.book, self.replayed, self.policy, self.zone);
        let lang = self.say("zh-CN", "en");
        let title = self.say("催付推演", "Payment reminders, simulated");
        writeln!(
            out,
            "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
             <style>{STYLE}</style></head><body><h1>{title}</h1>"
        )?;
        out.write_all(self.figures(&summary).as_bytes())?;
        out.write_all(calendar::calendar(self).as_bytes())?;
        out.write_all(self.reasons(&summary).as_bytes())?;
        out.write_all(self.proposals().as_bytes())?;
        orders::write(out, self)?;
        writeln!(out, "</body></html>")
    }

    /// The words in the reader's language.
    fn say(&self, chinese: &'static str, english: &'static str) -> &'static str {
        if self.locale == Locale::ZhCn {
            chinese
        } else {
            english
        }
    }

    fn figures(&self, summary: &Summary) -> String {
        let intro = self.say(
            "没有发出任何消息。时间按店铺时区",
            "Nothing was sent. Times are those of the shop's zone,",
        );
        let policy = self.say("策略", "Policy");
        let mut html = format!(
            "<p class=\"quiet\">{policy} {} · {intro} {}</p><div class=\"cards\">",
            escaped(self.policy.name()),
            escaped(self.zone.name()),
        );
        let unpaid = self.say("10 分钟后仍未付款（单）", "unpaid after 10 minutes");
        let mut cards: Vec<(String, String)> = vec![
            (self.say("订单", "orders").to_owned(), summary.orders.to_string()),
            (unpaid.to_owned(), summary.unpaid_at_ten.to_string()),
            (
                self.say("未付金额（元）", "unpaid, ¥").to_owned(),
                summary.unpaid_at_ten_fen.to_string(),
            ),
            (
                self.say("会发送（条）", "would be sent").to_owned(),
                summary.sent.to_string(),
            ),
            (
                self.say("提到的订单", "orders spoken of").to_owned(),
                summary.reminded.to_string(),
            ),
        ];
        cards.extend(summary.channels.iter().map(|(channel, count)| {
            let by = self.say("渠道：", "by ");
            (
                format!("{by}{}", channel_word(*channel, self.locale)),
                count.to_string(),
            )
        }));
        for (name, value) in cards {
            let _ = write!(html, "<div><b>{value}</b>{name}</div>");
        }
        html + "</div>"
    }

    fn reasons(&self, summary: &Summary) -> String {
        let mut html = format!(
            "<h2>{}</h2><table><tr><th>{}</th><th class=\"n\">{}</th><th>{}</th></tr>",
            self.say("为什么", "Why"),
            self.say("决定", "Decision"),
            self.say("次数", "Times"),
            self.say("原因", "Reason"),
        );
        for decision in VERDICTS {
            for (reason, count) in summary.reasons_of(decision) {
                let sentence = why(reason, &WhyContext::default(), self.locale);
                let _ = write!(
                    html,
                    "<tr><td>{}</td><td class=\"n\">{count}</td><td>{sentence} <span class=\"quiet\">{reason}</span></td></tr>",
                    word(decision, self.locale)
                );
            }
        }
        html + "</table>"
    }

    fn proposals(&self) -> String {
        let proposed = &self.replayed.proposed;
        if proposed.is_empty() {
            return String::new();
        }
        let mut html = format!(
            "<h2>{}</h2><table><tr><th>{}</th><th>{}</th><th>{}</th><th class=\"n\">{}</th><th class=\"n\">{}</th></tr>",
            self.say(
                "提醒之前可以改价的订单",
                "Orders whose price could be changed before the reminder"
            ),
            self.say("买家", "Buyer"),
            self.say("保留", "Keep"),
            self.say("像是拍重了", "Ordered twice, it seems"),
            self.say("邮费可减（元）", "Postage off, ¥"),
            self.say("合计（元）", "Sum, ¥"),
        );
        for change in proposed.iter().take(PROPOSALS) {
            let _ = write!(
                html,
                "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{} → {}</td></tr>",
                escaped(&change.buyer),
                escaped(&change.keep.join(" ")),
                escaped(&change.duplicates.join(" ")),
                change.postage_off_fen,
                change.sum_fen,
                change.new_sum_fen,
            );
        }
        html += "</table>";
        html + &self.left_out(proposed.len(), PROPOSALS)
    }

    /// How many of a list are not shown.
    fn left_out(&self, all: usize, shown: usize) -> String {
        match all.checked_sub(shown) {
            None | Some(0) => String::new(),
            Some(more) if self.locale == Locale::ZhCn => {
                format!("<p class=\"quiet\">还有 {more} 条没有列出；用 --format jsonl 可以看到全部。</p>")
            }
            Some(more) => {
                format!(
                    "<p class=\"quiet\">{more} more are not listed; --format jsonl gives all of them.</p>"
                )
            }
        }
    }
}

/// Text that stays text, whatever an order book or a policy holds.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
