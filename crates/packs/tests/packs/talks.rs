//! Talks are judged the same message by message, while they go on, and as a whole afterwards.

use jinpai_coach::{Coach, Draft, Finding, Line, Locale, Talk, talk::WINDOW};
use jinpai_model::{At, Platform, Side};
use proptest::{prelude::*, sample::select};

/// Built once: packs take longer to build than a talk to judge.
fn coach() -> &'static Coach {
    static COACH: std::sync::OnceLock<Coach> = std::sync::OnceLock::new();
    COACH.get_or_init(|| jinpai_packs::builtin_coach().expect("the built-in pack is valid"))
}

fn text() -> impl Strategy<Value = String> {
    let said = select(vec![
        "在吗",
        "有货吗",
        "人呢",
        "便宜点",
        "太贵了",
        "杯子碎了",
        "我要投诉",
        "谢谢",
        "好的",
        "怎么退",
        "说了三遍了",
        "我再看看",
        "查到了吗",
        "订单号 20261101998877",
        "已付款",
        "您好，请问有什么可以帮您",
        "稍等",
        "亲，我去问一下",
        "抱歉久等了",
        "给您便宜10块",
        "哈哈亲真会砍",
        "喜欢就拍下",
        "怎么还不下单",
        "麻烦发下订单号",
        "明天再发给你",
        "祝您生活愉快，再见",
        "亲，支持七天无理由退换，吊牌完好即可",
        "说",
        "吃饭了吗",
        "好",
        "查到了，在杭州",
    ]);
    prop_oneof![
        8 => said.prop_map(str::to_owned),
        1 => "\\PC{0,20}",
        1 => any::<String>(),
    ]
}

fn line() -> impl Strategy<Value = Line> {
    let side = select(vec![
        Side::Buyer,
        Side::Buyer,
        Side::Buyer,
        Side::Agent,
        Side::Agent,
        Side::Agent,
        Side::Bot,
        Side::System,
    ]);
    let waiting = prop::option::of(0_u32..3);
    (
        side,
        text(),
        prop::option::weighted(0.9, -1_000_i64..4_000_000),
        waiting,
    )
        .prop_map(|(from, text, later_ms, others_waiting)| Line {
            // The step from the line before; made a moment by `talk`.
            at: later_ms.map(At),
            others_waiting,
            ..Line::of(from, text)
        })
}

prop_compose! {
    fn talk()(
        mut lines in prop::collection::vec(line(), 0..70),
        platform in select(Platform::ALL.to_vec()),
        ended in any::<bool>(),
        end_ms in prop::option::of(0_i64..1_000_000),
        paid in prop::option::of(any::<bool>()),
    ) -> Talk {
        let mut now = At(1_763_949_600_000);
        for line in &mut lines {
            if let Some(step) = line.at {
                now = now.plus(step.0);
                line.at = Some(now);
            }
        }
        Talk {
            ended,
            ended_at: end_ms.map(|ms| now.plus(ms)),
            paid,
            ..Talk::of(platform, lines)
        }
    }
}

fn live(talk: &Talk, history: &[Line], at: usize) -> Vec<Finding> {
    let line = &talk.lines[at];
    let draft = Draft {
        platform: talk.platform,
        from: line.from,
        at: line.at,
        others_waiting: line.others_waiting,
        ..Draft::of(&line.text)
    };
    coach().check_in_talk(history, &draft).findings
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn an_audit_is_what_was_found_live(talk in talk()) {
        let audit = coach().audit(&talk, Locale::Zh);
        let mut messages = audit.messages.iter().peekable();
        for at in 0..talk.lines.len() {
            let found = live(&talk, &talk.lines[..at], at);
            // A server that keeps no more than the window finds the same.
            prop_assert_eq!(&found, &live(&talk, &talk.lines[at.saturating_sub(WINDOW)..at], at));
            let audited = messages.next_if(|message| message.line == at);
            prop_assert_eq!(&found[..], audited.map_or(&[][..], |message| &message.findings));
        }
        prop_assert!(messages.next().is_none());
        prop_assert_eq!(&coach().check_end(&talk, Locale::Zh), &audit.end);
    }

    #[test]
    fn findings_of_a_talk_lie_inside_their_lines(talk in talk()) {
        let audit = coach().audit(&talk, Locale::En);
        prop_assert!(audit.score >= 0);
        for (line, finding) in audit.findings() {
            let text: Vec<char> = talk.lines[line].text.chars().collect();
            prop_assert!(finding.start <= finding.end && finding.end <= text.len());
            let words: String = text[finding.start..finding.end].iter().collect();
            prop_assert_eq!(&words, &finding.matched);
        }
    }
}

#[test]
fn what_was_promised_of_talks_is_found() {
    let found = |talk: &[(Side, i64, &str)]| -> Vec<String> {
        let lines = talk.iter().map(|(from, s, text)| Line {
            at: Some(At(1_763_949_600_000 + s * 1000)),
            ..Line::of(*from, *text)
        });
        let audit = coach().audit(&Talk::of(Platform::Taobao, lines.collect()), Locale::Zh);
        let usable = |(_, finding): (usize, &Finding)| {
            (!finding.fixes.is_empty()).then(|| finding.category.to_string())
        };
        audit.findings().filter_map(usable).collect()
    };
    use Side::{Agent, Buyer};
    let days = 3 * 86_400;
    let put_off = found(&[
        (Buyer, 0, "尺寸图发我"),
        (Agent, 5, "您好，好的"),
        (Agent, days, "明天再发给你"),
    ]);
    assert!(put_off.contains(&"CHASE".to_owned()), "{put_off:?}");
    let lost = found(&[(Buyer, 0, "到哪了"), (Agent, 5, "您好，稍等")]);
    assert!(lost.contains(&"LOST".to_owned()), "{lost:?}");
    let late = found(&[(Buyer, 0, "在吗"), (Agent, 400, "在的亲")]);
    assert!(
        late.contains(&"CLOCK".to_owned()) && late.contains(&"SORRY".to_owned()),
        "{late:?}"
    );
}

#[test]
fn a_talk_without_times_names_the_rules_that_need_them() {
    let lines = vec![Line::of(Side::Buyer, "在吗"), Line::of(Side::Agent, "在的亲")];
    let audit = coach().audit(&Talk::of(Platform::Jd, lines), Locale::Zh);
    let skipped: Vec<&str> = audit.skipped.iter().map(|one| one.rule.as_str()).collect();
    assert!(
        skipped.contains(&"CLK001") && skipped.contains(&"NCL001"),
        "{skipped:?}"
    );
}
