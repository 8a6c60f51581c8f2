//! What a column of a shop's own table may tell of its goods.

use crate::words::words;

words! {
    /// The meaning of one column.
    GoodsColumn {
        /// Nothing that is kept.
        Ignore = "ignore",
        /// The shop's code of the product.
        Code = "code",
        /// The platform's number of the product, which stands for the code where that is empty.
        Number = "number",
        Title = "title",
        Price = "price",
        Stock = "stock",
        /// The shop's code of one piece.
        VariantCode = "variant-code",
        /// `颜色:米白；尺码:L`, or the values alone.
        VariantOptions = "variant-options",
        /// One option, called as the column is: 颜色分类.
        Option = "option",
        VariantPrice = "variant-price",
        VariantStock = "variant-stock",
        Material = "material",
        Category = "category",
        Trade = "trade",
        /// `面料:纯棉；厚薄:常规`.
        Attributes = "attributes",
        /// One attribute, called as the column is.
        Attribute = "attribute",
        Floor = "floor",
        PromoTerms = "promo-terms",
        PromoStarts = "promo-starts",
        PromoEnds = "promo-ends",
        PromoPrice = "promo-price",
        ShipCutoff = "ship-cutoff",
        ShipWithin = "ship-within",
        Eta = "eta",
        ProvinceEta = "province-eta",
        Postage = "postage",
        Guarantees = "guarantees",
        Gifts = "gifts",
        Colours = "colours",
        Suits = "suits",
        Strengths = "strengths",
        Flaws = "flaws",
        SizeTable = "size-table",
        Care = "care",
        Questions = "questions",
        Photos = "photos",
        Link = "link",
        Similar = "similar",
    }
}

impl GoodsColumn {
    /// Whether several columns of one table may have this meaning.
    #[must_use]
    pub const fn many(self) -> bool {
        matches!(self, Self::Ignore | Self::Option | Self::Attribute)
    }
}

words! {
    /// Whose table it looks like.
    GoodsLayout {
        /// Our own template, in Chinese or English.
        Own = "own",
        Taobao = "taobao",
        Jd = "jd",
        Pdd = "pdd",
        Douyin = "douyin",
        Other = "other",
    }
}
