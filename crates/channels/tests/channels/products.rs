//! Product lists.

use std::io::Cursor;

use jinpai_channels::{
    Refused,
    products::{self, ProductReadOptions},
};
use jinpai_model::{At, ProductInput, Zone};

fn read(text: &str) -> (Vec<ProductInput>, Vec<Refused>) {
    let zone = Zone::shanghai();
    let reader = products::read(Cursor::new(text.as_bytes().to_vec()), ProductReadOptions { zone }).unwrap();
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for row in reader {
        match row {
            Ok(product) => taken.push(product),
            Err(refusal) => refused.push(refusal),
        }
    }
    (taken, refused)
}

#[test]
fn the_template_is_a_list_that_goes_in_whole() {
    let (taken, refused) = read(products::template_csv());
    assert_eq!(refused, []);
    let knit = &taken[0];
    assert_eq!((knit.sku.as_str(), knit.stock), ("KN-021", Some(6)));
    assert_eq!(knit.price_fen.unwrap().to_string(), "256.00");
    assert_eq!(
        knit.promo_ends_at,
        Some(At::from_rfc3339("2026-12-12T23:59:00+08:00").unwrap())
    );
    assert_eq!(knit.ship_cutoff.unwrap().to_string(), "16:00");
    assert_eq!((knit.ship_within_h, knit.eta_days), (Some(24), Some([2, 4])));
    assert_eq!(knit.guarantees, ["7天无理由退换", "运费险"]);
    assert_eq!(knit.colours_in_stock, ["米白", "驼色"]);
    assert_eq!((taken[1].promo_ends_at, taken[1].gifts.len()), (None, 0));
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
