//! The last look at a step of an inquiry, in one transaction with everything it reads.

use jinpai_model::{
    At, Channel, Conversation, EventKind, Reason, Slot, Step, StepState, Task, TaskId, TaskKind, TaskState,
};
use jinpai_reminder::{
    Decision, TemplateClass, TextState, Wording,
    form::{self, FormContext},
    inquiry::{Due, Handing, gate, words},
    spec::inquiry::Sending,
};
use jinpai_store::{
    Conn, Tx, conversations,
    secrets::{self, SecretKind},
    steps, tasks,
};

use super::{case::InquiryCase, talk_of};
use crate::{
    coaching::{self, Context},
    core::Engine,
    error::Result,
    reminders::{
        case::ShopCase,
        deciding::{self, ToSend, finish, log_task, write_decision},
        log_step,
    },
};

/// A step that was looked at.
pub(super) struct Looked {
    pub talk: Conversation,
    pub decision: Decision,
    pub wording: Option<Wording>,
    /// Until when a draft may lie before the agent.
    pub ends_at: At,
}

/// Decides about a step that this worker has claimed. Returns what is to be handed over.
pub(crate) async fn decide(engine: &Engine, tx: &Tx, of: &ShopCase, step: Step) -> Result<Option<ToSend>> {
    let now = engine.now();
    let held = steps::get(tx, step.shop, step.id).await?;
    if held.is_none_or(|held| held.state != StepState::Claimed || held.epoch != step.epoch) {
        return Ok(None);
    }
    // A person's word that she has not ordered put the step back under this reason, due at that moment.
    let confirmed_at = (step.reason == Reason::Confirmed).then_some(step.due_at);
    let drafts = of.inquiry.policy.spec().send == Sending::Draft && confirmed_at.is_none();
    let handing = if drafts { Handing::Draft } else { Handing::Message };
    let Some(looked) = look(tx, of, &step, (handing, confirmed_at), now).await? else {
        finish(
            tx,
            (&step, engine.breaks),
            StepState::Skipped,
            Reason::Unreachable,
            None,
            now,
        )
        .await?;
        return Ok(None);
    };
    match looked.decision {
        Decision::Send { reason } if drafts => lay_before(engine, tx, (step, reason), looked, now).await?,
        // Whether she has ordered is not known freshly: the agent looks, and sends.
        Decision::AskPerson { reason } => lay_before(engine, tx, (step, reason), looked, now).await?,
        decision => {
            let way = deciding::way_of(tx, of, &step).await?;
            let decision = match (decision, way, looked.wording) {
                (Decision::Send { reason }, Some(way), Some(wording)) => {
                    return Ok(Some(ToSend {
                        step,
                        reason,
                        way,
                        wording,
                    }));
                }
                (Decision::Send { .. }, None, wording) => {
                    let reason = Reason::Unreachable;
                    (Decision::Skip { reason }, wording)
                }
                (decision, _, wording) => (decision, wording),
            };
            write_decision(engine, tx, step, decision, now).await?;
        }
    }
    Ok(None)
}

/// Reads the talk afresh and asks the gate. None when the talk or the buyer is gone.
pub(super) async fn look(
    conn: &impl Conn,
    of: &ShopCase,
    step: &Step,
    (handing, confirmed_at): (Handing, Option<At>),
    now: At,
) -> Result<Option<Looked>> {
    let (Some(id), Some(slot), Some(angle)) = (talk_of(step), step.slot, step.angle) else {
        return Ok(None);
    };
    let Some(talk) = conversations::get(conn, step.shop, id).await? else {
        return Ok(None);
    };
    let Some(case) = InquiryCase::load(conn, of, &talk, now).await? else {
        return Ok(None);
    };
    let input = case.input(of, now);
    let n = u32::try_from(step.n).unwrap_or(u32::MAX);
    let words = words(&input, slot, step.channel, angle, n);
    let text = words.as_deref().map_or(TextState::FactMissing, |words| {
        text_state(of, step.channel, words, now)
    });
    let due = Due {
        n,
        slot,
        channel: step.channel,
        angle,
        due_at: step.due_at,
        expires_at: step.expires_at,
        words: words.as_deref().unwrap_or_default(),
        text,
        reminders_on: of.shop.settings.reminders_on && of.inquiry.version.is_some(),
        orders_at: orders_at(conn, of, now).await?,
        confirmed_at,
        handing,
    };
    let decision = gate(&input, &due);
    let ends_at = match slot {
        Slot::Session => case.talk.closes_at(&of.inquiry.policy).unwrap_or(now),
        _ => step.expires_at,
    };
    Ok(Some(Looked {
        talk,
        decision,
        wording: words.map(|text| Wording {
            text,
            class: class_of(step.channel),
        }),
        ends_at,
    }))
}

/// In our own chat she asked us; anywhere else a word about goods is promotion.
const fn class_of(channel: Channel) -> TemplateClass {
    match channel {
        Channel::Chat => TemplateClass::Notice,
        _ => TemplateClass::Promotion,
    }
}

fn text_state(of: &ShopCase, channel: Channel, words: &str, now: At) -> TextState {
    let zh = jinpai_coach::Locale::Zh;
    let report = Engine::check(&of.coach, &of.shop, &Context::default(), words, now, zh).report;
    let form = FormContext {
        shop_name: &of.shop.name,
        // The way was chosen by her consent, which the gate asks for again.
        promotion_agreed: true,
        forms: &of.payment.policy.spec().forms,
    };
    let fits = form::check(channel, class_of(channel), words, &form).fits();
    if coaching::warns(&report) || !fits {
        TextState::Refused
    } else {
        TextState::Passed
    }
}

/// As of when her orders are known: a shop whose system tells us of each order is known as of now, one that
/// uploads files is not.
async fn orders_at(conn: &impl Conn, of: &ShopCase, now: At) -> Result<At> {
    let told = secrets::get(conn, of.shop.id, SecretKind::Hook).await?.is_some();
    Ok(if told { now } else { At(0) })
}

/// Lays the words before the agent, who sends them with one key.
async fn lay_before(
    engine: &Engine,
    tx: &Tx,
    (step, reason): (Step, Reason),
    looked: Looked,
    now: At,
) -> Result<()> {
    let Some(wording) = looked.wording else {
        return Ok(());
    };
    let (shop, id) = (step.shop, step.id);
    if !steps::lay_aside(tx, shop, (id, step.epoch), reason, &wording.text).await? {
        return Ok(());
    }
    let task = Task {
        shop,
        id: TaskId::new(now, engine.random.bits()),
        kind: TaskKind::Draft,
        step: id,
        state: TaskState::Open,
        opened_at: now,
        due_at: looked.ends_at.max(now),
        outcome: None,
        done_by: None,
        done_at: None,
    };
    if tasks::open(tx, &task).await? {
        log_task(tx, EventKind::TaskOpened, &task, now)?;
    }
    log_step(tx, EventKind::StepPostponed, id, reason, now)?;
    Ok(())
}
