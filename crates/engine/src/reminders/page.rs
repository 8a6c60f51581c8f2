//! The reminders page: what was planned, sent and skipped on one day, each with its why; and the tasks.

use jinpai_model::{At, ConversationId, Flow, Reason, Step, StepState, Zone};
use jinpai_reminder::{Locale as WhyLocale, WhyContext, inquiry, is_allowed, why};
use jinpai_store::{orders, steps, tasks};

use crate::{
    Locale,
    coaching::zone_of,
    desk::Desk,
    error::{EngineError, Invalid, Result},
    views::{HourView, ReminderFigures, RemindersView, StepView, TaskView},
};

/// Most rows of the page.
const MOST_ROWS: u64 = 500;

impl Desk {
    /// One shop-local day, `YYYY-MM-DD`; today when none is given.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when the day is none.
    pub async fn reminders(
        &self,
        day: Option<String>,
        state: Option<StepState>,
        limit: u64,
    ) -> Result<RemindersView> {
        let shop = self.shop().await?;
        let zone = zone_of(&shop);
        let now = self.engine.now();
        let day = match day {
            Some(text) => text
                .parse::<jiff::civil::Date>()
                .map_err(|_| EngineError::Invalid {
                    field: "day",
                    reason: Invalid::Not {
                        expected: "a day such as 2026-11-21",
                    },
                })?,
            None => now.in_zone(&zone).date(),
        };
        let from = zone.at(day.at(0, 0, 0, 0));
        let to = zone.at(day.tomorrow().unwrap_or(day).at(0, 0, 0, 0));
        let read = self.engine.store.read();
        let rows = steps::list_of_day(read, self.shop, from, to, state, limit.clamp(1, MOST_ROWS)).await?;
        let every = match state {
            None if (rows.len() as u64) < limit => rows.clone(),
            _ => steps::list_of_day(read, self.shop, from, to, None, 10_000).await?,
        };
        let open = tasks::list_open(read, self.shop).await?;
        let held = self.engine.policies_of(self.shop).await?;
        let payment = &held.payment;
        Ok(RemindersView {
            day: day.to_string(),
            policy_name: payment.policy.name().to_owned(),
            policy_version: payment.version,
            on: shop.settings.reminders_on && payment.version.is_some(),
            figures: self.figures(&every, from, to, now).await?,
            hours: hours(&every, &payment.policy, from, &zone),
            items: self.engine.show_steps(self.shop, rows).await?,
            tasks: self.engine.show_tasks(self.shop, open).await?,
        })
    }

    async fn figures(&self, every: &[Step], from: At, to: At, now: At) -> Result<ReminderFigures> {
        let read = self.engine.store.read();
        let unpaid = orders::unpaid_figures(read, self.shop, now, to).await?;
        let count = |wanted: &dyn Fn(&Step) -> bool| every.iter().filter(|s| wanted(s)).count() as i64;
        let open = |s: &Step| {
            matches!(
                s.state,
                StepState::Planned | StepState::Claimed | StepState::Waiting
            )
        };
        let sent: Vec<&Step> = every.iter().filter(|s| s.state == StepState::Sent).collect();
        let leaders: Vec<_> = sent.iter().filter_map(|s| s.orders.first().copied()).collect();
        let paid = orders::get_many(read, self.shop, &leaders).await?;
        Ok(ReminderFigures {
            unpaid_orders: unpaid.orders,
            unpaid_fen: unpaid.total_fen.0,
            closing_today: unpaid.closing,
            planned_today: count(&open),
            next_due_at: every
                .iter()
                .filter(|s| open(s) && s.due_at >= from.max(now))
                .map(|s| s.due_at)
                .min(),
            sent_today: sent.len() as i64,
            sent_paid: paid.values().filter(|order| order.paid_at.is_some()).count() as i64,
            not_reminded: count(&|s| matches!(s.state, StepState::Skipped | StepState::Expired)),
        })
    }

    /// What waits for a person, the most urgent first; of the buyer of one open conversation, or all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tasks(&self, of: Option<ConversationId>) -> Result<Vec<TaskView>> {
        let open = tasks::list_open(self.engine.store.read(), self.shop).await?;
        let mut shown = self.engine.show_tasks(self.shop, open).await?;
        shown.retain(|task| of.is_none() || task.step.conversation == of);
        Ok(shown)
    }

    /// The clock that the shop's people read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn zone(&self) -> Result<Zone> {
        Ok(zone_of(&self.shop().await?))
    }

    /// Why a step is what it is, in one sentence of the person's language, times on the shop's clock.
    #[must_use]
    pub fn why(&self, view: &StepView, zone: &Zone, locale: Locale) -> String {
        let clock = |at: At| jinpai_model::ClockTime::of(at, zone).to_string();
        let policy = self.engine.policies.known(self.shop);
        let malicious = &policy.spec().malicious;
        let merged = view.step.reason == Reason::Merged;
        let context = WhyContext {
            closes: view.orders.first().map(|order| clock(order.close_at)),
            leader: view
                .orders
                .get(1)
                .filter(|_| merged)
                .map(|order| order.number.clone()),
            within_days: Some(malicious.within_days),
            pieces: view
                .orders
                .first()
                .map(|o| o.items.iter().map(|i| i.quantity).max().unwrap_or(o.quantity)),
            ..WhyContext::default()
        };
        why_words(view.step.flow, view.step.reason, &context, locale)
    }
}

/// Why, in one sentence that names no case.
#[must_use]
pub fn why_in_general(flow: Flow, reason: Reason, locale: Locale) -> String {
    why_words(flow, reason, &WhyContext::default(), locale)
}

fn why_words(flow: Flow, reason: Reason, context: &WhyContext, locale: Locale) -> String {
    let locale = match locale {
        Locale::Zh => WhyLocale::ZhCn,
        Locale::En => WhyLocale::En,
    };
    match flow {
        Flow::Payment => why(reason, context, locale),
        Flow::Inquiry => inquiry::why(reason, context, locale),
    }
}

fn hours(every: &[Step], policy: &jinpai_reminder::Policy, from: At, zone: &Zone) -> Vec<HourView> {
    let hour_of = |at: At| at.in_zone(zone).hour().unsigned_abs();
    let view = |hour: u8| {
        let of = |wanted: &dyn Fn(&Step) -> bool, when: &dyn Fn(&Step) -> At| {
            every
                .iter()
                .filter(|s| wanted(s) && hour_of(when(s)) == hour)
                .count() as i64
        };
        let start = from.plus(i64::from(hour) * jinpai_model::HOUR_MS);
        let minute = |m: i64| start.plus(m * jinpai_model::MINUTE_MS);
        HourView {
            hour,
            sent: of(&|s| s.state == StepState::Sent, &|s| {
                s.decided_at.unwrap_or(s.due_at)
            }),
            planned: of(
                &|s| {
                    matches!(
                        s.state,
                        StepState::Planned | StepState::Claimed | StepState::Waiting
                    )
                },
                &|s| s.due_at,
            ),
            quiet: (0..60)
                .step_by(5)
                .all(|m| !is_allowed(minute(m), jinpai_model::Channel::Chat, policy, zone)),
        }
    };
    (0..24).map(view).collect()
}
