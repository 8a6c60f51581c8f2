//! What wordings claim, in a table; and what holds for any text.

use jinpai_text::{
    Folded,
    claims::{
        Claim, ClaimKind, Clock, Day, Discount, Ending, Kinds, Level, Passage, Said, Undertaking, When,
        Which, claims, claims_around,
    },
};
use proptest::prelude::*;

/// A claim in one line, so that a table of them can be read.
fn told(claim: &Claim) -> String {
    let said = match &claim.said {
        Said::Stock(stock) => {
            let level = match stock.level {
                Level::Count { low, high, few } => format!("{}{low}-{high}", if few { "only " } else { "" }),
                other => format!("{other:?}").to_lowercase(),
            };
            match &stock.which {
                Which::All => format!("stock {level}"),
                Which::Colours(names) => format!("stock of {} {level}", names.join("+")),
                Which::Other => format!("stock of a part {level}"),
            }
        }
        Said::Price(price) => format!("price {}-{}", price.low_fen, price.high_fen),
        Said::Discount(Discount::Percent(left)) => format!("pay {left}%"),
        Said::Discount(Discount::Less(fen)) => format!("less {fen}"),
        Said::Discount(Discount::Bundle) => "bundle".to_owned(),
        Said::Deadline(deadline) => match deadline.ending {
            Ending::On(when) => format!("ends {}", at(when)),
            Ending::Before(day) => format!("ends before {}", on(day)),
            Ending::In { low_h, high_h } => format!("ends in {low_h}-{high_h}h"),
            other => format!("ends {other:?}").to_lowercase(),
        },
        Said::Cutoff { clock, exact } => {
            format!("cutoff {}{}", hour(*clock), if *exact { " exactly" } else { "" })
        }
        Said::Dispatch(way) => format!("leaves {}", passage(way)),
        Said::Arrival(way) => format!("arrives {}", passage(way)),
        Said::Material(m) => {
            let deny = if m.denied { "not " } else { "" };
            format!(
                "{deny}{}{}",
                if m.pure { "pure " } else { "" },
                m.substance.name()
            )
        }
        Said::Guarantee(g) => {
            let what = match g.what {
                Undertaking::Authentic { times } => format!("fake pays {times}"),
                other => format!("{other:?}").to_lowercase(),
            };
            let window = g
                .window_h
                .map(|(low, high)| format!(" {low}-{high}h"))
                .unwrap_or_default();
            format!("{}{what}{window}", if g.denied { "no " } else { "" })
        }
        Said::Gift(gift) => format!(
            "{}gift {}",
            if gift.denied { "no " } else { "" },
            gift.name.as_deref().unwrap_or("any")
        ),
    };
    let stance = claim.stance;
    let marks = [
        (stance.asked, " asked"),
        (stance.conditional, " if"),
        (stance.hedged, " about"),
        (stance.past, " past"),
    ];
    let marks: String = marks
        .iter()
        .filter(|(on, _)| *on)
        .map(|(_, mark)| *mark)
        .collect();
    said + &marks
}

fn at(when: When) -> String {
    match when {
        When::Hours { low_h, high_h } => format!("{low_h}-{high_h}h"),
        When::Moment { day, clock } => {
            let parts = [day.map(on), clock.filter(|clock| !clock.part_only).map(hour)];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}

fn on(day: Day) -> String {
    match day {
        Day::InDays(days) => format!("+{days}d"),
        Day::Weekday { day, next } => format!("{}w{}", if next { "next " } else { "" }, day + 1),
        Day::Date { month, day } => month.map_or(format!("the {day}"), |month| format!("{month}/{day}")),
        other => format!("{other:?}").to_lowercase(),
    }
}

fn hour(clock: Clock) -> String {
    format!("{:02}:{:02}", clock.minutes / 60, clock.minutes % 60)
}

fn passage(way: &Passage) -> String {
    format!(
        "{}{}{}",
        at(way.when),
        if way.by { " at most" } else { "" },
        if way.now { " now" } else { "" }
    )
}

fn all(text: &str) -> Vec<String> {
    claims(Folded::of(text).chars()).iter().map(told).collect()
}

/// The wording, and its claims of the kinds named by the test.
fn check(kinds: &[ClaimKind], table: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (text, wanted) in table {
        let found = claims(Folded::of(text).chars());
        let told: Vec<String> = found
            .iter()
            .filter(|c| kinds.contains(&c.said.kind()))
            .map(told)
            .collect();
        if told.join("; ") != *wanted {
            wrong.push(format!("{text}: {:?}, wanted {wanted:?}", told.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn stock() {
    check(
        &[ClaimKind::Stock],
        &[
            ("只剩3件了亲", "stock only 3-3"),
            ("只剩３件了", "stock only 3-3"),
            ("就剩最后两件咯", "stock only 2-2"),
            ("仓库还有两百多件呢", "stock 201-299"),
            ("库存还有58", "stock 58-58"),
            ("目前库存十几套", "stock 11-19"),
            ("最后几双啦", "stock only 2-9"),
            ("只有5件现货了", "stock only 5-5"),
            ("不到十件了", "stock only 0-10"),
            ("还有二十来盒，您放心拍", "stock 21-29"),
            ("库存不多了", "stock scarce"),
            ("手慢无哦", "stock scarce"),
            ("马上就要卖完了", "stock scarce"),
            ("货很足的，您晚上拍也来得及", "stock plenty"),
            ("不会断货的", "stock plenty"),
            ("有货的亲", "stock in"),
            ("现货哦", "stock in"),
            ("不好意思，没货了", "stock out"),
            ("已经卖完了", "stock out"),
            (
                "粉色卖完了，黑色白色都有现货",
                "stock of 粉 out; stock of 黑+白 in",
            ),
            ("藏青色有的哦", "stock of 藏青 in"),
            ("红的没了", "stock of 红 out"),
            ("M码只剩2件", "stock of a part only 2-2"),
            ("38号没货了", "stock of a part out"),
            ("37的没货了", "stock of a part out"),
            ("有没有货我帮您查", ""),
            ("有货吗", "stock in asked"),
            ("如果没货我给您退", "stock out if"),
            ("怕没货的话早点拍", ""),
            ("最后一天了", ""),
            ("只有一个颜色", ""),
            ("还有3个月才过保", ""),
            ("没有色差的", ""),
            ("有一套流程", ""),
        ],
    );
}

#[test]
fn prices_and_discounts() {
    check(
        &[ClaimKind::Price, ClaimKind::Discount],
        &[
            ("券后到手99", "price 9900-9900"),
            ("到手价一百二十八", "price 12800-12800"),
            ("现价99块9", "price 9990-9990"),
            ("只要三块五一个", "price 350-350"),
            ("活动价是1,299元", "price 129900-129900"),
            ("到手价￥59.9", "price 5990-5990"),
            ("现在一百二就能拿下", ""),
            ("卖一百二一件", "price 12000-12000"),
            ("129元一件包邮", "price 12900-12900"),
            ("折后不到100块", "price 0-10000"),
            ("券后两百多", "price 20100-29900"),
            ("优惠价158", "price 15800-15800"),
            ("一套要九百八", "price 98000-98000"),
            ("大概卖88元", "price 8800-8800 about"),
            ("原价199元", ""),
            ("满200减20", "less 2000"),
            ("运费10元", ""),
            ("退您5块钱", ""),
            ("两件到手价180", ""),
            ("打八折", "pay 80%"),
            ("现在85折", "pay 85%"),
            ("8.8折优惠", "pay 88%"),
            ("第二件半价", "pay 50%"),
            ("立减30元", "less 3000"),
            ("买一送一哦", "bundle"),
            ("不打折的亲", ""),
        ],
    );
}

#[test]
fn deadlines() {
    check(
        &[ClaimKind::Deadline],
        &[
            ("今晚12点截止哦", "ends +0d 24:00"),
            ("优惠到25号晚上结束", "ends the 25"),
            ("优惠到25号", "ends the 25"),
            ("活动到11月30日24点结束", "ends 11/30 24:00"),
            ("明天恢复原价", "ends before +1d"),
            ("今天最后一天了亲", "ends +0d"),
            ("活动最后一天", "ends +0d"),
            ("明天是活动最后一天", "ends +1d"),
            ("周日活动就结束了", "ends w7"),
            ("活动截止到月底", "ends monthend"),
            ("三天后涨价", "ends in 72-72h"),
            ("还有两个小时就结束", ""),
            ("活动还有两个小时就结束", "ends in 2-2h"),
            ("优惠最后3小时", "ends in 3-3h"),
            ("过了今天就没这个价了", "ends +0d"),
            ("活动马上结束了", "ends soon"),
            ("这个价格长期有效", "ends never"),
            ("活动今晚8点结束", "ends +0d 20:00"),
            ("后天就没有优惠了", "ends before +2d"),
            ("下周一恢复原价", "ends before next w1"),
            ("优惠今天结束吗", "ends +0d asked"),
            ("活动还没结束", ""),
            ("7天内退货", ""),
            ("退货申请7天后截止", ""),
            ("活动昨天结束了", ""),
        ],
    );
}

#[test]
fn parcels() {
    check(
        &[ClaimKind::Cutoff, ClaimKind::Dispatch, ClaimKind::Arrival],
        &[
            ("晚上8点前拍都今天发～", "cutoff 20:00"),
            ("4点前付款当天发", "cutoff 16:00"),
            ("下午四点前付款，今天就能发", "cutoff 16:00"),
            ("16:30之前下单的当天发出", "cutoff 16:30"),
            ("过了5点就明天发了", "cutoff 17:00 exactly"),
            ("我们下午3点截单", "cutoff 15:00 exactly"),
            ("几点拍都当天发的", "cutoff 24:00"),
            ("晚上拍今天也能发", "cutoff 18:00"),
            ("24小时内发货", "leaves 24-24h at most"),
            ("48小时内发出，一般会提前", "leaves 48-48h at most"),
            ("今天发", "leaves +0d"),
            ("今天就能给您发出", "leaves +0d"),
            ("明天发货", "leaves +1d"),
            ("三天内发货", "leaves 72-72h at most"),
            ("一周左右发货", "leaves 168-168h about"),
            ("发货要3-5天", "leaves 72-120h"),
            ("拍下即发", "leaves 0-12h at most now"),
            ("周一统一发货", "leaves w1"),
            ("现在拍今天能发", "leaves +0d now"),
            ("次日就到您手里啦", "arrives +1d"),
            ("后天就到", "arrives +2d"),
            ("三五天能到", "arrives 72-120h"),
            ("3~5天到货", "arrives 72-120h"),
            ("一周内送到", "arrives 168-168h at most"),
            ("周五前能到", "arrives w5 at most"),
            ("25号能收到", "arrives the 25"),
            ("25号能到", "arrives the 25"),
            ("江浙沪次日达", "arrives +1d"),
            ("路上两三天", "arrives 48-72h"),
            ("明天一定到，您安心等", "arrives +1d"),
            ("今天发后天到", "leaves +0d; arrives +2d"),
            ("一般3天左右到", "arrives 72-72h about"),
            ("明天不一定能到", ""),
            ("今天发不了了", ""),
            ("今天已经发货了", ""),
            ("昨天发的货", ""),
            ("退款3天到账", ""),
            ("明天给您补发", ""),
            ("已到您当地网点，明天送到", ""),
            ("今天给您发图片", ""),
            ("发票明天发您", ""),
            ("明天到期", ""),
            ("明天能到吗", "arrives +1d asked"),
        ],
    );
}

#[test]
fn materials() {
    check(
        &[ClaimKind::Material],
        &[
            ("纯棉的哦", "pure 棉"),
            ("是100%棉的", "pure 棉"),
            ("真皮的，头层牛皮", "真皮; 真皮"),
            ("925银的", "925银"),
            ("不含酒精", "not 酒精"),
            ("0香精0色素", "not 香精; not 色素"),
            ("不是纯棉的哦，是聚酯纤维", "not pure 棉; 聚酯纤维"),
            ("里面有坚果的", "坚果"),
            ("酒精过敏可以用", ""),
            ("手感像真丝", ""),
            ("珍珠棉包好了", ""),
            ("全实木的", "pure 实木"),
            ("304不锈钢内胆", "304不锈钢"),
            ("订单号304", ""),
        ],
    );
}

#[test]
fn guarantees_and_gifts() {
    check(
        &[ClaimKind::Guarantee, ClaimKind::Gift],
        &[
            ("三十天无理由退换", "return 720-720h"),
            ("三十天内都能无理由退", "return 720-720h"),
            ("7天无理由", "return 168-168h"),
            ("7天无理由退换货", "return 168-168h"),
            ("这款的保修政策我帮您查", ""),
            ("保修两年", "warranty 17520-17520h"),
            ("两年质保", "warranty 17520-17520h"),
            ("终身保修的", "warranty 876000-876000h"),
            ("假一赔十", "fake pays 10"),
            ("假一罚三", "fake pays 3"),
            ("有运费险的", "freightback"),
            ("没有运费险哦", "no freightback"),
            ("30天内坏了直接给您换新", "replace 720-720h"),
            ("拆封后不支持无理由", ""),
            ("保价30天", "pricekept 720-720h"),
            ("坏果包赔", "damagepaid"),
            ("送你个收纳袋", "gift 收纳袋"),
            ("另送两双袜子", "gift 袜子"),
            ("没有赠品的", "no gift any"),
            ("送到您家", ""),
            ("送女朋友很合适", ""),
            ("怎么退货", ""),
        ],
    );
}

#[test]
fn a_place_gives_only_its_own_clause_and_kinds() {
    let text = "只剩3件了，券后99，明天就到";
    let folded = Folded::of(text);
    let told_at = |word: &str, kinds: Kinds| -> Vec<String> {
        let at = text.split(word).next().map_or(0, |before| before.chars().count());
        let found = claims_around(folded.chars(), &[(at..at + 1, kinds)]);
        found.iter().map(told).collect()
    };
    assert_eq!(told_at("券后", Kinds::all()), ["price 9900-9900"]);
    assert_eq!(told_at("券后", Kinds::default().with(ClaimKind::Stock)), [""; 0]);
    assert_eq!(
        told_at("明天", Kinds::default().with(ClaimKind::Arrival)),
        ["arrives +1d"]
    );
    assert_eq!(all(text).len(), 3);
}

proptest! {
    #[test]
    fn any_text_is_read_inside_itself(text in any::<String>()) {
        let folded = Folded::of(&text);
        inside(folded.chars())?;
    }

    #[test]
    fn talk_is_read_inside_itself(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..14)) {
        let folded = Folded::of(&pieces.concat());
        inside(folded.chars())?;
    }
}

const PIECES: &[&str] = &[
    "只剩",
    "3",
    "件",
    "两",
    "百",
    "多",
    "券后",
    "块",
    "9",
    "今晚",
    "12点",
    "截止",
    "明天",
    "到",
    "发",
    "前",
    "，",
    "24小时",
    "内",
    "周",
    "五",
    "号",
    "25",
    "月",
    "底",
    "纯",
    "棉",
    "不",
    "含",
    "酒精",
    "无理由",
    "三十天",
    "保修",
    "假一赔",
    "十",
    "送",
    "您",
    "收纳袋",
    "红",
    "色",
    "有",
    "没",
    "的",
    "~",
    "-",
    "半",
    "年",
    "个",
    "吗",
    "?",
    "如果",
    "一般",
    " ",
    "最后",
    "活动",
    "¥",
    ".",
    "折",
    "码",
];

fn inside(chars: &[char]) -> Result<(), TestCaseError> {
    for claim in claims(chars) {
        prop_assert!(claim.start < claim.end && claim.end <= chars.len());
        // A cut-off may be named in the clause before its verb; everything else stands in its own.
        let elsewhere = claim.said.kind() == ClaimKind::Cutoff && claim.start < claim.clause.start;
        prop_assert!(elsewhere || (claim.clause.start <= claim.start && claim.end <= claim.clause.end));
    }
    for end in (0..=chars.len()).step_by(3) {
        let place = end.saturating_sub(2)..end;
        prop_assert!(
            claims_around(chars, &[(place, Kinds::all())])
                .iter()
                .all(|c| c.end <= chars.len())
        );
    }
    Ok(())
}
