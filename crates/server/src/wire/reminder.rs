//! The reminders of a day: steps, tasks and figures.

use jinpai_engine::{Desk, Locale};
use jinpai_model::{
    Angle, AttemptState, Channel, Delivered, Flow, OrderStatus, Reason, Slot, Step, StepState, Zone,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{BuyerName, Id, TaskView, words};

/// Puts reasons in one sentence of the reader's language.
#[derive(Clone, Copy)]
pub struct Teller<'a> {
    desk: &'a Desk,
    /// The shop's clock.
    zone: &'a Zone,
    locale: Locale,
}

impl<'a> Teller<'a> {
    pub const fn new(desk: &'a Desk, zone: &'a Zone, locale: Locale) -> Self {
        Self { desk, zone, locale }
    }

    fn why(self, step: &jinpai_engine::StepView) -> String {
        self.desk.why(step, self.zone, self.locale)
    }

    /// The same for the step that an order's row shows.
    pub fn why_of_order(self, order: &jinpai_engine::OrderView, step: &Step) -> String {
        self.why(&jinpai_engine::StepView {
            step: step.clone(),
            buyer_name: order.buyer_name.clone(),
            orders: vec![order.order.clone()],
            conversation: None,
            paid_at: order.order.paid_at,
            attempt: None,
        })
    }
}

/// An order that a step is about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StepOrder {
    pub id: Id,
    pub number: String,
    /// Title of the first item.
    pub title: String,
    pub total_fen: i64,
    pub close_at: i64,
    #[schema(value_type = words::OrderStatus)]
    pub status: OrderStatus,
}

/// How far a step that went to a provider has come.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HandOver {
    #[schema(value_type = words::AttemptState)]
    pub state: AttemptState,
    #[schema(value_type = Option<words::Delivered>, required = true)]
    pub delivery: Option<Delivered>,
    /// What the provider answered, in its own words.
    #[schema(required = true)]
    pub why: Option<String>,
    pub started_at: i64,
}

impl From<&jinpai_model::Attempt> for HandOver {
    fn from(attempt: &jinpai_model::Attempt) -> Self {
        Self {
            state: attempt.state,
            delivery: attempt.delivery,
            why: attempt.why.clone(),
            started_at: attempt.started_at.ms(),
        }
    }
}

/// One planned contact of a reminder ladder.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StepView {
    pub id: Id,
    #[schema(value_type = words::Flow)]
    pub flow: Flow,
    pub buyer: BuyerName,
    /// The order that leads first, then those merged into it.
    pub orders: Vec<StepOrder>,
    /// Place in the ladder, from 1.
    pub n: i64,
    #[schema(value_type = words::Channel)]
    pub channel: Channel,
    #[schema(value_type = Option<words::Angle>, required = true)]
    pub angle: Option<Angle>,
    #[schema(value_type = Option<words::Slot>, required = true)]
    pub slot: Option<Slot>,
    /// When it was first planned.
    pub planned_at: i64,
    pub due_at: i64,
    #[schema(value_type = words::StepState)]
    pub state: StepState,
    #[schema(value_type = words::Reason)]
    pub reason: Reason,
    /// The reason as one sentence, in the reader's language.
    pub why: String,
    #[schema(required = true)]
    pub text: Option<String>,
    #[schema(required = true)]
    pub decided_at: Option<i64>,
    #[schema(required = true)]
    pub conversation: Option<Id>,
    /// Version of the policy that planned it; 0 is the built-in one.
    pub policy_version: i64,
    /// When the leading order was paid.
    #[schema(required = true)]
    pub paid_at: Option<i64>,
    /// The newest hand-over to a provider; null in the chat and before.
    #[schema(required = true)]
    pub hand_over: Option<HandOver>,
}

impl From<&jinpai_model::Order> for StepOrder {
    fn from(order: &jinpai_model::Order) -> Self {
        Self {
            id: order.id.into(),
            number: order.number.clone(),
            title: order
                .items
                .first()
                .map(|item| item.title.clone())
                .unwrap_or_default(),
            total_fen: order.total_fen.0,
            close_at: order.close_at.ms(),
            status: order.status,
        }
    }
}

impl StepView {
    pub fn new(view: &jinpai_engine::StepView, teller: Teller<'_>) -> Self {
        let held = &view.step;
        Self {
            id: held.id.into(),
            flow: held.flow,
            buyer: BuyerName {
                id: held.buyer.into(),
                name: view.buyer_name.clone(),
            },
            orders: view.orders.iter().map(StepOrder::from).collect(),
            n: held.n,
            channel: held.channel,
            angle: held.angle,
            slot: held.slot,
            planned_at: held.planned_at.ms(),
            due_at: held.due_at.ms(),
            state: held.state,
            reason: held.reason,
            why: teller.why(view),
            text: held.text.clone(),
            decided_at: held.decided_at.map(|at| at.ms()),
            conversation: view.conversation.map(Id::from),
            policy_version: held.policy_version,
            paid_at: view.paid_at.map(|at| at.ms()),
            hand_over: view.attempt.as_ref().map(HandOver::from),
        }
    }
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PolicyName {
    pub name: String,
    /// 0 is the built-in policy; null: the flow stands still.
    #[schema(required = true)]
    pub version: Option<i64>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Figures {
    pub unpaid_orders: i64,
    pub unpaid_fen: i64,
    pub closing_today: i64,
    pub planned_today: i64,
    #[schema(required = true)]
    pub next_due_at: Option<i64>,
    pub sent_today: i64,
    /// Of the orders reminded today, how many are paid now. Not an effect: there is no control beside it.
    pub sent_paid: i64,
    pub not_reminded: i64,
}

impl From<&jinpai_engine::ReminderFigures> for Figures {
    fn from(figures: &jinpai_engine::ReminderFigures) -> Self {
        Self {
            unpaid_orders: figures.unpaid_orders,
            unpaid_fen: figures.unpaid_fen,
            closing_today: figures.closing_today,
            planned_today: figures.planned_today,
            next_due_at: figures.next_due_at.map(|at| at.ms()),
            sent_today: figures.sent_today,
            sent_paid: figures.sent_paid,
            not_reminded: figures.not_reminded,
        }
    }
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HourView {
    pub hour: u8,
    pub sent: i64,
    pub planned: i64,
    /// The channel is silent for the whole hour.
    pub quiet: bool,
}

/// The reminders of one shop-local day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RemindersView {
    /// `YYYY-MM-DD` on the shop's clock.
    pub day: String,
    pub policy: PolicyName,
    pub on: bool,
    pub figures: Figures,
    /// 24 entries.
    pub hours: Vec<HourView>,
    pub items: Vec<StepView>,
    pub tasks: Vec<TaskView>,
}

impl RemindersView {
    pub fn new(view: &jinpai_engine::RemindersView, teller: Teller<'_>) -> Self {
        let hour = |hour: &jinpai_engine::HourView| HourView {
            hour: hour.hour,
            sent: hour.sent,
            planned: hour.planned,
            quiet: hour.quiet,
        };
        Self {
            day: view.day.clone(),
            policy: PolicyName {
                name: view.policy_name.clone(),
                version: view.policy_version,
            },
            on: view.on,
            figures: Figures::from(&view.figures),
            hours: view.hours.iter().map(hour).collect(),
            items: view
                .items
                .iter()
                .map(|step| StepView::new(step, teller))
                .collect(),
            tasks: view
                .tasks
                .iter()
                .map(|task| TaskView::new(task, teller))
                .collect(),
        }
    }
}
