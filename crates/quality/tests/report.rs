//! The figures add up, and the page shows every talk as text.

use jinpai_coach::{Coach, Line, Locale, Severity, Talk};
use jinpai_model::{Platform, Side};
use jinpai_quality::{Judged, ReportHead, Selection, Summary, judge, report};

fn coach() -> Coach {
    jinpai_packs::builtin_coach().expect("the built-in pack is valid")
}

fn said(agent: &str, lines: &[(Side, &str)]) -> Talk {
    let line = |(from, text): &(Side, &str)| Line {
        agent: (*from == Side::Agent).then(|| agent.to_owned()),
        ..Line::of(*from, *text)
    };
    Talk::of(Platform::Taobao, lines.iter().map(line).collect())
}

fn two_agents(coach: &Coach) -> Vec<Judged> {
    use Side::{Agent, Buyer};
    let talks = vec![
        said(
            "小林",
            &[
                (Buyer, "会掉色吗"),
                (Agent, "亲，不会掉色的哦，放心拍"),
                (Buyer, "谢谢"),
                (Agent, "祝您生活愉快"),
            ],
        ),
        said(
            "小周",
            &[
                (Buyer, "在吗"),
                (Agent, "加我微信详聊"),
                (Buyer, "<script>alert(1)</script>"),
                (Agent, "晕,不能"),
            ],
        ),
    ];
    judge(coach, talks, Locale::Zh, |_| {})
}

#[test]
fn each_agent_answers_for_her_own_findings() {
    let coach = coach();
    let judged = two_agents(&coach);
    let summary = Summary::of(&coach, &judged);
    assert_eq!((summary.talks, summary.messages), (2, 4));
    let of = |name: &str| {
        let mut agents = summary.agents.iter();
        agents
            .find(|one| one.agent.as_deref() == Some(name))
            .expect("she wrote")
            .clone()
    };
    assert_eq!(of("小周").score, 0.0, "a blocked message makes the talk 0");
    assert_eq!((of("小周").blocked, of("小林").blocked), (1, 0));
    assert!(of("小林").score >= 98.0, "{:?}", of("小林"));
    let all: usize = summary.agents.iter().map(|one| one.findings).sum();
    assert_eq!(all, summary.findings);
    assert_eq!(
        summary.categories.iter().map(|one| one.findings).sum::<usize>(),
        all + summary.praise
    );
}

#[test]
fn one_rule_or_one_agent_can_be_asked_for() {
    let coach = coach();
    let mut judged = two_agents(&coach);
    let blocked = judged[1]
        .audit
        .findings()
        .find(|(_, finding)| finding.severity == Severity::Block)
        .map(|(_, finding)| finding.rule.clone());
    let rule = blocked.expect("moving off the platform blocks");
    let only = Selection {
        rule: Some(rule.clone()),
        agent: Some("小周".to_owned()),
    };
    only.apply(&mut judged);
    assert_eq!(judged.len(), 1);
    assert!(
        judged[0]
            .audit
            .findings()
            .all(|(_, finding)| finding.rule == rule)
    );
}

#[test]
fn a_page_shows_text_as_text_and_marks_the_words() {
    let coach = coach();
    let judged = two_agents(&coach);
    let summary = Summary::of(&coach, &judged);
    let head = ReportHead {
        about: "<b>a & b</b>".to_owned(),
        made: String::new(),
    };
    for locale in [Locale::Zh, Locale::En] {
        let page = report(&coach, &head, &summary, &judged, locale);
        assert!(
            !page.contains("<script") && !page.contains("<b>a"),
            "nothing of a talk is markup"
        );
        assert!(page.contains("&lt;script&gt;"));
        assert!(page.contains("<mark class=\"block\">"));
        assert!(
            !page.contains("http://") && !page.contains("https://"),
            "nothing is fetched"
        );
    }
}

#[test]
fn no_talks_give_an_empty_report() {
    let coach = coach();
    let summary = Summary::of(&coach, &[]);
    assert_eq!((summary.talks, summary.score), (0, 0.0));
    let page = report(&coach, &ReportHead::default(), &summary, &[], Locale::Zh);
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
}
