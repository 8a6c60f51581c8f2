//! The event log and the writers: order, gaps, failures, several processes.

use futures_util::future::join_all;
use jinpai_model::{Event, EventKind, ShopId};
use jinpai_store::{Lane, NewEvent, Read, Store, StoreError, cursors, events, secrets};

use crate::world::{World, an_event, new_person, new_shop, shop};

async fn append(store: &Store, shop: ShopId, n: usize) -> Result<i64, StoreError> {
    store
        .write(shop, move |tx| Box::pin(async move { tx.append(an_event(n)) }))
        .await
}

/// Appends, then fails as `error` says.
async fn append_and_fail(store: &Store, shop: ShopId) -> Result<i64, StoreError> {
    store
        .write(shop, move |tx| {
            Box::pin(async move {
                tx.append(an_event(0))?;
                secrets::put(tx, shop, secrets::SecretKind::Hook, "half-written").await?;
                Err(StoreError::Refused("the caller changed its mind".to_owned()))
            })
        })
        .await
}

async fn whole_log(read: &Read, shop: ShopId) -> Vec<Event> {
    let mut log: Vec<Event> = Vec::new();
    loop {
        let after = log.last().map_or(0, |event| event.seq);
        let more = events::after(read, shop, after, 100).await.unwrap();
        if more.is_empty() {
            return log;
        }
        log.extend(more);
    }
}

async fn assert_gapless(store: &Store, shop: ShopId, length: usize) {
    let seqs: Vec<i64> = whole_log(store.read(), shop)
        .await
        .iter()
        .map(|e| e.seq)
        .collect();
    let expected: Vec<i64> = (1..=i64::try_from(length).unwrap()).collect();
    assert_eq!(seqs, expected);
    let head = events::head(store.read(), shop).await.unwrap();
    assert_eq!(head, i64::try_from(length).unwrap());
}

pub async fn a_follower_of_some_kinds_gets_those_alone(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let kinds = [
        EventKind::OrderCreated,
        EventKind::StepPlanned,
        EventKind::OrderPaid,
    ];
    let write = store.write(shop(1), move |tx| {
        Box::pin(async move {
            for n in 0..12 {
                let kind = kinds[n % 3];
                tx.append(NewEvent { kind, ..an_event(n) })?;
            }
            Ok::<_, StoreError>(())
        })
    });
    write.await.unwrap();
    let orders = [EventKind::OrderCreated, EventKind::OrderPaid];
    let found = async |span, limit| {
        let found = events::of_kinds(store.read(), shop(1), span, &orders, limit);
        found
            .await
            .unwrap()
            .iter()
            .map(|event| event.seq)
            .collect::<Vec<_>>()
    };
    assert_eq!(found((0, 12), 500).await, [1, 3, 4, 6, 7, 9, 10, 12]);
    assert_eq!(
        found((3, 9), 500).await,
        [4, 6, 7, 9],
        "after the first, up to the last"
    );
    assert_eq!(found((3, 12), 2).await, [4, 6], "oldest first");
    assert_eq!(found((1, 2), 500).await, [0; 0]);
}

pub async fn what_is_stored_in_bulk_comes_back_as_it_was(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    const ODD: [&str; 12] = [
        "NULL",
        "",
        " ",
        "a,b",
        "{a}",
        "\"quoted\"",
        "back\\slash",
        "it's",
        "两行\n一句",
        "😀",
        "$1 ?",
        "\u{1}",
    ];
    let subject = |n: usize| ODD[n % ODD.len()].to_owned();
    let payload = |n: usize| serde_json::json!({ "said": ODD[n % ODD.len()], "n": i64::MAX, "none": null });
    let write = store.write(shop(1), move |tx| {
        Box::pin(async move {
            for n in 0..1_200 {
                tx.append(NewEvent {
                    subject: subject(n),
                    payload: payload(n),
                    ..an_event(n)
                })?;
            }
            Ok::<_, StoreError>(())
        })
    });
    write.await.unwrap();
    let mut found = Vec::new();
    loop {
        let after = i64::try_from(found.len()).unwrap();
        let read = events::after(store.read(), shop(1), after, 500).await.unwrap();
        if read.is_empty() {
            break;
        }
        found.extend(read);
    }
    assert_eq!(found.len(), 1_200);
    for (n, event) in found.iter().enumerate() {
        assert_eq!(event.seq, i64::try_from(n).unwrap() + 1, "in order");
        assert_eq!((&event.subject, &event.payload), (&subject(n), &payload(n)));
    }
}

pub async fn a_write_alone_reads_beside_itself_and_knows_who_waits(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    append(&store, shop(1), 0).await.unwrap();
    let again = store.clone();
    let write = store.write(shop(1), move |tx| {
        Box::pin(async move {
            let beside = tx.beside().expect("nothing was written before it");
            assert_eq!(events::head(beside, shop(1)).await?, 1, "what is committed");
            secrets::put(tx, shop(1), secrets::SecretKind::Hook, "new").await?;
            assert_eq!(
                secrets::get(beside, shop(1), secrets::SecretKind::Hook).await?,
                None,
                "but not its own"
            );
            let later = tokio::spawn(async move { append(&again, shop(1), 1).await });
            while !tx.is_awaited() {
                tokio::task::yield_now().await;
            }
            Ok::<_, StoreError>(later)
        })
    });
    assert_eq!(write.await.unwrap().await.unwrap().unwrap(), 2);
    let quiet = store.write(shop(1), |tx| {
        Box::pin(async move { Ok::<_, StoreError>(tx.is_awaited()) })
    });
    assert!(!quiet.await.unwrap());
}

pub async fn many_writers_of_several_shops_leave_no_gap(world: &World) {
    let shops = [shop(1), shop(2), shop(3)];
    let store = world.with_shops(&shops).await;
    let writers = (0..200).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let shop = shops[n % 3];
            let mut seqs = Vec::new();
            for round in 0..3 {
                if (n + round) % 5 == 0 {
                    append_and_fail(&store, shop).await.unwrap_err();
                } else {
                    seqs.push(append(&store, shop, n).await.unwrap());
                }
            }
            (shop, seqs)
        })
    });
    let mut told: Vec<(ShopId, i64)> = Vec::new();
    for writer in join_all(writers).await {
        let (shop, seqs) = writer.unwrap();
        assert!(seqs.is_sorted(), "one caller's writes keep their order");
        told.extend(seqs.into_iter().map(|seq| (shop, seq)));
    }
    for shop in shops {
        let mut of_shop: Vec<i64> = told
            .iter()
            .filter(|(s, _)| *s == shop)
            .map(|(_, seq)| *seq)
            .collect();
        of_shop.sort_unstable();
        assert_gapless(&store, shop, of_shop.len()).await;
        assert!(
            of_shop
                .iter()
                .copied()
                .eq(1..=i64::try_from(of_shop.len()).unwrap())
        );
        let secret = secrets::get(store.read(), shop, secrets::SecretKind::Hook).await;
        assert_eq!(secret.unwrap(), None, "a failed write left a row");
    }
}

pub async fn two_processes_share_one_sequence(world: &World) {
    let first = world.with_shops(&[shop(1)]).await;
    let second = world.open().await;
    let writes = (0..100).map(|n| {
        let store = if n % 2 == 0 { first.clone() } else { second.clone() };
        tokio::spawn(async move { append(&store, shop(1), n).await.unwrap() })
    });
    let mut seqs: Vec<i64> = join_all(writes).await.into_iter().map(Result::unwrap).collect();
    seqs.sort_unstable();
    assert!(seqs.iter().copied().eq(1..=100));
    assert_gapless(&second, shop(1), 100).await;
}

pub async fn a_reader_that_follows_the_log_misses_nothing(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let other = world.open().await;
    let reader = {
        let store = store.clone();
        tokio::spawn(async move {
            let mut cursor = 0;
            while cursor < 120 {
                for event in events::after(store.read(), shop(1), cursor, 7).await.unwrap() {
                    assert_eq!(
                        event.seq,
                        cursor + 1,
                        "a later event was visible before an earlier one"
                    );
                    cursor = event.seq;
                }
                tokio::task::yield_now().await;
            }
        })
    };
    let writes = (0..120).map(|n| {
        let store = if n % 2 == 0 { store.clone() } else { other.clone() };
        tokio::spawn(async move { append(&store, shop(1), n).await.unwrap() })
    });
    join_all(writes).await;
    reader.await.unwrap();
}

pub async fn a_failing_write_hurts_nobody_else(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let writes = (0..60).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            match n % 3 {
                0 => append_and_fail(&store, shop(1)).await.is_err(),
                _ => append(&store, shop(1), n).await.is_ok(),
            }
        })
    });
    for as_expected in join_all(writes).await {
        assert!(as_expected.unwrap());
    }
    assert_gapless(&store, shop(1), 40).await;
}

pub async fn a_panicking_write_hurts_nobody_else(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let writes = (0..30).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let result: Result<i64, StoreError> = store
                .write(shop(1), move |tx| {
                    Box::pin(async move {
                        let seq = tx.append(an_event(n))?;
                        assert!(n % 3 != 0, "a bug");
                        Ok(seq)
                    })
                })
                .await;
            match n % 3 {
                0 => matches!(result, Err(StoreError::GivenUp(_))),
                _ => result.is_ok(),
            }
        })
    });
    for as_expected in join_all(writes).await {
        assert!(as_expected.unwrap());
    }
    assert_gapless(&store, shop(1), 20).await;
}

pub async fn a_caller_that_goes_away_changes_nothing(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let (started, has_started) = tokio::sync::oneshot::channel();
    let (go_on, may_go_on) = tokio::sync::oneshot::channel::<()>();
    let caller = {
        let store = store.clone();
        tokio::spawn(async move {
            let _ = store
                .write::<i64, StoreError, _>(shop(1), move |tx| {
                    Box::pin(async move {
                        started.send(()).unwrap();
                        may_go_on.await.unwrap();
                        tx.append(an_event(1))
                    })
                })
                .await;
        })
    };
    has_started.await.unwrap();
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    go_on.send(()).unwrap();
    // The abandoned write is done before the next one of its shop.
    assert_eq!(append(&store, shop(1), 2).await.unwrap(), 2);
    assert_gapless(&store, shop(1), 2).await;
}

pub async fn a_refused_statement_undoes_its_write_alone(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    new_person(&store, 1).await;
    let writes = (0..20).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            if n % 2 == 0 {
                return append(&store, shop(1), n).await.is_ok();
            }
            let twice: Result<(), StoreError> = store
                .write(shop(1), |tx| {
                    Box::pin(async move {
                        cursors::set(tx, shop(1), "half-written", 1).await?;
                        tx.append(an_event(0))?;
                        jinpai_store::shops::create(
                            tx,
                            &jinpai_store::shops::get(tx, shop(1)).await?.unwrap(),
                        )
                        .await
                    })
                })
                .await;
            matches!(twice, Err(StoreError::Taken(_)))
        })
    });
    for as_expected in join_all(writes).await {
        assert!(as_expected.unwrap());
    }
    assert_gapless(&store, shop(1), 10).await;
    let cursor = cursors::get(store.read(), shop(1), "half-written").await.unwrap();
    assert_eq!(cursor, 0);
}

pub async fn events_belong_into_the_lane_of_their_shop(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let global: Result<i64, StoreError> = store
        .write(Lane::Global, |tx| Box::pin(async move { tx.append(an_event(1)) }))
        .await;
    assert!(matches!(global, Err(StoreError::WrongLane(_))));
    let unknown = append(&store, shop(9), 1).await;
    assert!(matches!(unknown, Err(StoreError::WrongLane(_))));
    assert_eq!(append(&store, shop(1), 1).await.unwrap(), 1);
}

pub async fn hints_name_the_new_heads_after_they_can_be_read(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let mut hints = store.hints();
    append(&store, shop(2), 1).await.unwrap();
    append_and_fail(&store, shop(1)).await.unwrap_err();
    append(&store, shop(1), 1).await.unwrap();
    for expected in [(shop(2), 1), (shop(1), 1)] {
        let hint = hints.recv().await.unwrap();
        assert_eq!(hint, expected);
        assert_eq!(events::head(store.read(), hint.0).await.unwrap(), hint.1);
    }
    let other = world.open().await;
    append(&other, shop(1), 2).await.unwrap();
    let heads = events::heads(store.read()).await.unwrap();
    assert!(heads.contains(&(shop(1), 2)) && heads.contains(&(shop(2), 1)));
    assert!(
        hints.try_recv().is_err(),
        "what another process writes is seen by polling the heads"
    );
}

pub async fn closing_answers_what_was_queued(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let writes: Vec<_> = (0..50)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move { append(&store, shop(1), n).await })
        })
        .collect();
    tokio::task::yield_now().await;
    store.close().await.unwrap();
    let mut stored = 0;
    for write in join_all(writes).await {
        match write.unwrap() {
            Ok(_) => stored += 1,
            Err(error) => assert!(
                matches!(error, StoreError::Closed | StoreError::GivenUp(_)),
                "{error}"
            ),
        }
    }
    assert!(matches!(
        append(&store, shop(1), 0).await,
        Err(StoreError::Closed)
    ));
    assert_gapless(&world.open().await, shop(1), stored).await;
}

pub async fn two_processes_may_start_on_an_empty_database_at_once(world: &World) {
    let starts = (0..4).map(|_| {
        let config = world.config();
        tokio::spawn(async move { Store::open(&config).await })
    });
    let stores: Vec<Store> = join_all(starts)
        .await
        .into_iter()
        .map(|s| s.unwrap().unwrap())
        .collect();
    new_shop(&stores[0], shop(1)).await;
    assert_eq!(append(&stores[3], shop(1), 1).await.unwrap(), 1);
}

pub async fn a_database_of_a_newer_version_is_refused(world: &World) {
    let store = world.open().await;
    store.close().await.unwrap();
    world.tamper("UPDATE schema_version SET version = 9999").await;
    let refused = Store::open(&world.config()).await.unwrap_err();
    assert!(
        matches!(refused, StoreError::NewerSchema { found: 9999, .. }),
        "{refused}"
    );
}

pub async fn what_is_committed_is_there_after_a_restart(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    append(&store, shop(1), 7).await.unwrap();
    store
        .write::<_, StoreError, _>(shop(1), |tx| {
            Box::pin(async move { cursors::set(tx, shop(1), "planner", 1).await })
        })
        .await
        .unwrap();
    store.close().await.unwrap();
    let store = world.open().await;
    let log = whole_log(store.read(), shop(1)).await;
    assert_eq!(log.len(), 1);
    assert_eq!(
        (log[0].subject.as_str(), &log[0].payload),
        ("7", &serde_json::json!({ "n": 7 }))
    );
    assert_eq!(cursors::get(store.read(), shop(1), "planner").await.unwrap(), 1);
    let of_planner = cursors::readings(store.read(), "planner").await.unwrap();
    let head = events::head(store.read(), shop(1)).await.unwrap();
    assert!(of_planner.contains(&cursors::Reading {
        shop: shop(1),
        head,
        reached: 1
    }));
    let of_another = cursors::readings(store.read(), "another").await.unwrap();
    assert_eq!(
        of_another.len(),
        of_planner.len(),
        "who has read nothing is told of every log too"
    );
    assert!(of_another.iter().all(|log| log.reached == 0));
    assert_eq!(append(&store, shop(1), 8).await.unwrap(), 2);
}

pub async fn a_write_survives_the_loss_of_every_connection(world: &World) {
    let shops: Vec<ShopId> = (1..=8).map(shop).collect();
    let store = world.with_shops(&shops).await;
    let in_all = || join_all(shops.iter().map(|shop| append(&store, *shop, 1)));
    in_all()
        .await
        .into_iter()
        .for_each(|seq| assert_eq!(seq.unwrap(), 1));
    world
        .tamper(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .await;
    in_all()
        .await
        .into_iter()
        .for_each(|seq| assert_eq!(seq.unwrap(), 2));
}
