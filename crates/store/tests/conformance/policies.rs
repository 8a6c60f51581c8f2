//! A shop's reminder policies: what was saved, what is in force, and what they are tried on.

use jinpai_model::{At, BuyerId, Flow, OrderStatus, ShopId};
use jinpai_store::{
    Store, orders,
    policies::{self, PolicyVersion},
    steps,
};

use crate::{
    coach::write,
    reminders::plan,
    world::{World, a_step, an_order, buyer, person, shop, step},
};

fn a_version(flow: Flow, version: i64) -> PolicyVersion {
    PolicyVersion {
        flow,
        version,
        toml: format!("version = 1\nname = \"第{version}版\"\n"),
        note: format!("改了第{version}次"),
        author: person(1),
        at: At(version),
    }
}

async fn append(store: &Store, shop: ShopId, flow: Flow, version: i64) {
    write(store, shop, move |tx| {
        Box::pin(async move { policies::append(tx, shop, &a_version(flow, version)).await })
    })
    .await;
}

async fn put(store: &Store, shop: ShopId, flow: Flow, version: Option<i64>, at: i64) -> i64 {
    write(store, shop, move |tx| {
        Box::pin(async move { policies::put_in_force(tx, shop, flow, version, (person(1), At(at))).await })
    })
    .await
}

pub async fn versions_are_added_and_stay(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let read = store.read();
    assert_eq!(policies::newest(read, shop(1), Flow::Payment).await.unwrap(), 0);
    for version in [1, 2, 3] {
        append(&store, shop(1), Flow::Payment, version).await;
    }
    append(&store, shop(1), Flow::Inquiry, 1).await;
    assert_eq!(policies::newest(read, shop(1), Flow::Payment).await.unwrap(), 3);
    assert_eq!(policies::newest(read, shop(1), Flow::Inquiry).await.unwrap(), 1);
    assert_eq!(policies::newest(read, shop(2), Flow::Payment).await.unwrap(), 0);
    let second = policies::get(read, shop(1), Flow::Payment, 2).await.unwrap();
    assert_eq!(second, Some(a_version(Flow::Payment, 2)));
    assert_eq!(
        policies::get(read, shop(2), Flow::Payment, 2).await.unwrap(),
        None
    );
    let list = async |before| {
        let briefs = policies::history(read, shop(1), Flow::Payment, before)
            .await
            .unwrap();
        briefs
            .into_iter()
            .map(|brief| (brief.version, brief.note))
            .collect::<Vec<_>>()
    };
    let note = |n: i64| (n, format!("改了第{n}次"));
    assert_eq!(list(None).await, [note(3), note(2), note(1)]);
    assert_eq!(list(Some(3)).await, [note(2), note(1)]);

    // A number that is taken stays what it is.
    let twice = store.write::<_, jinpai_store::StoreError, _>(shop(1), |tx| {
        Box::pin(async move {
            let other = PolicyVersion {
                toml: "name = 7".to_owned(),
                ..a_version(Flow::Payment, 2)
            };
            policies::append(tx, shop(1), &other).await
        })
    });
    assert!(twice.await.is_err());
    let second = policies::get(read, shop(1), Flow::Payment, 2).await.unwrap();
    assert_eq!(second, Some(a_version(Flow::Payment, 2)));
}

pub async fn a_flow_goes_by_one_version_or_stands_still(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    assert_eq!(policies::in_force(store.read(), shop(1)).await.unwrap(), []);
    assert_eq!(put(&store, shop(1), Flow::Payment, Some(2), 10).await, 1);
    assert_eq!(put(&store, shop(1), Flow::Inquiry, Some(1), 11).await, 2);
    assert_eq!(put(&store, shop(1), Flow::Payment, None, 12).await, 3);
    // Another process sees it, and the other shop is as it was.
    let other = world.open().await;
    let mut held = policies::in_force(other.read(), shop(1)).await.unwrap();
    held.sort_by_key(|row| row.revision);
    let told = held
        .iter()
        .map(|row| (row.flow, row.version, row.revision, row.changed_at));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            (Flow::Inquiry, Some(1), 2, At(11)),
            (Flow::Payment, None, 3, At(12))
        ]
    );
    assert_eq!(policies::revisions(other.read()).await.unwrap(), [(shop(1), 3)]);
    assert_eq!(policies::in_force(other.read(), shop(2)).await.unwrap(), []);
}

pub async fn a_step_remembers_its_policy(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let mut planned = a_step(shop(1), 1, 100);
    planned.policy_version = 4;
    plan(&store, shop(1), vec![planned.clone()]).await;
    let held = steps::get(store.read(), shop(1), step(1)).await.unwrap().unwrap();
    assert_eq!(held.policy_version, 4);
    planned.policy_version = 5;
    write(&store, shop(1), move |tx| {
        Box::pin(async move { steps::replan(tx, shop(1), &planned).await })
    })
    .await;
    let held = steps::get(store.read(), shop(1), step(1)).await.unwrap().unwrap();
    assert_eq!(held.policy_version, 5);
}

pub async fn a_span_of_the_archive_is_walked_buyer_by_buyer(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let rows = (1..=6)
        .map(|n: u128| {
            let mut row = an_order(n, OrderStatus::Unpaid, 100);
            row.buyer = buyer(1 + n % 3);
            row.input.created_at = At(i64::try_from(n).unwrap() * 10);
            row
        })
        .collect::<Vec<_>>();
    write(&store, shop(1), move |tx| {
        Box::pin(async move { orders::upsert_batch(tx, shop(1), &rows).await })
    })
    .await;
    let (read, span) = (store.read(), (At(20), At(60)));
    assert_eq!(
        orders::count_of_span(read, shop(1), span.0, span.1)
            .await
            .unwrap(),
        4
    );
    assert_eq!(
        orders::count_of_span(read, shop(2), span.0, span.1)
            .await
            .unwrap(),
        0
    );
    let page = async |after: Option<BuyerId>, limit| {
        orders::buyers_of_span(read, shop(1), span, after, limit)
            .await
            .unwrap()
    };
    assert_eq!(page(None, 2).await, [(buyer(1), 1), (buyer(2), 1)]);
    assert_eq!(page(Some(buyer(2)), 2).await, [(buyer(3), 2)]);
    let all = orders::of_buyers_in_span(read, shop(1), span, (buyer(2), buyer(3)), 10)
        .await
        .unwrap();
    let told = all
        .iter()
        .map(|order| (order.buyer, order.created_at))
        .collect::<Vec<_>>();
    assert_eq!(told, [(buyer(2), At(40)), (buyer(3), At(20)), (buyer(3), At(50))]);
}
