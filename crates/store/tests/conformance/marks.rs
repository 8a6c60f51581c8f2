//! What a desk notes down: talks put off, tags, flags and remarks.

use jinpai_model::{At, Flag, OrderId, OrderMark, Receiver, Snooze, Tag, TagColour, TagId, Tagged};
use jinpai_store::{StoreError, conversations, order_marks, order_receivers, tags};

use crate::world::{World, conversation, new_conversation, order, person, shop};

pub async fn a_talk_put_off_comes_back_once(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let talk = new_conversation(&store, shop(1), 1).await;
    let snooze = |until: i64| Snooze {
        until: At(until),
        by: person(1),
        remark: "回访".to_owned(),
        returned_at: None,
    };
    let put = |until: i64| {
        let (store, snooze) = (store.clone(), snooze(until));
        async move {
            let write = store.write::<_, StoreError, _>(shop(1), move |tx| {
                Box::pin(async move { conversations::put_off(tx, shop(1), talk, &snooze).await })
            });
            write.await.unwrap();
        }
    };
    put(100).await;
    let due = |now: i64| {
        let store = store.clone();
        async move {
            conversations::due_back(store.read(), At(now))
                .await
                .unwrap()
                .len()
        }
    };
    assert_eq!((due(99).await, due(100).await), (0, 1));
    let back = |until: i64| {
        let store = store.clone();
        async move {
            let write = store.write::<_, StoreError, _>(shop(1), move |tx| {
                Box::pin(
                    async move { conversations::come_back(tx, shop(1), talk, (At(until), At(150))).await },
                )
            });
            write.await.unwrap()
        }
    };
    // Whoever read it before it was moved brings nothing back.
    put(120).await;
    assert!(!back(100).await);
    assert!(back(120).await);
    assert!(!back(120).await, "once is once");
    assert_eq!(due(1_000).await, 0);
    let held = conversations::get(store.read(), shop(1), talk)
        .await
        .unwrap()
        .unwrap();
    assert!(held.asleep().is_none());
    assert_eq!(held.snooze.unwrap().returned_at, Some(At(150)));

    // Put off anew it sleeps again; closed it is put off no more, and stays so when it is opened again.
    put(500).await;
    let close = store.write::<_, StoreError, _>(shop(1), move |tx| {
        Box::pin(async move { conversations::close(tx, shop(1), talk).await })
    });
    assert!(close.await.unwrap());
    assert_eq!(due(1_000).await, 0);
    assert_eq!(
        conversations::count_closed(store.read(), shop(1)).await.unwrap(),
        1
    );
}

pub async fn a_removed_tag_is_off_everything(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let tag = |n: u128, shop, name: &str| Tag {
        shop,
        id: TagId::from_bits(n),
        name: name.to_owned(),
        colour: TagColour::Blue,
        place: i64::try_from(n).unwrap(),
        created_at: At(1),
    };
    for (one, fits) in [
        (tag(1, shop(1), "VIP"), true),
        (tag(2, shop(1), "vip"), false),
        (tag(1, shop(2), "vip"), true),
        (tag(3, shop(1), "批发"), true),
    ] {
        let put = store.write::<_, StoreError, _>(one.shop, move |tx| {
            Box::pin(async move { tags::put(tx, &one).await })
        });
        assert_eq!(put.await.is_ok(), fits);
    }
    let (talk, other) = (conversation(1).to_string(), conversation(2).to_string());
    let things = [talk.clone(), other];
    let marked = store.write::<_, StoreError, _>(shop(1), move |tx| {
        Box::pin(async move {
            let by = (person(1), At(5));
            for n in [1, 3] {
                let on = (Tagged::Conversation, talk.as_str());
                assert!(tags::set(tx, shop(1), on, TagId::from_bits(n), by).await?);
                assert!(!tags::set(tx, shop(1), on, TagId::from_bits(n), by).await?);
            }
            // A buyer of the same id is another thing.
            tags::set(tx, shop(1), (Tagged::Buyer, &talk), TagId::from_bits(1), by).await
        })
    });
    marked.await.unwrap();
    let uses = tags::uses(store.read(), shop(1)).await.unwrap();
    assert_eq!((uses[&TagId::from_bits(1)], uses[&TagId::from_bits(3)]), (2, 1));
    let gone = store.write::<_, StoreError, _>(shop(1), move |tx| {
        Box::pin(async move { tags::remove(tx, shop(1), TagId::from_bits(1)).await })
    });
    assert!(gone.await.unwrap());
    let left = tags::of_many(store.read(), shop(1), Tagged::Conversation, &things)
        .await
        .unwrap();
    assert_eq!(
        left.into_values().collect::<Vec<_>>(),
        [vec![TagId::from_bits(3)]]
    );
    assert_eq!(tags::of_shop(store.read(), shop(2)).await.unwrap().len(), 1);
}

pub async fn every_mark_of_an_order_stays_in_its_history(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    for (flag, remark) in [
        (Some(Flag::Red), "改地址"),
        (Some(Flag::Green), "改地址"),
        (None, ""),
    ] {
        let mark = OrderMark {
            shop: shop(1),
            order: order(1),
            flag,
            remark: remark.to_owned(),
            by: person(1),
            at: At(7),
        };
        let put = store.write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(async move { order_marks::put(tx, &mark).await })
        });
        put.await.unwrap();
    }
    let history = order_marks::history(store.read(), shop(1), order(1))
        .await
        .unwrap();
    let flags: Vec<_> = history.iter().map(|mark| mark.flag).collect();
    assert_eq!(flags, [None, Some(Flag::Green), Some(Flag::Red)]);
    let now = order_marks::of_orders(store.read(), shop(1), &[order(1), order(2)])
        .await
        .unwrap();
    assert_eq!(now.len(), 1);
    assert_eq!(now[&order(1)], history[0]);
}

pub async fn a_receiver_grows_by_what_each_feed_tells(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let told = |name: &str, phone: &str, address: &str| Receiver::told(name, phone, address).unwrap();
    let put = |told: Vec<(OrderId, Receiver)>| {
        let store = store.clone();
        async move {
            let write = store.write::<_, StoreError, _>(shop(1), move |tx| {
                Box::pin(async move { order_receivers::put_many(tx, shop(1), &told).await })
            });
            write.await.unwrap()
        }
    };
    let street = "江苏省苏州市梧桐巷 18 号";
    let first = vec![
        (order(1), told("林小满", "", "")),
        (order(2), told("周禾", "138****0000", street)),
        (order(1), told("", "139****1111", street)),
    ];
    let mut news = put(first.clone()).await;
    news.sort();
    assert_eq!(news, [order(1), order(2)]);
    assert_eq!(put(first).await, [], "told twice is no news");
    assert_eq!(put(vec![(order(2), told("周*", "", "江苏省****"))]).await, []);
    let held = order_receivers::of_orders(store.read(), shop(1), &[order(1), order(2), order(3)])
        .await
        .unwrap();
    assert_eq!(held.len(), 2);
    assert_eq!(held[&order(1)], told("林小满", "139****1111", street));
    assert_eq!(held[&order(2)], told("周禾", "138****0000", street));
    let elsewhere = order_receivers::of_orders(store.read(), shop(2), &[order(1)]).await;
    assert!(elsewhere.unwrap().is_empty());
}
