//! The replay for people: how many by decision and reason, and when, with small bars.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use jinpai_model::{Angle, Channel, Fen, Reason, Zone};
use jinpai_reminder::{
    Locale, Policy, WhyContext,
    replay::{BookOrder, Replayed, Verdict},
    why,
};

/// Characters of the longest bar.
const BAR: usize = 40;

/// Counts of a replay.
pub(super) struct Summary {
    pub orders: usize,
    /// Orders not paid within the first ten minutes: those the policy had to decide about.
    pub unpaid_at_ten: usize,
    pub unpaid_at_ten_fen: Fen,
    pub lines: usize,
    pub sent: usize,
    /// Orders that the messages sent spoke of.
    pub reminded: usize,
    /// Messages by hour of the day.
    pub hours: [usize; 24],
    pub channels: BTreeMap<Channel, usize>,
    pub angles: BTreeMap<Angle, usize>,
    /// Changes of price that an agent would have been asked for, and what they take off.
    pub proposed: usize,
    pub proposed_off_fen: Fen,
    pub reasons: BTreeMap<(Verdict, Reason), usize>,
}

impl Summary {
    pub(super) fn of(book: &[BookOrder], replayed: &Replayed, policy: &Policy, zone: &Zone) -> Self {
        let lines = &replayed.lines;
        let after_ms = i64::from(policy.spec().timing.session_after_min) * jinpai_model::MINUTE_MS;
        let slow = |booked: &&BookOrder| {
            let ripe_at = booked.order.created_at.plus(after_ms);
            booked.order.paid_at.is_none_or(|paid_at| paid_at > ripe_at)
        };
        let mut summary = Self {
            orders: book.len(),
            unpaid_at_ten: book.iter().filter(slow).count(),
            unpaid_at_ten_fen: book
                .iter()
                .filter(slow)
                .map(|booked| booked.order.total_fen)
                .sum(),
            lines: lines.len(),
            sent: 0,
            reminded: 0,
            hours: [0; 24],
            channels: BTreeMap::new(),
            angles: BTreeMap::new(),
            reasons: BTreeMap::new(),
            proposed: replayed.proposed.len(),
            proposed_off_fen: (replayed.proposed.iter())
                .map(|proposed| Fen(proposed.sum_fen.0.saturating_sub(proposed.new_sum_fen.0)))
                .sum(),
        };
        for line in lines {
            *summary.reasons.entry((line.decision, line.reason)).or_default() += 1;
            if line.decision == Verdict::Send {
                summary.sent += 1;
                summary.reminded += line.orders.len();
                *summary.channels.entry(line.channel).or_default() += 1;
                if let Some(angle) = line.angle {
                    *summary.angles.entry(angle).or_default() += 1;
                }
                let hour = usize::from(line.at.in_zone(zone).hour().unsigned_abs());
                summary.hours[hour.min(23)] += 1;
            }
        }
        summary
    }

    /// Reasons of one kind of decision, most frequent first.
    pub(super) fn reasons_of(&self, decision: Verdict) -> Vec<(Reason, usize)> {
        let mut reasons: Vec<(Reason, usize)> = (self.reasons.iter())
            .filter(|((of, _), _)| *of == decision)
            .map(|((_, reason), count)| (*reason, *count))
            .collect();
        reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
        reasons
    }
}

/// The word of a decision for people.
pub(super) const fn word(decision: Verdict, locale: Locale) -> &'static str {
    match (decision, locale) {
        (Verdict::Send, Locale::ZhCn) => "发送",
        (Verdict::Skip, Locale::ZhCn) => "不发",
        (Verdict::Postpone, Locale::ZhCn) => "推迟",
        (Verdict::Expire, Locale::ZhCn) => "过期",
        (Verdict::Send, Locale::En) => "sent",
        (Verdict::Skip, Locale::En) => "not sent",
        (Verdict::Postpone, Locale::En) => "postponed",
        (Verdict::Expire, Locale::En) => "expired",
    }
}

pub(super) const VERDICTS: [Verdict; 4] = [Verdict::Send, Verdict::Skip, Verdict::Postpone, Verdict::Expire];

pub(super) fn write(out: &mut impl Write, summary: &Summary, policy: &str, locale: Locale) -> io::Result<()> {
    head(out, summary, policy, locale)?;
    let most = summary.reasons.values().copied().max().unwrap_or(0);
    for decision in VERDICTS {
        let reasons = summary.reasons_of(decision);
        if reasons.is_empty() {
            continue;
        }
        let count: usize = reasons.iter().map(|(_, count)| count).sum();
        writeln!(out, "\n{} {count}", word(decision, locale))?;
        for (reason, count) in reasons {
            let sentence = why(reason, &WhyContext::default(), locale);
            let bar = bar(count, most);
            writeln!(
                out,
                "  {:<18} {count:>7}  {bar}\n{:30}{sentence}",
                reason.as_str(),
                ""
            )?;
        }
    }
    let chinese = locale == Locale::ZhCn;
    writeln!(out, "\n{}", if chinese { "按渠道" } else { "By channel" })?;
    for (channel, count) in &summary.channels {
        count_line(out, channel_word(*channel, locale), *count, summary.sent)?;
    }
    writeln!(out, "\n{}", if chinese { "按角度" } else { "By angle" })?;
    for (angle, count) in &summary.angles {
        count_line(out, angle.as_str(), *count, summary.sent)?;
    }
    let by_hour = if locale == Locale::ZhCn {
        "按小时（发送）"
    } else {
        "By hour (sent)"
    };
    writeln!(out, "\n{by_hour}")?;
    let most = summary.hours.iter().copied().max().unwrap_or(0);
    for (hour, count) in summary.hours.iter().enumerate() {
        let row = format!("  {hour:02}:00 {count:>20}  {}", bar(*count, most));
        writeln!(out, "{}", row.trim_end())?;
    }
    Ok(())
}

fn count_line(out: &mut impl Write, name: &str, count: usize, most: usize) -> io::Result<()> {
    writeln!(out, "  {name:<18} {count:>7}  {}", bar(count, most))
}

/// The word of a channel for people.
pub(super) const fn channel_word(channel: Channel, locale: Locale) -> &'static str {
    match (channel, locale) {
        (Channel::Chat, Locale::ZhCn) => "聊天",
        (Channel::Sms, Locale::ZhCn) => "短信",
        (Channel::Phone, Locale::ZhCn) => "电话",
        (Channel::Email, Locale::ZhCn) => "邮件",
        (Channel::Chat, Locale::En) => "chat",
        (Channel::Sms, Locale::En) => "SMS",
        (Channel::Phone, Locale::En) => "phone",
        (Channel::Email, Locale::En) => "e-mail",
    }
}

fn head(out: &mut impl Write, summary: &Summary, policy: &str, locale: Locale) -> io::Result<()> {
    let Summary {
        orders,
        unpaid_at_ten,
        unpaid_at_ten_fen,
        lines,
        sent,
        reminded,
        proposed,
        proposed_off_fen,
        ..
    } = summary;
    if locale == Locale::ZhCn {
        writeln!(out, "策略 {policy} · 推演，没有发出任何消息")?;
        writeln!(
            out,
            "订单 {orders}，10 分钟后仍未付款 {unpaid_at_ten}（{unpaid_at_ten_fen} 元）"
        )?;
        writeln!(out, "决定 {lines} 条，发送 {sent} 条，提到 {reminded} 单")?;
        if *proposed > 0 {
            writeln!(
                out,
                "建议改价（重复下单、邮费重收）{proposed} 次，合计少收 {proposed_off_fen} 元"
            )?;
        }
        Ok(())
    } else {
        writeln!(out, "Policy {policy} · a simulation, nothing was sent")?;
        writeln!(
            out,
            "Orders {orders}, unpaid after 10 minutes {unpaid_at_ten} (¥{unpaid_at_ten_fen})"
        )?;
        writeln!(
            out,
            "Decisions {lines}, messages sent {sent}, about {reminded} orders"
        )?;
        if *proposed > 0 {
            writeln!(
                out,
                "Changes of price proposed (ordered twice, postage paid twice) {proposed}, ¥{proposed_off_fen} less in all"
            )?;
        }
        Ok(())
    }
}

/// A bar of the share of `count` in `most`; at least a sliver for anything at all.
fn bar(count: usize, most: usize) -> String {
    if count == 0 || most == 0 {
        return String::new();
    }
    "█".repeat((count * BAR / most).max(1))
}
