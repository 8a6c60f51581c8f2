//! A shop's own coach: its rules and settings, the facts it judged by, and the archive it is asked about.

use jinpai_model::{At, Facts, MessageId, RuleStatus, ShopId};
use jinpai_store::{
    Store, StoreError, Tx,
    coach_rules::{self, OwnRule, RuleSetting},
    conversations,
    messages::{self, Sender},
    snapshots,
};

use crate::world::{World, a_message, conversation, new_conversation, person, shop};

/// A write in a shop's lane that has to succeed.
pub async fn write<T: Send + 'static>(
    store: &Store,
    shop: ShopId,
    work: impl for<'t> FnOnce(&'t Tx) -> futures_util::future::BoxFuture<'t, Result<T, StoreError>>
    + Send
    + 'static,
) -> T {
    store.write::<_, StoreError, _>(shop, work).await.unwrap()
}

fn a_setting(rule: &str, muted: bool) -> RuleSetting {
    RuleSetting {
        rule: rule.to_owned(),
        severity: Some("hint".to_owned()),
        points: None,
        muted,
        allowed: vec!["包您满意".to_owned()],
        changed_by: person(1),
        changed_at: At(5),
    }
}

fn an_own(code: &str, version: i64) -> OwnRule {
    OwnRule {
        code: code.to_owned(),
        toml: format!("code = \"{code}\" # {version}"),
        status: RuleStatus::Draft,
        author: person(1),
        version,
        created_at: At(1),
        updated_at: At(version),
    }
}

pub async fn every_change_of_a_coach_is_a_new_version(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    assert_eq!(coach_rules::version(store.read(), shop(1)).await.unwrap(), 0);
    let versions = [
        write(&store, shop(1), |tx| {
            Box::pin(async move { coach_rules::put_setting(tx, shop(1), &a_setting("NEG001", false)).await })
        })
        .await,
        write(&store, shop(1), |tx| {
            Box::pin(async move { coach_rules::put_own(tx, shop(1), &an_own("SHP001", 1)).await })
        })
        .await,
        write(&store, shop(1), |tx| {
            Box::pin(async move { coach_rules::clear_setting(tx, shop(1), "NEG001").await })
        })
        .await,
    ];
    assert_eq!(versions, [1, 2, 3]);
    // Another process sees it, and the other shop's coach is as it was.
    let other = world.open().await;
    assert_eq!(coach_rules::versions(other.read()).await.unwrap(), [(shop(1), 3)]);
    assert_eq!(coach_rules::own(other.read(), shop(2)).await.unwrap(), []);
}

pub async fn a_rule_set_again_stands_as_set_last(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    for muted in [false, true] {
        write(&store, shop(1), move |tx| {
            Box::pin(async move { coach_rules::put_setting(tx, shop(1), &a_setting("NEG001", muted)).await })
        })
        .await;
    }
    let settings = coach_rules::settings(store.read(), shop(1)).await.unwrap();
    assert_eq!(settings, [a_setting("NEG001", true)]);
}

pub async fn a_shop_takes_its_own_rules_away(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    for (code, version) in [("SHP002", 1), ("SHP001", 1), ("SHP002", 2)] {
        write(&store, shop(1), move |tx| {
            Box::pin(async move { coach_rules::put_own(tx, shop(1), &an_own(code, version)).await })
        })
        .await;
    }
    let own = coach_rules::own(store.read(), shop(1)).await.unwrap();
    assert_eq!(own, [an_own("SHP001", 1), an_own("SHP002", 2)]);
    write(&store, shop(1), |tx| {
        Box::pin(async move {
            coach_rules::put_setting(tx, shop(1), &a_setting("SHP002", true)).await?;
            coach_rules::delete_own(tx, shop(1), "SHP002").await
        })
    })
    .await;
    let own = coach_rules::own(store.read(), shop(1)).await.unwrap();
    assert_eq!(own, [an_own("SHP001", 1)]);
    let settings = coach_rules::settings(store.read(), shop(1)).await.unwrap();
    assert_eq!(settings, [], "what was set for the rule goes with it");
}

pub async fn equal_facts_are_kept_once(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let facts = Facts {
        stock: Some(6),
        ..Facts::default()
    };
    for n in [1, 2] {
        let facts = facts.clone();
        write(&store, shop(1), move |tx| {
            Box::pin(async move { snapshots::put(tx, shop(1), MessageId::from_bits(n), "six", &facts).await })
        })
        .await;
    }
    let messages = [1, 2, 3].map(MessageId::from_bits);
    let digests = snapshots::digests(store.read(), shop(1), &messages)
        .await
        .unwrap();
    assert_eq!(digests.len(), 2);
    let known = snapshots::facts(store.read(), shop(1), &["six".to_owned()])
        .await
        .unwrap();
    assert_eq!(known["six"], facts);
}

pub async fn the_archive_is_walked_by_what_was_said_when(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    for (n, at) in [(1, 20), (2, 40), (3, 60)] {
        let talk = new_conversation(&store, shop(1), n).await;
        let new = a_message(shop(1), talk, Sender::Agent(person(1)), &format!("r{n}"), at);
        write(&store, shop(1), move |tx| {
            Box::pin(async move {
                let appended = messages::append(tx, new).await?;
                conversations::on_message(tx, &appended.message).await
            })
        })
        .await;
    }
    new_conversation(&store, shop(1), 4).await;
    let ids = async |bounds, before: Option<u128>, limit| {
        let before = before.map(conversation);
        let rows = conversations::talked(store.read(), shop(1), bounds, before, limit)
            .await
            .unwrap();
        rows.iter().map(|row| row.id.bits()).collect::<Vec<_>>()
    };
    assert_eq!(
        ids((None, None), None, 9).await,
        [3, 2, 1],
        "an empty talk is none"
    );
    assert_eq!(ids((Some(At(30)), None), None, 1).await, [3]);
    assert_eq!(ids((Some(At(30)), None), Some(3), 9).await, [2]);
    assert_eq!(ids((None, Some(At(5))), None, 9).await, [0u128; 0]);
    let newest = messages::newest(store.read(), shop(1), i64::MAX, 2)
        .await
        .unwrap();
    let texts: Vec<_> = newest.iter().map(|message| message.client_ref.as_str()).collect();
    assert_eq!(texts, ["r3", "r2"]);
}
