//! The starter phrases are in form, and the coach has nothing against them.

use std::collections::HashMap;

use jinpai_coach::{Draft, Severity};
use jinpai_model::{Platform, Trade};
use jinpai_packs::phrases::{self, SLOTS, STAGES};

#[test]
fn the_starter_library_is_in_form() {
    let all = phrases::builtin().unwrap_or_else(|errors| panic!("{errors}"));
    let of = |trade: Option<Trade>| all.iter().filter(|one| one.trade == trade).count();
    assert!(of(None) >= 120, "{} general phrases", of(None));
    for trade in Trade::ALL {
        assert!(of(Some(*trade)) >= 40, "{trade}: {} phrases", of(Some(*trade)));
    }
    for stage in STAGES {
        let general = all.iter().filter(|one| one.trade.is_none() && one.stage == stage);
        assert!(general.count() >= 10, "{stage}");
    }
}

#[test]
fn the_coach_has_nothing_against_the_starter_phrases() {
    let coach = jinpai_packs::builtin_coach().expect("the built-in pack is valid");
    let known = facts();
    for phrase in phrases::starters() {
        let mut text = phrase.text.clone();
        for (slot, value) in &known {
            text = text.replace(&format!("{{{{ {slot} }}}}"), value);
        }
        assert!(!text.contains("{{"), "{text}");
        let report = coach.check(&Draft {
            platform: Platform::Taobao,
            ..Draft::of(&text)
        });
        assert!(report.severity() < Some(Severity::Warn), "{text}\n{report:?}");
    }
}

/// A value for every fact.
fn facts() -> HashMap<&'static str, &'static str> {
    let values = [
        "云上小铺",
        "小云",
        "云朵三件组",
        "128.00",
        "6",
        "米白、雾蓝",
        "精梳棉",
        "7天无理由退换",
        "帆布收纳袋",
        "满 200 减 20 的店铺券",
        "11月25日 23:59",
        "16:00",
        "48",
        "2 到 4",
        "128.00",
        "2",
        "256.00",
        "2",
        "238.00",
        "18.00",
        "明天 10:15",
    ];
    SLOTS.into_iter().zip(values).collect()
}
