//! What somebody tells of a product, field by field, and how it lies over what was known: what is not told stays.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{At, PersonId, ProductInput, Variant, words::words};

words! {
    /// Facts that age together: who counts the shelf has not thereby looked at the price.
    FactGroup {
        Basics = "basics",
        Price = "price",
        Stock = "stock",
        Promotion = "promotion",
        Dispatch = "dispatch",
        Knowledge = "knowledge",
    }
}

words! {
    /// By which way a fact came.
    FactSource {
        Import = "import",
        Person = "person",
    }
}

impl FactGroup {
    /// The group of a field by its name in JSON, as [`crate::FieldChange`] has it.
    #[must_use]
    pub fn of_json(field: &str) -> Self {
        match field.strip_prefix("knowledge.").unwrap_or(field) {
            "sku" | "title" => Self::Basics,
            "price_fen" | "floor_fen" => Self::Price,
            "stock" | "colours_in_stock" | "variants" => Self::Stock,
            "promo_ends_at" | "promotions" | "gifts" => Self::Promotion,
            "ship_cutoff" | "ship_within_h" | "eta_days" | "postage" | "eta_by_province" => Self::Dispatch,
            _ => Self::Knowledge,
        }
    }
}

/// When a group of facts was said last, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    pub at: At,
    pub source: FactSource,
    /// Absent: a command on the machine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
}

/// The newest telling of each group. A group that nobody spoke of is not in it.
pub type Tellings = BTreeMap<FactGroup, Telling>;

words! {
    /// One field of a product, as it can be told by itself.
    ProductField {
        Code = "code",
        Title = "title",
        Price = "price",
        Stock = "stock",
        PromoEnds = "promo-ends",
        ShipCutoff = "ship-cutoff",
        ShipWithin = "ship-within",
        Eta = "eta",
        Material = "material",
        Guarantees = "guarantees",
        Gifts = "gifts",
        Colours = "colours",
        Trade = "trade",
        Category = "category",
        Attributes = "attributes",
        /// Which pieces there are, and their options.
        Variants = "variants",
        /// The prices of pieces that are known.
        VariantPrices = "variant-prices",
        /// The stock of pieces that are known.
        VariantStock = "variant-stock",
        Floor = "floor",
        Promotions = "promotions",
        Strengths = "strengths",
        Flaws = "flaws",
        Suits = "suits",
        SizeTable = "size-table",
        Care = "care",
        Postage = "postage",
        ProvinceEta = "province-eta",
        Questions = "questions",
        Photos = "photos",
        Link = "link",
        Similar = "similar",
    }
}

impl ProductField {
    #[must_use]
    pub const fn group(self) -> FactGroup {
        match self {
            Self::Code | Self::Title => FactGroup::Basics,
            Self::Price | Self::VariantPrices | Self::Floor => FactGroup::Price,
            Self::Stock | Self::VariantStock | Self::Colours => FactGroup::Stock,
            Self::PromoEnds | Self::Promotions | Self::Gifts => FactGroup::Promotion,
            Self::ShipCutoff | Self::ShipWithin | Self::Eta | Self::Postage | Self::ProvinceEta => {
                FactGroup::Dispatch
            }
            _ => FactGroup::Knowledge,
        }
    }
}

/// A product as one voice tells it: only the fields that are `said` mean anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldProduct {
    pub input: ProductInput,
    pub said: BTreeSet<ProductField>,
}

impl ToldProduct {
    /// Everything about a product, by one voice.
    #[must_use]
    pub fn whole(input: ProductInput) -> Self {
        Self {
            input,
            said: ProductField::ALL.iter().copied().collect(),
        }
    }

    /// The groups that this telling makes young again.
    #[must_use]
    pub fn groups(&self) -> BTreeSet<FactGroup> {
        self.said.iter().map(|field| field.group()).collect()
    }

    /// What is known after this was said.
    #[must_use]
    pub fn over(&self, held: Option<&ProductInput>) -> ProductInput {
        let Some(held) = held else {
            return self.input.clone();
        };
        let mut known = held.clone();
        for field in &self.said {
            put(&mut known, &self.input, *field);
        }
        known.knowledge.variants = self.variants_over(&held.knowledge.variants);
        known
    }

    /// What is known of the product of which this tells one piece alone, by the piece's own code.
    #[must_use]
    pub fn over_piece(&self, held: &ProductInput) -> ProductInput {
        let mut known = held.clone();
        let piece = known
            .knowledge
            .variants
            .iter_mut()
            .find(|piece| piece.code == self.input.sku);
        if let Some(piece) = piece {
            if self.said.contains(&ProductField::Price) {
                piece.price_fen = self.input.price_fen;
            }
            if self.said.contains(&ProductField::Stock) {
                piece.stock = self.input.stock;
            }
        }
        known
    }

    fn variants_over(&self, held: &[Variant]) -> Vec<Variant> {
        let said = |field| self.said.contains(&field);
        let told = &self.input.knowledge.variants;
        let of = |some: &[Variant], code: &str| some.iter().find(|piece| piece.code == code).cloned();
        let merge = |known: &Variant, told: &Variant| Variant {
            code: told.code.clone(),
            // A list that names the pieces by their codes alone does not take their options away.
            options: if said(ProductField::Variants) && !told.options.is_empty() {
                told.options.clone()
            } else {
                known.options.clone()
            },
            price_fen: if said(ProductField::VariantPrices) {
                told.price_fen
            } else {
                known.price_fen
            },
            stock: if said(ProductField::VariantStock) {
                told.stock
            } else {
                known.stock
            },
        };
        if said(ProductField::Variants) {
            // What the list no longer names is no longer sold.
            return told
                .iter()
                .map(|piece| {
                    of(held, &piece.code).map_or_else(|| piece.clone(), |known| merge(&known, piece))
                })
                .collect();
        }
        held.iter()
            .map(|known| of(told, &known.code).map_or_else(|| known.clone(), |piece| merge(known, &piece)))
            .collect()
    }
}

/// Carries one field over; pieces are matched by code elsewhere.
fn put(known: &mut ProductInput, told: &ProductInput, field: ProductField) {
    let (to, from) = (&mut known.knowledge, &told.knowledge);
    match field {
        ProductField::Code => known.sku.clone_from(&told.sku),
        ProductField::Title => known.title.clone_from(&told.title),
        ProductField::Price => known.price_fen = told.price_fen,
        ProductField::Stock => known.stock = told.stock,
        ProductField::PromoEnds => known.promo_ends_at = told.promo_ends_at,
        ProductField::ShipCutoff => known.ship_cutoff = told.ship_cutoff,
        ProductField::ShipWithin => known.ship_within_h = told.ship_within_h,
        ProductField::Eta => known.eta_days = told.eta_days,
        ProductField::Material => known.material.clone_from(&told.material),
        ProductField::Guarantees => known.guarantees.clone_from(&told.guarantees),
        ProductField::Gifts => known.gifts.clone_from(&told.gifts),
        ProductField::Colours => known.colours_in_stock.clone_from(&told.colours_in_stock),
        ProductField::Trade => to.trade = from.trade,
        ProductField::Category => to.category.clone_from(&from.category),
        ProductField::Attributes => to.attributes.clone_from(&from.attributes),
        ProductField::Variants | ProductField::VariantPrices | ProductField::VariantStock => {}
        ProductField::Floor => to.floor_fen = from.floor_fen,
        ProductField::Promotions => to.promotions.clone_from(&from.promotions),
        ProductField::Strengths => to.strengths.clone_from(&from.strengths),
        ProductField::Flaws => to.flaws.clone_from(&from.flaws),
        ProductField::Suits => to.suits.clone_from(&from.suits),
        ProductField::SizeTable => to.size_table.clone_from(&from.size_table),
        ProductField::Care => to.care.clone_from(&from.care),
        ProductField::Postage => to.postage.clone_from(&from.postage),
        ProductField::ProvinceEta => to.eta_by_province.clone_from(&from.eta_by_province),
        ProductField::Questions => to.questions.clone_from(&from.questions),
        ProductField::Photos => to.photos.clone_from(&from.photos),
        ProductField::Link => to.link.clone_from(&from.link),
        ProductField::Similar => to.similar.clone_from(&from.similar),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fen;

    fn piece(code: &str, price_fen: Option<i64>, stock: Option<i64>) -> Variant {
        Variant {
            code: code.to_owned(),
            options: Vec::new(),
            price_fen: price_fen.map(Fen),
            stock,
        }
    }

    fn told(input: ProductInput, said: &[ProductField]) -> ToldProduct {
        ToldProduct {
            input,
            said: said.iter().copied().collect(),
        }
    }

    #[test]
    fn what_is_not_told_stays() {
        let mut held = ProductInput::named("A", "毛衣");
        (held.stock, held.material) = (Some(3), Some("羊毛".to_owned()));
        let mut said = ProductInput::named("A", "");
        said.stock = None;
        let known = told(said, &[ProductField::Stock]).over(Some(&held));
        assert_eq!((known.stock, known.title.as_str()), (None, "毛衣"));
        assert_eq!(known.material.as_deref(), Some("羊毛"));
    }

    #[test]
    fn a_list_of_pieces_without_counts_keeps_the_counts_and_drops_what_is_gone() {
        let mut held = ProductInput::named("A", "毛衣");
        held.knowledge.variants = vec![piece("A-L", Some(100), Some(2)), piece("A-M", None, Some(5))];
        let mut said = ProductInput::named("A", "毛衣");
        said.knowledge.variants = vec![piece("A-L", None, None), piece("A-S", None, None)];
        let known = told(said, &[ProductField::Variants]).over(Some(&held));
        assert_eq!(
            known.knowledge.variants,
            [piece("A-L", Some(100), Some(2)), piece("A-S", None, None)]
        );
    }

    #[test]
    fn a_count_of_one_piece_leaves_the_others() {
        let mut held = ProductInput::named("A", "毛衣");
        held.knowledge.variants = vec![piece("A-L", Some(100), Some(2)), piece("A-M", None, Some(5))];
        let mut said = ProductInput::named("A-M", "");
        said.stock = Some(1);
        let known = told(said, &[ProductField::Stock]).over_piece(&held);
        assert_eq!(known.knowledge.variants[1].stock, Some(1));
        assert_eq!(known.knowledge.variants[0], held.knowledge.variants[0]);
    }
}
