//! The words of the playbook: whatever the facts, the coach has nothing against what an agent is given to say.

use jinpai_coach::{Coach, Draft, Severity};
use jinpai_model::{At, Facts, Fen, Platform, Technique};
use jinpai_packs::{
    phrases::slots,
    playbook::{builtin_book, read},
};
use jinpai_playbook::slots_of;

/// What a made-up shop of one trade knows, and what its buyer named.
struct Trade {
    item: &'static str,
    other: &'static str,
    /// One more of them, with what speaks for it.
    third: (&'static str, &'static str),
    option: &'static str,
    options: [&'static str; 2],
    price: &'static str,
    granted: &'static str,
    strengths: [&'static str; 2],
    flaw: &'static str,
    care: &'static str,
    guarantees: &'static [&'static str],
    gift: &'static str,
    material: &'static str,
    link: &'static str,
}

const TRADES: [Trade; 5] = [
    Trade {
        item: "雪纺连衣裙 碎花",
        other: "醋酸衬衫裙 纯色",
        third: ("针织背心裙 长款", "不挑身形，秋冬叠穿"),
        option: "杏色",
        options: ["杏色", "雾蓝"],
        price: "259.00",
        granted: "229.00",
        strengths: ["裙摆有内衬，不透", "腰后有松紧，坐着不勒"],
        flaw: "浅色面料，深色内衣会透出一点",
        care: "冷水手洗，不要拧干",
        guarantees: &["7天无理由退换", "运费险"],
        gift: "发圈",
        material: "聚酯纤维 100%",
        link: "https://item.taobao.com/item.htm?id=310",
    },
    Trade {
        item: "洋槐蜂蜜 500克×2 瓶",
        other: "枣花蜂蜜 1000克",
        third: ("荆条蜂蜜 小瓶装", "一瓶一周，带着走"),
        option: "两瓶装",
        options: ["两瓶装", "四瓶装"],
        price: "78.00",
        granted: "72.00",
        strengths: ["42 度成熟蜜，不是浓缩的", "每批有检测报告"],
        flaw: "天冷放久会结一点晶，不影响吃",
        care: "常温避光，别用湿勺",
        guarantees: &["破损补发", "批次检测报告可查"],
        gift: "木柄蜂蜜棒",
        material: "洋槐蜂蜜",
        link: "https://item.taobao.com/item.htm?id=7",
    },
    Trade {
        item: "入耳式降噪耳机",
        other: "半入耳蓝牙耳机",
        third: ("头戴式耳机", "耳罩能拆下来洗"),
        option: "黑色",
        options: ["黑色", "白色"],
        price: "299.00",
        granted: "279.00",
        strengths: ["主动降噪，地铁里能听清", "带盒续航 32 小时"],
        flaw: "入耳久了有人会闷",
        care: "耳塞套一周擦一次",
        guarantees: &["7天无理由退换", "一年质保"],
        gift: "收纳包",
        material: "ABS 外壳",
        link: "https://item.taobao.com/item.htm?id=380",
    },
    Trade {
        item: "实木餐桌 1.4 米",
        other: "岩板餐桌 1.6 米",
        third: ("可伸缩餐桌", "拉开坐八个人"),
        option: "原木色",
        options: ["原木色", "胡桃色"],
        price: "1899.00",
        granted: "1799.00",
        strengths: ["桌腿榫卯连接，不用打钉", "桌面刷了三遍木蜡油"],
        flaw: "实木有天然结疤，每张纹理不一样",
        care: "热锅垫一块隔热垫，半年上一次木蜡油",
        guarantees: &["三年质保", "送货上楼"],
        gift: "桌旗",
        material: "白蜡木",
        link: "https://item.taobao.com/item.htm?id=140",
    },
    Trade {
        item: "保温杯 316 不锈钢 500 毫升",
        other: "保温壶 304 不锈钢 1 升",
        third: ("随手杯 350 毫升", "放得进小包"),
        option: "雾蓝",
        options: ["雾蓝", "米白"],
        price: "79.00",
        granted: "73.00",
        strengths: ["内胆 316，泡茶不留味", "杯盖一键开，单手能用"],
        flaw: "杯口不大，放不进大冰块",
        care: "不能进洗碗机",
        guarantees: &["7天无理由退换"],
        gift: "杯刷",
        material: "内胆 316 不锈钢",
        link: "https://item.taobao.com/item.htm?id=316",
    },
];

/// How a buyer puts what a step answers.
const fn ask(technique: Technique) -> &'static str {
    match technique {
        Technique::LowStock => "这个还有货吗",
        Technique::PriceEnding => "活动到什么时候结束",
        Technique::CourierCutoff => "今天能发货吗",
        Technique::EitherOr => "这两个我纠结选哪个",
        Technique::HelpChoosing => "帮我看看哪款合适",
        Technique::SizeAdvice => "162 身高，51 公斤穿什么码",
        Technique::TrueAlternative => "雾蓝的还有吗",
        Technique::SeveralRecommendations => "有什么推荐的吗",
        Technique::Comparison => "这两款有什么区别",
        Technique::FlawsFirst => "质量怎么样，有什么缺点吗",
        Technique::SmallKindness => "有没有小礼物",
        Technique::LeaveSmallTalk => "哈哈今天我家猫又拆家了",
        Technique::ExplainPrice => "能便宜点吗",
        Technique::Compare => "别家同款比你家便宜",
        Technique::Coupon => "再优惠一点吧",
        Technique::FloorPrice => "最低多少钱",
        Technique::StandFirm => "不便宜我就不买了",
        Technique::ServedInTurn => "在吗，等半天了",
        Technique::ServedSoon => "麻烦帮我查一下上次那张发票",
        Technique::Remembered => "在吗，我又来了",
        Technique::Welcome => "在吗",
        Technique::Comfortable => "不好意思问了这么多",
        Technique::Understood => "我收到的少了一件，怎么回事",
        Technique::Helped => "优惠券怎么用啊",
        Technique::Valued => "老顾客又来下单了",
        Technique::Praised => "我选好了，就要这个颜色",
        Technique::Respected => "有点贵，算了不买了",
        Technique::Trusted => "是正品吗",
    }
}

/// What stands in a slot, in this trade.
fn value(technique: Technique, slot: &str, of: &Trade) -> String {
    let [first, second] = of.options;
    match slot {
        "stock" => "3".to_owned(),
        "option" => of.option.to_owned(),
        "item" | "choice" | "last" => of.item.to_owned(),
        "until" => "今天 20:00".to_owned(),
        "terms" if technique == Technique::Coupon => "满 50 减 5，当天有效".to_owned(),
        "terms" => "周日前下单减 20 元".to_owned(),
        "price" if technique == Technique::FloorPrice => of.granted.to_owned(),
        "price" => of.price.to_owned(),
        "cut_off" => "16:00".to_owned(),
        "first" => first.to_owned(),
        "second" | "asked" => second.to_owned(),
        "reason" | "strength" => of.strengths[0].to_owned(),
        "worth" => of.strengths.join("，"),
        "size" | "last_size" => "M".to_owned(),
        "larger" => "L".to_owned(),
        "by" => "身高 162、体重 51".to_owned(),
        "other" | "others" => first.to_owned(),
        "list" => format!(
            "{}：{} {link}；{}：{} {link}；{}：{} {link}",
            of.item,
            of.strengths[0],
            of.other,
            of.strengths[1],
            of.third.0,
            of.third.1,
            link = of.link
        ),
        "titles" => format!("{}、{}", of.item, of.other),
        "differences" => format!("材质：{} / 其他；特点：{}", of.material, of.strengths.join(" / ")),
        "flaw" => of.flaw.to_owned(),
        "care" => of.care.to_owned(),
        "guarantee" => of.guarantees[0].to_owned(),
        "guarantees" => of.guarantees.join("、"),
        "gift" => of.gift.to_owned(),
        "off" => "5.00".to_owned(),
        "name" => "小鹿".to_owned(),
        "times" => "4".to_owned(),
        other => panic!("no made-up fact for {other}"),
    }
}

fn filled(technique: Technique, text: &str, of: &Trade) -> String {
    slots(text).fold(text.to_owned(), |filled, slot| {
        let value = value(technique, slot, of);
        filled
            .replace(&format!("{{{{ {slot} }}}}"), &value)
            .replace(&format!("{{{{{slot}}}}}"), &value)
    })
}

/// The facts of the product, as the desk hands them to the coach.
fn facts(technique: Technique, of: &Trade) -> Facts {
    // What is out of stock is not among the colours that are there.
    let there = if technique == Technique::TrueAlternative {
        1
    } else {
        2
    };
    Facts {
        stock: Some(3),
        price_fen: Some(of.price.parse::<Fen>().expect("yuan")),
        promo_ends: Some("2026-11-22T20:00".to_owned()),
        ship_cutoff: Some("16:00".parse().expect("a time of day")),
        ship_within_h: Some(24),
        eta_days: Some([2, 4]),
        material: Some(of.material.to_owned()),
        guarantees: of.guarantees.iter().map(|one| (*one).to_owned()).collect(),
        gifts: vec![of.gift.to_owned()],
        colours_in_stock: of.options[..there].iter().map(|one| (*one).to_owned()).collect(),
    }
}

/// What the coach holds against a line, above a hint.
fn against(coach: &Coach, technique: Technique, line: &str, of: &Trade, platform: Platform) -> Vec<String> {
    let facts = facts(technique, of);
    let report = coach.check(&Draft {
        buyer: Some(ask(technique)),
        facts: Some(&facts),
        platform,
        at: At::from_rfc3339("2026-11-22T14:20:00+08:00").ok(),
        others_waiting: Some(0),
        ..Draft::of(line)
    });
    report
        .findings
        .iter()
        .filter(|one| one.severity > Severity::Hint)
        .map(|one| format!("{} {:?} {}: {}", one.rule, one.severity, one.matched, one.message))
        .collect()
}

#[test]
fn the_coach_has_nothing_against_any_wording_of_any_step() {
    let book = builtin_book().unwrap_or_else(|errors| panic!("{errors}"));
    let coach = jinpai_packs::builtin_coach().expect("the built-in pack is valid");
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for step in &book.spec.steps {
        for line in &step.lines {
            for of in &TRADES {
                let text = filled(step.technique, &line.text, of);
                assert!(!text.contains("{{"), "{text}");
                for platform in [Platform::Taobao, Platform::Jd, Platform::General] {
                    tried += 1;
                    for found in against(&coach, step.technique, &text, of, platform) {
                        wrong.push(format!("{} on {platform}: {text}\n    {found}", step.technique));
                    }
                }
            }
        }
    }
    assert!(tried >= 1_000, "{tried} lines were tried");
    assert!(
        wrong.is_empty(),
        "{} of {tried}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Words that promise more than a shop can hold, or lead away from the platform.
const FORBIDDEN: [&str; 14] = [
    "肯定没",
    "保证",
    "绝对",
    "最好",
    "最低",
    "最优",
    "第一品牌",
    "全网",
    "独家",
    "微信",
    "加我",
    "支付宝转",
    "私下",
    "线下交易",
];

#[test]
fn no_wording_promises_praises_beyond_truth_or_leads_away() {
    let book = builtin_book().unwrap_or_else(|errors| panic!("{errors}"));
    for step in &book.spec.steps {
        for line in &step.lines {
            let found = FORBIDDEN.iter().find(|word| line.text.contains(**word));
            assert_eq!(found, None, "{}: {}", step.technique, line.text);
            assert!(
                !line.text.contains('你'),
                "{} says 你: {}",
                step.technique,
                line.text
            );
        }
    }
}

#[test]
fn every_step_has_several_wordings_and_one_that_the_fewest_facts_allow() {
    // Facts that are there whenever the step is.
    let always = |technique: Technique| -> &[&str] {
        match technique {
            Technique::LowStock => &["stock", "item"],
            Technique::PriceEnding => &["until", "terms", "item"],
            Technique::SizeAdvice => &["size", "by", "item"],
            Technique::FlawsFirst => &["flaw", "item"],
            Technique::StandFirm | Technique::Praised => &["item"],
            Technique::Remembered => &["last"],
            Technique::LeaveSmallTalk
            | Technique::ServedInTurn
            | Technique::ServedSoon
            | Technique::Welcome
            | Technique::Comfortable
            | Technique::Understood
            | Technique::Helped
            | Technique::Valued
            | Technique::Respected => &[],
            other => slots_of(other),
        }
    };
    let book = builtin_book().unwrap_or_else(|errors| panic!("{errors}"));
    for step in &book.spec.steps {
        let known = always(step.technique);
        let plain = |text: &str| slots(text).all(|slot| known.contains(&slot));
        let bare = step
            .lines
            .iter()
            .filter(|line| line.only.is_empty() && plain(&line.text));
        assert!(
            bare.count() >= 1,
            "{} is silent where facts are few",
            step.technique
        );
        assert!(step.lines.len() >= 2, "{} always says the same", step.technique);
    }
}

#[test]
fn a_shop_may_spread_its_steps_over_files() {
    let book = builtin_book().unwrap_or_else(|errors| panic!("{errors}"));
    let cues = include_bytes!("../../../../packs/zh-CN/playbook/cues.toml").as_slice();
    let plain = include_bytes!("../../../../packs/zh-CN/playbook/plain.toml").as_slice();
    let steps = include_str!("../../../../packs/zh-CN/playbook/steps.toml");
    let at = steps.find("[[step]]\ntechnique = \"helped\"").expect("the step");
    let (first, second) = steps.split_at(at);
    let files = [
        ("playbook/cues.toml", cues),
        ("playbook/plain.toml", plain),
        ("playbook/a.toml", first.as_bytes()),
        ("playbook/b.toml", second.as_bytes()),
    ];
    assert_eq!(read(files).expect("it is read").spec, book.spec);
    let broken = second.replace("我一步一步带您弄", "{{ way }}");
    let files = [
        files[0],
        files[1],
        files[2],
        ("playbook/b.toml", broken.as_bytes()),
    ];
    let told = read(files).map(|_| ()).expect_err("it is refused").to_string();
    let line = broken
        .lines()
        .position(|line| line.contains("{{ way }}"))
        .expect("the words");
    assert!(
        told.starts_with(&format!("playbook/b.toml:{line}: step helped: \"way\"")),
        "{told}"
    );
}
