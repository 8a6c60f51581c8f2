//! Orders coming in.

use jinpai_engine::{EngineError, Locale, OrderQuery, UpdateBody};
use jinpai_model::OrderStatus;

use crate::shop::{TestShop, order};

const BOOK: &str = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,收货地址 ,订单创建时间,订单付款时间 \n\
    =\"1001\",小鹿,256.00,0.00,等待买家付款,江苏,2026-11-21 08:10:00,\n\
    =\"1002\",阿宁,39.00,39.00,\"买家已付款，等待卖家发货\",上海,2026-11-21 08:00:00,2026-11-21 08:00:40\n\
    =\"1003\",小鹿,12.00,0.00,交易关闭,江苏,2026-11-18 08:00:00,\n\
    =\"1004\",小鹿,abc,0.00,交易关闭,江苏,2026-11-18 08:00:00,\n";

pub async fn an_import_repeated_changes_nothing(shop: &TestShop) {
    let mut watch = shop.watch().await;
    let bytes = || BOOK.as_bytes().to_vec();
    let tried = shop
        .owner
        .import_orders(bytes(), None, true, Locale::Zh)
        .await
        .unwrap();
    assert_eq!((tried.read, tried.new, tried.refused_total), (4, 3, 1));
    let first = shop
        .owner
        .import_orders(bytes(), None, false, Locale::Zh)
        .await
        .unwrap();
    assert_eq!(
        (
            first.read,
            first.new,
            first.changed,
            first.same,
            first.refused_total
        ),
        (4, 3, 0, 0, 1)
    );
    assert_eq!(first.refused[0].line, 5);
    let counts = watch
        .until(|update| match update.body {
            UpdateBody::Imported { new, changed } => Some((new, changed)),
            _ => None,
        })
        .await;
    assert_eq!(counts, (3, 0), "open pages hear of it");
    let again = shop
        .owner
        .import_orders(bytes(), None, false, Locale::Zh)
        .await
        .unwrap();
    assert_eq!((again.new, again.changed, again.same), (0, 0, 3));

    let paid = BOOK
        .replace("256.00,0.00,等待买家付款", "256.00,256.00,交易成功")
        .replace("08:10:00,\n", "08:10:00,2026-11-21 08:30:00\n");
    let changed = shop
        .owner
        .import_orders(paid.into_bytes(), None, false, Locale::Zh)
        .await
        .unwrap();
    assert_eq!((changed.new, changed.changed, changed.same), (0, 1, 2));
    // An older file does not take the payment back.
    shop.owner
        .import_orders(bytes(), None, false, Locale::Zh)
        .await
        .unwrap();
    let (page, counts) = shop
        .owner
        .orders(OrderQuery {
            limit: 10,
            ..OrderQuery::default()
        })
        .await
        .unwrap();
    assert_eq!(counts[&OrderStatus::Unpaid], 0);
    assert_eq!(page.items.len(), 3);
    let buyer = page
        .items
        .iter()
        .find(|v| v.order.number == "1001")
        .unwrap()
        .order
        .buyer;
    assert_eq!(
        shop.owner.buyer(buyer).await.unwrap().orders.len(),
        2,
        "one member name is one buyer"
    );
}

pub async fn a_delivery_counts_once(shop: &TestShop) {
    let told = order("A1", "u-1", "2026-11-21T08:50:00", 256);
    let first = shop.post_as("d1", "created", &told).await.unwrap();
    let replayed = shop.post_as("d1", "created", &told).await.unwrap();
    assert_eq!(
        (first.change, first.order),
        (replayed.change, replayed.order),
        "the same answer"
    );
    let other = order("A2", "u-1", "2026-11-21T08:50:00", 256);
    assert!(matches!(
        shop.post_as("d1", "created", &other).await,
        Err(EngineError::ReplayedDelivery)
    ));
    assert_eq!(shop.post_as("d2", "created", &told).await.unwrap().change, "same");
    assert_eq!(shop.post_as("d3", "paid", &told).await.unwrap().change, "changed");
    let late = shop.post_as("d4", "created", &told).await.unwrap();
    assert_eq!(late.change, "same", "a late created does not un-pay");
    let (_, counts) = shop
        .owner
        .orders(OrderQuery {
            limit: 10,
            ..OrderQuery::default()
        })
        .await
        .unwrap();
    assert_eq!((counts[&OrderStatus::Unpaid], counts[&OrderStatus::Paid]), (0, 1));
}
