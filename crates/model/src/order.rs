//! Orders as the shop's feeds tell them.

use serde::{Deserialize, Serialize};

use crate::{At, BuyerId, BuyerRef, Fen, OrderId, Platform, Receiver, ShopId, words::words};

words! {
    OrderStatus {
        /// 等待买家付款
        Unpaid = "unpaid",
        /// 买家已付款，等待卖家发货
        Paid = "paid",
        /// 卖家已发货，等待买家确认
        Shipped = "shipped",
        /// 交易成功
        Finished = "finished",
        /// 交易关闭, whether it was ever paid or not (`paid_at` tells).
        Closed = "closed",
    }
}

words! {
    /// Decides when the platform closes an unpaid order.
    OrderKind {
        Ordinary = "ordinary",
        Presale = "presale",
        Virtual = "virtual",
    }
}

words! {
    /// Who told us about the order last.
    OrderSource {
        /// A file: true at the moment it was exported.
        File = "file",
        /// The signed webhook: a live feed that speaks up at every change.
        Hook = "hook",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderItem {
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    pub quantity: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_fen: Option<Fen>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub shop: ShopId,
    pub id: OrderId,
    pub platform: Platform,
    /// The platform's order number; unique with the platform.
    pub number: String,
    pub buyer: BuyerId,
    pub status: OrderStatus,
    pub kind: OrderKind,
    pub total_fen: Fen,
    pub postage_fen: Fen,
    pub refund_fen: Fen,
    pub items: Vec<OrderItem>,
    /// Pieces over all items; 1 when the feed does not say.
    pub quantity: i64,
    pub created_at: At,
    pub paid_at: Option<At>,
    pub closed_at: Option<At>,
    /// When the platform closes the order if it stays unpaid.
    pub close_at: At,
    pub source: OrderSource,
    /// When the feed last said so: the age of the paid status.
    pub seen_at: At,
}

impl Order {
    /// Still to be paid: neither paid nor closed by `now`.
    #[must_use]
    pub fn awaits_payment(&self, now: At) -> bool {
        self.status == OrderStatus::Unpaid
            && self.paid_at.is_none()
            && self.closed_at.is_none()
            && now < self.close_at
    }
}

/// One order as a file or a webhook tells it, before it has found its buyer and its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderInput {
    pub platform: Platform,
    pub number: String,
    /// None: the order is its own buyer.
    pub buyer: Option<BuyerRef>,
    pub buyer_name: Option<String>,
    pub region: Option<String>,
    pub receiver: Option<Receiver>,
    pub status: OrderStatus,
    pub kind: OrderKind,
    pub total_fen: Fen,
    pub postage_fen: Fen,
    pub refund_fen: Fen,
    pub items: Vec<OrderItem>,
    pub quantity: i64,
    pub created_at: At,
    pub paid_at: Option<At>,
    pub closed_at: Option<At>,
    pub close_at: At,
}
