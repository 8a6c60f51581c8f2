//! A worked situation as a file.

use std::{collections::BTreeMap, path::Path};

use jinpai_model::{
    At, Axis, Coupon, Fen, Kindness, Knowledge, LadderSpec, OrderId, OrderStatus, Platform, ProductId,
    ProductInput, Promotion, Side, Stage, Technique, Trait, UnpaidSetting, Variant, Zone,
};
use jinpai_playbook::{BuyerKnown, Goods, ItemKnown, OrderKnown, ShopKnown, Situation, Turn};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub name: String,
    at: String,
    platform: String,
    #[serde(default)]
    buyer: Buyer,
    #[serde(default)]
    orders: Vec<Order>,
    #[serde(default)]
    goods: Vec<Product>,
    #[serde(default)]
    shop: Shop,
    turns: Vec<Said>,
    pub expect: Expect,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Buyer {
    name: Option<String>,
    blocked_profile: bool,
    promised: Vec<String>,
    corrected: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    number: String,
    status: String,
    created_at: String,
    paid_at: Option<String>,
    closed_at: Option<String>,
    total: String,
    items: Vec<Item>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    #[serde(default)]
    sku: Option<String>,
    title: String,
    quantity: i64,
    #[serde(default)]
    options: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Product {
    sku: String,
    title: String,
    price: Option<String>,
    stock: Option<i64>,
    ship_cutoff: Option<String>,
    ship_within_h: Option<i64>,
    eta_days: Option<[i64; 2]>,
    material: Option<String>,
    #[serde(default)]
    guarantees: Vec<String>,
    #[serde(default)]
    gifts: Vec<String>,
    #[serde(default)]
    colours_in_stock: Vec<String>,
    seen_at: Option<String>,
    #[serde(default)]
    knowledge: Known,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Known {
    category: Option<String>,
    trade: Option<String>,
    attributes: Vec<jinpai_model::Attribute>,
    variants: Vec<Piece>,
    floor: Option<String>,
    promotions: Vec<Offer>,
    strengths: Vec<String>,
    flaws: Vec<String>,
    suits: Vec<String>,
    size_table: Option<jinpai_model::SizeTable>,
    care: Option<String>,
    postage: Option<String>,
    eta_by_province: BTreeMap<String, [i64; 2]>,
    questions: Vec<jinpai_model::CommonQuestion>,
    photos: Vec<String>,
    link: Option<String>,
    similar: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Piece {
    code: String,
    options: Vec<jinpai_model::Attribute>,
    price: Option<String>,
    stock: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Offer {
    terms: String,
    starts_at: Option<String>,
    ends_at: Option<String>,
    price: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Shop {
    ladder: Ladder,
    unpaid_buyers: Option<String>,
    others_waiting: u32,
    province: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Ladder {
    explain: bool,
    compare: bool,
    kindness: Option<Gift>,
    coupon: Option<Ticket>,
    floor: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gift {
    gift: String,
    cost: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ticket {
    off: String,
    terms: String,
    cost: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    from: String,
    at: String,
    text: String,
    product: Option<String>,
    #[serde(default)]
    picture: bool,
    concession: Option<String>,
    #[serde(default)]
    approved: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expect {
    pub types: Vec<ExpectedType>,
    pub not_types: Vec<Axis>,
    pub cards: Vec<Technique>,
    pub first: Option<Technique>,
    pub never: Vec<Technique>,
    pub facts: BTreeMap<String, Vec<String>>,
    pub says: BTreeMap<String, Vec<String>>,
    pub says_not: BTreeMap<String, Vec<String>>,
    pub ladder: Option<ExpectedLadder>,
    pub needs: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedType {
    pub axis: Axis,
    pub value: Trait,
    pub at_least: f64,
    #[serde(default)]
    pub evidence: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedLadder {
    pub reached: Option<Stage>,
    pub next: Option<Stage>,
}

fn fen(yuan: &str) -> Fen {
    yuan.parse().expect("yuan")
}

/// All situations play in Shanghai, which knows no summer time.
fn moment(text: &str) -> At {
    At::from_rfc3339(&format!("{text}+08:00")).expect("a wall clock")
}

impl File {
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).expect("readable");
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Decides with everything the file says.
    pub fn with<R>(&self, decide: impl FnOnce(&Situation<'_>) -> R) -> R {
        let zone: Zone = "Asia/Shanghai".parse().expect("a zone");
        let now = moment(&self.at);
        let day = &self.at[..10];
        let products: Vec<(ProductInput, At)> = self.goods.iter().map(|one| one.input(now)).collect();
        let goods: Vec<Goods<'_>> = products
            .iter()
            .enumerate()
            .map(|(n, (product, seen_at))| Goods {
                id: ProductId::from_bits(n as u128 + 1),
                product,
                seen_at: *seen_at,
            })
            .collect();
        let orders: Vec<OrderKnown<'_>> = self
            .orders
            .iter()
            .enumerate()
            .map(|(n, one)| one.known(n))
            .collect();
        let turns: Vec<Turn<'_>> = self.turns.iter().map(|one| one.turn(day)).collect();
        let corrected: Vec<Trait> = self
            .buyer
            .corrected
            .values()
            .map(|value| value.parse().expect("a value"))
            .collect();
        let promised: Vec<&str> = self.buyer.promised.iter().map(String::as_str).collect();
        let floor = products
            .first()
            .and_then(|(product, _)| product.knowledge.floor_fen);
        let approved = self.turns.iter().any(|one| one.approved);
        let shop = ShopKnown {
            ladder: self.shop.ladder.spec(),
            unpaid: self
                .shop
                .unpaid_buyers
                .as_deref()
                .map_or(UnpaidSetting::Remind, |word| word.parse().expect("a setting")),
            granted_fen: floor.filter(|_| approved).map(|fen| fen.0),
        };
        let situation = Situation {
            now,
            zone: &zone,
            platform: self.platform.parse().unwrap_or(Platform::General),
            buyer: BuyerKnown {
                name: self.buyer.name.as_deref(),
                province: self.shop.province.as_deref(),
                profile_off: self.buyer.blocked_profile,
                corrected: &corrected,
                promised: &promised,
            },
            turns: &turns,
            orders: &orders,
            goods: &goods,
            shop: &shop,
            others_waiting: self.shop.others_waiting,
            left: &[],
        };
        decide(&situation)
    }
}

impl Item {
    fn known(&self) -> ItemKnown<'_> {
        let options = self
            .options
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        ItemKnown {
            title: &self.title,
            sku: self.sku.as_deref(),
            quantity: self.quantity,
            options: options.collect(),
        }
    }
}

impl Order {
    fn known(&self, n: usize) -> OrderKnown<'_> {
        OrderKnown {
            id: OrderId::from_bits(n as u128 + 1),
            number: &self.number,
            status: self.status.parse::<OrderStatus>().expect("a status"),
            created_at: moment(&self.created_at),
            paid_at: self.paid_at.as_deref().map(moment),
            closed_at: self.closed_at.as_deref().map(moment),
            total_fen: fen(&self.total).0,
            items: self.items.iter().map(Item::known).collect(),
        }
    }
}

impl Said {
    fn turn(&self, day: &str) -> Turn<'_> {
        let at = if self.at.len() > 8 {
            self.at.clone()
        } else {
            format!("{day}T{}", self.at)
        };
        Turn {
            side: if self.from == "buyer" {
                Side::Buyer
            } else {
                Side::Agent
            },
            by_itself: self.from == "shop",
            at: moment(&at),
            text: &self.text,
            product: self.product.as_deref(),
            picture: self.picture,
            concession: self
                .concession
                .as_deref()
                .map(|word| word.parse().expect("a stage")),
        }
    }
}

impl Ladder {
    fn spec(&self) -> LadderSpec {
        LadderSpec {
            explain: self.explain,
            compare: self.compare,
            kindness: self.kindness.as_ref().map(|one| Kindness {
                gift: one.gift.clone(),
                cost_fen: fen(&one.cost),
            }),
            coupon: self.coupon.as_ref().map(|one| Coupon {
                off_fen: fen(&one.off),
                terms: one.terms.clone(),
                cost_fen: fen(&one.cost),
            }),
            floor: self.floor,
        }
    }
}

impl Product {
    fn input(&self, now: At) -> (ProductInput, At) {
        let known = &self.knowledge;
        let input = ProductInput {
            sku: self.sku.clone(),
            title: self.title.clone(),
            price_fen: self.price.as_deref().map(fen),
            stock: self.stock,
            promo_ends_at: None,
            ship_cutoff: self
                .ship_cutoff
                .as_deref()
                .map(|time| time.parse().expect("a time of day")),
            ship_within_h: self.ship_within_h,
            eta_days: self.eta_days,
            material: self.material.clone(),
            guarantees: self.guarantees.clone(),
            gifts: self.gifts.clone(),
            colours_in_stock: self.colours_in_stock.clone(),
            knowledge: Knowledge {
                trade: known.trade.as_deref().and_then(|word| word.parse().ok()),
                category: known.category.clone(),
                attributes: known.attributes.clone(),
                variants: known
                    .variants
                    .iter()
                    .map(|one| Variant {
                        code: one.code.clone(),
                        options: one.options.clone(),
                        price_fen: one.price.as_deref().map(fen),
                        stock: one.stock,
                    })
                    .collect(),
                floor_fen: known.floor.as_deref().map(fen),
                promotions: known
                    .promotions
                    .iter()
                    .map(|one| Promotion {
                        terms: one.terms.clone(),
                        starts_at: one.starts_at.as_deref().map(moment),
                        ends_at: one.ends_at.as_deref().map(moment),
                        price_fen: one.price.as_deref().map(fen),
                    })
                    .collect(),
                strengths: known.strengths.clone(),
                flaws: known.flaws.clone(),
                suits: known.suits.clone(),
                size_table: known.size_table.clone(),
                care: known.care.clone(),
                postage: known.postage.clone(),
                eta_by_province: known.eta_by_province.clone(),
                questions: known.questions.clone(),
                photos: known.photos.clone(),
                link: known.link.clone(),
                similar: known.similar.clone(),
            },
        };
        let seen_at = self.seen_at.as_deref().map_or(now, moment);
        (input, seen_at)
    }
}
