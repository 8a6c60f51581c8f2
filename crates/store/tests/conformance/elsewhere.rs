//! Talks from elsewhere: how far a bridge has come, whom it speaks for, what did not arrive, and notes by name.

use jinpai_model::{At, BuyerRef, IdentityChannel, ShopId};
use jinpai_store::{
    Store, bridges,
    bridges::Push,
    messages::{self, Sender},
    outside_notes::{self, OutsideNote},
    undelivered,
};

use crate::{
    coach::write,
    world::{World, a_message, buyer, new_conversation, person, shop},
};

fn outside(name: &str) -> BuyerRef {
    BuyerRef {
        channel: IdentityChannel::Taobao,
        external: name.to_owned(),
    }
}

async fn reached(store: &Store, of: ShopId) -> Option<(Option<At>, i64)> {
    let held = bridges::get(store.read(), of).await.unwrap();
    held.map(|bridge| (bridge.seen_at, bridge.reached_seq))
}

pub async fn a_bridges_place_never_goes_back(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    assert_eq!(reached(&store, shop(1)).await, None);
    for (at, to, then) in [(5, 7, 7), (6, 3, 7), (9, 12, 12)] {
        write(&store, shop(1), move |tx| {
            Box::pin(async move { bridges::seen(tx, shop(1), At(at), to).await })
        })
        .await;
        assert_eq!(reached(&store, shop(1)).await, Some((Some(At(at)), then)));
    }
    assert_eq!(reached(&store, shop(2)).await, None, "another shop has its own");

    write(&store, shop(1), |tx| {
        Box::pin(async move { bridges::set_push_url(tx, shop(1), Some("https://bridge.example/")).await })
    })
    .await;
    let push = Push {
        tries: 2,
        since_at: Some(At(10)),
        due_at: Some(At(14)),
        why: Some("HTTP 503".to_owned()),
    };
    let kept = push.clone();
    write(&store, shop(1), move |tx| {
        Box::pin(async move { bridges::set_push(tx, shop(1), &kept).await })
    })
    .await;
    let pushed = bridges::pushed(store.read()).await.unwrap();
    let [bridge] = &pushed[..] else {
        panic!("{pushed:?}")
    };
    assert_eq!((&bridge.push, bridge.reached_seq), (&push, 12));
    write(&store, shop(1), |tx| {
        Box::pin(async move { bridges::set_push_url(tx, shop(1), None).await })
    })
    .await;
    assert_eq!(bridges::pushed(store.read()).await.unwrap(), []);
    let held = bridges::get(store.read(), shop(1)).await.unwrap().unwrap();
    assert_eq!(
        (held.push, held.reached_seq),
        (Push::default(), 12),
        "its place stays"
    );
}

pub async fn what_waits_for_the_bridge_is_counted(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let hers = new_conversation(&store, shop(1), 1).await;
    let theirs = new_conversation(&store, shop(1), 2).await;
    let (known, other) = (buyer(1), buyer(2));
    write(&store, shop(1), move |tx| {
        Box::pin(async move { bridges::tie(tx, shop(1), known, &outside("tb_lu"), At(1)).await })
    })
    .await;
    let mut last = 0;
    let said = [
        (hers, Sender::Buyer(known), "a"),
        (hers, Sender::Agent(person(1)), "b"),
        (theirs, Sender::Agent(person(1)), "c"),
        (hers, Sender::Bot, "d"),
        (hers, Sender::System, "e"),
    ];
    for (talk, sender, reference) in said {
        let new = a_message(shop(1), talk, sender, reference, 5);
        last = write(&store, shop(1), move |tx| {
            Box::pin(async move { Ok(messages::append(tx, new).await?.message.seq) })
        })
        .await;
    }
    let waiting = async |after| bridges::waiting(store.read(), shop(1), after).await.unwrap();
    assert_eq!(
        waiting(0).await,
        2,
        "the agent's and the bot's words to her, and nobody else's"
    );
    assert_eq!(waiting(last).await, 0);
    let ties = bridges::ties_of(store.read(), shop(1), &[known, other])
        .await
        .unwrap();
    assert_eq!(ties.into_iter().collect::<Vec<_>>(), [(known, outside("tb_lu"))]);
    // Under another name she is reached by that.
    write(&store, shop(1), move |tx| {
        Box::pin(async move { bridges::tie(tx, shop(1), known, &outside("tb_new"), At(2)).await })
    })
    .await;
    let ties = bridges::ties_of(store.read(), shop(1), &[known]).await.unwrap();
    assert_eq!(ties[&known], outside("tb_new"));
}

pub async fn what_did_not_arrive_is_noted_once(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    for why in ["closed", "blocked"] {
        write(&store, shop(1), move |tx| {
            Box::pin(async move { undelivered::put(tx, shop(1), 3, why, At(1)).await })
        })
        .await;
    }
    let of = async |shop| undelivered::of(store.read(), shop, &[3, 4]).await.unwrap();
    assert_eq!(
        of(shop(1)).await.into_iter().collect::<Vec<_>>(),
        [(3, "blocked".to_owned())]
    );
    assert!(of(shop(2)).await.is_empty());
    for was_there in [true, false] {
        let removed = write(&store, shop(1), |tx| {
            Box::pin(async move { undelivered::remove(tx, shop(1), 3).await })
        })
        .await;
        assert_eq!(removed, was_there);
    }
}

pub async fn a_name_has_one_note(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let note = |of: ShopId, key: &str, text: &str, at| OutsideNote {
        shop: of,
        key: key.to_owned(),
        name: key.to_uppercase(),
        text: text.to_owned(),
        by: person(1),
        at: At(at),
    };
    let notes = [
        note(shop(1), "tb_lu", "第一次", 1),
        note(shop(1), "100%_小鹿", "喜欢宽松版", 2),
        note(shop(1), "tb_lu", "穿 M 码", 3),
        note(shop(2), "tb_lu", "别店的", 4),
    ];
    for new in notes {
        let of = new.shop;
        write(&store, of, move |tx| {
            Box::pin(async move { outside_notes::put(tx, &new).await })
        })
        .await;
    }
    let search = async |text: &'static str| {
        let found = outside_notes::search(store.read(), shop(1), text, 10)
            .await
            .unwrap();
        found.into_iter().map(|one| one.text).collect::<Vec<_>>()
    };
    assert_eq!(search("").await, ["穿 M 码", "喜欢宽松版"], "the newest first");
    assert_eq!(search("lu").await, ["穿 M 码"]);
    assert_eq!(search("%_小").await, ["喜欢宽松版"], "a per cent sign is one");
    assert_eq!(search("鹿鹿").await, [] as [&str; 0]);
    let count = outside_notes::count(store.read(), shop(1)).await.unwrap();
    assert_eq!(count, 2);
    write(&store, shop(1), |tx| {
        Box::pin(async move { outside_notes::remove(tx, shop(1), "tb_lu").await })
    })
    .await;
    assert_eq!(search("lu").await, [] as [&str; 0]);
}
