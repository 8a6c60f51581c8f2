//! The built-in packs hold what they say.

use jinpai_coach::{Draft, Overrides, Severity};
use jinpai_model::Platform;

#[test]
fn every_example_of_every_rule_comes_out_as_it_says() {
    let pack = jinpai_packs::builtin_pack().expect("the built-in pack is valid");
    let report = jinpai_packs::test(&pack).expect("its rules go together");
    let failures: Vec<String> = report.failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_words_of_the_handbook_are_found_and_let_through() {
    let coach = jinpai_packs::builtin_coach().expect("the built-in pack is valid");
    let categories = |text: &str, buyer: Option<&str>| -> Vec<&'static str> {
        let draft = Draft {
            buyer,
            platform: Platform::Taobao,
            ..Draft::of(text)
        };
        coach
            .check(&draft)
            .findings
            .iter()
            .map(|f| f.category.as_str())
            .collect()
    };
    assert_eq!(categories("肯定明天到", None), ["PROMISE"]);
    assert_eq!(categories("您加微信聊吧", None), ["OFFSITE"]);
    assert_eq!(categories("晕,不能", None), ["SLANG", "NEG"]);
    assert_eq!(categories("本店概不退换", None), ["NEG"]);
    assert_eq!(categories("怎么还不下单", None), ["PUSH"]);
    assert_eq!(categories("嗯", None), ["COLD"]);
    for text in [
        "这个不能保证的哦，平时三天左右",
        "为保证您的账户安全，麻烦您在订单页里修改",
        "感谢您的肯定",
        "不会掉色的哦",
        "本店最大码",
        "到货我第一时间通知您",
        "您拍的保温杯还没付款，订单今晚九点会自动关闭，有不清楚的随时问我哦",
    ] {
        assert_eq!(categories(text, None), [""; 0], "{text}");
    }
}

#[test]
fn moving_off_the_platform_blocks_on_a_marketplace_only() {
    let coach = jinpai_packs::builtin_coach().expect("the built-in pack is valid");
    for (platform, severity) in [
        (Platform::Taobao, Severity::Block),
        (Platform::Xiaohongshu, Severity::Block),
        (Platform::General, Severity::Error),
        (Platform::OwnSite, Severity::Hint),
    ] {
        let report = coach.check(&Draft {
            platform,
            ..Draft::of("加我微信详聊")
        });
        assert_eq!(report.severity(), Some(severity), "{platform}");
    }
}

#[test]
fn the_coach_at_work_has_every_rule_but_not_its_examples() {
    let whole = jinpai_packs::builtin().expect("the built-in pack is valid");
    let coach = jinpai_packs::builtin_coach().expect("the built-in pack is valid");
    let mut left: Vec<_> = whole;
    for rule in &mut left {
        rule.bad.clear();
        rule.good.clear();
    }
    let with_them = jinpai_packs::coach_of(left, &Overrides::new()).expect("the built-in pack is valid");
    assert!(coach.rules().eq(with_them.rules()));
}
