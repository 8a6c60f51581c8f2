//! Orders as the hook leaves them: buyer, order, number with consent, and the event.

use jinpai_engine::{Clock as _, Random, Result, SystemClock};
use jinpai_model::{
    Address, AddressKind, At, BuyerId, BuyerRef, ConsentSource, DAY_MS, EventKind, Fen, IdentityChannel,
    OrderId, OrderInput, OrderItem, OrderKind, OrderSource, OrderStatus, Platform, ShopId,
};
use jinpai_store::{
    Lane, NewEvent, Store, StoreError, addresses,
    buyers::{self, NewBuyer},
    orders::{self, OrderRow},
};

/// Orders of buyers of their own, the first of this number.
pub struct Batch {
    pub shop: ShopId,
    pub first: usize,
    /// When the reminder of each is due: next day at the same hour.
    pub due: Vec<At>,
}

/// The order of a buyer's number.
pub fn order_of(mobile: &str) -> Option<usize> {
    mobile.strip_prefix("139")?.parse().ok()
}

pub async fn tell(store: &Store, batch: Batch) -> Result<()> {
    let now = SystemClock.now();
    let random = Random::from_system();
    let shop = batch.shop;
    let bits: Vec<(u128, u128)> = batch.due.iter().map(|_| (random.bits(), random.bits())).collect();
    let write = store.write(Lane::Shop(shop), move |tx| {
        Box::pin(async move {
            let mut people = Vec::new();
            let mut rows = Vec::new();
            for ((n, due), (buyer, order)) in (batch.first..).zip(&batch.due).zip(bits) {
                let (buyer, order) = (BuyerId::new(now, buyer), OrderId::new(now, order));
                let created = due.plus(-DAY_MS);
                people.push(new_buyer(buyer, n, now));
                rows.push(row(order, buyer, n, created, now));
            }
            buyers::put_many_with_refs(tx, shop, &people).await?;
            orders::upsert_batch(tx, shop, &rows).await?;
            for (person, n) in people.iter().zip(batch.first..) {
                addresses::put(tx, &address(shop, person.id, n, now)).await?;
            }
            for row in rows {
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::OrderCreated,
                    subject: row.id.to_string(),
                    payload: serde_json::json!({}),
                })?;
            }
            Ok::<_, StoreError>(())
        })
    });
    write.await?;
    Ok(())
}

fn new_buyer(id: BuyerId, n: usize, now: At) -> NewBuyer {
    NewBuyer {
        id,
        reference: BuyerRef {
            channel: IdentityChannel::Site,
            external: format!("buyer-{n}"),
        },
        name: String::new(),
        region: None,
        created_at: now,
    }
}

fn row(id: OrderId, buyer: BuyerId, n: usize, created: At, now: At) -> OrderRow {
    let input = OrderInput {
        platform: Platform::General,
        number: format!("S{n:08}"),
        buyer: None,
        buyer_name: None,
        region: None,
        receiver: None,
        status: OrderStatus::Unpaid,
        kind: OrderKind::Ordinary,
        total_fen: Fen(3_900),
        postage_fen: Fen(0),
        refund_fen: Fen(0),
        items: vec![OrderItem {
            title: "羊毛混纺围巾".to_owned(),
            sku: None,
            quantity: 1,
            price_fen: None,
        }],
        quantity: 1,
        created_at: created,
        paid_at: None,
        closed_at: None,
        close_at: created.plus(2 * DAY_MS),
    };
    OrderRow {
        id,
        buyer,
        input,
        source: OrderSource::Hook,
        seen_at: now,
    }
}

fn address(shop: ShopId, buyer: BuyerId, n: usize, now: At) -> Address {
    Address {
        shop,
        buyer,
        kind: AddressKind::Mobile,
        value: format!("139{n:08}"),
        proxied: false,
        notice_at: Some(now),
        notice_by: Some(ConsentSource::OrderForm),
        promotion_at: None,
        promotion_by: None,
        ended_at: None,
        changed_at: now,
    }
}
