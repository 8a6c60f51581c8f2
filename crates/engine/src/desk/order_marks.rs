//! Flags and remarks on orders, and the line that checks a paid order with its buyer.

use jinpai_channels::send::mask_phone;
use jinpai_coach::{Locale, Severity};
use jinpai_model::{AddressKind, EventKind, Flag, Order, OrderId, OrderMark, OrderStatus};
use jinpai_store::{Lane, NewEvent, addresses, buyers, conversations, order_marks, orders};
use serde_json::json;

use crate::{
    coaching::Context,
    core::Engine,
    desk::Desk,
    error::{EngineError, Invalid, Result},
    show::names_of,
    views::{OrderMarkView, OrderView},
};

/// Titles that stand in a line; the others are counted.
const TITLES: usize = 4;
/// So much of a title is enough to know it again.
const TITLE_CHARS: usize = 24;

/// What a member notes on an order; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct OrderMarkChange {
    /// `Some(None)` takes the flag away.
    pub flag: Option<Option<Flag>>,
    pub remark: Option<String>,
}

impl Desk {
    /// Changes an order's flag or remark; every change stays in its history.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such order, [`EngineError::Invalid`] for an overlong remark.
    pub async fn mark_order(&self, id: OrderId, change: OrderMarkChange) -> Result<OrderView> {
        let remark = change.remark.map(|text| text.replace('\0', "").trim().to_owned());
        if let Some(text) = &remark
            && text.chars().count() > OrderMark::MAX_CHARS
        {
            let reason = Invalid::TooLong {
                max: OrderMark::MAX_CHARS,
            };
            return Err(EngineError::Invalid {
                field: "remark",
                reason,
            });
        }
        let (desk, flag) = (self.clone(), change.flag);
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let order = orders::get(tx, desk.shop, id).await?;
                order.ok_or(EngineError::NotFound("order"))?;
                let mut held = order_marks::of_orders(tx, desk.shop, &[id]).await?;
                let held = held.remove(&id);
                let (old_flag, old_remark) =
                    held.map_or((None, String::new()), |held| (held.flag, held.remark));
                let mark = OrderMark {
                    shop: desk.shop,
                    order: id,
                    flag: flag.unwrap_or(old_flag),
                    remark: remark.unwrap_or_else(|| old_remark.clone()),
                    by: desk.person,
                    at: desk.engine.now(),
                };
                if mark.flag == old_flag && mark.remark == old_remark {
                    return Ok(());
                }
                order_marks::put(tx, &mark).await?;
                tx.append(NewEvent {
                    at: mark.at,
                    kind: EventKind::OrderMarked,
                    subject: id.to_string(),
                    payload: json!({
                        "flag": mark.flag, "remarked": mark.remark != old_remark, "by": mark.by,
                    }),
                })?;
                Ok::<_, EngineError>(())
            })
        });
        write.await?;
        Ok(self.order(id).await?.0)
    }

    /// What was noted on an order over time, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn order_marks(&self, id: OrderId) -> Result<Vec<OrderMarkView>> {
        let read = self.engine.store.read();
        let marks = order_marks::history(read, self.shop, id).await?;
        let names = names_of(read, marks.iter().map(|mark| mark.by).collect()).await?;
        let show = |mark: OrderMark| OrderMarkView {
            by_name: names.get(&mark.by).cloned().unwrap_or_default(),
            mark,
        };
        Ok(marks.into_iter().map(show).collect())
    }

    /// The line with which an agent asks a buyer whether her paid order is right. It is sent by nobody but her; of what
    /// the shop knows of the address, numbers stand masked. Titles that the coach would warn of are only counted.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such order, [`EngineError::Invalid`] for one that is not paid or
    /// on its way already.
    pub async fn order_check(&self, id: OrderId) -> Result<String> {
        let read = self.engine.store.read();
        let order = orders::get(read, self.shop, id).await?;
        let order = order.ok_or(EngineError::NotFound("order"))?;
        if order.status != OrderStatus::Paid {
            return Err(nothing_to_check());
        }
        let buyer = buyers::get(read, self.shop, order.buyer).await?;
        let region = buyer.and_then(|buyer| buyer.region);
        let held = addresses::of_buyer(read, self.shop, order.buyer).await?;
        let number = held
            .iter()
            .find(|one| one.kind == AddressKind::Mobile && !one.proxied && one.ended_at.is_none())
            .map(|one| mask_phone(&one.value));
        let shop = self.shop().await?;
        let context = match conversations::open_of_buyer(read, self.shop, order.buyer).await? {
            Some(talk) => self.engine.context_of(&shop, &talk, self.person).await?,
            None => Context::default(),
        };
        let coach = self.engine.coach_of(self.shop).await?;
        let full = check_line(&order, region.as_deref(), number.as_deref(), true);
        let judged = Engine::check(&coach, &shop, &context, &full, self.engine.now(), Locale::Zh);
        let is_clean = judged
            .report
            .findings
            .iter()
            .all(|one| one.severity <= Severity::Hint);
        Ok(if is_clean {
            full
        } else {
            check_line(&order, region.as_deref(), number.as_deref(), false)
        })
    }
}

/// Only what is known is said; where nothing of the address is, she is asked to look herself.
fn check_line(order: &Order, region: Option<&str>, number: Option<&str>, titles: bool) -> String {
    let place = match (region, number) {
        (Some(region), Some(number)) => format!("收货地区：{region}，电话：{number}"),
        (Some(region), None) => format!("收货地区：{region}，详细地址和电话以订单里填的为准"),
        (None, Some(number)) => format!("电话：{number}，地址以订单里填的为准"),
        (None, None) => "地址和电话以订单里填的为准".to_owned(),
    };
    let pieces = order.quantity.max(1);
    let short = |title: &str| -> String { title.trim().chars().take(TITLE_CHARS).collect() };
    let mut items: Vec<String> = (order.items.iter().take(TITLES))
        .filter(|item| titles && !item.title.trim().is_empty())
        .map(|item| format!("{} ×{}", short(&item.title), item.quantity))
        .collect();
    if items.is_empty() {
        items.push(format!("您拍的 {pieces} 件宝贝"));
    } else if order.items.len() > TITLES {
        items.push(format!("等共 {pieces} 件"));
    }
    format!(
        "亲，跟您核对一下收货信息：\n{place}\n宝贝：{}\n麻烦您看看，没问题回复一声“对的”就好；要改的话请告诉我，我来帮您处理～",
        items.join("，")
    )
}

fn nothing_to_check() -> EngineError {
    EngineError::Invalid {
        field: "order",
        reason: Invalid::Told {
            zh: "付款之后、发货之前的订单才需要核对",
            en: "is not between payment and dispatch: there is nothing to check",
        },
    }
}

#[cfg(test)]
mod tests {
    use jinpai_model::{At, Fen, OrderItem, OrderKind, OrderSource, Platform};

    use super::*;

    fn order(titles: &[&str]) -> Order {
        let item = |title: &&str| OrderItem {
            title: (*title).to_owned(),
            sku: None,
            quantity: 2,
            price_fen: None,
        };
        Order {
            shop: jinpai_model::ShopId::from_bits(1),
            id: OrderId::from_bits(2),
            platform: Platform::Taobao,
            number: "1".to_owned(),
            buyer: jinpai_model::BuyerId::from_bits(3),
            status: OrderStatus::Paid,
            kind: OrderKind::Ordinary,
            total_fen: Fen(100),
            postage_fen: Fen(0),
            refund_fen: Fen(0),
            items: titles.iter().map(item).collect(),
            quantity: 2 * titles.len() as i64,
            created_at: At(0),
            paid_at: Some(At(1)),
            closed_at: None,
            close_at: At(2),
            source: OrderSource::Hook,
            seen_at: At(1),
        }
    }

    #[test]
    fn a_line_says_what_is_known_and_counts_the_rest() {
        let line = check_line(&order(&["羊毛大衣"]), Some("江苏"), Some("138****1234"), true);
        assert!(
            line.contains("江苏") && line.contains("138****1234") && line.contains("羊毛大衣 ×2"),
            "{line}"
        );
        let line = check_line(&order(&["甲", "乙", "丙", "丁", "戊"]), None, None, true);
        assert!(
            line.contains("丁 ×2，等共 10 件") && !line.contains('戊'),
            "{line}"
        );
        assert!(line.contains("以订单里填的为准"), "{line}");
        let line = check_line(&order(&["全网最低价大衣"]), None, None, false);
        assert!(
            line.contains("您拍的 2 件宝贝") && !line.contains("最低"),
            "{line}"
        );
    }
}
