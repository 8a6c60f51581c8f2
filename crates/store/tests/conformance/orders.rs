//! Orders, the buyers they bring, and products.

use jinpai_model::{At, Fen, OrderSource, OrderStatus, Platform};
use jinpai_store::{
    Store, StoreError, buyers,
    orders::{self, Change, OrderFilter, OrderRow, Upserted},
};

use crate::world::{World, an_order, buyer, order, shop, taobao};

async fn upsert(store: &Store, rows: Vec<OrderRow>) -> Vec<Upserted> {
    store
        .write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(async move { orders::upsert_batch(tx, shop(1), &rows).await })
        })
        .await
        .unwrap()
}

fn changes(done: &[Upserted]) -> Vec<Change> {
    done.iter().map(|one| one.change).collect()
}

pub async fn the_same_file_twice_changes_nothing(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let file = |seen_at| -> Vec<OrderRow> {
        (1..=1_200)
            .map(|n| an_order(n, OrderStatus::Unpaid, seen_at))
            .collect()
    };
    let first = upsert(&store, file(100)).await;
    assert!(
        first
            .iter()
            .all(|one| one.change == Change::New && !one.became_paid)
    );
    let mut second = file(200);
    // A second reading makes up other ids; the order keeps its own.
    for row in &mut second {
        row.id = order(900_000 + row.id.bits());
    }
    second[700].input.total_fen = Fen(1);
    let again = upsert(&store, second).await;
    assert_eq!(
        again.iter().filter(|one| one.change == Change::Same).count(),
        1_199
    );
    assert_eq!(
        (again[700].change, again[700].order.id),
        (Change::Changed, order(701))
    );
    for n in [1, 701, 1_200] {
        let stored = orders::get(store.read(), shop(1), order(n))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            stored.seen_at,
            At(200),
            "the status of order {n} is as young as the second file"
        );
    }
    let stored = orders::by_number(store.read(), shop(1), Platform::Taobao, "T701")
        .await
        .unwrap();
    assert_eq!(
        stored.unwrap(),
        again[700].order,
        "what is told is what is stored"
    );
    assert_eq!(
        orders::counts(store.read(), shop(1)).await.unwrap()[&OrderStatus::Unpaid],
        1_200
    );
}

pub async fn a_payment_once_known_is_never_taken_back(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    upsert(&store, vec![an_order(1, OrderStatus::Unpaid, 100)]).await;
    let mut hook = an_order(1, OrderStatus::Paid, 200);
    hook.source = OrderSource::Hook;
    let paid = upsert(&store, vec![hook]).await;
    assert!(paid[0].became_paid && !paid[0].became_closed);
    let late = upsert(&store, vec![an_order(1, OrderStatus::Unpaid, 150)]).await;
    assert_eq!(changes(&late), [Change::Same]);
    let newer = upsert(&store, vec![an_order(1, OrderStatus::Unpaid, 300)]).await;
    assert!(!newer[0].became_paid);
    let stored = orders::get(store.read(), shop(1), order(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (stored.status, stored.paid_at),
        (OrderStatus::Paid, Some(At(2_000)))
    );
    let closed = upsert(&store, vec![an_order(1, OrderStatus::Closed, 400)]).await;
    assert!(closed[0].became_closed && !closed[0].became_paid);
    let reopened = upsert(&store, vec![an_order(1, OrderStatus::Shipped, 500)]).await;
    assert_eq!(reopened[0].order.status, OrderStatus::Closed, "closing is final");
}

pub async fn one_number_twice_in_a_file_is_one_order(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let mut later = an_order(2, OrderStatus::Paid, 100);
    later.input.number = "T1".to_owned();
    let done = upsert(&store, vec![an_order(1, OrderStatus::Unpaid, 100), later]).await;
    assert_eq!(changes(&done), [Change::New, Change::Changed]);
    assert!(done[1].became_paid);
    assert_eq!(done[1].order.id, order(1));
    let stored = orders::get(store.read(), shop(1), order(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored, done[1].order);
    assert_eq!(orders::get(store.read(), shop(1), order(2)).await.unwrap(), None);
    // The same number on another platform is another order.
    let mut elsewhere = an_order(3, OrderStatus::Unpaid, 100);
    elsewhere.input.number = "T1".to_owned();
    elsewhere.input.platform = Platform::Jd;
    assert_eq!(changes(&upsert(&store, vec![elsewhere]).await), [Change::New]);
}

pub async fn orders_are_found_by_status_text_and_cursor(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let mut rows: Vec<OrderRow> = (1..=9).map(|n| an_order(n, OrderStatus::Unpaid, 100)).collect();
    for row in &mut rows {
        // Three orders share each moment, so that ties are crossed by pages.
        row.input.created_at = At(i64::try_from(row.id.bits() / 3).unwrap());
    }
    rows[4].input.status = OrderStatus::Paid;
    rows[5].input.items[0].title = "100%_Wool 羊毛围巾".to_owned();
    upsert(&store, rows).await;
    let mut seen = Vec::new();
    let mut cursor = None;
    loop {
        let filter = OrderFilter::default();
        let page = orders::list(store.read(), shop(1), &filter, cursor, 4)
            .await
            .unwrap();
        seen.extend(page.items.iter().map(|o| o.id.bits()));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, [9, 8, 7, 6, 5, 4, 3, 2, 1]);
    store
        .write::<_, StoreError, _>(shop(1), |tx| {
            Box::pin(async move {
                let (mut named, reference) = crate::world::a_buyer(shop(1), 2);
                named.name = "王小姐".to_owned();
                buyers::create_with_ref(tx, &named, &reference).await
            })
        })
        .await
        .unwrap();
    let find = async |text: &str, status| {
        let filter = OrderFilter {
            status,
            text: text.to_owned(),
            ..OrderFilter::default()
        };
        let page = orders::list(store.read(), shop(1), &filter, None, 50)
            .await
            .unwrap();
        page.items.iter().map(|o| o.id.bits()).collect::<Vec<_>>()
    };
    assert_eq!(find("羊毛", None).await, [6]);
    assert_eq!(
        find("100%_wool", None).await,
        [6],
        "a sign of the search language is a sign here"
    );
    assert_eq!(find("1_0", None).await, [0_u128; 0]);
    assert_eq!(find("t7", None).await, [7]);
    assert_eq!(find("王小", None).await, [2]);
    assert_eq!(find("", Some(OrderStatus::Paid)).await, [5]);
    let other = orders::list(store.read(), shop(2), &OrderFilter::default(), None, 50)
        .await
        .unwrap();
    assert_eq!(other.items, []);
}

pub async fn who_owes_a_payment_is_told(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let mut rows: Vec<OrderRow> = (1..=8).map(|n| an_order(n, OrderStatus::Unpaid, 100)).collect();
    rows[2].input.status = OrderStatus::Paid;
    rows[2].input.paid_at = Some(At(40));
    rows[3].input.close_at = At(50);
    for row in &mut rows[4..] {
        row.buyer = buyer(1);
        row.input.created_at = At(2_000);
    }
    upsert(&store, rows).await;
    let mut waiting = orders::unpaid_buyers(store.read(), shop(1), At(50))
        .await
        .unwrap();
    waiting.sort_unstable();
    assert_eq!(waiting, [buyer(1), buyer(2)]);
    let asked = [buyer(2), buyer(3), buyer(4)];
    let of_them = orders::with_unpaid(store.read(), shop(1), &asked, At(50))
        .await
        .unwrap();
    assert_eq!(of_them, [buyer(2)]);
    let ids = [order(1), order(3), order(99)];
    let mut whose = orders::buyers_of(store.read(), shop(1), &ids).await.unwrap();
    whose.sort_unstable();
    assert_eq!(whose, [(buyer(1), false), (buyer(3), true)]);
    let all = orders::of_buyer(store.read(), shop(1), buyer(1)).await.unwrap();
    assert_eq!(
        all.iter().map(|o| o.id.bits()).collect::<Vec<_>>(),
        [8, 7, 6, 5, 1]
    );
    let counts = orders::unpaid_counts(store.read(), shop(1), &[buyer(1), buyer(2), buyer(3)], At(50))
        .await
        .unwrap();
    assert_eq!((counts[&buyer(1)], counts[&buyer(2)], counts.len()), (5, 1, 2));
}

pub async fn a_buyers_history_counts_paid_and_abandoned_orders(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let statuses = [
        OrderStatus::Closed,
        OrderStatus::Closed,
        OrderStatus::Finished,
        OrderStatus::Unpaid,
        OrderStatus::Closed,
        OrderStatus::Closed,
    ];
    let mut rows: Vec<OrderRow> = (1..).zip(statuses).map(|(n, s)| an_order(n, s, 100)).collect();
    for row in &mut rows {
        row.buyer = buyer(1);
    }
    // Refunded: closed, but it was paid.
    rows[4].input.paid_at = Some(At(3_000));
    // Long ago.
    rows[5].input.created_at = At(10);
    upsert(&store, rows).await;
    let of = async |since| {
        let history = orders::history_of_buyer(store.read(), shop(1), buyer(1), At(since)).await;
        let history = history.unwrap();
        (history.paid, history.unpaid_closed)
    };
    assert_eq!(of(1_000).await, (2, 2));
    assert_eq!(of(0).await, (2, 3));
    assert_eq!(of(5_000).await, (0, 0));
}

pub async fn unpaid_money_is_added_up(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let none = orders::unpaid_figures(store.read(), shop(1), At(0), At(1))
        .await
        .unwrap();
    assert_eq!(none, orders::UnpaidFigures::default());
    let mut rows: Vec<OrderRow> = (1..=4).map(|n| an_order(n, OrderStatus::Unpaid, 100)).collect();
    rows[0].input.close_at = At(500);
    rows[1].input.status = OrderStatus::Paid;
    rows[3].input.total_fen = Fen(i64::from(i32::MAX) * 4);
    upsert(&store, rows).await;
    let figures = orders::unpaid_figures(store.read(), shop(1), At(100), At(501))
        .await
        .unwrap();
    assert_eq!((figures.orders, figures.closing), (3, 1));
    assert_eq!(figures.total_fen, Fen(20_000 + i64::from(i32::MAX) * 4));
}

pub async fn buyers_of_a_file_are_found_or_made_once(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let new = |n: u128, name: &str, region: Option<&str>| buyers::NewBuyer {
        id: buyer(n),
        reference: taobao(name),
        name: String::new(),
        region: region.map(str::to_owned),
        created_at: At(1),
    };
    let put = async |shop, rows: Vec<buyers::NewBuyer>| {
        let write = store.write::<_, StoreError, _>(shop, move |tx| {
            Box::pin(async move { buyers::put_many_with_refs(tx, shop, &rows).await })
        });
        write.await.unwrap()
    };
    let ids = put(
        shop(1),
        vec![new(1, "a", None), new(2, "b", None), new(3, "a", None)],
    )
    .await;
    assert_eq!(ids, [buyer(1), buyer(2), buyer(1)]);
    let ids = put(shop(1), vec![new(4, "b", Some("上海")), new(5, "c", None)]).await;
    assert_eq!(ids, [buyer(2), buyer(5)]);
    let region = async |n| {
        let found = buyers::get(store.read(), shop(1), buyer(n)).await.unwrap();
        found.and_then(|b| b.region)
    };
    assert_eq!(region(2).await.as_deref(), Some("上海"), "a blank is filled");
    put(shop(1), vec![new(6, "b", Some("北京"))]).await;
    assert_eq!(region(2).await.as_deref(), Some("上海"), "what is known stays");
    assert_eq!(put(shop(2), vec![new(1, "a", None)]).await, [buyer(1)]);
    let linked = store.write::<_, StoreError, _>(shop(1), |tx| {
        Box::pin(async move {
            let taken = buyers::link(tx, shop(1), buyer(5), &taobao("a")).await?;
            let free = buyers::link(tx, shop(1), buyer(5), &taobao("d")).await?;
            Ok((taken, free))
        })
    });
    assert_eq!(linked.await.unwrap(), (buyer(1), buyer(5)));
    let names = buyers::identities_of(store.read(), shop(1), buyer(5))
        .await
        .unwrap();
    assert_eq!(names, [taobao("c"), taobao("d")]);
    let found = buyers::by_ref(store.read(), shop(1), &taobao("d")).await.unwrap();
    assert_eq!(found.unwrap().id, buyer(5));
}
