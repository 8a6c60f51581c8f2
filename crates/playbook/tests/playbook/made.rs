//! Situations made up from a seed: a shop of one of five trades, a buyer who calls for one step, facts that are there,
//! missing, too old, or beside the point. Made apart from the code that decides: nothing here asks the playbook anything.

use jinpai_model::{
    At, Attribute, Coupon, Fen, Kindness, Knowledge, LadderSpec, OrderId, OrderStatus, Platform, ProductId,
    ProductInput, Promotion, Side, SizeRow, SizeTable, Stage, Technique, Trait, UnpaidSetting, Variant, Zone,
};
use jinpai_playbook::{BuyerKnown, Goods, ItemKnown, OrderKnown, ShopKnown, Situation, Turn};

use crate::words::{self, Shelf};

pub const HOUR_MS: i64 = 3_600_000;

/// Numbers from a seed, the same on every machine.
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + (self.next() % (to - from + 1) as u64) as i64
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

pub struct Order {
    pub status: OrderStatus,
    pub created_at: At,
    pub paid: bool,
    pub title: &'static str,
}

pub struct Line {
    pub buyer: bool,
    pub at: At,
    pub text: String,
    pub concession: Option<Stage>,
}

/// A situation that owns what it tells of.
pub struct Made {
    pub now: At,
    pub goods: Vec<(ProductInput, At)>,
    pub orders: Vec<Order>,
    pub turns: Vec<Line>,
    pub shop: ShopKnown,
    pub name: Option<&'static str>,
    pub others_waiting: u32,
    pub profile_off: bool,
    /// The step that is called for.
    pub calls: Technique,
    /// Whether the facts it needs are there and young.
    pub with_facts: bool,
    /// Whether she uses words that no cue was written by.
    pub kept_back: bool,
    /// The size that fits, where she told her measures.
    pub size: Option<&'static str>,
    pub shelf: &'static Shelf,
}

impl Made {
    pub fn with<R>(&self, corrected: &[Trait], decide: impl FnOnce(&Situation<'_>) -> R) -> R {
        let zone: Zone = "Asia/Shanghai".parse().expect("a zone");
        let goods: Vec<Goods<'_>> = (self.goods.iter().enumerate())
            .map(|(n, (product, seen_at))| Goods {
                id: ProductId::from_bits(n as u128 + 1),
                product,
                seen_at: *seen_at,
            })
            .collect();
        let orders: Vec<OrderKnown<'_>> = (self.orders.iter().enumerate())
            .map(|(n, one)| OrderKnown {
                id: OrderId::from_bits(n as u128 + 1),
                number: "88",
                status: one.status,
                created_at: one.created_at,
                paid_at: one.paid.then_some(one.created_at),
                closed_at: None,
                total_fen: 12_800,
                items: vec![ItemKnown {
                    title: one.title,
                    sku: None,
                    quantity: 1,
                    options: Vec::new(),
                }],
            })
            .collect();
        let turns: Vec<Turn<'_>> = (self.turns.iter())
            .map(|one| Turn {
                side: if one.buyer { Side::Buyer } else { Side::Agent },
                by_itself: false,
                at: one.at,
                text: &one.text,
                product: None,
                picture: false,
                concession: one.concession,
            })
            .collect();
        decide(&Situation {
            now: self.now,
            zone: &zone,
            platform: Platform::Taobao,
            buyer: BuyerKnown {
                name: self.name,
                province: None,
                profile_off: self.profile_off,
                corrected,
                promised: &[],
            },
            turns: &turns,
            orders: &orders,
            goods: &goods,
            shop: &self.shop,
            others_waiting: self.others_waiting,
            left: &[],
        })
    }

    /// What she said since an agent last spoke.
    pub fn open(&self) -> Vec<&str> {
        let answered = self
            .turns
            .iter()
            .rposition(|one| !one.buyer)
            .map_or(0, |at| at + 1);
        self.turns[answered..]
            .iter()
            .map(|one| one.text.as_str())
            .collect()
    }

    fn says(&mut self, dice: &mut Dice, text: impl Into<String>) {
        self.line(dice, true, text.into(), None);
    }

    fn answers(&mut self, dice: &mut Dice, text: &str, concession: Option<Stage>) {
        self.line(dice, false, text.to_owned(), concession);
    }

    /// The talk ends now: each line pushes those before it back.
    fn line(&mut self, dice: &mut Dice, buyer: bool, text: String, concession: Option<Stage>) {
        let pause = dice.between(8_000, 50_000);
        for one in &mut self.turns {
            one.at = At(one.at.ms() - pause);
        }
        self.turns.push(Line {
            buyer,
            at: At(self.now.ms() - 2_000),
            text,
            concession,
        });
    }
}

/// One situation of this seed.
pub fn situation(seed: u64) -> Made {
    let mut dice = Dice::new(seed);
    let calls = Technique::ALL[seed as usize % Technique::ALL.len()];
    let with_facts = dice.chance(70);
    let mut made = bare(&mut dice, calls, with_facts);
    made.kept_back = seed % 5 == 4;
    preface(&mut made, &mut dice);
    if words::stage(calls).is_some() && calls != Technique::SmallKindness
        || calls == Technique::SmallKindness && dice.chance(50)
    {
        bargain(&mut made, &mut dice);
    } else {
        ask(&mut made, &mut dice);
    }
    made
}

/// A shop and its goods, with facts as they may be.
fn bare(dice: &mut Dice, calls: Technique, with_facts: bool) -> Made {
    let shelf = match calls {
        Technique::SizeAdvice => &words::SHELVES[0],
        _ => &words::SHELVES[dice.below(words::SHELVES.len())],
    };
    // 2026-11-22, some time between nine and twenty-two o'clock in Shanghai.
    let now = At(1_795_309_200_000 + dice.between(0, 13 * 3_600) * 1_000);
    let goods = (0..dice.between(2, 3) as usize)
        .map(|n| {
            (
                product(dice, shelf, n, now),
                At(now.ms() - dice.between(0, 20) * HOUR_MS),
            )
        })
        .collect();
    Made {
        now,
        goods,
        orders: Vec::new(),
        turns: Vec::new(),
        shop: ShopKnown {
            ladder: ladder(dice, shelf),
            unpaid: UnpaidSetting::ALL[dice.below(UnpaidSetting::ALL.len())],
            granted_fen: None,
        },
        name: dice.chance(40).then_some("小鹿"),
        others_waiting: dice.below(4) as u32,
        profile_off: dice.chance(6),
        calls,
        with_facts,
        kept_back: false,
        size: None,
        shelf,
    }
}

fn ladder(dice: &mut Dice, shelf: &Shelf) -> LadderSpec {
    LadderSpec {
        explain: dice.chance(80),
        compare: dice.chance(70),
        kindness: dice.chance(60).then(|| Kindness {
            gift: shelf.gift.to_owned(),
            cost_fen: Fen(300),
        }),
        coupon: dice.chance(60).then(|| Coupon {
            off_fen: Fen(500),
            terms: "满 50 减 5，当天有效".to_owned(),
            cost_fen: Fen(500),
        }),
        floor: dice.chance(50),
    }
}

fn product(dice: &mut Dice, shelf: &Shelf, n: usize, now: At) -> ProductInput {
    let price = dice.between(60, 900) * 100;
    let floor = price * dice.between(80, 95) / 100;
    let variants = if dice.chance(55) {
        variants(dice, shelf, n)
    } else {
        Vec::new()
    };
    let promotions = if dice.chance(50) {
        vec![promotion(dice, now, price, floor)]
    } else {
        Vec::new()
    };
    let text = |of: &[&str]| of.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    ProductInput {
        sku: format!("SK-{n}"),
        title: shelf.titles[n].to_owned(),
        price_fen: Some(Fen(price)),
        stock: dice.chance(85).then(|| dice.between(0, 30)),
        promo_ends_at: None,
        ship_cutoff: dice.chance(60).then(|| "16:00".parse().expect("a time of day")),
        ship_within_h: Some(24),
        eta_days: Some([2, 4]),
        material: Some(shelf.material.to_owned()),
        guarantees: if dice.chance(80) {
            text(shelf.guarantees)
        } else {
            Vec::new()
        },
        gifts: if dice.chance(50) {
            vec![shelf.gift.to_owned()]
        } else {
            Vec::new()
        },
        colours_in_stock: if variants.is_empty() {
            text(&shelf.colours[..2])
        } else {
            Vec::new()
        },
        knowledge: Knowledge {
            category: Some(shelf.category.to_owned()),
            attributes: vec![Attribute {
                name: shelf.attribute.to_owned(),
                value: shelf.values[n].to_owned(),
            }],
            variants,
            floor_fen: dice.chance(80).then_some(Fen(floor)),
            promotions,
            strengths: if dice.chance(85) {
                vec![shelf.strengths[n].to_owned()]
            } else {
                Vec::new()
            },
            flaws: if dice.chance(70) {
                vec![shelf.flaw.to_owned()]
            } else {
                Vec::new()
            },
            suits: text(shelf.suits),
            size_table: (shelf.category == "连衣裙").then(size_table),
            care: dice.chance(60).then(|| shelf.care.to_owned()),
            link: Some(format!("https://shop.example/{n}")),
            similar: Vec::new(),
            ..Knowledge::default()
        },
    }
}

fn variants(dice: &mut Dice, shelf: &Shelf, n: usize) -> Vec<Variant> {
    let colour = |value: &str| Attribute {
        name: "颜色".to_owned(),
        value: value.to_owned(),
    };
    (shelf.colours.iter().enumerate())
        .map(|(place, value)| Variant {
            code: format!("SK-{n}-{place}"),
            options: vec![colour(value)],
            price_fen: None,
            stock: Some(dice.between(0, 9)),
        })
        .collect()
}

fn promotion(dice: &mut Dice, now: At, price: i64, floor: i64) -> Promotion {
    Promotion {
        terms: "周日前下单减 20 元".to_owned(),
        starts_at: Some(At(now.ms() + dice.between(-60, 6) * HOUR_MS)),
        ends_at: dice
            .chance(85)
            .then(|| At(now.ms() + dice.between(-5, 90) * HOUR_MS + 60_000)),
        price_fen: dice.chance(70).then_some(Fen((price - 2_000).max(floor))),
    }
}

/// Sizes whose borders do not touch, so that there is one answer.
fn size_table() -> SizeTable {
    let row = |size: &str, spans: [[i64; 2]; 2]| SizeRow {
        size: size.to_owned(),
        spans: spans.into_iter().map(Some).collect(),
    };
    SizeTable {
        measures: vec!["身高cm".to_owned(), "体重kg".to_owned()],
        rows: vec![
            row("S", [[150, 157], [40, 47]]),
            row("M", [[158, 164], [48, 55]]),
            row("L", [[165, 171], [56, 63]]),
        ],
    }
}

/// Something that was said and answered before.
fn preface(made: &mut Made, dice: &mut Dice) {
    if matches!(made.calls, Technique::Remembered | Technique::Welcome) || !dice.chance(50) {
        return;
    }
    let before = dice.pick(words::PREFACES);
    made.says(dice, before);
    made.answers(dice, "您好，这款的材质详情页上都写着的哦。", None);
}

/// Stages one after the other until the one that is called for is next.
fn bargain(made: &mut Made, dice: &mut Dice) {
    let wanted = words::stage(made.calls).expect("a stage");
    let shelf = made.shelf;
    let focus = &mut made.goods[0].0;
    focus.knowledge.strengths = vec![shelf.strengths[0].to_owned()];
    let price = focus.price_fen.map_or(0, |fen| fen.0);
    let floor = price * 85 / 100;
    focus.knowledge.floor_fen = Some(Fen(floor));
    focus.knowledge.promotions.clear();
    let ladder = &mut made.shop.ladder;
    match wanted {
        Stage::ExplainPrice => ladder.explain = made.with_facts,
        Stage::Compare => ladder.compare = made.with_facts,
        Stage::SmallKindness if !made.with_facts => ladder.kindness = None,
        Stage::SmallKindness => {
            ladder.kindness = Some(Kindness {
                gift: shelf.gift.to_owned(),
                cost_fen: Fen(300),
            });
        }
        Stage::Coupon if !made.with_facts => ladder.coupon = None,
        Stage::Coupon => {
            ladder.coupon = Some(Coupon {
                off_fen: Fen(500),
                terms: "满 50 减 5，当天有效".to_owned(),
                cost_fen: Fen(500),
            });
        }
        Stage::FloorPrice => {
            ladder.floor = true;
            // A lead's slip below the floor must not be said either.
            let slip = dice.chance(30);
            made.shop.granted_fen = if made.with_facts {
                Some(floor + 100)
            } else {
                slip.then_some(floor - 100)
            };
        }
        Stage::StandFirm => made.with_facts = true,
    }
    let allowed = |stage: &Stage| jinpai_playbook::ladder::allows(&made.shop.ladder, *stage);
    let before: Vec<Stage> = (Stage::ALL.iter().copied())
        .filter(|stage| *stage < wanted)
        .filter(allowed)
        .filter(|stage| *stage != Stage::Coupon || price >= 5_000 && price - 500 >= floor)
        .collect();
    for stage in before {
        let press = dice.pick(words::PRESSES);
        made.says(dice, press);
        made.answers(
            dice,
            "理解您想划算一点，这款的用料和做工您可以看看。",
            Some(stage),
        );
    }
    let last = if made.kept_back {
        words::kept_back(made.calls)
    } else {
        words::PRESSES
    };
    // Of the gift one asks otherwise; here she presses.
    let last = if made.calls == Technique::SmallKindness {
        words::PRESSES
    } else {
        last
    };
    let press = dice.pick(last);
    made.says(dice, press);
    if price < 5_000 || price - 500 < floor {
        made.with_facts &= wanted != Stage::Coupon;
    }
}

/// Lets the facts a step needs be there, or not, and says the words that call for it.
fn ask(made: &mut Made, dice: &mut Dice) {
    crate::calls::arrange(made, dice);
    let text = crate::calls::words(made, dice);
    for one in text {
        made.says(dice, one);
    }
}
