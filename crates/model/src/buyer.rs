//! Buyers and the names they go by.

use serde::{Deserialize, Serialize};

use crate::{At, BuyerId, ShopId, words::words};

words! {
    /// Where an outside name of a buyer is unique.
    IdentityChannel {
        /// A visitor of the widget, by the id her browser keeps.
        Widget = "widget",
        /// The shop's own id of a logged-in buyer, signed by the shop.
        Site = "site",
        /// A member name on Taobao or Tmall.
        Taobao = "taobao",
        Jd = "jd",
        Pdd = "pdd",
        Douyin = "douyin",
        Kuaishou = "kuaishou",
        Xiaohongshu = "xiaohongshu",
        /// Some other place that the shop's bridge speaks for.
        Other = "other",
        /// An order whose export names no buyer: the order stands for her.
        Order = "order",
    }
}

/// One outside name of a buyer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BuyerRef {
    pub channel: IdentityChannel,
    /// 1 to 200 characters.
    pub external: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    pub shop: ShopId,
    pub id: BuyerId,
    pub name: String,
    /// Province or city as far as an order tells it.
    pub region: Option<String>,
    /// She asked not to be reminded; beats everything.
    pub opted_out_at: Option<At>,
    /// The shop blocked her: no reminders.
    pub blocked_at: Option<At>,
    pub created_at: At,
    pub last_seen_at: Option<At>,
}
