//! Situations by number: the same number is the same shop's day, with facts that hold, that are too old, or not there.

use jinpai_model::{
    At, Buyer, BuyerId, BuyerRef, Card, ConversationId, Coupon, FactSource, Fen, HOUR_MS, IdentityChannel,
    Kindness, Knowledge, LadderSpec, MINUTE_MS, MessageId, OrderId, OrderInput, OrderItem, OrderKind,
    OrderSource, OrderStatus, PersonId, Platform, PlaybookSettings, Product, ProductId, ProductInput,
    Promotion, ShopId, SizeRow, SizeTable, Technique, Telling, Tellings, UnpaidSetting, Zone,
};
use jinpai_store::{
    StoreError, Tx, buyers, conversations,
    messages::{self, NewMessage, Sender},
    orders::{self, OrderRow},
    products,
};

use crate::shop::at;

/// One situation, as it is written down.
#[derive(Debug, Clone)]
pub struct Made {
    pub n: usize,
    pub talk: ConversationId,
    pub buyer: BuyerId,
    pub goods: Vec<(ProductId, ProductInput, At)>,
    pub order: Option<(OrderId, OrderInput)>,
    /// What she says, after an agent has shown her the first of the goods.
    pub says: String,
    /// What it calls for, with all its facts there.
    pub calls_for: Option<Technique>,
    /// What must not be shown: a fact of it is not there, or too old.
    pub barred: Vec<Technique>,
}

/// Numbers that a situation can repeat.
struct Draws(u64);

impl Draws {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % most
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    fn number(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.below(u64::try_from(to - from + 1).unwrap())).unwrap()
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

pub fn now() -> At {
    at("2026-11-21T14:00:00")
}

/// Everything the shop could give.
pub fn settings() -> PlaybookSettings {
    PlaybookSettings {
        on: true,
        unpaid_buyers: UnpaidSetting::Remind,
        ladder: LadderSpec {
            explain: true,
            compare: true,
            kindness: Some(Kindness {
                gift: "书签".to_owned(),
                cost_fen: Fen(200),
            }),
            coupon: Some(Coupon {
                off_fen: Fen(1_000),
                terms: "满 200 减 10，当天有效".to_owned(),
                cost_fen: Fen(1_000),
            }),
            floor: true,
        },
    }
}

const SIGNS: [char; 24] = [
    '云', '禾', '竹', '岚', '溪', '桐', '榆', '柚', '杉', '枫', '澜', '汀', '屿', '舟', '棠', '苓', '芷',
    '蘅', '楠', '椿', '樱', '莓', '梨', '橙',
];

fn name(mut n: usize) -> String {
    let mut signs = String::new();
    for _ in 0..3 {
        signs.push(SIGNS[n % SIGNS.len()]);
        n /= SIGNS.len();
    }
    signs
}

/// The goods that nothing special is known of, in stock and fresh.
fn plain(draws: &mut Draws, sku: String, title: String) -> ProductInput {
    let price = draws.number(120, 480);
    ProductInput {
        sku,
        title,
        price_fen: Some(Fen::yuan(price)),
        stock: Some(draws.number(20, 300)),
        promo_ends_at: None,
        ship_cutoff: None,
        ship_within_h: None,
        eta_days: None,
        material: Some("棉 100%".to_owned()),
        guarantees: Vec::new(),
        gifts: Vec::new(),
        colours_in_stock: Vec::new(),
        knowledge: Knowledge {
            floor_fen: Some(Fen::yuan(price - 20)),
            ..Knowledge::default()
        },
    }
}

/// What one situation is made of while it is made.
struct Making<'a> {
    draws: &'a mut Draws,
    first: ProductInput,
    /// How long ago the facts of the first were said, in minutes.
    age_min: i64,
    second: Option<ProductInput>,
    bought: bool,
    says: String,
    /// The step that it is about, and whether its facts are there.
    about: (Technique, bool),
}

impl Making<'_> {
    fn fresh(&self) -> bool {
        self.age_min <= 24 * 60
    }

    fn is_about(&mut self, technique: Technique, holds: bool, says: &[&str]) {
        self.about = (technique, holds);
        self.says = self.draws.one(says).to_owned();
    }
}

type Kind = fn(&mut Making<'_>);

/// What the situations are about.
const KINDS: [Kind; 9] = [
    low_stock,
    price_ending,
    courier_cutoff,
    true_alternative,
    size_advice,
    flaws_first,
    explain_price,
    trusted,
    remembered,
];

fn low_stock(making: &mut Making<'_>) {
    let stock = making.draws.number(1, 12);
    making.first.stock = Some(stock);
    let holds = stock <= 5 && making.fresh();
    making.is_about(
        Technique::LowStock,
        holds,
        &["还有货吗", "这款还有货吗", "我再考虑考虑", "现在有货吗"],
    );
}

fn price_ending(making: &mut Making<'_>) {
    let (from, hours) = (making.draws.number(-48, 6), making.draws.number(1, 96));
    let price = making.first.price_fen.map(|fen| Fen(fen.0 - 1_500));
    making.first.knowledge.promotions = vec![Promotion {
        terms: "周末立减 15 元".to_owned(),
        starts_at: Some(now().plus(from * HOUR_MS)),
        ends_at: Some(now().plus(hours * HOUR_MS)),
        price_fen: price,
    }];
    let holds = from <= 0 && hours <= 48 && making.fresh();
    making.is_about(
        Technique::PriceEnding,
        holds,
        &["活动什么时候结束", "这个优惠到什么时候", "活动到几号结束呀"],
    );
}

fn courier_cutoff(making: &mut Making<'_>) {
    let minutes = making.draws.number(-240, 360);
    let moment = now().plus(minutes * MINUTE_MS).in_zone(&Zone::shanghai());
    making.first.ship_cutoff = Some(moment.strftime("%H:%M").to_string().parse().unwrap());
    making.first.stock = Some(making.draws.number(0, 20));
    let stock = making.first.stock.unwrap_or(0);
    let holds = (1..=180).contains(&minutes) && stock > 0 && making.fresh();
    making.is_about(
        Technique::CourierCutoff,
        holds,
        &["今天能发货吗", "现在拍今天发吗", "什么时候发货"],
    );
}

fn true_alternative(making: &mut Making<'_>) {
    making.first.stock = Some(0);
    let there = making.draws.chance(70);
    if let Some(second) = &mut making.second {
        second.stock = Some(if there { 30 } else { 0 });
    }
    let holds = there && making.fresh();
    making.is_about(
        Technique::TrueAlternative,
        holds,
        &["还有货吗", "这款有货吗", "现在有货吗"],
    );
}

fn size_advice(making: &mut Making<'_>) {
    let row = |size: &str, tall: [i64; 2], heavy: [i64; 2]| SizeRow {
        size: size.to_owned(),
        spans: vec![Some(tall), Some(heavy)],
    };
    let known = making.draws.chance(75);
    if known {
        making.first.knowledge.size_table = Some(SizeTable {
            measures: vec!["身高cm".to_owned(), "体重kg".to_owned()],
            rows: vec![
                row("S", [150, 159], [40, 48]),
                row("M", [160, 166], [49, 56]),
                row("L", [167, 175], [57, 66]),
            ],
        });
    }
    // A body that one row fits.
    let (tall, heavy) = match making.draws.below(3) {
        0 => (making.draws.number(150, 159), making.draws.number(40, 48)),
        1 => (making.draws.number(160, 166), making.draws.number(49, 56)),
        _ => (making.draws.number(167, 175), making.draws.number(57, 66)),
    };
    making.is_about(Technique::SizeAdvice, known, &[""]);
    making.says = format!("我身高{tall}cm体重{heavy}kg，穿什么码");
}

fn flaws_first(making: &mut Making<'_>) {
    let known = making.draws.chance(75);
    if known {
        making.first.knowledge.flaws = vec!["浅色面料，深色内衣会透出一点".to_owned()];
        making.first.knowledge.care = Some("冷水手洗，不要拧干".to_owned());
    }
    making.is_about(
        Technique::FlawsFirst,
        known,
        &[
            "有什么缺点吗",
            "质量靠谱吗，我怕买回来不好",
            "这个有没有什么不好的地方",
        ],
    );
}

fn explain_price(making: &mut Making<'_>) {
    let known = making.draws.chance(75);
    if known {
        making.first.knowledge.strengths = vec!["双面可穿".to_owned(), "领口不变形".to_owned()];
    } else {
        making.first.material = None;
    }
    making.is_about(
        Technique::ExplainPrice,
        known,
        &["能便宜点吗", "可以便宜一点吗", "有点贵，能少点吗", "能优惠点吗"],
    );
}

fn trusted(making: &mut Making<'_>) {
    let known = making.draws.chance(75);
    if known {
        making.first.guarantees = vec!["7天无理由退换".to_owned(), "运费险".to_owned()];
    }
    making.is_about(
        Technique::Trusted,
        known,
        &["是正品吗", "不会是假的吧", "你们是正品吗"],
    );
}

fn remembered(making: &mut Making<'_>) {
    making.bought = making.draws.chance(75);
    let bought = making.bought;
    making.is_about(Technique::Remembered, bought, &["在吗", "你好", "在不在呀"]);
}

/// The situation of this number.
pub fn situation(n: usize) -> Made {
    let mut draws = Draws(n as u64);
    let kind = KINDS[usize::try_from(draws.below(KINDS.len() as u64)).unwrap()];
    let first = plain(&mut draws, format!("GA{n:05}"), format!("{}短袖", name(2 * n)));
    let mut second = plain(
        &mut draws,
        format!("GB{n:05}"),
        format!("{}长袖", name(2 * n + 1)),
    );
    second.knowledge.strengths = vec!["四季都能穿".to_owned()];
    let age_min = if draws.chance(80) {
        draws.number(0, 20 * 60)
    } else {
        draws.number(25 * 60, 90 * 60)
    };
    let mut making = Making {
        draws: &mut draws,
        first,
        age_min,
        second: Some(second),
        bought: false,
        says: String::new(),
        about: (Technique::Welcome, false),
    };
    kind(&mut making);
    let Making {
        mut first,
        second,
        bought,
        says,
        about: (technique, holds),
        ..
    } = making;
    let bits = (1_795_000_000_000_u128 << 80) | n as u128;
    let second_sku = second.as_ref().map(|one| one.sku.clone());
    first.knowledge.similar = second_sku.into_iter().collect();
    let order = bought.then(|| (OrderId::from_bits(bits), an_order(n)));
    let mut goods = vec![(
        ProductId::from_bits(bits),
        first,
        now().plus(-age_min * MINUTE_MS),
    )];
    goods.extend(second.map(|one| (ProductId::from_bits(bits | (1 << 40)), one, now().plus(-HOUR_MS))));
    Made {
        n,
        talk: ConversationId::from_bits(bits),
        buyer: BuyerId::from_bits(bits),
        goods,
        order,
        says,
        calls_for: holds.then_some(technique),
        barred: (!holds).then_some(technique).into_iter().collect(),
    }
}

fn an_order(n: usize) -> OrderInput {
    let created = now().plus(-90 * 24 * HOUR_MS);
    OrderInput {
        platform: Platform::Taobao,
        number: format!("{n:08}"),
        buyer: None,
        buyer_name: None,
        region: None,
        receiver: None,
        status: OrderStatus::Finished,
        kind: OrderKind::Ordinary,
        total_fen: Fen::yuan(128),
        postage_fen: Fen(0),
        refund_fen: Fen(0),
        items: vec![OrderItem {
            title: "羊毛针织衫 圆领".to_owned(),
            sku: None,
            quantity: 1,
            price_fen: None,
        }],
        quantity: 1,
        created_at: created,
        paid_at: Some(created.plus(5 * MINUTE_MS)),
        closed_at: None,
        close_at: created.plus(HOUR_MS),
    }
}

/// Writes many situations at once.
pub async fn put(tx: &Tx, shop: ShopId, made: &[Made]) -> Result<(), StoreError> {
    for (id, input, seen_at) in made.iter().flat_map(|one| &one.goods) {
        let mut product = Product {
            shop,
            id: *id,
            input: input.clone(),
            seen_at: *seen_at,
            told: Tellings::default(),
            version: 0,
        };
        let telling = Telling {
            at: *seen_at,
            source: FactSource::Import,
            by: None,
        };
        products::put(tx, None, &mut product, telling).await?;
    }
    for one in made {
        let buyer = Buyer {
            shop,
            id: one.buyer,
            name: "小鹿".to_owned(),
            region: Some("江苏 苏州".to_owned()),
            opted_out_at: None,
            blocked_at: None,
            created_at: now(),
            last_seen_at: None,
        };
        let reference = BuyerRef {
            channel: IdentityChannel::Site,
            external: format!("u{}", one.n),
        };
        buyers::create_with_ref(tx, &buyer, &reference).await?;
        conversations::create(tx, shop, one.talk, one.buyer, now().plus(-10 * MINUTE_MS)).await?;
        for message in said(shop, one) {
            messages::append(tx, message).await?;
        }
    }
    let orders: Vec<OrderRow> = made.iter().filter_map(order_row).collect();
    orders::upsert_batch(tx, shop, &orders).await?;
    Ok(())
}

/// An agent shows the goods, and she answers; who only says hello was shown nothing.
fn said(shop: ShopId, one: &Made) -> Vec<NewMessage> {
    let message = |place: u128, sender: Sender, text: &str, at: At| NewMessage {
        shop,
        conversation: one.talk,
        id: MessageId::from_bits(one.talk.bits() | (place << 40)),
        sender,
        client_ref: format!("{}-{place}", one.n),
        text: text.to_owned(),
        picture: None,
        card: None,
        at,
        others_waiting: None,
        line: None,
    };
    let mut messages = Vec::new();
    let greets = one.order.is_some() || one.barred.contains(&Technique::Remembered);
    if !greets {
        let (_, shown, _) = &one.goods[0];
        let card = Card::Product {
            title: shown.title.clone(),
            sku: shown.sku.clone(),
            price_fen: shown.price_fen,
        };
        let agent = Sender::Agent(PersonId::from_bits(1));
        let mut shows = message(1, agent, &card.words(), now().plus(-5 * MINUTE_MS));
        shows.card = Some(card);
        messages.push(shows);
    }
    messages.push(message(
        2,
        Sender::Buyer(one.buyer),
        &one.says,
        now().plus(-MINUTE_MS),
    ));
    messages
}

fn order_row(one: &Made) -> Option<OrderRow> {
    let (id, input) = one.order.clone()?;
    Some(OrderRow {
        id,
        buyer: one.buyer,
        input,
        source: OrderSource::Hook,
        seen_at: now(),
    })
}
