//! What the made-up shop sells.

pub mod catalogue;
mod kinds;

use jinpai_model::{ClockTime, Fen, Knowledge, ProductInput};

/// One article: code, title, yuan, pieces.
pub struct Article {
    pub sku: &'static str,
    pub title: &'static str,
    pub yuan: i64,
    stock: i64,
    material: &'static str,
    colours: &'static [&'static str],
    gifts: &'static [&'static str],
}

/// The first three stand on the demo's shop page.
pub const ARTICLES: &[Article] = &[
    Article {
        sku: "coat-camel-l",
        title: "羊毛混纺大衣 · 驼色",
        yuan: 256,
        stock: 6,
        material: "羊毛 62%，聚酯纤维 38%",
        colours: &["驼色", "燕麦"],
        gifts: &["护理刷"],
    },
    Article {
        sku: "knit-cream-m",
        title: "麻花针织毛衣 · 米白",
        yuan: 128,
        stock: 23,
        material: "腈纶 70%，羊毛 30%",
        colours: &["米白", "雾蓝"],
        gifts: &[],
    },
    Article {
        sku: "scarf-rust",
        title: "仿羊绒围巾 · 铁锈红",
        yuan: 39,
        stock: 58,
        material: "聚酯纤维 100%",
        colours: &["铁锈红", "墨绿"],
        gifts: &["礼盒"],
    },
    Article {
        sku: "boots-black-38",
        title: "加绒短靴 · 黑色",
        yuan: 329,
        stock: 0,
        material: "牛皮面，羊羔绒里",
        colours: &["黑色"],
        gifts: &[],
    },
    Article {
        sku: "down-long-m",
        title: "长款鹅绒服 · 雾灰",
        yuan: 699,
        stock: 11,
        material: "白鹅绒 90%，充绒 180 克",
        colours: &["雾灰", "藏青"],
        gifts: &["收纳袋"],
    },
    Article {
        sku: "socks-3",
        title: "羊毛中筒袜 · 三双",
        yuan: 45,
        stock: 140,
        material: "羊毛 45%，棉 50%，氨纶 5%",
        colours: &["浅灰", "驼色", "深棕"],
        gifts: &[],
    },
];

impl Article {
    /// The article of a code, as a shop page sends it.
    pub fn of(sku: &str) -> Option<&'static Self> {
        ARTICLES.iter().find(|article| article.sku == sku)
    }

    pub fn product(&self) -> ProductInput {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        ProductInput {
            sku: self.sku.to_owned(),
            title: self.title.to_owned(),
            price_fen: Some(Fen::yuan(self.yuan)),
            stock: Some(self.stock),
            promo_ends_at: None,
            ship_cutoff: ClockTime::new(16, 0).ok(),
            ship_within_h: Some(24),
            eta_days: Some([2, 4]),
            material: Some(self.material.to_owned()),
            guarantees: list(&["7 天无理由退换", "运费险"]),
            gifts: list(self.gifts),
            colours_in_stock: if self.stock > 0 {
                list(self.colours)
            } else {
                Vec::new()
            },
            knowledge: Knowledge::default(),
        }
    }
}
