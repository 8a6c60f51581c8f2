//! The facts of a product at a moment: what it costs now, how many there are, what leaves when.
//!
//! Everything that speaks of goods (the coach, phrases, reminders, the desk) reads them here, so that no two of them
//! can say different things about one product.

use std::collections::BTreeSet;

use crate::{At, ClockTime, Facts, Fen, ProductInput, Promotion, Variant, Zone};

/// Words of an option that names a colour.
const COLOUR_WORDS: [&str; 4] = ["颜色", "花色", "color", "colour"];

/// See [`ProductInput::at`]. What is not known is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// The price now, when all pieces have the same one.
    pub price_fen: Option<Fen>,
    /// The lowest and the highest price now.
    pub price_span: Option<[Fen; 2]>,
    /// Pieces on the shelf, over all variants.
    pub stock: Option<i64>,
    pub colours_in_stock: Vec<String>,
    /// Terms of the promotion that gives the price.
    pub promotion: Option<String>,
    /// The soonest end of what runs now; of a shop that only notes an end, that, even when it has passed.
    pub promo_ends_at: Option<At>,
    pub ship_cutoff: Option<ClockTime>,
    pub ship_within_h: Option<i64>,
    pub eta_days: Option<[i64; 2]>,
    pub material: Option<String>,
    pub guarantees: Vec<String>,
    pub gifts: Vec<String>,
}

impl Standing {
    #[must_use]
    pub fn sold_out(&self) -> bool {
        self.stock == Some(0)
    }

    /// The end of a promotion, while it is ahead.
    #[must_use]
    pub fn promo_ends_after(&self, now: At) -> Option<At> {
        self.promo_ends_at.filter(|end| *end > now)
    }

    /// The facts a reply may lean on; times in the wall clock of `zone`.
    #[must_use]
    pub fn facts(&self, zone: &Zone) -> Facts {
        Facts {
            stock: self.stock,
            price_fen: self.price_fen,
            promo_ends: self
                .promo_ends_at
                .map(|at| at.in_zone(zone).strftime("%Y-%m-%dT%H:%M").to_string()),
            ship_cutoff: self.ship_cutoff,
            ship_within_h: self.ship_within_h,
            eta_days: self.eta_days,
            material: self.material.clone(),
            guarantees: self.guarantees.clone(),
            gifts: self.gifts.clone(),
            colours_in_stock: self.colours_in_stock.clone(),
        }
    }
}

impl ProductInput {
    /// What holds for the product at a moment.
    #[must_use]
    pub fn at(&self, now: At) -> Standing {
        let running = || self.knowledge.promotions.iter().filter(move |one| one.runs(now));
        let cheapest = running()
            .filter(|one| one.price_fen.is_some())
            .min_by_key(|one| one.price_fen);
        let price_span = self.price_span(cheapest);
        Standing {
            price_fen: price_span.filter(|[low, high]| low == high).map(|[low, _]| low),
            price_span,
            stock: self.pieces(),
            colours_in_stock: self.colours(),
            promotion: cheapest.or_else(|| running().next()).map(|one| one.terms.clone()),
            promo_ends_at: if self.knowledge.promotions.is_empty() {
                self.promo_ends_at
            } else {
                running().filter_map(|one| one.ends_at).min()
            },
            ship_cutoff: self.ship_cutoff,
            ship_within_h: self.ship_within_h,
            eta_days: self.eta_days,
            material: self.material.clone(),
            guarantees: self.guarantees.clone(),
            gifts: self.gifts.clone(),
        }
    }

    /// The same for a buyer there: days on the way are those of the province at the head of her address, where they are
    /// known.
    #[must_use]
    pub fn at_in(&self, now: At, region: Option<&str>) -> Standing {
        let days = region.and_then(crate::province);
        let days = days.and_then(|province| self.knowledge.eta_by_province.get(province));
        let standing = self.at(now);
        Standing {
            eta_days: days.copied().or(standing.eta_days),
            ..standing
        }
    }

    fn price_span(&self, promotion: Option<&Promotion>) -> Option<[Fen; 2]> {
        let less = |fen: Fen| match promotion.and_then(|one| one.price_fen) {
            Some(lower) => fen.min(lower),
            None => fen,
        };
        let variants = &self.knowledge.variants;
        if variants.is_empty() {
            let promised = promotion.and_then(|one| one.price_fen);
            let fen = less(self.price_fen.or(promised)?);
            return Some([fen, fen]);
        }
        let prices: Option<Vec<Fen>> = variants
            .iter()
            .map(|piece| piece.price_fen.or(self.price_fen).map(less))
            .collect();
        let prices = prices?;
        Some([*prices.iter().min()?, *prices.iter().max()?])
    }

    fn pieces(&self) -> Option<i64> {
        let variants = &self.knowledge.variants;
        if variants.iter().all(|piece| piece.stock.is_none()) {
            return self.stock;
        }
        // One piece that nobody has counted makes the sum unknown.
        variants.iter().map(|piece| piece.stock).sum()
    }

    fn colours(&self) -> Vec<String> {
        let variants = &self.knowledge.variants;
        let coloured = || {
            variants
                .iter()
                .filter_map(|piece| Some((colour(piece)?, piece.stock)))
        };
        if coloured().all(|(_, stock)| stock.is_none()) {
            return self.colours_in_stock.clone();
        }
        let mut seen = BTreeSet::new();
        coloured()
            .filter(|(colour, stock)| stock.is_some_and(|stock| stock > 0) && seen.insert(*colour))
            .map(|(colour, _)| colour.to_owned())
            .collect()
    }
}

fn colour(piece: &Variant) -> Option<&str> {
    let names = |name: &str| {
        let name = name.to_lowercase();
        COLOUR_WORDS.iter().any(|word| name.contains(word))
    };
    let option = piece.options.iter().find(|option| names(&option.name))?;
    Some(&option.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Attribute;

    fn piece(colour: &str, price: Option<i64>, stock: Option<i64>) -> Variant {
        let option = Attribute {
            name: "颜色分类".to_owned(),
            value: colour.to_owned(),
        };
        Variant {
            code: format!("A-{colour}"),
            options: vec![option],
            price_fen: price.map(Fen),
            stock,
        }
    }

    fn promotion(price: Option<i64>, ends: Option<i64>) -> Promotion {
        Promotion {
            terms: "满减".to_owned(),
            starts_at: Some(At(100)),
            ends_at: ends.map(At),
            price_fen: price.map(Fen),
        }
    }

    #[test]
    fn days_on_the_way_are_those_of_her_province() {
        let mut goods = ProductInput::named("A", "毛衣");
        goods.eta_days = Some([2, 3]);
        goods.knowledge.eta_by_province.insert("新疆".to_owned(), [5, 8]);
        let days = |region| goods.at_in(At(0), region).eta_days;
        assert_eq!(days(Some("新疆维吾尔自治区 乌鲁木齐市")), Some([5, 8]));
        assert_eq!(days(Some("浙江省 杭州市")), Some([2, 3]));
        assert_eq!((days(Some("某路")), days(None)), (Some([2, 3]), Some([2, 3])));
    }

    #[test]
    fn a_promotion_gives_the_price_only_while_it_runs() {
        let mut goods = ProductInput::named("A", "毛衣");
        goods.price_fen = Some(Fen(9_900));
        goods.knowledge.promotions = vec![promotion(Some(7_900), Some(200)), promotion(None, Some(150))];
        let price = |at| goods.at(At(at)).price_fen;
        assert_eq!(
            (price(99), price(100), price(200)),
            (Some(Fen(9_900)), Some(Fen(7_900)), Some(Fen(9_900)))
        );
        assert_eq!(goods.at(At(120)).promo_ends_at, Some(At(150)), "the soonest end");
        assert_eq!(goods.at(At(160)).promo_ends_at, Some(At(200)));
        assert_eq!(goods.at(At(300)).promo_ends_at, None);
    }

    #[test]
    fn the_pieces_together_are_the_stock_and_their_colours_what_there_is() {
        let mut goods = ProductInput::named("A", "毛衣");
        (goods.stock, goods.price_fen) = (Some(99), Some(Fen(100)));
        goods.knowledge.variants = vec![piece("米白", None, Some(2)), piece("雾蓝", None, Some(0))];
        let now = goods.at(At(0));
        assert_eq!((now.stock, now.price_fen), (Some(2), Some(Fen(100))));
        assert_eq!(now.colours_in_stock, ["米白"]);
        goods.knowledge.variants.push(piece("驼色", Some(120), None));
        let now = goods.at(At(0));
        assert_eq!(
            (now.stock, now.price_fen),
            (None, None),
            "nobody has counted the third"
        );
        assert_eq!(now.price_span, Some([Fen(100), Fen(120)]));
    }

    #[test]
    fn a_product_of_one_piece_says_what_it_said_before() {
        let mut goods = ProductInput::named("A", "毛衣");
        (goods.stock, goods.promo_ends_at) = (Some(3), Some(At(50)));
        goods.colours_in_stock = vec!["米白".to_owned()];
        let now = goods.at(At(60));
        assert_eq!((now.stock, now.promo_ends_at), (Some(3), Some(At(50))));
        assert_eq!(now.promo_ends_after(At(60)), None);
        assert_eq!(now.colours_in_stock, ["米白"]);
    }
}
