//! Phrases: whose they are, which stand in whose place, and what is true in a talk.

use jinpai_engine::{Desk, EngineError, PhraseChange, PhraseView, ShopPatch};
use jinpai_model::{Fen, Knowledge, PhraseScope, Platform, ProductInput, Role, Trade};

use crate::shop::{TestShop, at, order};

fn phrase(scope: PhraseScope, code: &str, text: &str) -> PhraseChange {
    PhraseChange {
        scope,
        stage: "welcome".to_owned(),
        code: code.to_owned(),
        title: "打招呼".to_owned(),
        text: text.to_owned(),
    }
}

async fn agent(shop: &TestShop, login: &str, role: Role) -> Desk {
    let (member, _) = shop.owner.add_member(login, "云云", role).await.unwrap();
    shop.engine
        .desk(member.person.id, shop.shop, Role::Agent)
        .await
        .unwrap()
}

async fn of_code(desk: &Desk, code: &str) -> Vec<(PhraseScope, String)> {
    let all = desk.phrases().await.unwrap();
    let found = all.into_iter().filter(|one| one.code == code);
    found.map(|one| (one.scope, one.text)).collect()
}

pub async fn a_phrase_of_the_shop_stands_in_the_place_of_the_programs(shop: &TestShop) {
    let (yun, lan) = (
        agent(shop, "yun", Role::Agent).await,
        agent(shop, "lan", Role::Agent).await,
    );
    let lead = agent(shop, "lead", Role::Lead).await;
    let all = yun.phrases().await.unwrap();
    assert!(all.len() >= 120, "the program's are there from the first day");
    let hi = all.iter().find(|one| one.code == "hi").unwrap();
    assert_eq!(
        (hi.id.as_str(), hi.scope, hi.uses),
        ("starter:hi", PhraseScope::Starter, 0)
    );
    assert_eq!(hi.keys, ["dzh", "dazhaohu"]);

    let refused = yun.add_phrase(phrase(PhraseScope::Shop, "hi", "您好")).await;
    assert!(matches!(
        refused,
        Err(EngineError::Forbidden { needs: Role::Lead })
    ));
    let shops = lead
        .add_phrase(phrase(PhraseScope::Shop, "hi", "您好，欢迎光临"))
        .await
        .unwrap();
    yun.add_phrase(phrase(PhraseScope::Mine, "hi", "您好，我是云云"))
        .await
        .unwrap();
    let again = yun.add_phrase(phrase(PhraseScope::Mine, "hi", "又一句")).await;
    assert!(matches!(again, Err(EngineError::Taken { .. })), "{again:?}");
    let own = |scope, text: &str| (scope, text.to_owned());
    assert_eq!(
        of_code(&yun, "hi").await,
        [
            own(PhraseScope::Mine, "您好，我是云云"),
            own(PhraseScope::Shop, "您好，欢迎光临")
        ]
    );
    assert_eq!(
        of_code(&lan, "hi").await,
        [own(PhraseScope::Shop, "您好，欢迎光临")]
    );

    // Nobody touches another one's, and an agent not the shop's.
    let id = shops.id.parse().unwrap();
    assert!(matches!(
        yun.remove_phrase(id).await,
        Err(EngineError::Forbidden { .. })
    ));
    let hers = yun.phrases().await.unwrap();
    let hers: &PhraseView = hers.iter().find(|one| one.scope == PhraseScope::Mine).unwrap();
    let hers_id = hers.id.parse().unwrap();
    let change = phrase(PhraseScope::Mine, "hi", "改了");
    for other in [&lan, &lead] {
        let changed = other.change_phrase(hers_id, change.clone()).await;
        assert!(
            matches!(changed, Err(EngineError::NotFound("phrase"))),
            "{changed:?}"
        );
        assert!(matches!(
            other.phrase_used(&hers.id, None).await,
            Err(EngineError::NotFound("phrase"))
        ));
    }
    let to_shop = yun
        .change_phrase(hers_id, phrase(PhraseScope::Shop, "hi2", "改了"))
        .await;
    assert!(matches!(to_shop, Err(EngineError::Forbidden { .. })));
    yun.change_phrase(hers_id, phrase(PhraseScope::Mine, "wohi", "改了"))
        .await
        .unwrap();
    assert_eq!(of_code(&yun, "hi").await.len(), 1);
    lead.remove_phrase(id).await.unwrap();
    assert_eq!(
        of_code(&yun, "hi").await[0].0,
        PhraseScope::Starter,
        "the program's is back"
    );

    for wrong in [
        phrase(PhraseScope::Mine, "你好", "您好"),
        phrase(PhraseScope::Mine, "abcdefghijklmno", "您好"),
        phrase(PhraseScope::Mine, "kong", "  "),
        phrase(PhraseScope::Starter, "kong", "您好"),
        PhraseChange {
            stage: "一二三四五六七八九十一二三".to_owned(),
            ..phrase(PhraseScope::Mine, "kong", "您好")
        },
    ] {
        let refused = yun.add_phrase(wrong.clone()).await;
        assert!(matches!(refused, Err(EngineError::Invalid { .. })), "{wrong:?}");
    }
}

pub async fn phrases_taken_most_come_first_and_trades_are_chosen(shop: &TestShop) {
    let all = shop.owner.phrases().await.unwrap();
    assert!(
        all.iter().all(|one| !one.code.starts_with("fz")),
        "no trade by default"
    );
    assert_eq!(all[0].stage, "welcome");
    let last = all.iter().rfind(|one| one.stage == "welcome").unwrap().id.clone();
    for _ in 0..2 {
        shop.owner.phrase_used(&last, None).await.unwrap();
    }
    let all = shop.owner.phrases().await.unwrap();
    assert_eq!((all[0].id.as_str(), all[0].uses), (last.as_str(), 2));
    assert!(matches!(
        shop.owner.phrase_used("starter:nosuch", None).await,
        Err(EngineError::NotFound("phrase"))
    ));

    let patch = ShopPatch {
        trades: Some(vec![Trade::Food, Trade::Clothing, Trade::Food]),
        ..ShopPatch::default()
    };
    let changed = shop.owner.change_settings(patch).await.unwrap();
    assert_eq!(changed.settings.trades, [Trade::Clothing, Trade::Food]);
    let more = shop.owner.phrases().await.unwrap();
    assert!(more.iter().any(|one| one.code.starts_with("fz")));
    assert!(more.iter().any(|one| one.code.starts_with("sp")));
    assert!(more.iter().all(|one| !one.code.starts_with("jj")));

    let other = shop
        .engine
        .create_shop_for("owner", "另一家", Platform::Jd)
        .await
        .unwrap();
    let owner = shop
        .engine
        .desk(shop.owner.person_id(), other.id, Role::Owner)
        .await
        .unwrap();
    let theirs = owner.phrases().await.unwrap();
    assert!(
        theirs.iter().all(|one| one.uses == 0),
        "another shop counts for itself"
    );
}

pub async fn facts_of_a_phrase_are_those_of_her_order(shop: &TestShop) {
    let buyer = shop.buyer("u-1").await;
    let talk = buyer
        .send("a", "羊毛混纺大衣有货吗")
        .await
        .unwrap()
        .message
        .conversation;
    let facts = shop.owner.phrase_facts(talk).await.unwrap();
    assert_eq!(
        facts.keys().copied().collect::<Vec<_>>(),
        ["agent", "shop"],
        "nothing is guessed"
    );
    assert_eq!(
        (facts["shop"].as_str(), facts["agent"].as_str()),
        ("测试店", "店主")
    );

    let coat = ProductInput {
        sku: "COAT".to_owned(),
        title: "羊毛混纺大衣".to_owned(),
        price_fen: Some(Fen::yuan(899)),
        stock: Some(6),
        promo_ends_at: Some(at("2026-11-25T23:59:00")),
        ship_cutoff: Some("16:00".parse().unwrap()),
        ship_within_h: Some(48),
        eta_days: Some([2, 4]),
        material: None,
        guarantees: vec!["7天无理由退换".to_owned(), "运费险".to_owned()],
        gifts: Vec::new(),
        colours_in_stock: vec!["驼色".to_owned(), "黑色".to_owned()],
        knowledge: Knowledge::default(),
    };
    let coat = shop.owner.put_product(None, coat).await.unwrap();
    // She has ordered nothing yet: what the talk names is what it is about.
    let asked = shop.owner.phrase_facts(talk).await.unwrap();
    assert_eq!(
        (asked["price"].as_str(), asked["stock"].as_str()),
        ("899.00", "6")
    );
    assert!(!asked.contains_key("total"));

    let told = order("T1", "u-1", "2026-11-20T20:00:00", 899);
    shop.post("created", &told).await.unwrap();
    shop.post("created", &order("T2", "u-1", "2026-11-21T08:30:00", 100))
        .await
        .unwrap();
    let facts = shop.owner.phrase_facts(talk).await.unwrap();
    let said = |name: &str| facts.get(name).map(String::as_str);
    assert_eq!(said("item"), Some("羊毛混纺大衣"));
    assert_eq!(said("promo_ends"), Some("11月25日 23:59"));
    assert_eq!(said("cut_off"), Some("16:00"));
    assert_eq!((said("ship_within"), said("eta")), (Some("48"), Some("2 到 4")));
    assert_eq!(
        (said("guarantee"), said("colours")),
        (Some("7天无理由退换、运费险"), Some("驼色、黑色"))
    );
    assert_eq!((said("material"), said("gift")), (None, None));
    assert_eq!(
        (said("total"), said("orders"), said("sum")),
        (Some("100.00"), Some("2"), Some("999.00"))
    );
    assert!(said("close").unwrap().starts_with("明天 "), "{:?}", said("close"));

    // What is over is not said any more.
    shop.move_to("2026-11-25T23:59:30");
    let facts = shop.owner.phrase_facts(talk).await.unwrap();
    for gone in ["promo_ends", "cut_off", "orders", "sum", "close"] {
        assert!(!facts.contains_key(gone), "{gone}");
    }
    assert_eq!(facts["total"], "100.00", "her newest order");
    shop.owner.delete_product(coat.id).await.unwrap();
    let facts = shop.owner.phrase_facts(talk).await.unwrap();
    assert!(!facts.contains_key("price"));
    assert_eq!(facts["item"], "羊毛混纺大衣", "as the order tells it");
}

pub async fn what_comes_of_a_phrase_is_counted(shop: &TestShop) {
    let yun = agent(shop, "yun", Role::Agent).await;
    let own = yun
        .add_phrase(phrase(PhraseScope::Mine, "wode", "今天就发"))
        .await
        .unwrap();
    let take = async |name: &str, buyer: &str| {
        shop.clock_tick();
        let talk = shop
            .buyer(buyer)
            .await
            .send(&format!("{buyer}{}", shop.engine.now().ms()), "什么时候发货")
            .await
            .unwrap()
            .message
            .conversation;
        yun.phrase_used(name, Some(talk)).await.unwrap();
        talk
    };
    let answer = async |talk| {
        shop.clock_tick();
        let key = format!("r{}", shop.engine.now().ms());
        yun.send(talk, &key, "今天就发的", jinpai_engine::Locale::Zh)
            .await
            .unwrap();
    };
    // Taken twice in one talk and answered; taken and never sent; taken in a talk whose buyer orders.
    let first = take("starter:hi", "u-1").await;
    take("starter:hi", "u-1").await;
    answer(first).await;
    take("starter:hi", "u-2").await;
    let third = take("starter:hi", "u-3").await;
    answer(third).await;
    let fourth = take(&own.id, "u-4").await;
    answer(fourth).await;
    shop.post("created", &order("T1", "u-3", "2026-11-21T20:00:00", 100))
        .await
        .unwrap();
    shop.post("created", &order("T2", "u-1", "2026-11-22T09:00:01", 100))
        .await
        .unwrap();
    shop.post("created", &order("T3", "u-4", "2026-11-21T08:59:00", 100))
        .await
        .unwrap();
    let figures = |all: Vec<jinpai_engine::PhraseOutcome>| -> Vec<(String, i64, i64)> {
        all.into_iter()
            .map(|one| (one.phrase, one.talks, one.ordered))
            .collect()
    };
    let of_yun = figures(yun.phrase_outcomes().await.unwrap());
    assert_eq!(of_yun.len(), 2);
    assert!(of_yun.contains(&("starter:hi".to_owned(), 2, 1)), "{of_yun:?}");
    assert!(
        of_yun.contains(&(own.id.clone(), 1, 0)),
        "before she was answered is not after: {of_yun:?}"
    );
    let of_owner = figures(shop.owner.phrase_outcomes().await.unwrap());
    assert_eq!(
        of_owner,
        [("starter:hi".to_owned(), 2, 1)],
        "a colleague's own is hers"
    );
    let other = yun
        .phrase_used("starter:hi", Some(jinpai_model::ConversationId::from_bits(7)))
        .await;
    assert!(
        matches!(other, Err(EngineError::NotFound("conversation"))),
        "{other:?}"
    );

    shop.move_to("2026-12-22T09:00:00");
    assert!(
        yun.phrase_outcomes().await.unwrap().is_empty(),
        "counts of the last thirty days"
    );
}

pub async fn what_buyers_ask_again_and_again_is_proposed(shop: &TestShop) {
    let lead = agent(shop, "lead", Role::Lead).await;
    let ask = async |buyer: &str, text: &str, answer: &str| {
        shop.clock_tick();
        let key = format!("{buyer}{}", shop.engine.now().ms());
        let talk = shop
            .buyer(buyer)
            .await
            .send(&key, text)
            .await
            .unwrap()
            .message
            .conversation;
        if !answer.is_empty() {
            lead.send(talk, &key, answer, jinpai_engine::Locale::Zh)
                .await
                .unwrap();
        }
    };
    // Old ones are past, and one buyer who repeats herself is one buyer.
    for n in 0..6 {
        ask(&format!("old-{n}"), "这款可以机洗吗", "可以机洗，水温不要太高").await;
    }
    shop.move_to("2026-11-29T09:00:00");
    for (n, text) in [
        "这个能机洗吗",
        "亲，这款可以机洗吗？",
        "请问可以机洗吗",
        "可以机洗吗，我电话13800138000",
        "可以机洗吗",
    ]
    .into_iter()
    .enumerate()
    {
        let answer = if n == 0 {
            "反面轻柔机洗就行，单号13912345678"
        } else {
            "可以的，反面轻柔机洗就行哦"
        };
        ask(&format!("u-{n}"), text, answer).await;
    }
    for _ in 0..7 {
        ask("u-9", "有没有运费险", "有运费险的您放心拍").await;
    }
    let found = lead.asked_often().await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    let one = &found[0];
    assert_eq!((one.asked, one.buyers, one.answered), (5, 5, 5));
    assert_eq!(one.answer.as_deref(), Some("可以的，反面轻柔机洗就行哦"));
    assert_eq!(one.examples.len(), 3);
    let shown = format!("{found:?}");
    assert!(
        !shown.contains("13800138000") && !shown.contains("13912345678"),
        "{shown}"
    );

    // Put aside it is not proposed to anybody, however it is put; and it can be taken back.
    let agent = agent(shop, "yun", Role::Agent).await;
    let refused = agent.put_question_aside(&one.question, true).await;
    assert!(matches!(refused, Err(EngineError::Forbidden { .. })));
    lead.put_question_aside(&one.question, true).await.unwrap();
    assert!(agent.asked_often().await.unwrap().is_empty());
    lead.put_question_aside(&one.question, false).await.unwrap();
    assert_eq!(agent.asked_often().await.unwrap().len(), 1);
    for nothing in ["", "？！", &"长".repeat(300)] {
        let refused = lead.put_question_aside(nothing, true).await;
        assert!(matches!(refused, Err(EngineError::Invalid { .. })), "{nothing}");
    }

    // Saved as a phrase and used, it is answered.
    lead.add_phrase(phrase(PhraseScope::Shop, "jixi", "可以的，反面轻柔机洗就行哦"))
        .await
        .unwrap();
    assert!(lead.asked_often().await.unwrap().is_empty());
}
