//! When a shop serves and what it says by itself.

use std::str::FromStr;

use jinpai_engine::Invalid;
use jinpai_model::{AutoKind, AutoReply, BusinessHours, Holiday, Openness};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::{Answer, Problem};

/// From one time of the day to another; to an earlier one, past midnight. Spelt `09:00`; `24:00` is the end of the day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OpenSpan {
    from: String,
    to: String,
}

/// Days on which the week does not hold.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HolidayHours {
    /// Up to 40 characters.
    name: String,
    /// Spelt `2026-10-01`.
    from: String,
    /// The last day of it, at most 366 days on.
    to: String,
    /// Hours of each of its days, up to 4 spans; none: closed.
    #[serde(default)]
    hours: Vec<OpenSpan>,
}

/// What a page has written, as hours.
pub fn read_hours(week: Option<Vec<Vec<OpenSpan>>>, holidays: Vec<HolidayHours>) -> Answer<BusinessHours> {
    let week = match week {
        None => None,
        Some(days) => {
            let read: Vec<Vec<_>> = days
                .into_iter()
                .map(|spans| read_spans("week", spans))
                .collect::<Answer<_>>()?;
            let expected = "seven lists of hours, Monday first";
            let days = <[Vec<_>; 7]>::try_from(read);
            Some(days.map_err(|_| Problem::field("week", Invalid::Not { expected }))?)
        }
    };
    let holidays = holidays.into_iter().map(|holiday| {
        Ok(Holiday {
            from: read_day(&holiday.from)?,
            to: read_day(&holiday.to)?,
            hours: read_spans("holidays", holiday.hours)?,
            name: holiday.name,
        })
    });
    Ok(BusinessHours {
        week,
        holidays: holidays.collect::<Answer<_>>()?,
    })
}

fn read_day<D: FromStr>(text: &str) -> Answer<D> {
    let expected = "a day such as 2026-11-21";
    let read = text.trim().parse();
    read.map_err(|_| Problem::field("holidays", Invalid::Not { expected }))
}

fn read_spans(field: &'static str, spans: Vec<OpenSpan>) -> Answer<Vec<jinpai_model::OpenSpan>> {
    let time = |text: &str| {
        let expected = "a time of day such as 16:00";
        text.parse()
            .map_err(|_| Problem::field(field, Invalid::Not { expected }))
    };
    spans
        .into_iter()
        .map(|span| {
            Ok(jinpai_model::OpenSpan {
                from: time(&span.from)?,
                to: time(&span.to)?,
            })
        })
        .collect()
}

fn show_spans(spans: &[jinpai_model::OpenSpan]) -> Vec<OpenSpan> {
    let show = |span: &jinpai_model::OpenSpan| OpenSpan {
        from: span.from.to_string(),
        to: span.to.to_string(),
    };
    spans.iter().map(show).collect()
}

/// A line that the shop says by itself.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AutoReplyLine {
    on: bool,
    /// Up to 300 characters, with facts in braces.
    text: String,
}

impl From<AutoReplyLine> for AutoReply {
    fn from(line: AutoReplyLine) -> Self {
        Self {
            on: line.on,
            text: line.text,
        }
    }
}

impl From<&AutoReply> for AutoReplyLine {
    fn from(reply: &AutoReply) -> Self {
        Self {
            on: reply.on,
            text: reply.text.clone(),
        }
    }
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HoursView {
    /// 0: never saved.
    version: i64,
    /// Seven lists, Monday first; none: day and night.
    #[schema(required = true)]
    week: Option<Vec<Vec<OpenSpan>>>,
    /// In the order of their days.
    holidays: Vec<HolidayHours>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RepliesView {
    /// 0: never saved, and these are the texts a shop begins with.
    version: i64,
    closed: AutoReplyLine,
    nobody: AutoReplyLine,
    busy: AutoReplyLine,
    /// The busy line goes out so long before the clock runs out, never in the first half of its time.
    busy_lead_s: i64,
    /// The facts that each text may name.
    slots: SlotsOfReplies,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SlotsOfReplies {
    closed: Vec<String>,
    nobody: Vec<String>,
    busy: Vec<String>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoticeView {
    /// 0: never saved.
    version: i64,
    /// Empty: there is none.
    text: String,
    #[schema(required = true)]
    from_at: Option<i64>,
    #[schema(required = true)]
    until_at: Option<i64>,
    /// Whether buyers see it now.
    shown: bool,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ServiceView {
    hours: HoursView,
    replies: RepliesView,
    notice: NoticeView,
    /// Whether it serves now, by its hours.
    open: bool,
    /// When that changes; none: not in the time that can be foreseen.
    #[schema(required = true)]
    changes_at: Option<i64>,
    now_at: i64,
    /// In which its hours are meant; an IANA name.
    zone: String,
}

impl From<&jinpai_engine::ServiceView> for ServiceView {
    fn from(view: &jinpai_engine::ServiceView) -> Self {
        let held = &view.service;
        let (hours, replies, notice) = (&held.hours.value, &held.replies.value, &held.notice.value);
        let slots = |kind: AutoKind| kind.slots().iter().map(|slot| (*slot).to_owned()).collect();
        let holiday = |holiday: &Holiday| HolidayHours {
            name: holiday.name.clone(),
            from: holiday.from.to_string(),
            to: holiday.to.to_string(),
            hours: show_spans(&holiday.hours),
        };
        Self {
            hours: HoursView {
                version: held.hours.version,
                week: (hours.week.as_ref()).map(|week| week.iter().map(|spans| show_spans(spans)).collect()),
                holidays: hours.holidays.iter().map(holiday).collect(),
            },
            replies: RepliesView {
                version: held.replies.version,
                closed: (&replies.closed).into(),
                nobody: (&replies.nobody).into(),
                busy: (&replies.busy).into(),
                busy_lead_s: replies.busy_lead_s,
                slots: SlotsOfReplies {
                    closed: slots(AutoKind::Closed),
                    nobody: slots(AutoKind::Nobody),
                    busy: slots(AutoKind::Busy),
                },
            },
            notice: NoticeView {
                version: held.notice.version,
                text: notice.text.clone(),
                from_at: notice.from.map(jinpai_model::At::ms),
                until_at: notice.until.map(jinpai_model::At::ms),
                shown: notice.holds(view.now),
            },
            open: view.openness.is_open(),
            changes_at: changes_at(view.openness),
            now_at: view.now.ms(),
            zone: view.zone.clone(),
        }
    }
}

/// What a buyer's chat tells her of the shop's hours.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ServiceSign {
    open: bool,
    /// When that changes; none: not in the time that can be foreseen.
    #[schema(required = true)]
    changes_at: Option<i64>,
    /// A line of the shop for now.
    #[schema(required = true)]
    notice: Option<String>,
}

impl From<jinpai_engine::ServiceSign> for ServiceSign {
    fn from(sign: jinpai_engine::ServiceSign) -> Self {
        Self {
            open: sign.openness.is_open(),
            changes_at: changes_at(sign.openness),
            notice: sign.notice,
        }
    }
}

fn changes_at(openness: Openness) -> Option<i64> {
    openness.changes_at().map(jinpai_model::At::ms)
}
