//! What is known about an order once a feed has spoken again. Pure.
//!
//! Feeds come late, twice and out of order. Payment and closing are facts that no later silence takes
//! back; everything else follows whoever looked at the order last.

use jinpai_model::{Order, OrderStatus, ShopId};

use super::OrderRow;

/// The order as a feed tells it for the first time.
pub(super) fn first(shop: ShopId, told: &OrderRow) -> Order {
    let input = &told.input;
    Order {
        shop,
        id: told.id,
        platform: input.platform,
        number: input.number.clone(),
        buyer: told.buyer,
        status: input.status,
        kind: input.kind,
        total_fen: input.total_fen,
        postage_fen: input.postage_fen,
        refund_fen: input.refund_fen,
        items: input.items.clone(),
        quantity: input.quantity,
        created_at: input.created_at,
        paid_at: input.paid_at,
        closed_at: input.closed_at,
        close_at: input.close_at,
        source: told.source,
        seen_at: told.seen_at,
    }
}

/// The known order with what is told now worked in. `seen_at` and `source` are those of the latest
/// look, so a repeated statement makes the paid status younger.
pub(super) fn merge(known: &Order, told: &OrderRow) -> Order {
    let latest = told.seen_at >= known.seen_at;
    let mut order = if latest {
        first(known.shop, told)
    } else {
        known.clone()
    };
    order.id = known.id;
    if told.input.buyer.is_none() {
        order.buyer = known.buyer;
    }
    let input = &told.input;
    order.status = status(known, told, latest);
    order.paid_at = if latest {
        input.paid_at.or(known.paid_at)
    } else {
        known.paid_at.or(input.paid_at)
    };
    order.closed_at = if order.status != OrderStatus::Closed {
        None
    } else if latest {
        input.closed_at.or(known.closed_at)
    } else {
        known.closed_at.or(input.closed_at)
    };
    order
}

/// Never goes back, and nothing comes after the closing. An old "closed, never paid" does not close
/// an order that has been seen paid since: the file only concluded it from silence.
fn status(known: &Order, told: &OrderRow, latest: bool) -> OrderStatus {
    let input = &told.input;
    if known.status == OrderStatus::Closed {
        return OrderStatus::Closed;
    }
    let concluded = input.status == OrderStatus::Closed && input.paid_at.is_none();
    if !latest && concluded && is_paid(known) {
        return known.status;
    }
    // Declared in the order of an order's life.
    known.status.max(input.status)
}

/// Whether the buyer has paid, whatever came of the order after that.
pub(super) fn is_paid(order: &Order) -> bool {
    order.paid_at.is_some()
        || matches!(
            order.status,
            OrderStatus::Paid | OrderStatus::Shipped | OrderStatus::Finished
        )
}

/// Whether two states differ in anything but when and from whom we heard.
pub(super) fn same_content(a: &Order, b: &Order) -> bool {
    let mut heard = b.clone();
    heard.source = a.source;
    heard.seen_at = a.seen_at;
    *a == heard
}

#[cfg(test)]
mod tests {
    use jinpai_model::{
        At, BuyerId, BuyerRef, Fen, IdentityChannel, Order, OrderId, OrderInput, OrderKind, OrderSource,
        OrderStatus, Platform, ShopId,
    };

    use super::{first, merge};
    use crate::orders::OrderRow;

    fn told(status: OrderStatus, paid_at: Option<i64>, seen_at: i64) -> OrderRow {
        OrderRow {
            id: OrderId::from_bits(1),
            buyer: BuyerId::from_bits(2),
            input: OrderInput {
                platform: Platform::Taobao,
                number: "10001".to_owned(),
                buyer: Some(BuyerRef {
                    channel: IdentityChannel::Taobao,
                    external: "b".to_owned(),
                }),
                buyer_name: None,
                region: None,
                receiver: None,
                status,
                kind: OrderKind::Ordinary,
                total_fen: Fen(seen_at),
                postage_fen: Fen(0),
                refund_fen: Fen(0),
                items: Vec::new(),
                quantity: 1,
                created_at: At(1),
                paid_at: paid_at.map(At),
                closed_at: None,
                close_at: At(1_000),
            },
            source: OrderSource::File,
            seen_at: At(seen_at),
        }
    }

    fn known(status: OrderStatus, paid_at: Option<i64>, seen_at: i64) -> Order {
        first(ShopId::from_bits(9), &told(status, paid_at, seen_at))
    }

    #[test]
    fn no_statement_of_any_age_takes_a_payment_back() {
        for status in [OrderStatus::Paid, OrderStatus::Shipped, OrderStatus::Finished] {
            let paid = known(status, Some(50), 100);
            for seen_at in [60, 100, 200] {
                let now = merge(&paid, &told(OrderStatus::Unpaid, None, seen_at));
                assert_eq!(
                    (now.status, now.paid_at),
                    (status, Some(At(50))),
                    "seen at {seen_at}"
                );
            }
        }
    }

    #[test]
    fn every_pair_of_statuses_ends_at_the_later_one_in_either_order_of_arrival() {
        for (i, a) in OrderStatus::ALL.iter().enumerate() {
            for b in &OrderStatus::ALL[i..] {
                let paid = |s: &OrderStatus| (*s != OrderStatus::Unpaid).then_some(50);
                let in_order = merge(&known(*a, paid(a), 100), &told(*b, paid(b), 200));
                let late = merge(&known(*b, paid(b), 200), &told(*a, paid(a), 100));
                assert_eq!(in_order.status, *b, "{a} then {b}");
                assert_eq!(late.status, *b, "{b}, then an old {a}");
                assert_eq!(late.total_fen, Fen(200), "an old statement changes no price");
                assert_eq!(late.seen_at, At(200), "nor makes the news older");
            }
        }
    }

    #[test]
    fn an_old_conclusion_from_silence_does_not_close_a_paid_order() {
        let paid = known(OrderStatus::Paid, Some(50), 200);
        assert_eq!(
            merge(&paid, &told(OrderStatus::Closed, None, 100)).status,
            OrderStatus::Paid
        );
        let refunded = merge(&paid, &told(OrderStatus::Closed, None, 300));
        assert_eq!(refunded.status, OrderStatus::Closed);
        assert_eq!(refunded.paid_at, Some(At(50)), "it was paid once");
    }

    #[test]
    fn an_old_file_still_tells_of_a_payment() {
        let unpaid = known(OrderStatus::Unpaid, None, 200);
        let now = merge(&unpaid, &told(OrderStatus::Paid, Some(50), 100));
        assert_eq!((now.status, now.paid_at), (OrderStatus::Paid, Some(At(50))));
    }

    #[test]
    fn a_feed_that_names_no_buyer_keeps_the_known_one() {
        let order = known(OrderStatus::Unpaid, None, 100);
        let mut row = told(OrderStatus::Unpaid, None, 200);
        row.buyer = BuyerId::from_bits(77);
        assert_eq!(merge(&order, &row).buyer, BuyerId::from_bits(77));
        row.input.buyer = None;
        assert_eq!(merge(&order, &row).buyer, order.buyer);
    }
}
