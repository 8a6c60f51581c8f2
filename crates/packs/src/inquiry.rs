//! Inquiry policies from the bytes of their files, and the coach's questions as an inquiry reads them.

use jinpai_coach::questions::{Answered, Questions, Types};
use jinpai_reminder::{
    inquiry::{About, Asking, InquiryPolicy, Reading},
    spec::inquiry::InquirySpec,
};

use crate::policy::{PolicyRefused, read_toml, refused};

/// Name under which problems of the built-in policy are told.
const BUILT_IN: &str = "zh-CN/reminder/inquiry.toml";

/// What parts a buyer's line into clauses that may each ask something.
const PARTS: [char; 16] = [
    '?', '？', '!', '！', '。', '，', ',', ';', '；', '\n', '~', '～', '…', ' ', '\u{3000}', '、',
];

/// Its text, as a start for a shop's own.
#[must_use]
pub const fn builtin_source() -> &'static str {
    include_str!("../../../packs/zh-CN/reminder/inquiry.toml")
}

/// The policy of a shop that wrote none.
#[must_use]
pub fn builtin() -> InquiryPolicy {
    // A test reads the embedded file, so a build that could fail here does not pass.
    parse(BUILT_IN, builtin_source().as_bytes()).unwrap_or_else(|refused| unreachable!("{refused}"))
}

/// Reads an inquiry policy from the bytes of its TOML file; `name` stands in the errors.
///
/// # Errors
/// When the file is not UTF-8, not TOML, has an unknown field, or contradicts itself.
pub fn parse(name: &str, bytes: &[u8]) -> Result<InquiryPolicy, PolicyRefused> {
    let (spec, source) = read_toml::<InquirySpec>(name, bytes)?;
    InquiryPolicy::new(spec).map_err(|problems| refused(name, source, problems))
}

/// The coach's table of questions, as an inquiry listens with it.
///
/// Stricter than the coach: a promise to look it up and a question back leave a question open here,
/// because a buyer who still waits for her answer must not be asked to decide.
#[derive(Debug, Clone)]
pub struct QuestionReader<'a> {
    questions: &'a Questions,
    after_sales: Vec<String>,
}

impl<'a> QuestionReader<'a> {
    #[must_use]
    pub fn new(questions: &'a Questions, inquiry: &InquiryPolicy) -> Self {
        Self {
            questions,
            after_sales: inquiry.spec().after_sales.clone(),
        }
    }

    fn asking(&self, text: &str, types: Types) -> Asking {
        let mut codes = self.questions.codes_of(types);
        let after_sales = codes.any(|code| self.after_sales.iter().any(|known| known == code));
        Asking {
            text: text.to_owned(),
            about: if after_sales {
                About::AfterSales
            } else {
                About::Goods
            },
        }
    }
}

impl Reading for QuestionReader<'_> {
    /// Each clause that asks by itself is a question; a line that asks only as a whole is one.
    fn asks(&self, line: &str) -> Vec<Asking> {
        let whole = self.questions.asked(line);
        if !whole.is_definite() {
            return Vec::new();
        }
        let clauses = clauses(line)
            .into_iter()
            .map(|clause| (clause, self.questions.asked(clause)));
        let asking: Vec<Asking> = clauses
            .filter(|(_, asked)| asked.is_definite())
            .map(|(clause, asked)| self.asking(clause, asked.types))
            .collect();
        if asking.is_empty() {
            vec![self.asking(line, whole.types)]
        } else {
            asking
        }
    }

    /// A reply answers the questions whose kind of answer is in it; one without any such kind answers
    /// all that are open when it says yes, no, where the answer stands or what it hangs on.
    fn answers(&self, open: &[&Asking], line: &str) -> Vec<usize> {
        let plain = self.questions.answered(line);
        if plain.manner.only_canned {
            return Vec::new();
        }
        let kinds = |asking: &Asking| self.questions.asked(&asking.text).types;
        // "What are your height and weight?" speaks of the size, and asks.
        let asks_about = |types: Types| asks_only(&plain) && plain.back.meets(types);
        let by_kind: Vec<usize> = (open.iter().enumerate())
            .filter(|(_, asking)| plain.types.meets(kinds(asking)) && !asks_about(kinds(asking)))
            .map(|(place, _)| place)
            .collect();
        if !by_kind.is_empty() && !only_promises(&plain) {
            return by_kind;
        }
        let settles = |asking: &Asking| {
            let answered = self.questions.answered_to(&asking.text, line);
            settled(&answered, kinds(asking).is_empty())
        };
        (open.iter().enumerate())
            .filter(|(_, asking)| settles(asking))
            .map(|(place, _)| place)
            .collect()
    }
}

fn clauses(line: &str) -> Vec<&str> {
    line.split_inclusive(PARTS)
        .map(str::trim)
        .filter(|clause| !clause.is_empty())
        .collect()
}

/// She is told to wait, and nothing else.
fn only_promises(answered: &Answered) -> bool {
    let manner = &answered.manner;
    manner.promises_to_check && !manner.points_at && !manner.declines && !manner.yes && answered.words <= 16
}

/// It wants something of her before it can say more.
fn asks_only(answered: &Answered) -> bool {
    let manner = &answered.manner;
    (manner.asks_back || manner.asks_for) && !manner.yes && !manner.declines && !manner.points_at
}

/// Whether a reply that has none of the kinds asked for still settles a question. One of no known kind
/// is settled by anything of substance, one of a known kind by a plain word or in her own words.
fn settled(answered: &Answered, unknown_kind: bool) -> bool {
    let manner = &answered.manner;
    let says = manner.points_at || manner.declines || manner.explains;
    if manner.promises_to_check && !says {
        return false;
    }
    if says || manner.yes {
        return true;
    }
    if manner.asks_for || manner.asks_back {
        return false;
    }
    unknown_kind && answered.words >= 2 || answered.echoes && !manner.praises
}

#[cfg(test)]
mod tests {
    use jinpai_coach::{Draft, Severity};
    use jinpai_model::{Angle, At, Channel, Fen, HOUR_MS, Platform, Side, Slot, Zone};
    use jinpai_reminder::{
        LastLines,
        inquiry::{Asker, Goods, Heard, InquiryInput, InquiryTalk, Listener, Said, words},
    };

    use super::{QuestionReader, builtin, parse};

    /// A talk as `her words / the shop's / …`, and whether every question in it is answered.
    fn heard(talk: &[&str]) -> Heard {
        let (coach, inquiry) = (crate::builtin_coach().unwrap(), builtin());
        let reader = QuestionReader::new(coach.questions().unwrap(), &inquiry);
        let lines: Vec<Said<'_>> = (talk.iter().enumerate())
            .map(|(n, text)| Said {
                at: At(n as i64 * 30_000),
                from: if text.starts_with('>') {
                    Side::Agent
                } else {
                    Side::Buyer
                },
                text: text.trim_start_matches('>'),
            })
            .collect();
        Listener::hear_all(&lines, &reader, &inquiry)
    }

    #[test]
    fn a_question_is_open_until_it_is_answered() {
        let table: &[(&[&str], bool)] = &[
            (&["这个枕头有现货吗"], true),
            (&["这个枕头有现货吗", ">有货的亲，今天拍今天发"], false),
            (&["这个枕头有现货吗", ">您好，很高兴为您服务"], true),
            (&["这个枕头有现货吗", ">稍等，我帮您查一下"], true),
            (
                &[
                    "这个枕头有现货吗",
                    ">稍等，我帮您查一下",
                    ">有货的，仓库还有三十多个",
                ],
                false,
            ),
            (&["会掉色吗", ">质量非常好，放心买"], true),
            (
                &["会掉色吗", ">不会掉色的，活性印染，第一次洗有一点浮色是正常的"],
                false,
            ),
            (&["有货吗？什么时候发货？", ">有货的"], true),
            (&["有货吗？什么时候发货？", ">有货的，今天下午就能发出"], false),
            (&["有货吗？什么时候发货？", ">有货的", ">今天下午就能发出"], false),
            (&["我穿多大码合适", ">您的身高体重是多少呢？"], true),
            (&["我穿多大码合适", ">您的身高体重是多少呢？", "160，100斤"], true),
            (
                &[
                    "我穿多大码合适",
                    ">您的身高体重是多少呢？",
                    "160，100斤",
                    ">您穿 M 码正好",
                ],
                false,
            ),
            (&["在吗"], false),
            (&["多少钱", ">129 元", "包邮吗"], true),
            (&["多少钱", ">129 元", "包邮吗", ">包邮的"], false),
            (&["多少钱", ">129 元", "好的，我再看看"], false),
        ];
        for (talk, open) in table {
            let heard = heard(talk);
            assert_eq!(heard.has_open_question(), *open, "{talk:?}\n{heard:?}");
        }
    }

    #[test]
    fn what_she_asks_about_and_wants_no_more_is_heard() {
        use jinpai_reminder::inquiry::About;
        let about = |talk| heard(talk).questions.last().map(|q| q.asking.about);
        assert_eq!(about(&["我的快递到哪了"]), Some(About::AfterSales));
        assert_eq!(about(&["这个什么材质的"]), Some(About::Goods));
        assert_eq!(about(&["你好"]), None);
        assert!(heard(&["别再发了！"]).opted_out);
        assert!(heard(&["Ｒ"]).opted_out);
        assert!(!heard(&["退订单怎么弄"]).opted_out);
        assert!(heard(&["多少钱", ">129 元", "算了，不买了"]).not_interested);
        assert!(!heard(&["多少钱", ">129 元", "算了，不买了", "有便宜点的吗"]).not_interested);
    }

    fn talk() -> InquiryTalk {
        InquiryTalk {
            id: "talk".to_owned(),
            platform: Platform::General,
            open: true,
            typing_at: None,
            heard: Heard::default(),
            anywhere: LastLines::default(),
        }
    }

    /// Every text as it may go out: all facts known, and only the goods' name, and nothing.
    fn every_text() -> Vec<(Slot, Channel, Angle, String)> {
        let (policy, inquiry, zone) = (crate::policy::builtin(), builtin(), Zone::shanghai());
        let now = At::from_rfc3339("2026-11-23T14:00:00+08:00").unwrap();
        let named = Goods {
            item: Some("云感记忆枕".to_owned()),
            price_fen: Some(Fen::yuan(129)),
            ..Goods::default()
        };
        let known = Goods {
            guarantee: Some("7天无理由退换".to_owned()),
            gift: Some("枕套".to_owned()),
            material: Some("慢回弹记忆棉".to_owned()),
            cut_off: Some("16:00".parse().unwrap()),
            promo_ends_at: Some(now.plus(HOUR_MS)),
            ..named.clone()
        };
        let (talk, mut texts) = (talk(), Vec::new());
        for goods in [known, named, Goods::default()] {
            for n in 1..=6 {
                let input = InquiryInput {
                    shop: "shop",
                    shop_name: "木子家居",
                    buyer: &Asker::default(),
                    talk: &talk,
                    goods: &goods,
                    orders: &[],
                    contacts: &[],
                    earlier: &[],
                    decided: &[],
                    zone: &zone,
                    policy: &policy,
                    inquiry: &inquiry,
                    now,
                    seed: 1,
                };
                for angle in Angle::ALL {
                    let forms = [
                        (Slot::Session, Channel::Chat),
                        (Slot::NextDay, Channel::Chat),
                        (Slot::NextDay, Channel::Sms),
                    ];
                    let filled = forms.into_iter().filter_map(|(slot, channel)| {
                        Some((slot, channel, *angle, words(&input, slot, channel, *angle, n)?))
                    });
                    texts.extend(filled);
                }
            }
        }
        texts
    }

    #[test]
    fn the_coach_has_nothing_against_the_built_in_texts() {
        let coach = crate::builtin_coach().unwrap();
        for (.., text) in every_text() {
            for platform in Platform::ALL {
                let draft = Draft {
                    platform: *platform,
                    ..Draft::of(&text)
                };
                let report = coach.check(&draft);
                assert!(report.severity() < Some(Severity::Warn), "{text}\n{report:?}");
            }
            assert!(text.contains('您'), "{text}");
        }
    }

    #[test]
    fn the_coach_has_nothing_against_them_in_the_talk_either() {
        use jinpai_coach::Line;
        let coach = crate::builtin_coach().unwrap();
        let asked = At::from_rfc3339("2026-11-23T13:50:00+08:00").unwrap();
        let at = |mut line: Line, s: i64| {
            line.at = Some(asked.plus(s * 1000));
            line
        };
        let history = [
            at(Line::of(Side::Buyer, "这个枕头有现货吗"), 0),
            at(
                Line::of(Side::Agent, "您好呀😊 有现货的，今天 16:00 前拍下今天就安排发出"),
                20,
            ),
            at(Line::of(Side::Buyer, "好的，我再看看"), 60),
            at(Line::of(Side::Agent, "好的呢，您慢慢看，有想了解的随时问我"), 80),
        ];
        for (slot, _, _, text) in every_text()
            .into_iter()
            .filter(|(_, channel, ..)| *channel == Channel::Chat)
        {
            let after_ms = if slot == Slot::Session {
                260_000
            } else {
                24 * HOUR_MS
            };
            let draft = Draft {
                at: Some(asked.plus(after_ms)),
                ..Draft::of(&text)
            };
            let report = coach.check_in_talk(&history, &draft);
            assert!(report.severity() < Some(Severity::Warn), "{text}\n{report:?}");
        }
    }

    #[test]
    fn a_short_message_has_its_form() {
        for (.., text) in every_text()
            .into_iter()
            .filter(|(_, channel, ..)| *channel == Channel::Sms)
        {
            assert!(text.starts_with("【木子家居】"), "{text}");
            assert!(text.ends_with("拒收请回复R"), "{text}");
            assert!(text.chars().count() <= 2 * 67, "{text}");
        }
    }

    #[test]
    fn six_angles_have_words_though_only_the_name_and_price_are_known() {
        let inquiry = builtin();
        let later = &inquiry.spec().angles.later;
        assert_eq!(later.len(), 6);
        for angle in later {
            assert!(inquiry.spec().texts.later.contains_key(angle), "{angle}");
        }
    }

    #[test]
    fn problems_name_file_and_line() {
        let problem = |source: &str| parse("mine.toml", source.as_bytes()).unwrap_err().to_string();
        assert_eq!(
            problem("version = 1\nname = \"x\"\n[ladder]\nhigh_days = 6\n"),
            "mine.toml:4: ladder.high_days: an inquiry is left alone after day 5"
        );
        assert!(
            problem("version = 1\nname = \"x\"\n[session]\nsilence_min = 1\n")
                .starts_with("mine.toml:4: session.silence_min")
        );
        assert!(problem("version = 1\nname = \"x\"\nsend = \"loud\"\n").starts_with("mine.toml:3: "));
        assert!(
            problem("version = 1\nname = \"x\"\n[texts.later]\nproduct = [\"{{ total }}\"]\n")
                .starts_with("mine.toml:4: texts.later.product[0]: undefined")
        );
    }
}
