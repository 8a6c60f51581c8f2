//! From a talk that fell quiet to one word that helps her to decide, or to the reason why there is none.

use jinpai_engine::{Desk, EngineError, Locale, PolicyDraft, TaskOutcome, TaskView, UpdateBody};
use jinpai_model::{ConversationId, EventKind, Flow, Reason, Side, Slot, StepState, TaskKind};

use crate::{
    reminders::step_in,
    shop::{TestShop, Watch, order},
};

async fn draft_in(watch: &mut Watch) -> TaskView {
    watch
        .until(|update| match &update.body {
            UpdateBody::Task(view)
                if view.task.kind == TaskKind::Draft && update.event.kind == EventKind::TaskOpened =>
            {
                Some((**view).clone())
            }
            _ => None,
        })
        .await
}

/// She asks and is answered; nobody says a word after that.
async fn asked(
    shop: &TestShop,
    id: &str,
    question: &str,
    answer: &str,
) -> (jinpai_engine::Visitor, ConversationId) {
    let buyer = shop.buyer(id).await;
    let said = buyer.send(&format!("ask-{id}"), question).await.unwrap();
    let talk = said.message.conversation;
    shop.clock_tick();
    shop.owner
        .send(talk, &format!("answer-{id}"), answer, Locale::Zh)
        .await
        .unwrap();
    (buyer, talk)
}

async fn said_by(desk: &Desk, talk: ConversationId, side: Side) -> Vec<String> {
    let page = desk.messages(talk, None, None, 50).await.unwrap();
    let said = page.items.into_iter().filter(|view| view.message.from == side);
    said.map(|view| view.message.text).collect()
}

pub async fn a_quiet_talk_lays_a_draft_before_the_agent(shop: &TestShop) {
    let mut watch = shop.watch().await;
    let (_, talk) = asked(shop, "u-1", "这件大衣有现货吗", "有货的亲，今天拍今天发").await;
    shop.clock.pass(179_000);
    shop.clock.pass(2_000);
    let draft = draft_in(&mut watch).await;
    assert_eq!(draft.step.conversation, Some(talk));
    assert_eq!(draft.step.step.slot, Some(Slot::Session));
    let text = draft.step.step.text.clone().unwrap();
    assert!(
        said_by(&shop.owner, talk, Side::Bot).await.is_empty(),
        "nothing goes out by itself"
    );

    let done = shop
        .owner
        .finish_task(draft.task.id, TaskOutcome::Sent)
        .await
        .unwrap();
    assert_eq!(done.step.step.state, StepState::Sent);
    assert_eq!(said_by(&shop.owner, talk, Side::Agent).await.last(), Some(&text));
    let again = shop.owner.finish_task(draft.task.id, TaskOutcome::Sent).await;
    assert!(matches!(again, Err(EngineError::AlreadyDone(_))), "{again:?}");
    assert_eq!(
        said_by(&shop.owner, talk, Side::Agent).await.len(),
        2,
        "sent once"
    );
}

pub async fn a_word_of_hers_takes_the_draft_away(shop: &TestShop) {
    let mut watch = shop.watch().await;
    let (buyer, _) = asked(shop, "u-1", "这件大衣有现货吗", "有货的亲，今天拍今天发").await;
    shop.clock.pass(181_000);
    let draft = draft_in(&mut watch).await;
    buyer.send("more", "那会起球吗").await.unwrap();
    let gone = step_in(&mut watch, StepState::Cancelled).await;
    assert_eq!(gone.step.id, draft.task.step);
    assert_eq!(gone.step.reason, Reason::QuestionOpen);
    let late = shop.owner.finish_task(draft.task.id, TaskOutcome::Sent).await;
    assert!(matches!(late, Err(EngineError::AlreadyDone(_))), "{late:?}");
}

pub async fn an_order_of_hers_ends_the_inquiry(shop: &TestShop) {
    let mut watch = shop.watch().await;
    asked(shop, "u-1", "这件大衣有现货吗", "有货的亲，今天拍今天发").await;
    shop.clock.pass(181_000);
    let draft = draft_in(&mut watch).await;
    let told = order("A1", "u-1", "2026-11-21T09:03:00", 129);
    shop.post("created", &told).await.unwrap();
    let gone = watch
        .until(|update| match &update.body {
            UpdateBody::Step(view)
                if view.step.id == draft.task.step && view.step.state == StepState::Cancelled =>
            {
                Some(view.clone())
            }
            _ => None,
        })
        .await;
    assert_eq!(gone.step.reason, Reason::Ordered);
}

pub async fn an_open_question_waits_for_its_answer(shop: &TestShop) {
    let mut watch = shop.watch().await;
    let (_, talk) = asked(shop, "u-1", "这件大衣有现货吗", "您好，稍等我看一下").await;
    shop.clock.pass(200_000);
    // Another talk is remindable: when its draft is there, the first was looked at and left alone.
    asked(shop, "u-2", "这件大衣有现货吗", "有货的亲，今天拍今天发").await;
    shop.clock.pass(181_000);
    let draft = draft_in(&mut watch).await;
    assert_ne!(draft.step.conversation, Some(talk));
}

pub async fn a_policy_may_send_by_itself(shop: &TestShop) {
    let state = shop.owner.policies().await.unwrap();
    let inquiry = state.iter().find(|state| state.flow == Flow::Inquiry).unwrap();
    let built_in = shop.owner.policy_text(Flow::Inquiry, 0).await.unwrap().toml;
    let toml = built_in.replace("send = \"draft\"", "send = \"automatic\"");
    assert_ne!(toml, built_in);
    let draft = PolicyDraft {
        toml,
        note: "自动发".to_owned(),
        base: 0,
    };
    let saved = shop.owner.save_policy(Flow::Inquiry, draft).await.unwrap();
    shop.owner
        .start_policy(Flow::Inquiry, saved.version, inquiry.revision)
        .await
        .unwrap();
    let mut watch = shop.watch().await;
    let (buyer, talk) = asked(shop, "u-1", "这件大衣有现货吗", "有货的亲，今天拍今天发").await;
    shop.clock.pass(181_000);
    let sent = step_in(&mut watch, StepState::Sent).await;
    assert_eq!(
        (sent.step.flow, sent.step.policy_version),
        (Flow::Inquiry, saved.version)
    );
    assert_eq!(
        said_by(&shop.owner, talk, Side::Bot).await,
        vec![sent.step.text.unwrap()]
    );

    // She answers: a person takes it from there, and the ladder is over.
    shop.clock_tick();
    buyer.send("reply", "我再想想").await.unwrap();
    shop.clock_tick();
    shop.owner
        .send(talk, "ok", "好的亲，想好了随时找我", Locale::Zh)
        .await
        .unwrap();
    shop.clock.pass(181_000);
    let (_, later) = asked(shop, "u-2", "这件大衣有现货吗", "有货的亲，今天拍今天发").await;
    shop.clock.pass(181_000);
    step_in(&mut watch, StepState::Sent).await;
    assert_eq!(said_by(&shop.owner, talk, Side::Bot).await.len(), 1);
    assert_eq!(said_by(&shop.owner, later, Side::Bot).await.len(), 1);
}

pub async fn a_flow_that_stands_still_says_nothing(shop: &TestShop) {
    let mut watch = shop.watch().await;
    asked(shop, "u-1", "这件大衣有现货吗", "有货的亲，今天拍今天发").await;
    shop.clock.pass(181_000);
    let draft = draft_in(&mut watch).await;
    shop.owner.stop_policy(Flow::Inquiry, 0).await.unwrap();
    let gone = step_in(&mut watch, StepState::Cancelled).await;
    assert_eq!(
        (gone.step.id, gone.step.reason),
        (draft.task.step, Reason::RemindersOff)
    );
}
