//! A shop's own coach over processes, and talks judged live and later.

use std::time::Duration;

use jinpai_engine::{AuditQuery, EngineError, FindingQuery, Locale, RuleChange, SettingChange};
use jinpai_model::{Knowledge, ProductInput, Role, RuleStatus};

use crate::{
    ends,
    shop::{TestShop, order, start},
};

/// So soon a running server goes by what another process has changed.
const PROMISED: Duration = Duration::from_secs(2);
const WORDS: &str = "这款包退包换包修的哦";

fn rule(words: &str) -> RuleChange {
    let bad = ["的", "哦", "呢", "呀", "啦"].map(|end| format!("[[bad]]\ntext = \"我们{words}{end}\"\n"));
    let good = [
        "好的",
        "有货的",
        "发您看看",
        "今天能发",
        "稍等哦",
        "这款有的",
        "您慢慢看",
        "谢谢您",
    ]
    .map(|text| format!("[[good]]\ntext = \"{text}亲\"\n"));
    let toml = format!(
        r#"code = "SHP001"
category = "PROMISE"
severity = "warn"
points = -4
source = "本店规定"
name = {{ zh = "包修不归店里管", en = "Repairs are not ours" }}
message = {{ zh = "本店不管修，别说包修", en = "We do not repair" }}
why = {{ zh = "说了包修又修不了，买家会来投诉。", en = "A repair that never comes is a complaint." }}
find = {{ phrase = {{ any = ["{words}"] }} }}

{}
{}"#,
        bad.join("\n"),
        good.join("\n")
    );
    RuleChange {
        toml,
        status: RuleStatus::Live,
        version: None,
    }
}

async fn finds(desk: &jinpai_engine::Desk, text: &str) -> bool {
    let report = desk
        .check(None, None, None, text, Locale::Zh)
        .await
        .unwrap()
        .report;
    report
        .findings
        .iter()
        .any(|finding| finding.rule.as_str() == "SHP001")
}

pub async fn a_rule_of_another_process_is_in_force_within_two_seconds(shop: &TestShop) {
    let other = start(&shop.database, shop.clock.clone()).await;
    let person = shop.owner.person_id();
    let there = other.desk(person, shop.shop, Role::Owner).await.unwrap();
    assert!(!finds(&there, WORDS).await, "its coach stands before the change");
    shop.owner.add_rule(rule("包退包换包修")).await.unwrap();
    assert!(finds(&shop.owner, WORDS).await, "at once where it was written");
    let version = shop.owner.rules().await.unwrap().version;
    tokio::time::timeout(PROMISED, there.coach_reaches(version))
        .await
        .expect("the other process takes the rule within two seconds");
    assert!(finds(&there, WORDS).await);

    // Both change it: neither change is lost.
    let quieter = SettingChange {
        points: Some(-2),
        ..SettingChange::default()
    };
    there.set_rule("SHP001", quieter).await.unwrap();
    let mut change = rule("包退包换包修");
    change.version = Some(1);
    shop.owner.change_rule("SHP001", change).await.unwrap();
    let kept = shop.owner.rule("SHP001").await.unwrap().view.rule;
    assert_eq!((kept.points(), kept.own.unwrap().version), (-2, 2));
    other.stop().await;
}

pub async fn a_refused_rule_leaves_the_coach_as_it_was(shop: &TestShop) {
    shop.owner.add_rule(rule("包退包换包修")).await.unwrap();
    let before = shop.owner.rules().await.unwrap().version;
    let mut false_example = rule("包退包换包修");
    false_example.toml = false_example.toml.replace("我们包退包换包修呢", "我们什么都不包");
    let Err(EngineError::BadRule(faults)) = shop.owner.change_rule("SHP001", false_example).await else {
        panic!("a rule that misses its own example is taken")
    };
    assert!(faults.iter().any(|fault| fault.line > 10), "{faults:?}");
    assert_eq!(shop.owner.rules().await.unwrap().version, before);
    assert!(finds(&shop.owner, WORDS).await);
}

/// Numbers that a test can repeat.
struct Draws(u64);

impl Draws {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

/// What agents say in the examples of the rules, and what buyers say before it.
async fn sayings(shop: &TestShop) -> (Vec<String>, Vec<String>) {
    let (mut agents, mut buyers) = (Vec::new(), Vec::new());
    for view in shop.owner.rules().await.unwrap().items {
        for example in view.rule.spec.bad.iter().chain(&view.rule.spec.good) {
            agents.push(example.text.clone());
            buyers.extend(example.buyer.clone());
        }
    }
    agents.retain(|text| !text.trim().is_empty());
    buyers.extend(["在吗", "多少钱", "会掉色吗", "什么时候能收到"].map(str::to_owned));
    (agents, buyers)
}

/// Talks at random through the desk, as an agent's page does; returns how many messages were sent.
async fn talk_at_random(shop: &TestShop, draws: &mut Draws) -> usize {
    let (agents, buyers) = sayings(shop).await;
    let mut product = ProductInput {
        sku: "W1".to_owned(),
        title: "羊毛混纺大衣".to_owned(),
        stock: Some(6),
        price_fen: None,
        promo_ends_at: None,
        ship_cutoff: None,
        ship_within_h: Some(48),
        eta_days: Some([3, 5]),
        material: Some("羊毛".to_owned()),
        guarantees: vec!["七天无理由退换".to_owned()],
        gifts: Vec::new(),
        colours_in_stock: Vec::new(),
        knowledge: Knowledge::default(),
    };
    let id = shop.owner.put_product(None, product.clone()).await.unwrap().id;
    let mut sent = 0;
    for n in 0..4 {
        let name = format!("u-{n}");
        if n % 2 == 0 {
            let bought = order(&format!("T{n}"), &name, "2026-11-21T08:00:00", 256);
            shop.post("created", &bought).await.unwrap();
        }
        let buyer = shop.buyer(&name).await;
        let mut talk = None;
        for turn in 0..24 {
            shop.clock
                .pass(1_000 + i64::try_from(draws.below(90_000)).unwrap());
            let key = format!("{n}-{turn}");
            match talk {
                Some(talk) if draws.below(5) < 3 => {
                    let text = &agents[draws.below(agents.len())];
                    // What blocks is not sent, and so is not there to be judged later.
                    let reply = shop.owner.send(talk, &key, text, Locale::Zh).await;
                    sent += usize::from(reply.is_ok());
                }
                _ => {
                    let text = &buyers[draws.below(buyers.len())];
                    talk = Some(buyer.send(&key, text).await.unwrap().message.conversation);
                }
            }
            if draws.below(8) == 0 {
                product.stock = Some(i64::try_from(draws.below(9)).unwrap());
                shop.owner.put_product(Some(id), product.clone()).await.unwrap();
            }
            if let Some(open) = talk.filter(|_| draws.below(16) == 0) {
                shop.owner.close(open).await.unwrap();
            }
        }
    }
    sent
}

pub async fn a_talk_is_judged_later_as_it_was_live(shop: &TestShop) {
    shop.owner.add_rule(rule("包退包换包修")).await.unwrap();
    let sent = talk_at_random(shop, &mut Draws(3)).await;
    assert!(sent > 20, "only {sent} messages were sent");
    ends::of_silence(shop).await;
    let mut live = Vec::new();
    let mut next = None;
    loop {
        let query = FindingQuery {
            hints: true,
            next: next.take(),
            limit: 200,
            ..FindingQuery::default()
        };
        let page = shop.owner.findings(query).await.unwrap();
        live.extend(page.items.into_iter().map(|view| {
            let said = view.kept.said;
            let place = (view.kept.message, said.start, said.end);
            (view.kept.at_end, place, said.rule, said.severity)
        }));
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    let query = AuditQuery {
        limit: usize::MAX,
        ..AuditQuery::default()
    };
    let audit = shop.owner.audit(query, Locale::Zh).await.unwrap();
    let mut later: Vec<_> = audit
        .page
        .iter()
        .map(|found| {
            let finding = &found.finding;
            let place = |at: usize| i64::try_from(at).unwrap();
            let (rule, severity) = (finding.rule.to_string(), finding.severity.to_string());
            let place = (found.message.id, place(finding.start), place(finding.end));
            assert!(found.kept.is_some(), "{rule} cannot be reviewed");
            (found.at_end, place, rule, severity)
        })
        .collect();
    live.sort();
    later.sort();
    assert!(live.len() > 10, "only {} findings", live.len());
    assert!(
        live.iter().any(|found| found.0),
        "nothing is said of a whole talk"
    );
    assert_eq!(live, later);
}
