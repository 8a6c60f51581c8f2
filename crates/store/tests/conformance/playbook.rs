//! What a desk knows of a buyer's manner, what was proposed, promised and conceded.

use std::future::Future;

use jinpai_model::{
    At, Axis, Concession, ConcessionId, ConcessionState, Fen, MessageId, OrderStatus, Promise, PromiseId,
    ShopId, Stage, StepOutcome, Technique, Trait,
};
use jinpai_store::{
    Store, StoreError, Tx,
    advice_cards::{self, AdviceCard, CardFact},
    buyer_types::{self, Correction, Remembered},
    concessions::{self, ConcessionFilter},
    orders, promises,
};

use crate::world::{World, an_order, buyer, conversation, new_conversation, person, shop};

async fn write<T, F>(store: &Store, work: F) -> T
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t Tx) -> std::pin::Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 't>>
        + Send
        + 'static,
{
    store.write::<_, StoreError, _>(shop(1), work).await.unwrap()
}

pub async fn what_was_read_of_a_buyer_is_gone_when_she_wants_no_profile(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let read = Remembered {
        value: Trait::Bargains,
        confidence_pct: 80,
        before: None,
        conversation: conversation(1),
        at: At(10),
    };
    let later = Remembered {
        value: Trait::BuysAndGoes,
        before: Some(Trait::Bargains),
        at: At(20),
        ..read
    };
    let said = Correction {
        value: Trait::Insists,
        by: person(1),
        at: At(15),
    };
    write(&store, move |tx| {
        Box::pin(async move {
            buyer_types::remember(tx, shop(1), buyer(1), &read).await?;
            buyer_types::remember(tx, shop(1), buyer(1), &later).await?;
            buyer_types::correct(tx, shop(1), buyer(1), Axis::Price, Some(&said)).await?;
            buyer_types::correct(tx, shop(1), buyer(2), Axis::Price, Some(&said)).await?;
            buyer_types::correct(tx, shop(1), buyer(2), Axis::Price, None).await
        })
    })
    .await;
    let conn = store.read();
    let held = buyer_types::remembered(conn, shop(1), &[buyer(1)]).await.unwrap();
    assert_eq!(held, [later], "one axis has one value");
    let both = [buyer(1), buyer(2)];
    let on = |axis| async move { buyer_types::on_axis(conn, shop(1), axis, &both).await.unwrap() };
    let behaviour = on(Axis::Behaviour).await;
    assert_eq!(
        behaviour.read.get(&buyer(1)),
        Some(&(later.value, later.confidence_pct))
    );
    assert!(behaviour.said.is_empty() && behaviour.off.is_empty());
    let price = on(Axis::Price).await;
    assert_eq!(price.said, [(buyer(1), said.value)].into());
    assert!(price.read.is_empty());
    assert!(
        buyer_types::remembered(conn, shop(2), &[buyer(1)])
            .await
            .unwrap()
            .is_empty()
    );
    let corrected = buyer_types::corrections(conn, shop(1), &both).await.unwrap();
    assert_eq!((corrected.len(), &corrected[&buyer(1)]), (1, &vec![said]));

    write(&store, |tx| {
        Box::pin(async move {
            buyer_types::switch_off(tx, shop(1), buyer(1), person(1), At(30)).await?;
            buyer_types::switch_off(tx, shop(1), buyer(1), person(2), At(40)).await
        })
    })
    .await;
    let off = buyer_types::off(conn, shop(1), &both).await.unwrap();
    assert!(off.contains(&buyer(1)) && off.len() == 1);
    assert_eq!(on(Axis::Price).await.off, off);
    assert!(
        buyer_types::remembered(conn, shop(1), &[buyer(1)])
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        buyer_types::corrections(conn, shop(1), &both)
            .await
            .unwrap()
            .is_empty()
    );
    write(&store, |tx| {
        Box::pin(async move { buyer_types::switch_on(tx, shop(1), buyer(1)).await })
    })
    .await;
    assert!(buyer_types::off(conn, shop(1), &both).await.unwrap().is_empty());
}

pub async fn a_promise_is_kept_once(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let promise = |n: u128, at: i64| Promise {
        shop: shop(1),
        id: PromiseId::from_bits(n),
        buyer: buyer(1),
        conversation: conversation(1),
        text: format!("第 {n} 件"),
        by: person(1),
        at: At(at),
        kept: None,
    };
    let (first, second) = (promise(1, 20), promise(2, 10));
    write(&store, move |tx| {
        Box::pin(async move {
            promises::put(tx, &first).await?;
            promises::put(tx, &second).await
        })
    })
    .await;
    let open = promises::open_of_buyers(store.read(), shop(1), &[buyer(1)])
        .await
        .unwrap();
    let ids: Vec<u128> = open.iter().map(|one| one.id.bits()).collect();
    assert_eq!(ids, [2, 1], "the oldest first");
    for (by, kept) in [(person(2), true), (person(3), false)] {
        let done = write(&store, move |tx| {
            Box::pin(async move { promises::keep(tx, shop(1), PromiseId::from_bits(1), by, At(50)).await })
        });
        assert_eq!(done.await, kept);
    }
    let held = promises::get(store.read(), shop(1), PromiseId::from_bits(1))
        .await
        .unwrap();
    assert_eq!(held.unwrap().kept, Some((person(2), At(50))));
    let open = promises::open_of_buyers(store.read(), shop(1), &[buyer(1)])
        .await
        .unwrap();
    assert_eq!(open.len(), 1);
}

fn a_concession(n: u128, (stage, state): (Stage, ConcessionState), cost: i64) -> Concession {
    Concession {
        shop: shop(1),
        id: ConcessionId::from_bits(n),
        conversation: conversation(1),
        buyer: buyer(1),
        stage,
        product: None,
        price_fen: None,
        cost_fen: Fen(cost),
        state,
        asked_by: person(1 + n % 2),
        asked_at: At(i64::try_from(n).unwrap() * 10),
        decided: None,
        remark: String::new(),
    }
}

pub async fn concessions_are_decided_once_and_their_cost_adds_up(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let rows = [
        a_concession(1, (Stage::Coupon, ConcessionState::Made), 1_000),
        a_concession(2, (Stage::Coupon, ConcessionState::Made), 1_000),
        a_concession(3, (Stage::FloorPrice, ConcessionState::Asked), 2_000),
        a_concession(4, (Stage::FloorPrice, ConcessionState::Refused), 9_000),
    ];
    write(&store, move |tx| {
        Box::pin(async move {
            for row in &rows {
                concessions::put(tx, row).await?;
            }
            Ok(())
        })
    })
    .await;
    let conn = store.read();
    let all = ConcessionFilter::default();
    let sums = |given: Vec<concessions::Given>| given.iter().map(|one| one.cost_fen.0).sum::<i64>();
    let given = concessions::given(conn, shop(1), &all).await.unwrap();
    assert_eq!(
        (given.len(), sums(given)),
        (2, 2_000),
        "what waits or was refused costs nothing"
    );
    for (price, done) in [(240, true), (241, false)] {
        let mut decided = a_concession(3, (Stage::FloorPrice, ConcessionState::Approved), 1_900);
        decided.price_fen = Some(Fen::yuan(price));
        decided.decided = Some((person(9), At(99)));
        let wrote = write(&store, move |tx| {
            Box::pin(async move { concessions::decide(tx, &decided).await })
        });
        assert_eq!(wrote.await, done);
    }
    let held = concessions::get(conn, shop(1), ConcessionId::from_bits(3))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (held.price_fen, held.decided),
        (Some(Fen::yuan(240)), Some((person(9), At(99))))
    );
    assert_eq!(
        sums(concessions::given(conn, shop(1), &all).await.unwrap()),
        3_900
    );
    let within = ConcessionFilter {
        from: Some(At(20)),
        to: Some(At(40)),
        ..all
    };
    let listed: Vec<u128> = (concessions::list(conn, shop(1), &within).await.unwrap().iter())
        .map(|one| one.id.bits())
        .collect();
    assert_eq!(listed, [3, 2], "the newest first");
    assert_eq!(concessions::count(conn, shop(1), &all).await.unwrap(), 4);
    assert!(concessions::list(conn, shop(2), &all).await.unwrap().is_empty());
    let of_talk = concessions::of_conversation(conn, shop(1), conversation(1))
        .await
        .unwrap();
    assert_eq!(of_talk.len(), 4);
}

fn a_card(key: &str, technique: Technique, shown_at: i64) -> AdviceCard {
    AdviceCard {
        shop: shop(1),
        conversation: conversation(1),
        key: key.to_owned(),
        technique,
        buyer: buyer(1),
        person: person(1),
        facts: vec![CardFact {
            name: "stock".to_owned(),
            value: "3".to_owned(),
            seen_at: At(5),
            source: "DR-310".to_owned(),
        }],
        outcome: StepOutcome::Shown,
        message: None,
        shown_at: At(shown_at),
        settled_at: None,
    }
}

pub async fn a_card_is_shown_once_and_its_figures_add_up(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    new_conversation(&store, shop(1), 1).await;
    write(&store, |tx| {
        Box::pin(async move {
            let both = [
                a_card("a", Technique::LowStock, 100),
                a_card("b", Technique::LowStock, 200),
            ];
            advice_cards::show(tx, &both).await?;
            advice_cards::show(tx, &[a_card("a", Technique::LowStock, 900)]).await?;
            advice_cards::show(tx, &[]).await
        })
    })
    .await;
    let settle = |key: &'static str, outcome| {
        let store = store.clone();
        async move {
            write(&store, move |tx| {
                Box::pin(async move {
                    let told = (outcome, Some(MessageId::from_bits(7)));
                    advice_cards::settle(tx, shop(1), (conversation(1), key), told, (person(2), At(300)))
                        .await
                })
            })
            .await
        }
    };
    assert!(settle("a", StepOutcome::Taken).await);
    assert!(
        !settle("c", StepOutcome::Taken).await,
        "nothing was shown under this name"
    );
    let conn = store.read();
    let held = advice_cards::of_conversation(conn, shop(1), conversation(1))
        .await
        .unwrap();
    assert_eq!(held.len(), 2);
    assert_eq!((held[0].shown_at, held[0].outcome), (At(100), StepOutcome::Taken));
    assert_eq!(held[0].facts, a_card("a", Technique::LowStock, 0).facts);

    // She paid an order 100 ms after the card was taken.
    let mut paid = an_order(1, OrderStatus::Paid, 400);
    paid.buyer = buyer(1);
    paid.input.paid_at = Some(At(400));
    write(&store, move |tx| {
        Box::pin(async move { orders::upsert_batch(tx, shop(1), &[paid]).await.map(|_| ()) })
    })
    .await;
    let fared = |within: i64, to: i64| {
        let store = store.clone();
        async move {
            advice_cards::fared(store.read(), shop(1), (At(0), At(to)), within)
                .await
                .unwrap()
        }
    };
    let all = fared(150, 1_000).await;
    assert_eq!(all.len(), 1);
    let one = all[0];
    assert_eq!((one.shown, one.taken, one.edited, one.ignored), (2, 1, 0, 0));
    assert_eq!((one.orders_after_taken, one.orders_after_left), (1, 0));
    assert_eq!(
        fared(201, 1_000).await[0].orders_after_left,
        1,
        "200 ms after the other was shown"
    );
    assert_eq!(
        fared(50, 1_000).await[0].orders_after_taken,
        0,
        "too late to count"
    );
    assert_eq!(fared(150, 200).await[0].shown, 1);
    let newest = advice_cards::newest_of(conn, shop(1), Technique::LowStock, (At(0), At(1_000)), 1).await;
    assert_eq!(newest.unwrap()[0].key, "b");
    let none: Vec<AdviceCard> = advice_cards::of_conversation(conn, ShopId::from_bits(5), conversation(1))
        .await
        .unwrap();
    assert!(none.is_empty());
}
