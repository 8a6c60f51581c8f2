//! Random order books: a few buyers, many orders, everything that can happen to them.

use jinpai_model::{
    At, BuyerRef, Channel, ClockTime, Fen, HOUR_MS, IdentityChannel, MINUTE_MS, OrderInput, OrderItem,
    OrderKind, OrderStatus, Platform,
};
use jinpai_reminder::{Reach, replay::BookOrder};
use proptest::prelude::*;

#[derive(Debug, Clone)]
pub struct World {
    pub zone: &'static str,
    pub seed: u64,
    pub holdout_percent: u32,
    pub holidays: Vec<jiff::civil::Date>,
    pub ship_cutoff: Option<ClockTime>,
    pub buyers: Vec<BuyerSpec>,
    pub orders: Vec<OrderSpec>,
}

/// A buyer as every row of hers tells of her.
#[derive(Debug, Clone)]
pub struct BuyerSpec {
    pub opted_out: bool,
    pub blocked: bool,
    pub appeal_granted: bool,
    /// Per channel: 0 refused, 1 never asked, 2 and 3 agreed.
    pub consents: [u8; 4],
    pub virtual_number: bool,
    pub prefers: Option<Channel>,
    pub zone: Option<&'static str>,
    pub platform: Platform,
}

#[derive(Debug, Clone)]
pub struct OrderSpec {
    /// None: the book names no buyer.
    pub buyer: Option<usize>,
    pub created_min: i64,
    pub close_after_min: i64,
    pub paid_after_min: Option<i64>,
    pub closed_after_min: Option<i64>,
    pub yuan: i64,
    pub pieces: i64,
    pub item: u8,
    pub kind: OrderKind,
    pub disputed: bool,
    pub platform_reminded_after_min: Option<i64>,
}

const ZONES: [&str; 4] = [
    "Asia/Shanghai",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
];

/// Around the autumn changes of the clocks.
pub fn start() -> At {
    At::from_rfc3339("2026-10-20T00:00:00Z").unwrap()
}

impl World {
    pub fn book(&self) -> Vec<BookOrder> {
        let orders = self.orders.iter().enumerate();
        orders.map(|(n, spec)| self.booked(n, spec)).collect()
    }

    fn booked(&self, n: usize, spec: &OrderSpec) -> BookOrder {
        let created_at = start().plus(spec.created_min * MINUTE_MS);
        let after = |minutes: i64| created_at.plus(minutes * MINUTE_MS);
        let buyer = spec.buyer.map(|buyer| &self.buyers[buyer]);
        let order = OrderInput {
            platform: buyer.map_or(Platform::General, |buyer| buyer.platform),
            number: format!("{n:04}"),
            buyer: spec.buyer.map(|buyer| BuyerRef {
                channel: IdentityChannel::Site,
                external: format!("b{buyer}"),
            }),
            buyer_name: None,
            region: None,
            receiver: None,
            status: OrderStatus::Unpaid,
            kind: spec.kind,
            total_fen: Fen::yuan(spec.yuan),
            postage_fen: Fen::yuan(spec.yuan % 3 * 5),
            refund_fen: Fen::ZERO,
            items: vec![OrderItem {
                title: format!("枕{}", spec.item),
                sku: None,
                quantity: spec.pieces,
                price_fen: None,
            }],
            quantity: spec.pieces,
            created_at,
            paid_at: spec.paid_after_min.map(after),
            closed_at: spec.closed_after_min.map(after),
            close_at: after(spec.close_after_min),
        };
        let Some(buyer) = buyer else {
            return BookOrder::new(order);
        };
        BookOrder {
            opted_out: buyer.opted_out,
            blocked: buyer.blocked,
            appeal_granted: buyer.appeal_granted,
            refused_channels: buyer.with_consent(&[0]).collect(),
            reach: (buyer.with_consent(&[1, 2, 3]))
                .map(|channel| buyer.reach(channel))
                .collect(),
            prefers: buyer.prefers,
            zone: buyer.zone.map(|zone| zone.parse().unwrap()),
            disputed: spec.disputed,
            platform_reminded_at: spec.platform_reminded_after_min.map(after),
            ..BookOrder::new(order)
        }
    }
}

impl BuyerSpec {
    pub fn with_consent<'a>(&'a self, wanted: &'a [u8]) -> impl Iterator<Item = Channel> + 'a {
        let each = Channel::ALL.iter().zip(self.consents);
        each.filter(|(_, consent)| wanted.contains(consent))
            .map(|(channel, _)| *channel)
    }

    fn reach(&self, channel: Channel) -> Reach {
        Reach {
            agreed: self.with_consent(&[2, 3]).any(|agreed| agreed == channel),
            virtual_number: self.virtual_number,
            ..Reach::by(channel)
        }
    }
}

fn sometimes<T: std::fmt::Debug + Clone>(
    one_in: u32,
    what: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<T>> {
    proptest::option::weighted(1.0 / f64::from(one_in), what)
}

fn buyer() -> impl Strategy<Value = BuyerSpec> {
    let rare = || proptest::bool::weighted(0.08);
    let channel = proptest::sample::select(Channel::ALL);
    let platform = proptest::sample::select(&[Platform::General, Platform::Taobao, Platform::OwnSite][..]);
    let zone = sometimes(4, proptest::sample::select(&ZONES[..]));
    (
        (rare(), rare(), rare(), rare()),
        proptest::array::uniform4(0_u8..4),
        (sometimes(5, channel), zone, platform),
    )
        .prop_map(
            |((opted_out, blocked, appeal_granted, virtual_number), consents, (prefers, zone, platform))| {
                BuyerSpec {
                    opted_out,
                    blocked,
                    appeal_granted,
                    consents,
                    virtual_number,
                    prefers,
                    zone,
                    platform,
                }
            },
        )
}

fn order(buyers: usize) -> impl Strategy<Value = OrderSpec> {
    let close_after = prop_oneof![4 => Just(24 * 60), 1 => Just(72 * 60), 1 => 20_i64..9_000];
    let kind = proptest::sample::select(&[OrderKind::Ordinary, OrderKind::Presale, OrderKind::Virtual][..]);
    let pieces = prop_oneof![9 => 1_i64..5, 1 => 40_i64..70];
    let yuan = prop_oneof![1_i64..60, 40_i64..600, 480_i64..2_000];
    (
        (
            proptest::option::weighted(0.9, 0..buyers),
            0_i64..30_000,
            close_after,
        ),
        (sometimes(3, 0_i64..9_000), sometimes(12, 0_i64..2_000)),
        (yuan, pieces, 0_u8..3, kind),
        (proptest::bool::weighted(0.04), sometimes(15, 0_i64..1_500)),
    )
        .prop_map(|(when, ends, what, rest)| OrderSpec {
            buyer: when.0,
            created_min: when.1,
            close_after_min: when.2,
            paid_after_min: ends.0,
            closed_after_min: ends.1,
            yuan: what.0,
            pieces: what.1,
            item: what.2,
            kind: what.3,
            disputed: rest.0,
            platform_reminded_after_min: rest.1,
        })
}

pub fn world() -> impl Strategy<Value = World> {
    let holiday = (0_i32..25).prop_map(|days| {
        let first: jiff::civil::Date = "2026-10-20".parse().unwrap();
        first.checked_add(jiff::Span::new().days(days)).unwrap()
    });
    let cut_off = (10_u16..22).prop_map(|hour| ClockTime::new(hour, 0).unwrap());
    (
        proptest::sample::select(&ZONES[..]),
        any::<u64>(),
        proptest::sample::select(&[0_u32, 10][..]),
        proptest::collection::vec(holiday, 0..3),
        sometimes(2, cut_off),
        proptest::collection::vec(buyer(), 1..6),
    )
        .prop_flat_map(|(zone, seed, holdout_percent, holidays, ship_cutoff, buyers)| {
            let orders = proptest::collection::vec(order(buyers.len()), 1..40);
            orders.prop_map(move |orders| World {
                zone,
                seed,
                holdout_percent,
                holidays: holidays.clone(),
                ship_cutoff,
                buyers: buyers.clone(),
                orders,
            })
        })
}

/// One buyer with one order, on a quiet Tuesday: made at 09:00 in Shanghai, never paid.
pub fn fixed() -> World {
    World {
        zone: "Asia/Shanghai",
        seed: 1,
        holdout_percent: 0,
        holidays: Vec::new(),
        ship_cutoff: None,
        buyers: vec![BuyerSpec {
            opted_out: false,
            blocked: false,
            appeal_granted: false,
            consents: [1, 1, 1, 1],
            virtual_number: false,
            prefers: None,
            zone: None,
            platform: Platform::General,
        }],
        orders: vec![OrderSpec {
            buyer: Some(0),
            created_min: HOUR_MS / MINUTE_MS,
            close_after_min: 24 * 60,
            paid_after_min: None,
            closed_after_min: None,
            yuan: 120,
            pieces: 1,
            item: 0,
            kind: OrderKind::Ordinary,
            disputed: false,
            platform_reminded_after_min: None,
        }],
    }
}
