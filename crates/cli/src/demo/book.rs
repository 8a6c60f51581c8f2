//! The shop's last week as an order export, so that the demo's history comes in by the real importer.

use std::fmt::Write as _;

use jinpai_model::{At, DAY_MS, HOUR_MS, MINUTE_MS, Zone};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::{goods::ARTICLES, receivers::receiver};

const NAMES: &[&str] = &[
    "梧桐雨",
    "川北凉粉",
    "暖暖妈",
    "风吹麦浪",
    "一只橘",
    "海盐汽水",
    "山有木",
    "青提",
    "阿宽",
    "小满",
];

/// The columns of a Taobao order list that the demo fills.
const HEADER: &str = "订单编号,买家会员名,总金额,买家应付邮费,买家实际支付金额,订单状态,收货人姓名,收货地址,联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝总数量";

/// An export of so many orders of the seven days before `now`. About one in seven was never paid, as in real shops;
/// the last three are of this morning and still open.
pub fn export(now: At, zone: &Zone, orders: usize) -> String {
    let mut rng = StdRng::seed_from_u64(7);
    let mut text = format!("{HEADER}\n");
    for n in 0..orders {
        let open = n + 3 >= orders;
        let article = &ARTICLES[rng.random_range(0..ARTICLES.len())];
        let ago = if open {
            rng.random_range(11 * HOUR_MS..13 * HOUR_MS)
        } else {
            rng.random_range(26 * HOUR_MS..7 * DAY_MS)
        };
        let created = now.plus(-ago);
        let unpaid = open || rng.random_bool(0.14);
        let paid = created.plus(rng.random_range(20_000..9 * MINUTE_MS));
        let (status, paid_cell, paid_yuan) = match (unpaid, open) {
            (true, true) => ("等待买家付款", String::new(), 0),
            (true, false) => ("交易关闭", String::new(), 0),
            (false, _) => ("卖家已发货，等待买家确认", wall(paid, zone), article.yuan),
        };
        let name = NAMES[rng.random_range(0..NAMES.len())];
        let to = receiver(n);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "=\"{number}\",{name}{tail},{yuan}.00,0.00,{paid_yuan}.00,{status},{receiver},{address},{phone},{created},{paid_cell},{title},1",
            number = 4_100_000_000_000_i64 + i64::try_from(n).unwrap_or(0) * 7_919,
            tail = n % 90 + 10,
            yuan = article.yuan,
            receiver = to.name,
            address = to.address,
            phone = to.phone,
            created = wall(created, zone),
            title = article.title,
        );
    }
    text
}

/// As exports write a time: the shop's wall clock, without a zone.
fn wall(at: At, zone: &Zone) -> String {
    at.in_zone(zone).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
