//! What is said of a whole talk once it has ended, and of an agent who serves several at a time.

use std::collections::HashSet;

use jinpai_engine::{AuditQuery, FindingQuery, FindingView, Locale, Verdict};
use jinpai_model::{ConversationId, ConversationState, DAY_MS, EventKind, FindingState};

use crate::shop::TestShop;

/// A question that nobody answers any more.
const LEFT: &str = "LFT001";
const SMALL_TALK: &str = "CHT001";

/// A day goes by without a word: every talk ends by itself.
pub async fn of_silence(shop: &TestShop) {
    let mut watch = shop.watch().await;
    let (open, _) = shop
        .owner
        .conversations(Some(ConversationState::Open), None, 100)
        .await
        .unwrap();
    let open = open.items.into_iter().map(|view| view.conversation);
    let mut open: HashSet<ConversationId> = open
        .filter(|talk| talk.ended_at.is_none())
        .map(|talk| talk.id)
        .collect();
    shop.clock.pass(DAY_MS + 1);
    while !open.is_empty() {
        let ended = watch
            .until(|update| {
                (update.event.kind == EventKind::ConversationEnded).then(|| update.event.subject.clone())
            })
            .await;
        open.remove(&ended.parse().unwrap());
    }
}

/// A buyer asks, is answered, and asks something else.
async fn left_open(shop: &TestShop, name: &str) -> ConversationId {
    let buyer = shop.buyer(name).await;
    let talk = buyer.send("1", "有货吗").await.unwrap().message.conversation;
    shop.clock_tick();
    shop.owner
        .send(talk, &format!("{name}-2"), "您好，这款有货的哦", Locale::Zh)
        .await
        .unwrap();
    shop.clock_tick();
    buyer.send("3", "几天能到成都").await.unwrap();
    shop.clock_tick();
    talk
}

async fn found(shop: &TestShop, rule: &str) -> Vec<FindingView> {
    let query = FindingQuery {
        rule: Some(rule.to_owned()),
        hints: true,
        limit: 50,
        ..FindingQuery::default()
    };
    shop.owner.findings(query).await.unwrap().items
}

pub async fn what_is_said_of_a_whole_talk_is_kept_and_reviewed(shop: &TestShop) {
    let talk = left_open(shop, "u-1").await;
    assert!(found(shop, LEFT).await.is_empty(), "the talk goes on");
    shop.owner.close(talk).await.unwrap();
    shop.owner.close(talk).await.unwrap();
    let held = found(shop, LEFT).await;
    assert_eq!(held.len(), 1, "closed twice, judged once");
    let kept = &held[0].kept;
    assert!(kept.at_end && kept.conversation == talk);
    let question = held[0].message.as_ref().unwrap();
    assert_eq!(question.text, "几天能到成都", "it hangs on what it is about");
    let owner = shop.owner.person_id();
    assert_eq!(kept.author, Some(owner), "and is hers who served the buyer");

    let (message, n) = (kept.message, kept.n);
    shop.owner
        .appeal_finding(message, n, "她已经在电话里问到了")
        .await
        .unwrap();
    let decided = shop
        .owner
        .review_finding(message, n, Verdict::Overrule, "")
        .await
        .unwrap();
    assert_eq!(
        (decided.kept.state, decided.points()),
        (FindingState::Overruled, 0)
    );
    let query = AuditQuery {
        rule: Some(LEFT.to_owned()),
        limit: 10,
        ..AuditQuery::default()
    };
    let audit = shop.owner.audit(query, Locale::Zh).await.unwrap();
    let said = &audit.page[0];
    assert_eq!(
        (said.at_end, said.points, said.kept),
        (true, 0, Some((n, FindingState::Overruled))),
        "the archive knows of the decision"
    );
}

pub async fn a_talk_that_goes_on_is_judged_by_its_last_end(shop: &TestShop) {
    let talks = [left_open(shop, "u-1").await, left_open(shop, "u-2").await];
    of_silence(shop).await;
    let held = found(shop, LEFT).await;
    assert_eq!(held.len(), 2);
    let decided = held
        .iter()
        .find(|view| view.kept.conversation == talks[0])
        .unwrap();
    let (message, n) = (decided.kept.message, decided.kept.n);
    shop.owner
        .review_finding(message, n, Verdict::Agree, "")
        .await
        .unwrap();

    for (talk, key) in talks.into_iter().zip(["a", "b"]) {
        shop.owner
            .send(talk, key, "亲，成都三天左右到哦", Locale::Zh)
            .await
            .unwrap();
    }
    let held = found(shop, LEFT).await;
    let left: Vec<_> = held
        .iter()
        .map(|view| (view.kept.message, view.kept.state))
        .collect();
    assert_eq!(left, [(message, FindingState::Agreed)], "what was decided stays");
    of_silence(shop).await;
    assert_eq!(found(shop, LEFT).await.len(), 1, "the question is answered now");
    assert_eq!(
        shop.owner
            .conversation(talks[1])
            .await
            .unwrap()
            .conversation
            .paid_at_end,
        None
    );
}

pub async fn small_talk_is_found_while_others_wait(shop: &TestShop) {
    let chatty = shop.buyer("u-1").await;
    let talk = chatty.send("1", "我在追剧呢").await.unwrap().message.conversation;
    let words = "我也在追剧，您看到哪集啦";
    let finds = async || {
        let report = shop
            .owner
            .check(Some(talk), None, None, words, Locale::Zh)
            .await
            .unwrap();
        report
            .report
            .findings
            .iter()
            .any(|finding| finding.rule.as_str() == SMALL_TALK)
    };
    shop.buyer("u-2").await.send("1", "在吗").await.unwrap();
    assert!(!finds().await, "a buyer whom nobody has answered yet is nobody's");
    left_open(shop, "u-3").await;
    assert!(finds().await);
    shop.owner.send(talk, "2", words, Locale::Zh).await.unwrap();
    assert_eq!(found(shop, SMALL_TALK).await.len(), 1);

    // Later nobody waits any more; the message is judged by what was so when it was sent.
    of_silence(shop).await;
    let query = AuditQuery {
        rule: Some(SMALL_TALK.to_owned()),
        limit: 10,
        ..AuditQuery::default()
    };
    let audit = shop.owner.audit(query, Locale::Zh).await.unwrap();
    assert_eq!(audit.found, 1);
    assert!(
        audit
            .skipped
            .iter()
            .all(|skipped| skipped.rule.as_str() != SMALL_TALK)
    );
}
