//! What the desk advises, from the first ask to the cost in the ledger; and that no type of a buyer has a price.

use jinpai_engine::{
    AdviceCardView, AdviceView, CardOf, ConcessionQuery, ConcessionWanted, Decision, Desk, EngineError,
    Locale, StepTold, TalkEnd, UpdateBody, Visitor,
};
use jinpai_model::{
    Attribute, Axis, ConcessionState, ConversationId, EventKind, Fen, Kindness, Knowledge, LadderSpec,
    PlaybookSettings, Product, ProductInput, Reason, Role, Stage, StepOutcome, StepState, Technique, Trait,
    UnpaidSetting, Variant,
};

use crate::{
    reminders::step_in,
    shop::{TestShop, order},
};

const DRESS: &str = "雪纺碎花连衣裙";

async fn colleague(shop: &TestShop, login: &str, role: Role) -> Desk {
    let (member, _) = shop.owner.add_member(login, login, role).await.unwrap();
    let desk = shop.engine.desk(member.person.id, shop.shop, role).await;
    desk.unwrap()
}

fn goods(sku: &str, title: &str, stock: i64) -> ProductInput {
    ProductInput {
        sku: sku.to_owned(),
        title: title.to_owned(),
        price_fen: Some(Fen::yuan(259)),
        stock: Some(stock),
        promo_ends_at: None,
        ship_cutoff: None,
        ship_within_h: None,
        eta_days: None,
        material: Some("聚酯纤维 100%".to_owned()),
        guarantees: vec!["7天无理由退换".to_owned()],
        gifts: Vec::new(),
        colours_in_stock: Vec::new(),
        knowledge: Knowledge {
            category: Some("连衣裙".to_owned()),
            floor_fen: Some(Fen::yuan(229)),
            strengths: vec!["裙摆有内衬，不透".to_owned(), "腰后有松紧，坐着不勒".to_owned()],
            link: Some(format!("https://shop.example/{sku}")),
            ..Knowledge::default()
        },
    }
}

async fn put(shop: &TestShop, input: ProductInput) -> Product {
    shop.owner.put_product(None, input).await.unwrap()
}

async fn allow(shop: &TestShop, unpaid_buyers: UnpaidSetting) {
    let wanted = PlaybookSettings {
        on: true,
        unpaid_buyers,
        ladder: LadderSpec {
            explain: true,
            compare: false,
            kindness: Some(Kindness {
                gift: "发圈".to_owned(),
                cost_fen: Fen(300),
            }),
            coupon: None,
            floor: true,
        },
    };
    shop.owner.set_playbook(wanted).await.unwrap();
}

async fn says(shop: &TestShop, buyer: &Visitor, n: &str, text: &str) -> ConversationId {
    shop.clock_tick();
    let sent = buyer.send(n, text).await.unwrap();
    sent.message.conversation
}

fn card(view: &AdviceView, technique: Technique) -> &AdviceCardView {
    let mut cards = view.cards.iter();
    let found = cards.find(|card| card.technique == technique);
    found.unwrap_or_else(|| panic!("no {technique} among {:#?}, {:?}", view.cards, view.held))
}

/// Sends the words of a card, and says so.
async fn take(shop: &TestShop, desk: &Desk, talk: ConversationId, card: &AdviceCardView) {
    shop.clock_tick();
    let reference = format!("take-{}", card.key);
    desk.send(talk, &reference, &card.line, Locale::Zh).await.unwrap();
    let told = StepTold {
        key: card.key.clone(),
        technique: card.technique,
        outcome: StepOutcome::Taken,
        message: None,
    };
    desk.tell_step(talk, told.clone()).await.unwrap();
    desk.tell_step(talk, told).await.unwrap();
}

pub async fn bargaining_goes_from_the_first_ask_to_a_granted_price_and_its_cost(shop: &TestShop) {
    let (agent, lead) = (
        colleague(shop, "yun", Role::Agent).await,
        colleague(shop, "lan", Role::Lead).await,
    );
    allow(shop, UnpaidSetting::Remind).await;
    let dress = put(shop, goods("DR-310", DRESS, 30)).await;
    let buyer = shop.buyer("小鹿").await;
    let talk = says(shop, &buyer, "1", &format!("{DRESS}能便宜点吗")).await;
    let ask = |price: i64| ConcessionWanted {
        stage: Stage::FloorPrice,
        product: Some(dress.id),
        price_fen: Some(Fen::yuan(price)),
    };
    let view = agent.advice(talk).await.unwrap();
    let ladder = view.ladder.as_ref().unwrap();
    assert_eq!((ladder.presses, ladder.next), (1, Some(Stage::ExplainPrice)));
    let early = agent.concede(talk, ask(239)).await;
    assert!(
        matches!(early, Err(EngineError::Invalid { field: "stage", .. })),
        "{early:?}"
    );
    take(shop, &agent, talk, card(&view, Technique::ExplainPrice)).await;

    says(shop, &buyer, "2", "还是有点贵，再便宜点吧").await;
    let view = agent.advice(talk).await.unwrap();
    let gift = card(&view, Technique::SmallKindness);
    assert!(gift.line.contains("发圈"), "{}", gift.line);
    take(shop, &agent, talk, gift).await;

    says(shop, &buyer, "3", "价格再少点嘛，便宜点我就拍").await;
    let view = agent.advice(talk).await.unwrap();
    assert_eq!(
        view.ladder.as_ref().unwrap().spent_fen,
        300,
        "the gift is in the ledger"
    );
    let asks = card(&view, Technique::FloorPrice);
    assert!(asks.line.is_empty(), "no price is said before it is granted");
    assert!(asks.concession.as_ref().unwrap().needs_approval);
    for price in [228, 100, 259, 300] {
        let Err(refused) = agent.concede(talk, ask(price)).await else {
            panic!("{price} is taken");
        };
        assert!(
            !refused.to_string().contains("229"),
            "the floor is nobody's to know"
        );
    }
    let mut watch = shop.watch().await;
    let asked = agent.concede(talk, ask(239)).await.unwrap();
    assert_eq!(
        (asked.concession.state, asked.floor_fen),
        (ConcessionState::Asked, None)
    );
    assert_eq!(
        agent.concede(talk, ask(239)).await.unwrap().concession.id,
        asked.concession.id
    );
    let id = asked.concession.id;
    let told = watch
        .until(|update| match (&update.body, update.event.kind) {
            (UpdateBody::Concession(view), EventKind::ConcessionAsked) => Some(view.concession.id),
            _ => None,
        })
        .await;
    assert_eq!(told, id);
    // What she is told meanwhile leaves her question open.
    shop.clock_tick();
    agent
        .send(talk, "wait", "我去问一下，您稍等", Locale::Zh)
        .await
        .unwrap();
    let view = agent.advice(talk).await.unwrap();
    let waits = card(&view, Technique::FloorPrice).concession.clone().unwrap();
    assert_eq!(
        (waits.state, waits.price_fen),
        (Some(ConcessionState::Asked), Some(Fen::yuan(239)))
    );

    let grant = |price: Option<i64>| Decision {
        approve: true,
        price_fen: price.map(Fen::yuan),
        remark: "老客，这次可以".to_owned(),
    };
    assert!(matches!(
        agent.decide_concession(id, grant(None)).await,
        Err(EngineError::Forbidden { needs: Role::Lead })
    ));
    assert!(
        lead.decide_concession(id, grant(Some(200))).await.is_err(),
        "nor may a lead go under the floor"
    );
    let granted = lead.decide_concession(id, grant(None)).await.unwrap();
    assert_eq!(granted.floor_fen, Some(Fen::yuan(229)));
    assert!(matches!(
        lead.decide_concession(id, grant(None)).await,
        Err(EngineError::AlreadyDone(_))
    ));
    let view = agent.advice(talk).await.unwrap();
    let offer = card(&view, Technique::FloorPrice);
    assert!(offer.line.contains("239"), "{}", offer.line);
    take(shop, &agent, talk, offer).await;

    assert!(matches!(
        agent.concessions(ConcessionQuery::default()).await,
        Err(EngineError::Forbidden { .. })
    ));
    let ledger = lead.concessions(ConcessionQuery::default()).await.unwrap();
    assert_eq!(ledger.figures.cost_fen, Fen(300 + 2_000));
    assert_eq!(ledger.figures.waiting, 0);
    let stages: Vec<_> = ledger
        .figures
        .by_stage
        .iter()
        .map(|(stage, n, cost)| (*stage, *n, cost.0))
        .collect();
    assert_eq!(
        stages,
        [(Stage::SmallKindness, 1, 300), (Stage::FloorPrice, 1, 2_000)]
    );
    assert_eq!(
        ledger.figures.by_agent[0].1, "yun",
        "whoever gave it, whoever granted it"
    );
    let figures = lead.step_figures(jinpai_engine::Days::default()).await.unwrap();
    let fared = figures
        .iter()
        .find(|one| one.fared.technique == Technique::ExplainPrice)
        .unwrap();
    assert_eq!(
        (fared.fared.shown, fared.fared.taken, fared.talks.len()),
        (1, 1, 1)
    );
}

pub async fn what_is_sold_out_is_answered_with_a_true_alternative(shop: &TestShop) {
    put(shop, goods("DR-310", DRESS, 0)).await;
    let other = put(shop, goods("DR-288", "棉麻格子连衣裙", 12)).await;
    let gone = put(shop, goods("DR-289", "真丝素色连衣裙", 0)).await;
    let buyer = shop.buyer("小鹿").await;
    let talk = says(shop, &buyer, "1", &format!("{DRESS}还有货吗")).await;
    let view = shop.owner.advice(talk).await.unwrap();
    let found = card(&view, Technique::TrueAlternative);
    let brings_up = |card: &AdviceCardView, id| card.products.iter().any(|one| one.id == id);
    assert!(
        brings_up(found, other.id) && !brings_up(found, gone.id),
        "{found:?}"
    );
    // What she has been shown already needs no second card.
    let shown = CardOf::Product(other.id);
    shop.owner.send_card(talk, "c1", shown, Locale::Zh).await.unwrap();
    says(shop, &buyer, "2", &format!("可我就想要{DRESS}，还有货吗")).await;
    let view = shop.owner.advice(talk).await.unwrap();
    assert!(
        view.cards.iter().all(|card| !brings_up(card, other.id)),
        "{view:?}"
    );
    // The card goes with its facts.
    shop.owner
        .put_product(Some(other.id), goods("DR-288", "棉麻格子连衣裙", 0))
        .await
        .unwrap();
    let view = shop.owner.advice(talk).await.unwrap();
    assert!(
        view.cards.iter().all(|card| !card.line.contains("棉麻格子")),
        "{:?}",
        view.cards
    );
}

pub async fn who_comes_back_is_remembered(shop: &TestShop) {
    let mut dress = goods("DR-310", "羊毛混纺大衣", 9);
    dress.knowledge.variants = vec![Variant {
        code: "DR-310-M".to_owned(),
        options: vec![Attribute {
            name: "尺码".to_owned(),
            value: "M".to_owned(),
        }],
        price_fen: None,
        stock: Some(9),
    }];
    put(shop, dress).await;
    let bought = order("A1", "小鹿", "2026-11-21T09:00:00", 259)
        .replace(r#""quantity":1"#, r#""quantity":1,"sku":"DR-310-M""#);
    shop.post("created", &bought).await.unwrap();
    shop.post("paid", &bought).await.unwrap();
    let buyer = shop.buyer("小鹿").await;
    let talk = says(shop, &buyer, "1", "在吗").await;
    shop.owner
        .promise(buyer_of(shop, talk).await, talk, "到货后通知她")
        .await
        .unwrap();
    let view = shop.owner.advice(talk).await.unwrap();
    let last = view.remember.last_purchase.unwrap();
    assert_eq!(
        (last.title.as_str(), last.options.as_str()),
        ("羊毛混纺大衣", "M")
    );
    assert_eq!(view.remember.sizes, ["M"]);
    let promise = &view.remember.promises[0];
    assert_eq!(promise.text, "到货后通知她");
    shop.owner.keep_promise(promise.buyer, promise.id).await.unwrap();
    let again = shop.owner.keep_promise(promise.buyer, promise.id).await;
    assert!(matches!(again, Err(EngineError::NotFound("promise"))));
    assert!(
        shop.owner
            .advice(talk)
            .await
            .unwrap()
            .remember
            .promises
            .is_empty()
    );
    assert!(view.remember.last_talk.is_none(), "this is her first");

    shop.owner.close(talk).await.unwrap();
    let next = says(shop, &buyer, "2", "又来啦").await;
    assert_ne!(next, talk);
    let remember = shop.owner.advice(next).await.unwrap().remember;
    let last = remember.last_talk.unwrap();
    assert_eq!((last.end, last.at < shop.engine.now()), (TalkEnd::Closed, true));
}

async fn buyer_of(shop: &TestShop, talk: ConversationId) -> jinpai_model::BuyerId {
    shop.owner.conversation(talk).await.unwrap().conversation.buyer
}

pub async fn a_person_is_known_by_either_name(shop: &TestShop) {
    allow(shop, UnpaidSetting::Remind).await;
    let bought = order("A1", "小鹿", "2026-11-21T09:00:00", 259);
    shop.post("created", &bought).await.unwrap();
    shop.post("paid", &bought).await.unwrap();
    let deer = shop.buyer("小鹿").await;
    let before = says(shop, &deer, "1", "在吗").await;
    let one = buyer_of(shop, before).await;
    let promise = shop.owner.promise(one, before, "到货后通知她").await.unwrap();
    let kind = |value| shop.owner.correct_type(one, Axis::Character, Some(value));
    kind(Trait::Decided).await.unwrap();

    let fawn = shop.buyer("小鹿的小号").await;
    let talk = says(shop, &fawn, "2", "在吗").await;
    let other = buyer_of(shop, talk).await;
    let stranger = shop.owner.advice(talk).await.unwrap().remember;
    assert!(stranger.promises.is_empty() && stranger.last_purchase.is_none());

    shop.owner.merge_buyers(one, other).await.unwrap();
    let view = shop.owner.advice(talk).await.unwrap();
    assert!(view.remember.last_purchase.is_some());
    assert_eq!(view.remember.promises[0].id, promise.id);
    let character = |view: &AdviceView| {
        let axis = view
            .axes
            .iter()
            .find(|axis| axis.axis == Axis::Character)
            .unwrap();
        (axis.value, axis.corrected)
    };
    assert_eq!(character(&view), (Some(Trait::Decided), true));

    let by_other = shop
        .owner
        .correct_type(other, Axis::Character, Some(Trait::Analytic));
    by_other.await.unwrap();
    let seen = shop.owner.advice(before).await.unwrap();
    assert_eq!(
        character(&seen),
        (Some(Trait::Analytic), true),
        "said later, by another name"
    );
    shop.owner.keep_promise(other, promise.id).await.unwrap();
    shop.owner.switch_profile(other, true).await.unwrap();
    let view = shop.owner.advice(before).await.unwrap();
    assert!(view.off && view.remember.promises.is_empty());
}

pub async fn a_correction_counts_and_has_no_price(shop: &TestShop) {
    allow(shop, UnpaidSetting::Remind).await;
    let dress = put(shop, goods("DR-310", DRESS, 3)).await;
    let buyer = shop.buyer("小鹿").await;
    let talk = says(shop, &buyer, "1", &format!("{DRESS}能便宜点吗")).await;
    let hers = buyer_of(shop, talk).await;
    let wrong = shop
        .owner
        .correct_type(hers, Axis::Price, Some(Trait::Friendly))
        .await;
    assert!(matches!(wrong, Err(EngineError::Invalid { field: "value", .. })));
    let mut told = Vec::new();
    for value in [Trait::Generous, Trait::Insists] {
        shop.owner
            .correct_type(hers, Axis::Price, Some(value))
            .await
            .unwrap();
        let view = shop.owner.advice(talk).await.unwrap();
        let axis = view.axes.iter().find(|one| one.axis == Axis::Price).unwrap();
        assert_eq!((axis.value, axis.corrected), (Some(value), true));
        let ladder = view.ladder.clone().unwrap();
        let conceded: Vec<_> = (view.cards.iter())
            .filter_map(|card| card.concession.as_ref())
            .map(|one| (one.stage, one.cost_fen, one.price_fen))
            .collect();
        let stages = ladder.stages.iter().map(|(stage, _)| *stage).collect::<Vec<_>>();
        told.push((ladder.next, ladder.spent_fen, stages, conceded));
        let low = shop
            .owner
            .concede(
                talk,
                ConcessionWanted {
                    stage: Stage::FloorPrice,
                    product: Some(dress.id),
                    price_fen: Some(Fen::yuan(240)),
                },
            )
            .await;
        assert!(low.is_err(), "nobody is given a price sooner for what she is");
    }
    assert_eq!(told[0], told[1]);
    shop.owner.correct_type(hers, Axis::Price, None).await.unwrap();
    let view = shop.owner.advice(talk).await.unwrap();
    assert!(view.axes.iter().all(|axis| !axis.corrected));

    shop.owner
        .correct_type(hers, Axis::Character, Some(Trait::Decided))
        .await
        .unwrap();
    shop.owner.switch_profile(hers, true).await.unwrap();
    let view = shop.owner.advice(talk).await.unwrap();
    assert!(view.off && view.axes.iter().all(|axis| axis.value.is_none()));
    let refused = shop
        .owner
        .correct_type(hers, Axis::Price, Some(Trait::Tests))
        .await;
    assert!(matches!(refused, Err(EngineError::Invalid { .. })));
    shop.owner.switch_profile(hers, false).await.unwrap();
    let view = shop.owner.advice(talk).await.unwrap();
    let character = view
        .axes
        .iter()
        .find(|axis| axis.axis == Axis::Character)
        .unwrap();
    assert!(!character.corrected, "what was said of her is gone");
}

pub async fn who_orders_and_does_not_pay_is_treated_as_the_shop_set(shop: &TestShop) {
    allow(shop, UnpaidSetting::LetBe).await;
    let buyer = shop.buyer("u-1").await;
    let talk = says(shop, &buyer, "1", "在吗").await;
    let hers = buyer_of(shop, talk).await;
    let behaves = |value| shop.owner.correct_type(hers, Axis::Behaviour, value);
    behaves(Some(Trait::OrdersUnpaid)).await.unwrap();
    shop.owner.close(talk).await.unwrap();
    let mut watch = shop.watch().await;
    let told = order("A1", "u-1", "2026-11-21T09:01:00", 39);
    let id = shop.post("created", &told).await.unwrap().order;
    let skipped = step_in(&mut watch, StepState::Skipped).await;
    assert_eq!((skipped.step.reason, skipped.orders[0].id), (Reason::LetBe, id));
    let zone = shop.owner.zone().await.unwrap();
    assert!(shop.owner.why(&skipped, &zone, Locale::Zh).contains("拍下不付"));

    // The shop thinks again: a lead looks before anything goes out.
    allow(shop, UnpaidSetting::Report).await;
    step_in(&mut watch, StepState::Planned).await;
    shop.move_to("2026-11-21T21:15:00");
    let task = watch
        .until(|update| match &update.body {
            UpdateBody::Task(view) if update.event.kind == EventKind::TaskOpened => Some(view.clone()),
            _ => None,
        })
        .await;
    assert_eq!(task.step.step.reason, Reason::LeadFirst);
    let agent = colleague(shop, "yun", Role::Agent).await;
    let unpaid = jinpai_engine::TaskOutcome::Unpaid;
    assert!(matches!(
        agent.finish_task(task.task.id, unpaid).await,
        Err(EngineError::Forbidden { needs: Role::Lead })
    ));
    shop.owner.finish_task(task.task.id, unpaid).await.unwrap();
    step_in(&mut watch, StepState::Sent).await;
}
