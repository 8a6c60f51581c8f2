//! The parts that are asked by themselves: the ladder, the size that fits, two products side by side.

use jinpai_model::{At, Attribute, Coupon, Fen, Kindness, LadderSpec, ProductId, SizeRow, SizeTable, Stage};
use jinpai_playbook::{
    Fit, Goods, MeasureTold, Standing, compare, fit,
    ladder::{self, Said},
};

use crate::made;

fn everything() -> LadderSpec {
    LadderSpec {
        explain: true,
        compare: true,
        kindness: Some(Kindness {
            gift: "发圈".to_owned(),
            cost_fen: Fen(300),
        }),
        coupon: Some(Coupon {
            off_fen: Fen(1_000),
            terms: "满 200 减 10，当天有效".to_owned(),
            cost_fen: Fen(1_000),
        }),
        floor: true,
    }
}

fn after(stages: &[Stage], presses: u32, fresh_presses: u32) -> Said {
    Said {
        presses,
        fresh_presses,
        stages: stages.to_vec(),
    }
}

#[test]
fn each_press_opens_one_stage_and_the_last_stays_open() {
    let mut said: Vec<Stage> = Vec::new();
    for (n, stage) in Stage::ALL.iter().enumerate() {
        let state = ladder::state(&everything(), &after(&said, n as u32 + 1, 1), |_| true);
        assert_eq!(state.next, Some(*stage));
        said.push(*stage);
        let answered = ladder::state(&everything(), &after(&said, n as u32 + 1, 0), |_| true);
        assert_eq!(answered.next, None, "she has not pressed since {stage}");
    }
    let state = ladder::state(&everything(), &after(&said, 9, 3), |_| true);
    assert_eq!(state.next, Some(Stage::StandFirm));
    assert_eq!(state.spent_fen, 1_300);
}

#[test]
fn many_presses_at_once_skip_nothing_and_what_the_shop_forbids_is_never_next() {
    let first = ladder::state(&everything(), &after(&[], 5, 5), |_| true);
    assert_eq!(first.next, Some(Stage::ExplainPrice));
    let none = LadderSpec {
        explain: false,
        compare: false,
        kindness: None,
        coupon: None,
        floor: false,
    };
    let state = ladder::state(&none, &after(&[], 1, 1), |_| true);
    assert_eq!(state.next, Some(Stage::StandFirm));
    let off = state
        .stages
        .iter()
        .filter(|(_, standing)| *standing == Standing::Off);
    assert_eq!(off.count(), 5);
}

#[test]
fn a_stage_whose_facts_are_missing_is_passed_over() {
    let without_coupon = |stage: Stage| stage != Stage::Coupon;
    let said = after(&[Stage::ExplainPrice, Stage::Compare, Stage::SmallKindness], 4, 1);
    let state = ladder::state(&everything(), &said, without_coupon);
    assert_eq!(state.next, Some(Stage::FloorPrice));
    assert_eq!(state.reached, Some(Stage::SmallKindness));
}

fn table(rows: &[(&str, [Option<[i64; 2]>; 2])]) -> SizeTable {
    SizeTable {
        measures: vec!["身高cm".to_owned(), "体重kg".to_owned()],
        rows: rows
            .iter()
            .map(|(size, spans)| SizeRow {
                size: (*size).to_owned(),
                spans: spans.to_vec(),
            })
            .collect(),
    }
}

fn dress() -> SizeTable {
    table(&[
        ("S", [Some([150, 160]), Some([40, 48])]),
        ("M", [Some([158, 166]), Some([47, 55])]),
        ("L", [Some([165, 172]), Some([54, 62])]),
    ])
}

fn told(height_cm: i64, kilos: i64) -> Vec<MeasureTold> {
    let one = |measure, value: i64| MeasureTold {
        measure,
        tenths: value * 10,
    };
    vec![one("身高", height_cm), one("体重", kilos)]
}

fn size(fitted: Fit) -> String {
    match fitted {
        Fit::One { size, .. } => size,
        Fit::Between { smaller, larger, .. } => format!("{smaller}/{larger}"),
        Fit::Nowhere => "-".to_owned(),
        Fit::Ask { measures } => format!("? {}", measures.join(" ")),
    }
}

#[test]
fn a_size_is_named_or_both_of_two_or_none() {
    for (height, kilos, wanted) in [
        (152, 43, "S"),
        (162, 51, "M"),
        (170, 60, "L"),
        // In the span of both.
        (159, 47, "S/M"),
        // Tall and slight: her height says M, her weight S.
        (164, 44, "S/M"),
        // Her height says L, her weight S: no table can tell.
        (170, 42, "-"),
        (185, 90, "-"),
    ] {
        assert_eq!(
            size(fit(&dress(), &told(height, kilos))),
            wanted,
            "{height} cm, {kilos} kg"
        );
    }
}

#[test]
fn one_measure_is_enough_and_a_measure_of_another_table_asks() {
    assert_eq!(size(fit(&dress(), &told(152, 43)[..1])), "S");
    let foot = MeasureTold {
        measure: "脚长",
        tenths: 2_350,
    };
    assert_eq!(size(fit(&dress(), &[foot])), "? 身高cm 体重kg");
    // A size that says nothing of weight fits by height alone.
    let open = table(&[("均码", [Some([150, 170]), None])]);
    assert_eq!(size(fit(&open, &told(160, 90))), "均码");
    match fit(&dress(), &told(162, 51)) {
        Fit::One { by, .. } => assert_eq!(by, ["身高 162", "体重 51"]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn products_stand_side_by_side_line_by_line() {
    let made = (0..)
        .map(made::situation)
        .find(|one| one.goods.len() >= 3)
        .expect("one");
    let mut products = made.goods.clone();
    for (n, (product, seen_at)) in products.iter_mut().enumerate() {
        product.knowledge.attributes.push(Attribute {
            name: format!("只有 {n} 有"),
            value: "是".to_owned(),
        });
        *seen_at = made.now;
    }
    let goods = |ages: [i64; 3]| -> Vec<Goods<'_>> {
        let each = products.iter().zip(ages).enumerate();
        each.map(|(n, ((product, seen_at), hours))| Goods {
            id: ProductId::from_bits(n as u128 + 1),
            product,
            seen_at: At(seen_at.ms() - hours * made::HOUR_MS),
        })
        .collect()
    };
    let side_by_side = compare(&goods([0; 3]), made.now).expect("a comparison");
    assert_eq!(side_by_side.titles.len(), 3);
    assert!(side_by_side.rows.iter().all(|row| row.values.len() == 3));
    let names: Vec<&str> = side_by_side.rows.iter().map(|row| row.name.as_str()).collect();
    assert!(
        names.contains(&"价格") && names.contains(&made.shelf.attribute),
        "{names:?}"
    );
    // What only one of them says compares nothing.
    assert!(!names.iter().any(|name| name.starts_with("只有")), "{names:?}");
    // A price of the day before yesterday is no price.
    let stale = compare(&goods([48; 3]), made.now).expect("a comparison");
    assert!(!stale.rows.iter().any(|row| row.name == "价格"));
    assert!(compare(&goods([0; 3])[..1], made.now).is_none());
}
