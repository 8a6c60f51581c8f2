//! Product lists.

use std::io::Cursor;

use jinpai_channels::{
    Refused,
    products::{self, ColumnMap, ProductReadOptions},
};
use jinpai_model::{At, Fen, GoodsColumn, GoodsLayout, ProductField, ProductInput, ToldProduct, Zone};

fn told(text: &str, map: Option<&ColumnMap>) -> (Vec<ToldProduct>, Vec<Refused>) {
    let zone = Zone::shanghai();
    let table = products::open(Cursor::new(text.as_bytes().to_vec())).unwrap();
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for row in table.read(map, ProductReadOptions { zone }).unwrap() {
        match row {
            Ok(product) => taken.push(product.told),
            Err(refusal) => refused.push(refusal),
        }
    }
    (taken, refused)
}

fn read(text: &str) -> (Vec<ProductInput>, Vec<Refused>) {
    let (taken, refused) = told(text, None);
    (taken.into_iter().map(|told| told.input).collect(), refused)
}

fn codes(refused: &[Refused]) -> Vec<(u64, &'static str)> {
    refused.iter().map(|one| (one.line, one.reason.code())).collect()
}

#[test]
fn the_template_is_a_list_that_goes_in_whole() {
    let (taken, refused) = read(products::template_csv());
    assert_eq!(refused, []);
    let knit = &taken[0];
    assert_eq!((knit.sku.as_str(), knit.stock), ("KN-021", None));
    assert_eq!(knit.price_fen.unwrap().to_string(), "256.00");
    let known = &knit.knowledge;
    let pieces: Vec<_> = known
        .variants
        .iter()
        .map(|one| (one.code.as_str(), one.stock))
        .collect();
    assert_eq!(pieces, [("KN-021-M", Some(6)), ("KN-021-L", Some(4))]);
    assert_eq!(known.variants[0].options[1].value, "M");
    assert_eq!(
        known.promotions[0].ends_at,
        Some(At::from_rfc3339("2026-12-12T23:59:00+08:00").unwrap())
    );
    assert_eq!(known.floor_fen, Some(Fen(22_900)));
    assert_eq!(known.size_table.as_ref().unwrap().rows.len(), 2);
    assert_eq!((known.questions.len(), known.flaws.len()), (2, 1));
    assert_eq!(known.eta_by_province["新疆"], [5, 8]);
    let standing = knit.at(At::from_rfc3339("2026-12-11T12:00:00+08:00").unwrap());
    assert_eq!(
        (standing.stock, standing.colours_in_stock.as_slice()),
        (Some(10), &["米白".to_owned()][..])
    );
    assert_eq!(knit.ship_cutoff.unwrap().to_string(), "16:00");
    assert_eq!((knit.ship_within_h, knit.eta_days), (Some(24), Some([2, 4])));
    assert_eq!(knit.guarantees, ["7天无理由退换", "运费险"]);
    assert_eq!((taken[1].promo_ends_at, taken[1].gifts.len()), (None, 0));
    assert_eq!(taken[1].colours_in_stock, ["白"]);
}

#[test]
fn what_is_not_given_is_not_known() {
    let (taken, _) = read("sku,title\nA,Cup\n");
    let cup = &taken[0];
    assert_eq!((cup.price_fen, cup.stock, cup.eta_days), (None, None, None));
}

#[test]
fn broken_rows_are_named() {
    let (taken, refused) = read(
        "sku,title,price,stock,ship_cutoff,eta_days,promo_ends\n\
         ,Cup,1,1,16:00,1,\n\
         A,,1,1,16:00,1,\n\
         B,Cup,x,1,16:00,1,\n\
         C,Cup,1,many,16:00,1,\n\
         D,Cup,1,1,teatime,1,\n\
         E,Cup,1,1,16:00,4-2,\n\
         F,Cup,1,1,16:00,1,soon\n\
         G,Cup,1,1,16:00:00,3天,2026-12-01\n",
    );
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].eta_days, Some([3, 3]));
    let told: Vec<_> = refused.iter().map(|r| (r.line, r.reason.code())).collect();
    assert_eq!(
        told,
        [
            (2, "missing"),
            (3, "missing"),
            (4, "not-an-amount"),
            (5, "not-a-count"),
            (6, "not-a-time-of-day"),
            (7, "not-a-day-range"),
            (8, "not-a-time"),
        ]
    );
}

#[test]
fn days_are_told_by_province_and_a_place_that_is_none_is_refused() {
    let (taken, refused) = read(
        "sku,title,eta_by_province\n\
         A,Cup,广东省:1-2；新疆维吾尔自治区：5-8\n\
         B,Cup,火星:1-2\n\
         C,Cup,广东:2-1\n",
    );
    let days = &taken[0].knowledge.eta_by_province;
    assert_eq!((days["广东"], days["新疆"], taken.len()), ([1, 2], [5, 8], 1));
    let lines: Vec<u64> = refused.iter().map(|one| one.line).collect();
    assert_eq!(lines, [3, 4]);
    let told = refused[0].to_string();
    assert!(told.contains("火星") && told.contains("广东:1-2"), "{told}");
}

#[test]
fn a_table_like_no_export_is_told_by_what_it_has() {
    let told = products::open(Cursor::new("甲,乙\n1,2\n".as_bytes().to_vec()))
        .unwrap()
        .read(
            None,
            ProductReadOptions {
                zone: Zone::shanghai(),
            },
        )
        .err()
        .unwrap()
        .to_string();
    assert!(told.contains("甲, 乙") || told.contains("甲，乙"), "{told}");
    assert!(!told.contains("no column ;"), "{told}");
}

#[test]
fn an_export_with_a_row_a_piece_is_one_product_a_number() {
    let (taken, refused) = read(
        "宝贝ID,宝贝标题,一口价,商家编码,颜色分类,尺码,SKU库存\n\
         7001,连衣裙 V领,￥199.00,A-RED-S,酒红,S,3\n\
         7001,连衣裙 V领,￥199.00,A-RED-M,酒红,M,0\n\
         7002,半身裙,￥99.00,B-BLK,黑,均码,8\n",
    );
    assert_eq!(refused, []);
    let dress = &taken[0];
    assert_eq!(
        (taken.len(), dress.sku.as_str(), dress.title.as_str()),
        (2, "7001", "连衣裙 V领")
    );
    assert_eq!(
        dress.price_fen,
        Some(Fen(19_900)),
        "one price of all pieces is the product's"
    );
    let pieces = &dress.knowledge.variants;
    assert_eq!(
        (pieces[0].code.as_str(), pieces[0].options[1].name.as_str()),
        ("A-RED-S", "尺码")
    );
    assert_eq!(dress.at(At(0)).stock, Some(3));
    assert_eq!(taken[1].sku, "B-BLK");
}

#[test]
fn an_empty_cell_of_another_table_tells_nothing_and_one_of_ours_that_it_is_not_known() {
    let (taken, _) = told("宝贝ID,宝贝标题,商家编码,一口价,库存\n7,杯子,C1,,5\n", None);
    assert!(!taken[0].said.contains(&ProductField::Price));
    assert!(taken[0].said.contains(&ProductField::Stock));
    let (taken, _) = told("商家编码,标题,价格,库存,材质\nC1,杯子,,5,\n", None);
    assert!(taken[0].said.contains(&ProductField::Price) && taken[0].said.contains(&ProductField::Material));
    assert!(
        !taken[0].said.contains(&ProductField::Gifts),
        "there is no such column"
    );
}

#[test]
fn a_table_of_ones_own_is_read_by_a_map_and_not_without() {
    let text = "货品资料\n货品号,叫法,卖多少,剩几件,重量\nM1,木凳,￥88,4,2kg\n";
    let open = || products::open(Cursor::new(text.as_bytes().to_vec())).unwrap();
    assert_eq!(
        (open().is_known(), open().proposal().layout),
        (false, GoodsLayout::Other)
    );
    assert_eq!(
        open().proposal().headers,
        ["货品号", "叫法", "卖多少", "剩几件", "重量"]
    );
    assert_eq!(open().preview(5).rows, [["M1", "木凳", "￥88", "4", "2kg"]]);
    let zone = Zone::shanghai();
    assert_eq!(
        open()
            .read(None, ProductReadOptions { zone })
            .err()
            .unwrap()
            .code(),
        "unknown-columns"
    );
    let map = ColumnMap::from_toml(
        "\"货品号\" = \"code\"\n\"叫法\" = \"title\"\n\"卖多少\" = \"price\"\n\"剩几件\" = \"stock\"\n\"重量\" = \"attribute\"",
    )
    .unwrap();
    let (taken, refused) = told(text, Some(&map));
    assert_eq!(refused, []);
    let stool = &taken[0].input;
    assert_eq!((stool.price_fen, stool.stock), (Some(Fen(8_800)), Some(4)));
    assert_eq!(stool.knowledge.attributes[0].value, "2kg");
    assert_eq!(ColumnMap::from_toml(&map.to_toml()).unwrap(), map);
    assert_eq!(map.meaning(" 货品号 "), GoodsColumn::Code);
    assert!(ColumnMap::from_toml("\"货品号\" = \"kode\"").is_err());
}

#[test]
fn a_table_of_pieces_alone_tells_each_by_its_own_code() {
    let map = ColumnMap::from_toml("\"SKU编码\" = \"variant-code\"\n\"剩余\" = \"stock\"").unwrap();
    let (taken, _) = told("SKU编码,剩余\nA-L,3\nA-M,0\n", Some(&map));
    let said: Vec<_> = taken
        .iter()
        .map(|one| (one.input.sku.as_str(), one.input.stock))
        .collect();
    assert_eq!(said, [("A-L", Some(3)), ("A-M", Some(0))]);
    assert!(taken[0].input.knowledge.variants.is_empty());
}

#[test]
fn a_product_with_one_wrong_row_is_left_out_whole() {
    let (taken, refused) = read(
        "商家编码,标题,规格编码,规格,库存\n\
         A,裙子,A-S,尺码:S,3\n\
         A,,A-M,尺码:M,many\n\
         B,裤子,B-S,尺码:S,1\n\
         A,裙子,A-L,尺码:L,1\n\
         B,,B-M,尺码:M,1\n\
         C,鞋,C-38,鞋码:38,1\n\
         C,,C-38,鞋码:39,1\n\
         D,帽子,,,1\n\
         D,帽子,,,2\n",
    );
    assert_eq!(
        taken.iter().map(|one| one.sku.as_str()).collect::<Vec<_>>(),
        ["B", "D"]
    );
    assert_eq!(
        codes(&refused),
        [
            (3, "not-a-count"),
            (5, "product-apart"),
            (6, "product-apart"),
            (8, "same-piece"),
            (10, "same-product")
        ]
    );
}
