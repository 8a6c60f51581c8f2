//! Orders as the tests make them, in November 2026 by Shanghai's clock.

use jinpai_model::{
    At, BuyerRef, DAY_MS, Fen, IdentityChannel, OrderInput, OrderKind, OrderStatus, Platform,
};
use jinpai_reminder::replay::BookOrder;

/// `23T14:00`
pub fn at(text: &str) -> At {
    At::from_rfc3339(&format!("2026-11-{text}:00+08:00")).unwrap()
}

/// An ordinary order of ¥120 that is closed after a day.
pub fn booked(number: &str, buyer: Option<&str>, created_at: At, paid_at: Option<At>) -> BookOrder {
    BookOrder::new(OrderInput {
        platform: Platform::Taobao,
        number: number.to_owned(),
        buyer: buyer.map(|name| BuyerRef {
            channel: IdentityChannel::Taobao,
            external: name.to_owned(),
        }),
        buyer_name: None,
        region: None,
        receiver: None,
        status: OrderStatus::Unpaid,
        kind: OrderKind::Ordinary,
        total_fen: Fen::yuan(120),
        postage_fen: Fen::ZERO,
        refund_fen: Fen::ZERO,
        items: Vec::new(),
        quantity: 1,
        created_at,
        paid_at,
        closed_at: None,
        close_at: created_at.plus(DAY_MS),
    })
}
