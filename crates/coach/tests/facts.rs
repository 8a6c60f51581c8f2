//! Claims against facts, through the coach: what is found, where, and what is offered instead.

use std::sync::LazyLock;

use jinpai_coach::{Coach, Draft, RuleSpec};
use jinpai_model::{At, Facts};
use proptest::prelude::*;

/// A rule of one verdict over all kinds, and one of assurances.
fn rule(code: &str, category: &str, find: &str) -> RuleSpec {
    let text = format!(
        r#"
code = "{code}"
category = "{category}"
severity = "warn"
points = -1
source = "practice"
bad = []
good = []
[name]
zh = "名"
en = "name"
[message]
zh = "话"
en = "message"
[why]
zh = "因"
en = "why"
{find}
[[fixes]]
kind = "replace"
safety = "review"
text = "{{fact}}"
[[fixes]]
kind = "rewrite"
safety = "review"
text = "还有{{stock}}件，{{数量}}"
"#
    );
    toml::from_str(&text).unwrap_or_else(|error| panic!("{error}"))
}

static COACH: LazyLock<Coach> = LazyLock::new(|| {
    let all = r#"["stock", "price", "discount", "deadline", "cutoff", "dispatch", "arrival", "material", "guarantee", "gift"]"#;
    let when = r#"["天", "件", "到", "发", "货", "券", "价", "退", "修", "棉", "赔", "截止", "结束", "色", "赠", "酒精", "涨"]"#;
    let fact =
        |verdict: &str| format!("[find.fact]\nclaims = {all}\nverdict = \"{verdict}\"\nwhen = {when}\n");
    Coach::build(vec![
        rule("FCT901", "FACT", &fact("contradicted")),
        rule("FCT902", "FACT", &fact("pressing")),
        rule("FCT903", "FACT", &fact("unsupported")),
        rule("PRM901", "PROMISE", "[find.phrase]\nany = [\"保证\", \"一定\"]\n"),
    ])
    .expect("good rules")
});

/// `2026-11-22` in China, at an hour of the day; a Sunday.
fn sunday(time: &str) -> At {
    At::from_rfc3339(&format!("2026-11-22T{time}:00+08:00")).expect("a time")
}

fn found(text: &str, facts: &str, at: Option<At>) -> Vec<String> {
    let facts: Facts = serde_json::from_str(facts).expect("facts");
    let report = COACH.check(&Draft {
        facts: Some(&facts),
        at,
        ..Draft::of(text)
    });
    let told = |f: &jinpai_coach::Finding| {
        let verdict = match f.rule.as_str() {
            "FCT901" => "false",
            "FCT902" => "presses",
            "FCT903" => "unknown",
            _ => "assures",
        };
        let truth = f
            .fixes
            .iter()
            .find(|fix| fix.kind == jinpai_coach::FixKind::Replace);
        let truth = truth
            .filter(|_| verdict == "false")
            .map(|fix| format!(" → {}", fix.text));
        format!("{verdict} {}{}", f.matched, truth.unwrap_or_default())
    };
    report.findings.iter().map(told).collect()
}

#[test]
fn what_facts_refute_is_found_with_the_true_figure() {
    for (text, facts, wanted) in [
        ("只剩3件了亲", r#"{"stock":58}"#, "false 只剩3件了 → 目前库存58件"),
        ("有货的", r#"{"stock":0}"#, "false 有货 → 暂时缺货"),
        (
            "粉色有的",
            r#"{"colours_in_stock":["黑","白"]}"#,
            "false 粉色有 → 粉暂时缺货，现在有黑、白的",
        ),
        ("券后99", r#"{"price_fen":12900}"#, "false 99 → 129"),
        ("券后99块9", r#"{"price_fen":12950}"#, "false 99块9 → 129.5元"),
        (
            "优惠到20号",
            r#"{"promo_ends":"2026-11-25T23:59"}"#,
            "false 20号 → 11月25日",
        ),
        (
            "今晚8点活动结束",
            r#"{"promo_ends":"2026-11-25T18:00"}"#,
            "false 今晚8点活动结束 → 11月25日18:00结束",
        ),
        (
            "晚上8点前拍都今天发",
            r#"{"ship_cutoff":"16:00"}"#,
            "false 晚上8点 → 16:00",
        ),
        (
            "24小时内发货",
            r#"{"ship_within_h":48}"#,
            "false 24小时内 → 48小时内",
        ),
        ("次日就到", r#"{"eta_days":[3,5]}"#, "false 次日 → 3到5天"),
        (
            "纯棉的",
            r#"{"material":"棉60% 涤纶40%"}"#,
            "false 纯棉 → 棉60% 涤纶40%",
        ),
        (
            "三十天内都能无理由退",
            r#"{"guarantees":["7天无理由退货"]}"#,
            "false 三十天内 → 7天内",
        ),
        (
            "假一赔十",
            r#"{"guarantees":["假一赔三"]}"#,
            "false 假一赔十 → 假一赔三",
        ),
        (
            "没有赠品",
            r#"{"gifts":["袜子"]}"#,
            "false 没有赠品 → 有赠品：袜子",
        ),
    ] {
        assert_eq!(found(text, facts, None), [wanted], "{text} {facts}");
    }
}

#[test]
fn what_facts_do_not_refute_is_let_through() {
    for (text, facts) in [
        ("只剩3件了亲", r#"{"stock":3}"#),
        ("M码只剩3件", r#"{"stock":58}"#),
        ("券后129", r#"{"price_fen":12900}"#),
        ("券后99", r#"{"price_fen":9990}"#),
        ("优惠到25号", r#"{"promo_ends":"2026-11-25T23:59"}"#),
        ("明天恢复原价", r#"{"promo_ends":"2026-11-25T23:59"}"#),
        ("4点前拍今天发", r#"{"ship_cutoff":"16:00"}"#),
        ("48小时内发货", r#"{"ship_within_h":48}"#),
        ("一般三天到", r#"{"eta_days":[2,4]}"#),
        ("明天能到吗", r#"{"eta_days":[3,5]}"#),
        ("如果明天到不了您联系我", r#"{"eta_days":[3,5]}"#),
        ("保修12个月", r#"{"guarantees":["一年质保"]}"#),
        ("不是纯棉的", r#"{"material":"棉60% 涤纶40%"}"#),
        ("不含酒精", r#"{"material":"水，不含酒精、香精"}"#),
        ("只剩3件了亲", "{}"),
    ] {
        assert_eq!(found(text, facts, None), [""; 0], "{text} {facts}");
    }
}

#[test]
fn scarcity_and_deadlines_need_a_fact_once_facts_are_known() {
    assert_eq!(
        found("只剩3件了", r#"{"price_fen":9900}"#, None),
        ["presses 只剩3件了"]
    );
    assert_eq!(
        found("今晚12点截止哦", r#"{"stock":9}"#, None),
        ["presses 今晚12点截止"]
    );
    assert_eq!(found("三天就到货", r#"{"stock":9}"#, None), ["unknown 三天"]);
    let alone = COACH.check(&Draft::of("只剩3件了，今晚12点截止"));
    assert!(
        alone.findings.is_empty(),
        "without facts nothing is held against them"
    );
}

#[test]
fn the_moment_of_writing_places_today() {
    let ends = r#"{"promo_ends":"2026-11-25T23:59"}"#;
    assert_eq!(
        found("今天最后一天,券别忘了", ends, Some(sunday("10:00"))).len(),
        1
    );
    assert_eq!(found("周三活动结束", ends, Some(sunday("10:00"))).len(), 0);
    let today = r#"{"promo_ends":"2026-11-22T23:59"}"#;
    assert_eq!(
        found("今天最后一天,券别忘了", today, Some(sunday("10:00"))),
        [""; 0]
    );
    let eta = r#"{"eta_days":[2,4]}"#;
    assert_eq!(
        found("周一前能到", eta, Some(sunday("10:00"))),
        ["false 周一 → 2到4天"]
    );
    assert_eq!(found("周五前能到", eta, Some(sunday("10:00"))), [""; 0]);
    let cut = r#"{"ship_cutoff":"16:00"}"#;
    assert_eq!(
        found("现在拍今天能发", cut, Some(sunday("17:30"))),
        ["false 今天 → 明天"]
    );
    assert_eq!(found("现在拍今天能发", cut, Some(sunday("09:30"))), [""; 0]);
}

#[test]
fn an_assurance_that_the_facts_give_is_quiet() {
    let facts = r#"{"guarantees":["30天质量问题换新"],"eta_days":[2,4]}"#;
    assert_eq!(found("30天内坏了保证换新", facts, None), [""; 0]);
    assert_eq!(found("一定三天到", facts, None), ["assures 一定"]);
    assert_eq!(
        found("保证明天就到", facts, None),
        ["assures 保证", "false 明天 → 2到4天"]
    );
}

proptest! {
    #[test]
    fn any_text_and_facts_have_an_answer(
        text in "[只剩0-9两三件券后元块今明天到发货退换修棉不含酒精截止周五号点前，。?吗~]{0,40}",
        stock in any::<Option<i64>>(), price in any::<Option<i64>>(), eta in any::<[i64; 2]>(), within in any::<i64>(),
        words in any::<String>(), ms in any::<Option<i64>>(),
    ) {
        let facts = Facts {
            stock,
            price_fen: price.map(jinpai_model::Fen),
            promo_ends: Some(words.clone()),
            eta_days: Some(eta),
            ship_within_h: Some(within),
            material: Some(words.clone()),
            guarantees: vec![words],
            ..Facts::default()
        };
        let report = COACH.check(&Draft { facts: Some(&facts), at: ms.map(At), ..Draft::of(&text) });
        let length = text.chars().count();
        prop_assert!(report.findings.iter().all(|f| f.start <= f.end && f.end <= length));
    }
}
