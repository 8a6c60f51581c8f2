//! The line that checks a paid order with its buyer.

use jinpai_channels::send::mask_phone;
use jinpai_coach::{Locale, Severity};
use jinpai_model::{AddressKind, Order, OrderId, OrderStatus};
use jinpai_store::{addresses, buyers, conversations, order_receivers, orders};

use crate::{
    coaching::Context,
    core::Engine,
    desk::Desk,
    error::{EngineError, Invalid, Result},
};

/// Titles that stand in a line; the others are counted.
const TITLES: usize = 4;
/// So much of a title is enough to know it again.
const TITLE_CHARS: usize = 24;

impl Desk {
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
        let place = self.place_of(&order).await?;
        let shop = self.shop().await?;
        let context = match conversations::open_of_buyer(read, self.shop, order.buyer).await? {
            Some(talk) => self.engine.context_of(&shop, &talk, self.person).await?,
            None => Context::default(),
        };
        let coach = self.engine.coach_of(self.shop).await?;
        let full = check_line(&order, &place, true);
        let judged = Engine::check(&coach, &shop, &context, &full, self.engine.now(), Locale::Zh);
        let is_clean = judged
            .report
            .findings
            .iter()
            .all(|one| one.severity <= Severity::Hint);
        Ok(if is_clean {
            full
        } else {
            check_line(&order, &place, false)
        })
    }

    /// Where it goes, as far as the order's feed or her own addresses tell.
    async fn place_of(&self, order: &Order) -> Result<Place> {
        let read = self.engine.store.read();
        let mut receivers = order_receivers::of_orders(read, self.shop, &[order.id]).await?;
        let receiver = receivers.remove(&order.id).unwrap_or_default();
        let mut place = Place {
            name: receiver.masked_name(),
            address: receiver.address,
            phone: receiver.phone,
            region: String::new(),
        };
        if place.address.is_empty() {
            let buyer = buyers::get(read, self.shop, order.buyer).await?;
            place.region = buyer.and_then(|buyer| buyer.region).unwrap_or_default();
        }
        if place.phone.is_empty() {
            let held = addresses::of_buyer(read, self.shop, order.buyer).await?;
            let hers = held
                .iter()
                .find(|one| one.kind == AddressKind::Mobile && !one.proxied && one.ended_at.is_none());
            place.phone = hers.map_or_else(String::new, |one| mask_phone(&one.value));
        }
        Ok(place)
    }
}

/// Where a parcel goes; what nobody told is empty.
#[derive(Default)]
struct Place {
    /// Of who takes it, but for the first sign hidden.
    name: String,
    phone: String,
    address: String,
    /// Instead of an address.
    region: String,
}

impl Place {
    /// Only what is known is said; what is not, she is asked to look up herself.
    fn told(&self) -> String {
        let mut parts = Vec::new();
        let known = [
            ("收货人：", &self.name),
            ("电话：", &self.phone),
            ("收货地址：", &self.address),
            ("收货地区：", &self.region),
        ];
        for (label, value) in known {
            if !value.is_empty() {
                parts.push(format!("{label}{value}"));
            }
        }
        match (self.address.is_empty(), self.phone.is_empty()) {
            (false, _) => {}
            (true, true) if self.region.is_empty() => parts.push("地址和电话以订单里填的为准".to_owned()),
            (true, true) => parts.push("详细地址和电话以订单里填的为准".to_owned()),
            (true, false) if self.region.is_empty() => parts.push("地址以订单里填的为准".to_owned()),
            (true, false) => parts.push("详细地址以订单里填的为准".to_owned()),
        }
        parts.join("，")
    }
}

fn check_line(order: &Order, place: &Place, titles: bool) -> String {
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
        "亲，跟您核对一下收货信息：\n{}\n宝贝：{}\n麻烦您看看，没问题回复一声“对的”就好；要改的话请告诉我，我来帮您处理～",
        place.told(),
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

    fn place(name: &str, phone: &str, address: &str, region: &str) -> Place {
        Place {
            name: name.to_owned(),
            phone: phone.to_owned(),
            address: address.to_owned(),
            region: region.to_owned(),
        }
    }

    #[test]
    fn a_line_says_what_is_known_and_counts_the_rest() {
        let to = place("林**", "138****1234", "江苏省苏州市观前街 2 号", "");
        let line = check_line(&order(&["羊毛大衣"]), &to, true);
        assert!(
            line.contains(
                "收货人：林**，电话：138****1234，收货地址：江苏省苏州市观前街 2 号\n宝贝：羊毛大衣 ×2"
            ),
            "{line}"
        );
        assert!(!line.contains("为准"), "{line}");
        let line = check_line(&order(&["甲", "乙", "丙", "丁", "戊"]), &Place::default(), true);
        assert!(
            line.contains("丁 ×2，等共 10 件") && !line.contains('戊'),
            "{line}"
        );
        let line = check_line(&order(&["全网最低价大衣"]), &Place::default(), false);
        assert!(
            line.contains("您拍的 2 件宝贝") && !line.contains("最低"),
            "{line}"
        );
    }

    #[test]
    fn what_is_not_known_she_looks_up_herself() {
        for (place, told) in [
            (place("", "", "", ""), "地址和电话以订单里填的为准"),
            (
                place("", "", "", "江苏"),
                "收货地区：江苏，详细地址和电话以订单里填的为准",
            ),
            (
                place("", "138****1234", "", ""),
                "电话：138****1234，地址以订单里填的为准",
            ),
            (
                place("", "138****1234", "", "江苏"),
                "电话：138****1234，收货地区：江苏，详细地址以订单里填的为准",
            ),
            (place("", "", "观前街 2 号", ""), "收货地址：观前街 2 号"),
        ] {
            assert_eq!(place.told(), told);
        }
    }
}
