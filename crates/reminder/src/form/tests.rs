//! What fits a channel's form and what does not.

use jinpai_model::Channel;

use super::{Encoding, FormContext, FormProblem, TemplateClass, check, email_parts, phone_steps, sms_length};
use crate::{Locale, spec::Forms};

fn problems(channel: Channel, class: TemplateClass, text: &str, promotion_agreed: bool) -> Vec<FormProblem> {
    let forms = Forms::default();
    let ctx = FormContext {
        shop_name: "木子家居",
        promotion_agreed,
        forms: &forms,
    };
    check(channel, class, text, &ctx).problems
}

fn notice(channel: Channel, text: &str) -> Vec<FormProblem> {
    problems(channel, TemplateClass::Notice, text, false)
}

#[test]
fn parts_are_counted_as_the_networks_count() {
    let length = |text: &str| {
        let length = sms_length(text);
        (length.encoding, length.units, length.parts)
    };
    let (gsm, ucs) = (Encoding::Gsm7, Encoding::Ucs2);
    for (text, expected) in [
        ("好".repeat(70), (ucs, 70, 1)),
        ("好".repeat(71), (ucs, 71, 2)),
        ("好".repeat(134), (ucs, 134, 2)),
        ("好".repeat(135), (ucs, 135, 3)),
        ("a".repeat(160), (gsm, 160, 1)),
        ("a".repeat(161), (gsm, 161, 2)),
        ("a".repeat(306), (gsm, 306, 2)),
        ("a".repeat(307), (gsm, 307, 3)),
        // One Chinese character makes all of it UTF-16.
        ("a".repeat(70) + "好", (ucs, 71, 2)),
        // A euro takes an escape: two septets, never torn apart.
        ("€".repeat(80), (gsm, 160, 1)),
        ("€".repeat(81), (gsm, 162, 2)),
        ("€".repeat(153), (gsm, 306, 3)),
        // An emoji takes two units: 33 fit into 67.
        ("😊".repeat(35), (ucs, 70, 1)),
        ("😊".repeat(66), (ucs, 132, 2)),
        ("😊".repeat(67), (ucs, 134, 3)),
        // The backquote is in no GSM table; the at sign and the line break are.
        ("`".to_owned(), (ucs, 1, 1)),
        ("@\n".to_owned(), (gsm, 2, 1)),
        (String::new(), (gsm, 0, 1)),
    ] {
        assert_eq!(length(&text), expected, "{text}");
    }
}

#[test]
fn an_sms_is_signed_short_and_keeps_to_its_class() {
    let sms = Channel::Sms;
    assert_eq!(notice(sms, "【木子家居】您好，您的订单还没付款。"), []);
    let expected = "【木子家居】".to_owned();
    assert_eq!(
        notice(sms, "您好，您的订单还没付款。"),
        [FormProblem::Signature {
            expected: expected.clone()
        }]
    );
    assert_eq!(
        notice(sms, "您好【木子家居】"),
        [FormProblem::Signature { expected }]
    );
    let long = format!("【木子家居】{}", "好".repeat(129));
    assert_eq!(
        notice(sms, &long),
        [FormProblem::TooManyParts { parts: 3, most: 2 }]
    );
    let word = "优惠".to_owned();
    assert_eq!(
        notice(sms, "【木子家居】现在付款有优惠"),
        [FormProblem::PromotionWord { word }]
    );
    let word = "% off".to_owned();
    assert_eq!(
        notice(sms, "【木子家居】20% OFF today"),
        [FormProblem::PromotionWord { word }]
    );
}

#[test]
fn promotion_goes_to_those_who_agreed_and_shows_the_way_out() {
    let promotion = |text, agreed| problems(Channel::Sms, TemplateClass::Promotion, text, agreed);
    let good = "【木子家居】您的订单可以用满减，拒收请回复R";
    assert_eq!(promotion(good, true), []);
    assert_eq!(promotion(good, false), [FormProblem::PromotionNotAgreed]);
    let expected = "拒收请回复R".to_owned();
    assert_eq!(
        promotion("【木子家居】您的订单可以用满减", true),
        [FormProblem::OptOut { expected }]
    );
    assert_eq!(
        problems(
            Channel::Email,
            TemplateClass::Promotion,
            "主题：小礼物\n\n送您一份。退订请点这里",
            true
        ),
        []
    );
    assert_eq!(
        problems(
            Channel::Email,
            TemplateClass::Promotion,
            "主题：小礼物\n\n送您一份。",
            true
        )
        .len(),
        1
    );
    // The shop's own name is no promotion.
    let forms = Forms::default();
    let ctx = FormContext {
        shop_name: "天天特价",
        promotion_agreed: false,
        forms: &forms,
    };
    assert!(
        check(
            Channel::Sms,
            TemplateClass::Notice,
            "【天天特价】订单还没付款",
            &ctx
        )
        .fits()
    );
}

#[test]
fn an_email_has_a_subject_and_a_body() {
    let email = Channel::Email;
    assert_eq!(notice(email, "主题：您的订单\n\n还没付款。"), []);
    assert_eq!(notice(email, "Subject: Your order\n\nIs still unpaid."), []);
    assert_eq!(notice(email, "您的订单还没付款。"), [FormProblem::NoSubject]);
    assert_eq!(notice(email, "主题：\n\n还没付款。"), [FormProblem::NoSubject]);
    assert_eq!(notice(email, "主题：您的订单\n\n"), [FormProblem::NoBody]);
    let long = format!("主题：{}\n\n您好", "长".repeat(51));
    assert_eq!(
        notice(email, &long),
        [FormProblem::SubjectTooLong { chars: 51, most: 50 }]
    );
    assert_eq!(
        email_parts("主题：您的订单\n\n还没付款。\n谢谢"),
        Some(("您的订单", "还没付款。\n谢谢"))
    );
}

#[test]
fn a_call_has_four_steps_in_order() {
    let phone = Channel::Phone;
    let good = "【倾听】您好\n【理解】明白\n【建议】可以\n【提醒】今晚关闭";
    assert_eq!(notice(phone, good), []);
    assert_eq!(phone_steps(good), Some(["您好", "明白", "可以", "今晚关闭"]));
    assert_eq!(
        phone_steps("[Listen] a\n[Understand] b\nc\n[Suggest] d\n[Remind] e"),
        Some(["a", "b\nc", "d", "e"])
    );
    for (text, heading) in [
        ("您好", "【倾听】"),
        (
            "【倾听】您好\n【建议】可以\n【理解】明白\n【提醒】今晚",
            "【建议】",
        ),
        ("【倾听】您好\n【理解】\n【建议】可以\n【提醒】今晚", "【理解】"),
        ("【倾听】您好\n【理解】明白\n【建议】可以", "【提醒】"),
    ] {
        let heading = heading.to_owned();
        assert_eq!(notice(phone, text), [FormProblem::Section { heading }], "{text}");
    }
}

#[test]
fn a_chat_message_is_short_and_not_empty() {
    assert_eq!(notice(Channel::Chat, "您好呀😊"), []);
    assert_eq!(notice(Channel::Chat, " \n"), [FormProblem::Empty]);
    assert_eq!(
        notice(Channel::Chat, &"好".repeat(301)),
        [FormProblem::TooLong {
            chars: 301,
            most: 300
        }]
    );
}

#[test]
fn every_problem_has_a_sentence_in_both_languages() {
    for problem in notice(Channel::Sms, "")
        .into_iter()
        .chain(notice(Channel::Phone, ""))
    {
        assert!(!problem.sentence(Locale::ZhCn).is_ascii());
        assert!(
            problem
                .sentence(Locale::En)
                .chars()
                .filter(|c| !"【】木子家居倾听".contains(*c))
                .all(|c| c.is_ascii())
        );
    }
}
