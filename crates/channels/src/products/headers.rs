//! The headers of known tables of goods, folded: no blanks, half width, lower case. The first name of a meaning is ours.

use jinpai_model::{GoodsColumn as Column, GoodsLayout};

/// What our own table always has: one name of each.
pub(super) const OWN: &[&[&str]] = &[
    &["商家编码", "货号", "sku", "code"],
    &["标题", "商品标题", "宝贝标题", "商品名称", "title", "name"],
];

/// Headers that no other table has.
pub(super) const OWN_ONLY: &[&str] = &["有货颜色", "截单时间", "答疑", "常见问题"];

/// Headers that give a table away.
pub(super) const MARKS: &[(GoodsLayout, &[&str])] = &[
    (GoodsLayout::Jd, &["京东价", "京东价(元)", "商家sku", "jdsku", "wareid"]),
    (GoodsLayout::Pdd, &["单买价", "拼单价", "团购价", "单买价(元)", "拼单价(元)", "参考价"]),
    (GoodsLayout::Douyin, &["商品id(必填)", "达人佣金", "商家编码sku", "规格名称1", "sku商家编码", "小店商品id"]),
    (GoodsLayout::Taobao, &["宝贝id", "宝贝数字id", "数字id", "宝贝标题", "宝贝名称", "宝贝链接"]),
];

pub(super) const KNOWN: &[(Column, &[&str])] = &[
    (
        Column::Code,
        &[
            "商家编码", "货号", "sku", "code", "商品编码", "商品商家编码", "商家spu编码", "外部编码", "商品货号", "款号",
            "货品编号", "货品编码", "产品编号", "产品编码",
        ],
    ),
    (
        Column::Number,
        &[
            "商品id", "宝贝id", "数字id", "宝贝数字id", "商品编号", "商品id(必填)", "spuid", "wareid", "小店商品id",
            "平台商品id", "productid",
        ],
    ),
    (
        Column::Title,
        &[
            "标题", "商品标题", "宝贝标题", "商品名称", "宝贝名称", "title", "name", "品名", "商品名", "产品名称", "货品名称",
        ],
    ),
    (
        Column::Price,
        &[
            "价格", "价格(元)", "price", "一口价", "一口价(元)", "宝贝价格", "京东价", "京东价(元)", "拼单价", "拼单价(元)",
            "团购价", "售价", "售价(元)", "商品价格", "销售价", "零售价", "单价",
        ],
    ),
    (
        Column::Stock,
        &[
            "库存", "stock", "宝贝数量", "总库存", "商品库存", "库存数量", "可售库存", "可用库存", "现货库存", "现货",
        ],
    ),
    (
        Column::VariantCode,
        &[
            "规格编码", "sku编码", "sku商家编码", "商家编码sku", "规格商家编码", "商家sku", "sku货号", "skucode", "skuid",
            "sku编号", "规格id",
        ],
    ),
    (
        Column::VariantOptions,
        &[
            "规格", "options", "规格名称", "sku规格", "销售属性", "销售规格", "sku属性", "规格属性", "商品规格", "sku名称",
        ],
    ),
    (
        Column::Option,
        &[
            "颜色分类", "颜色", "主要颜色", "尺码", "尺寸", "鞋码", "款式", "型号", "口味", "净含量", "容量", "套餐类型",
            "版本类型", "存储容量", "机身颜色", "适用尺寸", "规格1", "规格2", "规格3", "规格名称1", "规格名称2", "规格名称3",
            "color", "colour", "size",
        ],
    ),
    (Column::VariantPrice, &["规格价格", "sku价格", "sku售价", "sku一口价", "规格售价"]),
    (Column::VariantStock, &["规格库存", "sku库存", "sku数量"]),
    (
        Column::PromoEnds,
        &["促销截止", "促销截止时间", "promo_ends", "promo_ends_at", "活动结束时间", "促销结束时间"],
    ),
    (Column::PromoTerms, &["促销内容", "促销说明", "活动名称", "promo_terms"]),
    (Column::PromoStarts, &["促销开始", "促销开始时间", "活动开始时间", "promo_starts"]),
    (Column::PromoPrice, &["促销价", "活动价", "promo_price"]),
    (Column::Floor, &["底价", "最低价", "floor"]),
    (Column::ShipCutoff, &["截单时间", "ship_cutoff"]),
    (Column::ShipWithin, &["发货时效(小时)", "发货时效", "ship_within_h"]),
    (Column::Eta, &["时效天数", "运输天数", "eta_days"]),
    (Column::ProvinceEta, &["分省时效", "eta_by_province"]),
    (Column::Postage, &["邮费", "邮费说明", "运费说明", "postage"]),
    (Column::Material, &["材质", "material", "面料材质"]),
    (Column::Guarantees, &["保障", "服务保障", "guarantees"]),
    (Column::Gifts, &["赠品", "gifts"]),
    (Column::Colours, &["有货颜色", "colours_in_stock", "colors_in_stock"]),
    (
        Column::Category,
        &["类目", "商品类目", "宝贝类目", "分类", "商品分类", "category", "类目名称"],
    ),
    (Column::Trade, &["行业", "trade"]),
    (Column::Attributes, &["属性", "商品属性", "宝贝属性", "attributes"]),
    (
        Column::Attribute,
        &["面料", "厚薄", "版型", "风格", "产地", "品牌", "保质期", "功率", "适用季节", "适用人群"],
    ),
    (Column::SizeTable, &["尺码表", "size_table"]),
    (Column::Care, &["洗护", "使用说明", "保养", "care"]),
    (Column::Strengths, &["卖点", "商品卖点", "strengths"]),
    (Column::Flaws, &["不足", "注意事项", "flaws"]),
    (Column::Suits, &["适合", "适用场景", "suits"]),
    (Column::Questions, &["答疑", "常见问题", "questions"]),
    (Column::Photos, &["图片", "主图", "商品图片", "photos"]),
    (Column::Link, &["链接", "商品链接", "宝贝链接", "link"]),
    (Column::Similar, &["相似商品", "替代商品", "similar"]),
];
