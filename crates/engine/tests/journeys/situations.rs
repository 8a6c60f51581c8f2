//! Many made-up situations, each written into the tables and advised on by the engine; what every card claims is then
//! looked up in the tables by another process that does not know how the engine decided.
//!
//! `JINPAI_TEST_SITUATIONS` says how many; `cargo xtask soak advice` runs ten thousand.

mod made;
mod truth;

use std::{collections::BTreeMap, sync::Arc};

use futures_util::{StreamExt as _, stream};
use jinpai_engine::{Desk, Engine, EngineConfig, Random};
use jinpai_model::{PersonId, Platform, Role, Technique};
use jinpai_store::{Lane, Store, StoreConfig, StoreError, testing::TestDatabase};

use crate::shop::{StillClock, address, at};

/// Situations of one shop: what a talk names is looked for among all its goods.
const OF_A_SHOP: usize = 250;
const DEFAULT: usize = 1_000;
/// Shops at once: while one waits for the database, another is advised on.
const AT_ONCE: usize = 4;
/// Of the situations that call for a step and have its facts, so many in a hundred have to show it.
const LEAST_PERCENT: usize = 85;

#[derive(Default)]
struct Count {
    called: usize,
    shown: usize,
}

#[allow(clippy::print_stdout, reason = "the shares are what it is run for")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_card_of_ten_thousand_situations_is_true_sqlite() {
    let wanted = std::env::var("JINPAI_TEST_SITUATIONS");
    let many: usize = wanted.map_or(DEFAULT, |many| many.parse().expect("a number of situations"));
    let database = TestDatabase::sqlite();
    let clock = Arc::new(StillClock::default());
    clock.pass(at("2026-11-21T14:00:00").ms());
    // Without its loops: nothing plans or sends beside the test.
    let config = EngineConfig {
        synced: false,
        ..EngineConfig::new(database.url(), clock, Random::seeded(7))
    };
    let engine = Engine::open_quiet(config).await.unwrap();
    let (_, login, password) = engine.found("测试店").await.unwrap().unwrap();
    let (_, session) = engine.sign_in(&login, &password, address(1)).await.unwrap();
    let store = Store::open(&StoreConfig::new(database.url().parse().unwrap()))
        .await
        .unwrap();
    let shops: Vec<usize> = (0..many).step_by(OF_A_SHOP).collect();
    let person = session.person.id;
    let told = stream::iter(shops)
        .map(|first| {
            tokio::spawn(a_shop(
                (engine.clone(), store.clone()),
                person,
                login.clone(),
                first..many.min(first + OF_A_SHOP),
            ))
        })
        .buffer_unordered(AT_ONCE);
    let (mut counts, mut cards) = (BTreeMap::<Technique, Count>::new(), 0_usize);
    for (of_shop, shown) in told.map(Result::unwrap).collect::<Vec<_>>().await {
        cards += shown;
        for (technique, count) in of_shop {
            let sum = counts.entry(technique).or_default();
            sum.called += count.called;
            sum.shown += count.shown;
        }
    }
    engine.stop().await;
    database.drop_database().await;
    println!("{many} situations, {cards} cards, all true");
    let percent = |count: &Count| 100 * count.shown / count.called.max(1);
    for (technique, count) in &counts {
        let Count { called, shown } = count;
        println!(
            "{technique:24} called for {called:6}, shown {shown:6}, {:3} %",
            percent(count)
        );
    }
    for (technique, count) in &counts {
        assert!(
            percent(count) >= LEAST_PERCENT,
            "{technique} is not shown often enough"
        );
    }
}

/// Makes one shop with its situations, and looks at each.
async fn a_shop(
    (engine, store): (Engine, Store),
    person: PersonId,
    login: String,
    numbers: std::ops::Range<usize>,
) -> (BTreeMap<Technique, Count>, usize) {
    let shop = engine
        .create_shop_for(&login, "一家店", Platform::Taobao)
        .await
        .unwrap();
    let desk = engine.desk(person, shop.id, Role::Owner).await.unwrap();
    desk.set_playbook(made::settings()).await.unwrap();
    let made: Vec<made::Made> = numbers.map(made::situation).collect();
    let (rows, id) = (made.clone(), shop.id);
    let write = store.write::<_, StoreError, _>(Lane::Shop(id), move |tx| {
        Box::pin(async move { made::put(tx, id, &rows).await })
    });
    write.await.unwrap();
    let (mut counts, mut cards) = (BTreeMap::new(), 0);
    for one in &made {
        cards += look(&desk, &store, one, &mut counts).await;
    }
    (counts, cards)
}

/// Asks for the advice of one situation and holds every card against the tables.
async fn look(
    desk: &Desk,
    store: &Store,
    one: &made::Made,
    counts: &mut BTreeMap<Technique, Count>,
) -> usize {
    let view = desk.advice(one.talk).await.unwrap();
    assert!(view.cards.len() <= 3);
    for card in &view.cards {
        if let Err(lie) = truth::check(store, desk.shop_id(), one, card).await {
            panic!("situation {}: {lie}\n{card:#?}\n{one:#?}", one.n);
        }
    }
    let shown = |technique| view.cards.iter().any(|card| card.technique == technique);
    for technique in &one.barred {
        assert!(!shown(*technique), "{technique} without its fact: {one:#?}");
    }
    if let Some(technique) = one.calls_for {
        let count = counts.entry(technique).or_default();
        count.called += 1;
        count.shown += usize::from(shown(technique));
    }
    view.cards.len()
}
