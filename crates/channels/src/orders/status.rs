//! 订单状态 in all its values.

use jinpai_model::{OrderKind, OrderStatus};

/// Reads a status whatever stands between its two halves: exports write 买家已付款，等待卖家发货 with a
/// comma of either width, a full stop, or `｜｜｜` where a comma was mangled.
pub(super) fn status(text: &str) -> Option<OrderStatus> {
    let bare: String = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    Some(match bare.as_str() {
        "等待买家付款" | "没有创建支付宝交易" | "未创建支付宝交易" | "待付款" | "等待付款" | "unpaid" => {
            OrderStatus::Unpaid
        }
        // The buyer has done her part: the bank confirms, a part has left, or a refund is asked for.
        "付款确认中"
        | "买家已付款等待卖家发货"
        | "买家已付款"
        | "等待卖家发货"
        | "待发货"
        | "部分发货"
        | "卖家部分发货"
        | "退款中的订单"
        | "退款中"
        | "paid" => OrderStatus::Paid,
        "卖家已发货等待买家确认"
        | "卖家已发货"
        | "等待买家确认"
        | "等待买家确认收货"
        | "买家已签收"
        | "shipped" => OrderStatus::Shipped,
        "交易成功" | "需要评价" | "finished" => OrderStatus::Finished,
        "交易关闭" | "订单关闭" | "付款以前卖家或买家主动关闭交易" | "closed" => {
            OrderStatus::Closed
        }
        _ => return None,
    })
}

pub(super) fn kind(text: &str) -> Option<OrderKind> {
    Some(match text.trim().to_lowercase().as_str() {
        "ordinary" | "普通" | "普通订单" | "一口价" => OrderKind::Ordinary,
        "presale" | "预售" | "预售订单" => OrderKind::Presale,
        "virtual" | "虚拟" | "虚拟商品" | "虚拟订单" => OrderKind::Virtual,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_of_the_export_is_known() {
        for (text, expected) in [
            ("等待买家付款", OrderStatus::Unpaid),
            ("没有创建支付宝交易", OrderStatus::Unpaid),
            ("付款确认中", OrderStatus::Paid),
            ("买家已付款，等待卖家发货", OrderStatus::Paid),
            ("买家已付款,等待卖家发货", OrderStatus::Paid),
            ("买家已付款｜｜｜等待卖家发货", OrderStatus::Paid),
            ("卖家部分发货", OrderStatus::Paid),
            ("部分发货", OrderStatus::Paid),
            ("退款中的订单", OrderStatus::Paid),
            ("卖家已发货，等待买家确认", OrderStatus::Shipped),
            ("卖家已发货｜｜｜等待买家确认", OrderStatus::Shipped),
            ("交易成功", OrderStatus::Finished),
            ("交易关闭", OrderStatus::Closed),
        ] {
            assert_eq!(status(text), Some(expected), "{text}");
        }
        assert_eq!(status("飞走了"), None);
        assert_eq!(status(""), None);
    }
}
