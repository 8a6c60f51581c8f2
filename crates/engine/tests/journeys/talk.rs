//! Talking, from both sides.

use jinpai_engine::{BuyerUpdate, ConversationView, EngineError, Locale, ShopPatch, UpdateBody};
use jinpai_model::{ConversationId, EventKind, Platform, Side};

use crate::shop::{TestShop, address};

pub async fn a_message_arrives_once_and_in_order(shop: &TestShop) {
    let buyer = shop.buyer("u-1").await;
    let mut watch = shop.watch().await;
    let mut hers = buyer.feed(0).await.unwrap();
    let first = buyer.send("a", "在吗").await.unwrap();
    let again = buyer.send("a", "在吗").await.unwrap();
    assert_eq!(
        first.message, again.message,
        "the same client reference is the same message"
    );
    buyer.send("b", "有货吗").await.unwrap();
    let talk = first.message.conversation;
    shop.owner
        .send(talk, "r1", "有的亲，现货6件哦", Locale::Zh)
        .await
        .unwrap();
    shop.owner
        .send(talk, "r1", "有的亲，现货6件哦", Locale::Zh)
        .await
        .unwrap();

    let mut seen = Vec::new();
    while seen.len() < 3 {
        seen.push(
            watch
                .until(|update| match &update.body {
                    UpdateBody::Message { message, .. } => Some(message.message.text.clone()),
                    _ => None,
                })
                .await,
        );
    }
    assert_eq!(seen, ["在吗", "有货吗", "有的亲，现货6件哦"]);
    let page = shop.owner.messages(talk, None, None, 50).await.unwrap();
    assert_eq!(page.items.len(), 3, "nothing is doubled");
    let mut got = Vec::new();
    while got.len() < 3 {
        if let Some(BuyerUpdate::Message(view)) = hers.next().await.unwrap() {
            got.push(view.message.seq);
        }
    }
    assert!(
        got.is_sorted_by(|a, b| a < b),
        "the buyer sees them in order, each once"
    );
}

pub async fn two_tabs_and_a_late_one_agree(shop: &TestShop) {
    let buyer = shop.buyer("u-1").await;
    let (mut one, mut two) = (shop.watch().await, shop.watch().await);
    for n in 0..30 {
        buyer.send(&format!("m{n}"), &format!("第{n}句")).await.unwrap();
        shop.clock_tick();
    }
    let mut late = shop.watch_from(0).await;
    let mut ends = Vec::new();
    for watch in [&mut one, &mut two, &mut late] {
        let mut texts = Vec::new();
        while texts.len() < 30 {
            let text = watch
                .until(|update| match &update.body {
                    UpdateBody::Message { message, .. } => Some(message.message.text.clone()),
                    _ => None,
                })
                .await;
            texts.push(text);
        }
        ends.push(texts);
    }
    assert_eq!(ends[0], ends[1]);
    assert_eq!(ends[0], ends[2], "who comes late reads the same from the log");
}

pub async fn what_the_coach_blocks_is_not_sent(shop: &TestShop) {
    let buyer = shop.buyer("u-1").await;
    let asked = buyer.send("a", "可以便宜点吗").await.unwrap();
    let talk = asked.message.conversation;
    let refused = shop
        .owner
        .send(talk, "r1", "加微信聊，给您便宜", Locale::Zh)
        .await
        .unwrap_err();
    let EngineError::BlockedByCoach(report) = refused else {
        panic!("{refused}")
    };
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.category.to_string() == "OFFSITE")
    );
    assert_eq!(
        shop.owner
            .messages(talk, None, None, 50)
            .await
            .unwrap()
            .items
            .len(),
        1,
        "nothing was sent"
    );
    let sent = shop
        .owner
        .send(talk, "r2", "肯定明天到", Locale::Zh)
        .await
        .unwrap();
    assert!(
        sent.report
            .findings
            .iter()
            .any(|f| f.category.to_string() == "PROMISE"),
        "told, but sent"
    );
}

pub async fn marks_move_forward_only(shop: &TestShop) {
    let buyer = shop.buyer("u-1").await;
    let first = buyer.send("a", "在吗").await.unwrap().message;
    let second = buyer.send("b", "有货吗").await.unwrap().message;
    let talk = first.conversation;
    let before = shop.owner.conversation(talk).await.unwrap();
    assert_eq!(before.conversation.unread, 2);
    assert!(before.conversation.waiting_since_at.is_some());
    let mut watch = shop.watch().await;
    shop.owner.read(talk, second.seq).await.unwrap();
    shop.owner.read(talk, first.seq).await.unwrap();
    let told = watch
        .until(|update| (update.event.kind == EventKind::MessagesRead).then(|| update.event.payload.clone()))
        .await;
    assert_eq!(told["seq"], second.seq);
    let after = shop.owner.conversation(talk).await.unwrap().conversation;
    assert_eq!((after.agent_read_seq, after.unread), (second.seq, 0));
    let (_, marks) = buyer.messages(None, None, 10).await.unwrap();
    assert_eq!(marks.read_seq, second.seq, "the buyer sees that she was read");
    buyer.read(i64::MAX).await.unwrap();
    let after = shop.owner.conversation(talk).await.unwrap().conversation;
    assert_eq!(
        after.buyer_read_seq, second.seq,
        "a mark beyond the talk stops at its end"
    );
}

pub async fn a_signed_buyer_is_the_same_on_every_device(shop: &TestShop) {
    let phone = shop.buyer("u-7").await;
    let desktop = shop.buyer("u-7").await;
    assert_eq!(phone.buyer_id(), desktop.buyer_id());
    phone.send("a", "在吗").await.unwrap();
    let (page, _) = desktop.messages(None, None, 10).await.unwrap();
    assert_eq!(page.items.len(), 1);
    let forged = jinpai_engine::SignedIdentity {
        id: "u-7".into(),
        name: None,
        signature: "00".repeat(32),
    };
    let refused = shop
        .engine
        .open_widget(shop.shop, None, Some(forged), address(3))
        .await;
    assert!(matches!(refused, Err(EngineError::BadSignature)));
    assert_eq!(page.items[0].message.from, Side::Buyer);
}

pub async fn the_clock_runs_as_the_shop_s_platform_counts(shop: &TestShop) {
    // A Taobao shop by day: three minutes from her first question on, whatever she adds.
    let buyer = shop.buyer("u-1").await;
    let talk = buyer.send("a", "在吗").await.unwrap().message.conversation;
    let asked_at = shop.engine.now();
    shop.clock.pass(20_000);
    buyer.send("b", "有货吗").await.unwrap();
    let clock = shop.owner.conversation(talk).await.unwrap().clock.unwrap();
    assert_eq!(
        (clock.started_at, clock.limit_at, clock.limit_ms, clock.counted),
        (asked_at, asked_at.plus(180_000), 180_000, true)
    );
    say(shop, talk, "r1", "有的亲，现货6件哦").await;
    assert!(clock_of(shop, talk).await.is_none(), "nobody waits");

    // By night the shop's own limit is shown, and does not count; from eight on she counts again.
    set(shop, Platform::Taobao, 300).await;
    shop.move_to("2026-11-21T23:30:00");
    buyer.send("c", "还在吗").await.unwrap();
    assert_eq!(clock_of(shop, talk).await, Some((300_000, false)));
    shop.move_to("2026-11-22T08:05:00");
    buyer.send("d", "早上好").await.unwrap();
    assert_eq!(clock_of(shop, talk).await, Some((180_000, true)));

    // A shop of its own goes by its own limit, at any hour.
    set(shop, Platform::OwnSite, 120).await;
    shop.move_to("2026-11-23T03:00:00");
    let other = shop.buyer("u-2").await;
    let night = other.send("a", "有人吗").await.unwrap().message.conversation;
    assert_eq!(clock_of(shop, night).await, Some((120_000, true)));
    shop.owner.close(night).await.unwrap();
    assert!(
        clock_of(shop, night).await.is_none(),
        "a closed talk has no clock"
    );
}

pub async fn jd_counts_the_first_answer_of_a_session(shop: &TestShop) {
    set(shop, Platform::Jd, 120).await;
    let buyer = shop.buyer("u-1").await;
    let talk = buyer.send("a", "在吗").await.unwrap().message.conversation;
    assert_eq!(clock_of(shop, talk).await, Some((30_000, true)));
    shop.clock.pass(10_000);
    say(shop, talk, "r1", "在的亲，您请说").await;
    shop.clock.pass(60_000);
    buyer.send("b", "有货吗").await.unwrap();
    assert_eq!(
        clock_of(shop, talk).await,
        Some((120_000, false)),
        "later answers go by the shop's own limit"
    );
    shop.clock.pass(10_000);
    say(shop, talk, "r2", "有的亲，现货6件哦").await;
    // After ten minutes without a word a session begins anew.
    shop.clock.pass(601_000);
    buyer.send("c", "那我拍了").await.unwrap();
    assert_eq!(clock_of(shop, talk).await, Some((30_000, true)));
    let (listed, _) = shop
        .owner
        .conversations(Some(jinpai_model::ConversationState::Open), None, 50)
        .await
        .unwrap();
    assert_eq!(
        limit(&listed.items[0]),
        Some((30_000, true)),
        "the list shows the same"
    );
}

async fn set(shop: &TestShop, platform: Platform, answer_within_s: i64) {
    let patch = ShopPatch {
        platform: Some(platform),
        answer_within_s: Some(answer_within_s),
        ..ShopPatch::default()
    };
    shop.owner.change_settings(patch).await.unwrap();
}

async fn say(shop: &TestShop, talk: ConversationId, client_ref: &str, text: &str) {
    shop.owner.send(talk, client_ref, text, Locale::Zh).await.unwrap();
}

async fn clock_of(shop: &TestShop, talk: ConversationId) -> Option<(i64, bool)> {
    limit(&shop.owner.conversation(talk).await.unwrap())
}

fn limit(view: &ConversationView) -> Option<(i64, bool)> {
    view.clock.map(|clock| (clock.limit_ms, clock.counted))
}
