//! What buyers ask and what replies answer, by the built-in table of questions.

use std::sync::LazyLock;

use jinpai_coach::{Coach, Draft, questions::Questions};
use proptest::prelude::*;

static COACH: LazyLock<Coach> =
    LazyLock::new(|| jinpai_packs::builtin_coach().expect("the built-in pack is valid"));

fn questions() -> &'static Questions {
    COACH.questions().expect("rules read the table")
}

/// A turn and a type that is asked in it; `-`: nothing definite.
const TURNS: &str = include_str!("questions/turns.txt");

#[test]
fn buyers_turns_are_typed() {
    let mut wrong = Vec::new();
    let lines = TURNS.lines().filter(|line| !line.trim().is_empty());
    let mut count = 0;
    for line in lines {
        let (turn, wanted) = line.split_once('|').expect("turn|type");
        count += 1;
        let asked = questions().asked(turn);
        let codes: Vec<&str> = questions().codes_of(asked.types).collect();
        let right = match wanted {
            "-" => !asked.is_definite(),
            "other" => asked.other,
            code => codes.contains(&code),
        };
        if !right {
            wrong.push(format!(
                "{turn}: wanted {wanted}, asked {codes:?}, other {}",
                asked.other
            ));
        }
    }
    assert!(count >= 150, "{count} turns");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn left_open(turn: &str, reply: &str) -> bool {
    let asked = questions().asked(turn);
    questions().left_open(&asked, &questions().answered(reply))
}

#[test]
fn a_dodge_leaves_the_question_open() {
    for (turn, reply) in [
        ("会掉色吗", "质量没问题"),
        ("会掉色吗", "亲，质量放心"),
        ("什么时候能收到", "今天就发"),
        ("穿多大码", "这款很多人买的"),
        ("能开发票吗", "您好，请问有什么可以帮您的"),
        ("这个多少钱", "亲，颜值很高，百搭的"),
    ] {
        assert!(left_open(turn, reply), "{turn} → {reply}");
    }
}

#[test]
fn an_answer_a_question_back_or_a_promise_to_check_closes_it() {
    for (turn, reply) in [
        ("会掉色吗", "不会掉色的哦"),
        ("会掉色吗", "不会的"),
        ("有货吗", "有的"),
        ("穿多大码", "您身高体重多少呀"),
        ("什么时候能收到", "今天就发，大概三天到"),
        ("什么时候能收到", "请稍等，这边为您查询"),
        ("能便宜点吗", "抱歉亲，已经是活动价了"),
        ("退款到哪了", "麻烦提供一下订单号"),
        ("能改地址吗", "好的，新地址发我"),
        ("能开专票吗", "专票开不了"),
        ("这个多少钱 几天到", "39.9"),
        ("在吗", "您好，请问有什么可以帮您"),
    ] {
        assert!(!left_open(turn, reply), "{turn} → {reply}");
    }
}

#[test]
fn the_table_knows_two_dozen_types_and_more() {
    let all = (0..64).fold(jinpai_coach::questions::Types::NONE, |all, place| {
        all | jinpai_coach::questions::Types::one(place)
    });
    assert!(questions().codes_of(all).count() >= 24);
}

#[test]
fn cues_have_names_and_ascend() {
    let asked = questions().asked("多少钱 会掉色吗 几天到");
    let answered = questions().answered("质量放心的亲");
    let cues = questions().cues(&asked, &answered);
    let names: Vec<String> = cues
        .iter()
        .map(|cue| questions().cue_name(*cue).expect("a name"))
        .collect();
    assert!(
        names.contains(&"asks-price".to_owned()) && names.contains(&"open-fading".to_owned()),
        "{names:?}"
    );
    assert!(
        names.contains(&"left-open".to_owned()) && names.contains(&"praises".to_owned()),
        "{names:?}"
    );
    assert!(cues.windows(2).all(|pair| pair[0] < pair[1]), "{names:?}");
    assert!(cues.iter().all(|cue| usize::from(*cue) < Questions::cue_count()));
}

#[test]
fn without_a_buyers_turn_nothing_is_left_open() {
    let report = COACH.check(&Draft::of("您好，请问有什么可以帮您的"));
    assert!(
        report
            .findings
            .iter()
            .all(|finding| !finding.rule.as_str().starts_with("EVD"))
    );
}

proptest! {
    #[test]
    fn any_text_can_be_read(turn in ".{0,80}", reply in ".{0,120}") {
        let asked = questions().asked(&turn);
        let answered = questions().answered(&reply);
        let open = questions().open(&asked, &answered);
        prop_assert!((open - asked.types).is_empty(), "only what was asked is open");
        prop_assert!(questions().cues(&asked, &answered).len() <= 24);
    }

    #[test]
    fn words_of_the_trade_can_be_read(turn in "[多少钱吗会不掉色几天到有货什么时候发？? ,，]{0,30}", reply in "[亲质量好的不会今天就发货稍等查一下元0-9，。~ ]{0,40}") {
        let asked = questions().asked(&turn);
        let answered = questions().answered(&reply);
        if questions().left_open(&asked, &answered) {
            prop_assert!(asked.is_definite());
            prop_assert!(answered.manner.only_canned || !answered.takes_up());
        }
    }
}
