//! The words of an inquiry reminder, from what is known of the goods and from nothing else.

use jinpai_model::{Angle, At, Channel, ClockTime, Fen, Slot};
use serde::Serialize;

use super::{Goods, InquiryInput};
use crate::{draw, text::day_and_time};

/// The values a template may use; what is not known is left out, and a text that asks for it fails.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Values {
    shop: String,
    padding: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    /// Yuan, `129.00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guarantee: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gift: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    material: Option<String>,
    /// Today's, while it is ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_off: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    promo_ends: Option<String>,
}

/// The words of one place of the ladder from the facts of now. None when a fact that they need is
/// not known any more, or when all of them were said to her before.
#[must_use]
pub fn words(input: &InquiryInput<'_>, slot: Slot, channel: Channel, angle: Angle, n: u32) -> Option<String> {
    first_unsaid(input, slot, channel, angle, n, input.now)
}

/// The first angle that was not used and has words, and these as of `at`. Without any texts in the
/// policy, the angle alone.
pub(super) fn choose(
    input: &InquiryInput<'_>,
    slot: Slot,
    channel: Channel,
    n: u32,
    used: &[Angle],
    at: At,
) -> Option<(Angle, Option<String>)> {
    let mut angles = input.inquiry.angles(slot).iter().copied();
    let fresh = |angle: &Angle| !used.contains(angle);
    if !input.inquiry.has_texts() {
        return angles.find(fresh).map(|angle| (angle, None));
    }
    angles.filter(fresh).find_map(|angle| {
        let text = first_unsaid(input, slot, channel, angle, n, at)?;
        Some((angle, Some(text)))
    })
}

fn first_unsaid(
    input: &InquiryInput<'_>,
    slot: Slot,
    channel: Channel,
    angle: Angle,
    n: u32,
    at: At,
) -> Option<String> {
    let values = Values::of(input, n, at);
    let texts = input.inquiry.texts(slot, channel, angle, &values);
    let said = |text: &String| input.earlier.iter().any(|earlier| earlier.text == *text);
    texts.into_iter().find(|text| !said(text))
}

impl Values {
    fn of(input: &InquiryInput<'_>, n: u32, at: At) -> Self {
        let Goods {
            item,
            price_fen,
            guarantee,
            gift,
            material,
            cut_off,
            promo_ends_at,
        } = input.goods;
        let locale = &input.inquiry.spec().locale;
        let cut_off = cut_off.filter(|cut_off| ClockTime::of(at, input.zone) < *cut_off);
        // A price that ends with a promotion is not named after it.
        let promo_over = promo_ends_at.is_some_and(|end| end <= at);
        Self {
            shop: input.shop_name.to_owned(),
            padding: padding(input, n),
            item: item.clone().filter(|item| !item.trim().is_empty()),
            price: price_fen.filter(|_| !promo_over).map(|fen| fen.to_string()),
            guarantee: guarantee.clone(),
            gift: gift.clone(),
            material: material.clone(),
            cut_off: cut_off.map(|time| time.to_string()),
            promo_ends: (promo_ends_at.filter(|end| *end > at))
                .map(|end| day_and_time(end, at, input.zone, locale)),
        }
    }
}

/// Each place of a ladder opens in another way, and each ladder begins at another one.
fn padding(input: &InquiryInput<'_>, n: u32) -> String {
    let paddings = &input.inquiry.spec().paddings;
    let Ok(count) = u64::try_from(paddings.len()) else {
        return String::new();
    };
    if count == 0 {
        return String::new();
    }
    let parts = ["padding", input.shop, &input.buyer.key, &input.talk.id];
    let place = (draw::bits(input.seed, &parts) % count + u64::from(n)) % count;
    let padding = usize::try_from(place).ok().and_then(|place| paddings.get(place));
    padding.cloned().unwrap_or_default()
}

/// Values with every fact known, to try a text with.
pub(super) fn everything_known(locale: &str) -> Values {
    let some = || Some("x".to_owned());
    let now = At(0);
    Values {
        shop: "x".to_owned(),
        padding: "x".to_owned(),
        item: some(),
        price: Some(Fen::yuan(129).to_string()),
        guarantee: some(),
        gift: some(),
        material: some(),
        cut_off: some(),
        promo_ends: Some(day_and_time(now, now, &jinpai_model::Zone::shanghai(), locale)),
    }
}
