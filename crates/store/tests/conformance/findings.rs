//! What was found in sent messages and said of whole talks, and what was decided about it.

use jinpai_model::{At, FindingState, Message, MessageId, ShopId, Side};
use jinpai_store::{
    Store, conversations,
    findings::{self, FindingFilter, Review, StoredFinding},
    messages::{self, Sender},
};

use crate::{
    coach::write,
    world::{World, a_message, conversation, new_conversation, person, shop},
};

fn a_finding(rule: &str, severity: &str, start: i64) -> StoredFinding {
    StoredFinding {
        rule: rule.to_owned(),
        category: "PROMISE".to_owned(),
        severity: severity.to_owned(),
        start,
        end: start + 2,
        points: -4,
        dismissed: false,
    }
}

fn said(shop: ShopId, seq: i64, author: u128, at: i64) -> Message {
    Message {
        shop,
        conversation: conversation(1),
        id: MessageId::from_bits(u128::try_from(seq).unwrap()),
        seq,
        from: Side::Agent,
        author: Some(person(author)),
        client_ref: format!("r{seq}"),
        text: "明天肯定到".to_owned(),
        at: At(at),
        others_waiting: None,
        line: None,
        picture: None,
        card: None,
        recalled_at: None,
    }
}

async fn find(store: &Store, message: Message, found: Vec<StoredFinding>) {
    write(store, message.shop, move |tx| {
        Box::pin(async move { findings::put_many(tx, &message, &found).await })
    })
    .await;
}

pub async fn findings_stay_with_their_message(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let put = vec![a_finding("PRM001", "warn", 3), a_finding("NEG002", "hint", 0)];
    find(&store, said(shop(1), 5, 1, 50), put.clone()).await;
    let of = async |shop| {
        findings::of_message(store.read(), shop, MessageId::from_bits(5))
            .await
            .unwrap()
    };
    let kept = of(shop(1)).await;
    let found: Vec<_> = kept.iter().map(|kept| kept.said.clone()).collect();
    assert_eq!(found, put);
    assert_eq!(
        (kept[1].n, kept[1].seq, kept[1].author, kept[1].at, kept[1].state),
        (1, 5, Some(person(1)), At(50), FindingState::Open)
    );
    assert_eq!(of(shop(2)).await, []);
    write(&store, shop(1), |tx| {
        Box::pin(async move { findings::dismiss(tx, shop(1), (MessageId::from_bits(5), 1), true).await })
    })
    .await;
    let aside: Vec<bool> = of(shop(1)).await.iter().map(|kept| kept.said.dismissed).collect();
    assert_eq!(aside, [false, true]);
}

pub async fn findings_are_walked_by_range_agent_and_state(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    for (seq, author, at) in [(1, 1, 10), (2, 2, 20), (3, 1, 20), (4, 1, 40)] {
        let found = vec![a_finding("PRM001", "warn", 0), a_finding("TON001", "hint", 3)];
        find(&store, said(shop(1), seq, author, at), found).await;
    }
    let all = FindingFilter::default();
    let mut walked = Vec::new();
    let mut cursor = None;
    loop {
        let page = findings::list(store.read(), shop(1), &all, cursor, 3)
            .await
            .unwrap();
        walked.extend(page.items.iter().map(|kept| (kept.seq, kept.n)));
        let Some(next) = page.next else { break };
        cursor = Some(next.to_string().parse().unwrap());
    }
    let newest_first = [(4, 0), (4, 1), (3, 0), (3, 1), (2, 0), (2, 1), (1, 0), (1, 1)];
    assert_eq!(walked, newest_first, "each once, those of one moment too");

    let seqs = async |filter: FindingFilter| {
        let page = findings::list(store.read(), shop(1), &filter, None, 50)
            .await
            .unwrap();
        page.items
            .iter()
            .map(|kept| (kept.seq, kept.n))
            .collect::<Vec<_>>()
    };
    let warn = FindingFilter {
        severities: vec!["warn".to_owned(), "error".to_owned()],
        ..all.clone()
    };
    assert_eq!(seqs(warn.clone()).await, [(4, 0), (3, 0), (2, 0), (1, 0)]);
    let hers = FindingFilter {
        author: Some(person(1)),
        from: Some(At(20)),
        to: Some(At(40)),
        ..warn.clone()
    };
    assert_eq!(seqs(hers).await, [(3, 0)]);
    let review = Review {
        state: FindingState::Overruled,
        by: person(3),
        note: String::new(),
        at: At(60),
    };
    write(&store, shop(1), move |tx| {
        Box::pin(async move { findings::review(tx, shop(1), (MessageId::from_bits(2), 0), &review).await })
    })
    .await;
    let open = FindingFilter {
        state: Some(FindingState::Open),
        ..warn
    };
    assert_eq!(seqs(open).await, [(4, 0), (3, 0), (1, 0)]);
    let rule = FindingFilter {
        rule: Some("TON001".to_owned()),
        category: Some("PROMISE".to_owned()),
        ..all
    };
    assert_eq!(seqs(rule).await.len(), 4);
    for wrong in ["", "1-2", "a-b-c", "1-2-3-4"] {
        assert!(wrong.parse::<findings::FindingCursor>().is_err(), "{wrong}");
    }
}

pub async fn decisions_about_a_finding_are_kept_in_order(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    find(
        &store,
        said(shop(1), 1, 1, 10),
        vec![a_finding("PRM001", "warn", 0)],
    )
    .await;
    let message = MessageId::from_bits(1);
    let states = [
        FindingState::Agreed,
        FindingState::Appealed,
        FindingState::Overruled,
    ];
    for (place, state) in (0..).zip(states) {
        let review = Review {
            state,
            by: person(2),
            note: format!("第{place}次"),
            at: At(place),
        };
        write(&store, shop(1), move |tx| {
            Box::pin(async move { findings::review(tx, shop(1), (message, 0), &review).await })
        })
        .await;
    }
    let held = findings::get(store.read(), shop(1), message, 0)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(held.state, FindingState::Overruled);
    let reviews = findings::reviews_of(store.read(), shop(1), &[message])
        .await
        .unwrap();
    let kept: Vec<_> = reviews[&(message, 0)].iter().map(|review| review.state).collect();
    assert_eq!(kept, states);
    assert!(
        findings::get(store.read(), shop(1), message, 1)
            .await
            .unwrap()
            .is_none()
    );
}

pub async fn what_is_said_of_a_whole_talk_is_taken_back_unless_decided(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let message = said(shop(1), 5, 1, 50);
    find(&store, message.clone(), vec![a_finding("PRM001", "warn", 3)]).await;
    let end = async |rules: [&'static str; 2]| {
        let message = message.clone();
        write(&store, shop(1), move |tx| {
            Box::pin(async move {
                for rule in rules {
                    findings::put_at_end(tx, &message, Some(person(2)), &a_finding(rule, "warn", 0)).await?;
                }
                Ok(())
            })
        })
        .await;
    };
    let kept = async || {
        let kept = findings::of_message(store.read(), shop(1), MessageId::from_bits(5))
            .await
            .unwrap();
        kept.into_iter()
            .map(|kept| (kept.n, kept.said.rule, kept.at_end))
            .collect::<Vec<_>>()
    };
    let row = |n, rule: &str, at_end| (n, rule.to_owned(), at_end);
    end(["LFT001", "CLS001"]).await;
    assert_eq!(
        kept().await,
        [
            row(0, "PRM001", false),
            row(1, "LFT001", true),
            row(2, "CLS001", true)
        ]
    );
    write(&store, shop(1), |tx| {
        Box::pin(async move {
            let agreed = Review {
                state: FindingState::Agreed,
                by: person(3),
                note: String::new(),
                at: At(60),
            };
            findings::review(tx, shop(1), (MessageId::from_bits(5), 1), &agreed).await?;
            findings::withdraw_ends(tx, shop(1), conversation(1)).await
        })
    })
    .await;
    assert_eq!(kept().await, [row(0, "PRM001", false), row(1, "LFT001", true)]);
    end(["LFT001", "CAR001"]).await;
    let again = [
        row(0, "PRM001", false),
        row(1, "LFT001", true),
        row(2, "CAR001", true),
    ];
    assert_eq!(kept().await, again, "what stayed is not there twice");
}

pub async fn a_talk_ends_once_and_may_go_on(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    for (n, at) in [(1, 100), (2, 500)] {
        let talk = new_conversation(&store, shop(1), n).await;
        let sender = Sender::Agent(person(n));
        let new = a_message(shop(1), talk, sender, &format!("m{n}"), at);
        write(&store, shop(1), |tx| {
            Box::pin(async move {
                let said = messages::append(tx, new).await?;
                conversations::on_message(tx, &said.message).await
            })
        })
        .await;
    }
    let silent = async || {
        let talks = conversations::silent_since(store.read(), shop(1), At(200), 10)
            .await
            .unwrap();
        talks.into_iter().map(|talk| talk.id).collect::<Vec<_>>()
    };
    assert_eq!(silent().await, [conversation(1)], "the other goes on");
    let end = async |at, paid| {
        write(&store, shop(1), move |tx| {
            Box::pin(async move { conversations::end(tx, shop(1), conversation(1), At(at), paid).await })
        })
        .await
    };
    assert!(end(300, Some(true)).await);
    assert!(!end(400, None).await, "once");
    let held = async || {
        let held = conversations::get(store.read(), shop(1), conversation(1))
            .await
            .unwrap()
            .unwrap();
        (held.agent, held.ended_at, held.paid_at_end)
    };
    assert_eq!(held().await, (Some(person(1)), Some(At(300)), Some(true)));
    assert_eq!(silent().await, []);
    write(&store, shop(1), |tx| {
        Box::pin(async move { conversations::go_on(tx, shop(1), conversation(1)).await })
    })
    .await;
    assert_eq!(held().await, (Some(person(1)), None, None));
}
