//! What agents put aside, and what was let through.

use std::collections::HashMap;

use jinpai_model::{At, DismissReason, DismissalId, MessageId, PersonId, ShopId};
use jinpai_store::{
    Store,
    dismissals::{self, Dismissal, DismissalFilter},
};

use crate::{
    coach::write,
    world::{World, conversation, person, shop},
};

fn a_dismissal(n: u128, rule: &str, context: &str, by: PersonId) -> Dismissal {
    Dismissal {
        id: DismissalId::from_bits(n),
        conversation: conversation(1),
        context: context.to_owned(),
        message: None,
        rule: rule.to_owned(),
        matched: "肯定".to_owned(),
        excerpt: "明天肯定到".to_owned(),
        reason: DismissReason::AgreedWithBuyer,
        note: "她自己说的".to_owned(),
        by,
        at: At(i64::try_from(n).unwrap() * 10),
        allowed: None,
    }
}

async fn put_aside(store: &Store, shop: ShopId, new: Dismissal) -> (Dismissal, bool) {
    write(store, shop, move |tx| {
        Box::pin(async move { dismissals::put(tx, shop, &new).await })
    })
    .await
}

pub async fn what_was_put_aside_is_kept_once_per_talk(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let first = a_dismissal(1, "PRM001", "a", person(1));
    assert_eq!(
        put_aside(&store, shop(1), first.clone()).await,
        (first.clone(), true)
    );
    let again = a_dismissal(2, "PRM001", "a", person(2));
    assert_eq!(put_aside(&store, shop(1), again).await, (first, false));
    put_aside(&store, shop(1), a_dismissal(3, "PRM001", "b", person(1))).await;
    put_aside(&store, shop(2), a_dismissal(1, "PRM001", "a", person(1))).await;
    let held = dismissals::of_conversation(store.read(), shop(1), conversation(1))
        .await
        .unwrap();
    let mut held: Vec<_> = held.into_keys().collect();
    held.sort();
    let key = |context: &str| ("PRM001".to_owned(), context.to_owned());
    assert_eq!(held, [key("a"), key("b")]);
    let elsewhere = dismissals::of_conversation(store.read(), shop(1), conversation(2)).await;
    assert!(elsewhere.unwrap().is_empty());

    let message = MessageId::from_bits(9);
    for message in [message, MessageId::from_bits(10)] {
        write(&store, shop(1), move |tx| {
            Box::pin(
                async move { dismissals::tie(tx, shop(1), conversation(1), ("PRM001", "a"), message).await },
            )
        })
        .await;
    }
    let tied = dismissals::get(store.read(), shop(1), DismissalId::from_bits(1))
        .await
        .unwrap();
    assert_eq!(tied.unwrap().message, Some(message), "the first message stays");
    let other = dismissals::get(store.read(), shop(2), DismissalId::from_bits(1))
        .await
        .unwrap();
    assert_eq!(other.unwrap().message, None);
}

pub async fn what_was_put_aside_is_listed_and_counted(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    for (n, rule, by) in [
        (1, "PRM001", 1),
        (2, "NEG001", 2),
        (3, "PRM001", 2),
        (4, "PRM001", 1),
    ] {
        let new = a_dismissal(n, rule, &format!("c{n}"), person(by));
        put_aside(&store, shop(1), new).await;
    }
    let ids = async |filter: DismissalFilter, cursor: Option<u128>, limit| {
        let cursor = cursor.map(DismissalId::from_bits);
        let rows = dismissals::list(store.read(), shop(1), &filter, cursor, limit)
            .await
            .unwrap();
        rows.iter().map(|row| row.id.bits()).collect::<Vec<_>>()
    };
    let all = DismissalFilter::default();
    assert_eq!(ids(all.clone(), None, 2).await, [4, 3]);
    assert_eq!(ids(all.clone(), Some(3), 9).await, [2, 1]);
    let by = DismissalFilter {
        by: Some(person(2)),
        ..all.clone()
    };
    assert_eq!(ids(by, None, 9).await, [3, 2]);
    let ranged = DismissalFilter {
        from: Some(At(20)),
        to: Some(At(40)),
        ..all.clone()
    };
    assert_eq!(ids(ranged.clone(), None, 9).await, [3, 2]);
    let counts = dismissals::counts(store.read(), shop(1), &ranged).await.unwrap();
    assert_eq!((counts["PRM001"], counts["NEG001"]), (1, 1));
    let rule = DismissalFilter {
        rule: Some("PRM001".to_owned()),
        ..all
    };
    let counts = dismissals::counts(store.read(), shop(1), &rule).await.unwrap();
    assert_eq!((counts.len(), counts["PRM001"]), (1, 3));
}

pub async fn words_let_through_are_written_once(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    put_aside(&store, shop(1), a_dismissal(1, "PRM001", "a", person(1))).await;
    let mut done = Vec::new();
    for by in [2, 3] {
        done.push(
            write(&store, shop(1), move |tx| {
                Box::pin(async move {
                    dismissals::allow(tx, shop(1), DismissalId::from_bits(1), person(by), At(70)).await
                })
            })
            .await,
        );
    }
    assert_eq!(done, [true, false]);
    let held = dismissals::get(store.read(), shop(1), DismissalId::from_bits(1))
        .await
        .unwrap();
    assert_eq!(held.unwrap().allowed, Some((person(2), At(70))));
}

pub async fn what_was_put_aside_may_be_undone_until_it_is_let_through(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    put_aside(&store, shop(1), a_dismissal(1, "PRM001", "c1", person(1))).await;
    put_aside(&store, shop(1), a_dismissal(2, "PRM001", "c2", person(2))).await;
    let id = DismissalId::from_bits;
    let undo = async |at, n| {
        write(&store, at, move |tx| {
            Box::pin(async move { dismissals::undo(tx, at, id(n)).await })
        })
        .await
    };
    assert!(!undo(shop(2), 1).await, "another shop's is not there");
    assert!(undo(shop(1), 1).await);
    assert!(!undo(shop(1), 1).await, "once");
    let left = dismissals::of_conversation(store.read(), shop(1), conversation(1))
        .await
        .unwrap();
    let key = ("PRM001".to_owned(), "c2".to_owned());
    assert_eq!(left, HashMap::from([(key, (id(2), person(2)))]));
    write(&store, shop(1), move |tx| {
        Box::pin(async move { dismissals::allow(tx, shop(1), id(2), person(3), At(9)).await })
    })
    .await;
    assert!(!undo(shop(1), 2).await);
}
