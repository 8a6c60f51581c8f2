//! A shop's own coach: its rules and settings, what was put aside, and what was decided about findings.

use jinpai_model::{
    At, DismissReason, DismissalId, Facts, FindingState, Message, MessageId, PersonId, RuleStatus, ShopId,
    Side,
};
use jinpai_store::{
    Store, StoreError, Tx,
    coach_rules::{self, OwnRule, RuleSetting},
    conversations,
    dismissals::{self, Dismissal, DismissalFilter},
    findings::{self, FindingFilter, Review, StoredFinding},
    messages::{self, Sender},
    snapshots,
};

use crate::world::{World, a_message, conversation, new_conversation, person, shop};

/// A write in a shop's lane that has to succeed.
async fn write<T: Send + 'static>(
    store: &Store,
    shop: ShopId,
    work: impl for<'t> FnOnce(&'t Tx) -> futures_util::future::BoxFuture<'t, Result<T, StoreError>>
    + Send
    + 'static,
) -> T {
    store.write::<_, StoreError, _>(shop, work).await.unwrap()
}

fn a_setting(rule: &str, muted: bool) -> RuleSetting {
    RuleSetting {
        rule: rule.to_owned(),
        severity: Some("hint".to_owned()),
        points: None,
        muted,
        allowed: vec!["包您满意".to_owned()],
        changed_by: person(1),
        changed_at: At(5),
    }
}

fn an_own(code: &str, version: i64) -> OwnRule {
    OwnRule {
        code: code.to_owned(),
        toml: format!("code = \"{code}\" # {version}"),
        status: RuleStatus::Draft,
        author: person(1),
        version,
        created_at: At(1),
        updated_at: At(version),
    }
}

pub async fn every_change_of_a_coach_is_a_new_version(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    assert_eq!(coach_rules::version(store.read(), shop(1)).await.unwrap(), 0);
    let versions = [
        write(&store, shop(1), |tx| {
            Box::pin(async move { coach_rules::put_setting(tx, shop(1), &a_setting("NEG001", false)).await })
        })
        .await,
        write(&store, shop(1), |tx| {
            Box::pin(async move { coach_rules::put_own(tx, shop(1), &an_own("SHP001", 1)).await })
        })
        .await,
        write(&store, shop(1), |tx| {
            Box::pin(async move { coach_rules::clear_setting(tx, shop(1), "NEG001").await })
        })
        .await,
    ];
    assert_eq!(versions, [1, 2, 3]);
    // Another process sees it, and the other shop's coach is as it was.
    let other = world.open().await;
    assert_eq!(coach_rules::versions(other.read()).await.unwrap(), [(shop(1), 3)]);
    assert_eq!(coach_rules::own(other.read(), shop(2)).await.unwrap(), []);
}

pub async fn a_rule_set_again_stands_as_set_last(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    for muted in [false, true] {
        write(&store, shop(1), move |tx| {
            Box::pin(async move { coach_rules::put_setting(tx, shop(1), &a_setting("NEG001", muted)).await })
        })
        .await;
    }
    let settings = coach_rules::settings(store.read(), shop(1)).await.unwrap();
    assert_eq!(settings, [a_setting("NEG001", true)]);
}

pub async fn a_shop_takes_its_own_rules_away(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    for (code, version) in [("SHP002", 1), ("SHP001", 1), ("SHP002", 2)] {
        write(&store, shop(1), move |tx| {
            Box::pin(async move { coach_rules::put_own(tx, shop(1), &an_own(code, version)).await })
        })
        .await;
    }
    let own = coach_rules::own(store.read(), shop(1)).await.unwrap();
    assert_eq!(own, [an_own("SHP001", 1), an_own("SHP002", 2)]);
    write(&store, shop(1), |tx| {
        Box::pin(async move {
            coach_rules::put_setting(tx, shop(1), &a_setting("SHP002", true)).await?;
            coach_rules::delete_own(tx, shop(1), "SHP002").await
        })
    })
    .await;
    let own = coach_rules::own(store.read(), shop(1)).await.unwrap();
    assert_eq!(own, [an_own("SHP001", 1)]);
    let settings = coach_rules::settings(store.read(), shop(1)).await.unwrap();
    assert_eq!(settings, [], "what was set for the rule goes with it");
}

fn a_dismissal(n: u128, rule: &str, context: &str, by: PersonId) -> Dismissal {
    Dismissal {
        id: DismissalId::from_bits(n),
        conversation: conversation(1),
        context: context.to_owned(),
        message: None,
        rule: rule.to_owned(),
        matched: "肯定".to_owned(),
        excerpt: "明天肯定到".to_owned(),
        reason: DismissReason::AgreedWithBuyer,
        note: "她自己说的".to_owned(),
        by,
        at: At(i64::try_from(n).unwrap() * 10),
        allowed: None,
    }
}

async fn put_aside(store: &Store, shop: ShopId, new: Dismissal) -> (Dismissal, bool) {
    write(store, shop, move |tx| {
        Box::pin(async move { dismissals::put(tx, shop, &new).await })
    })
    .await
}

pub async fn what_was_put_aside_is_kept_once_per_talk(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let first = a_dismissal(1, "PRM001", "a", person(1));
    assert_eq!(
        put_aside(&store, shop(1), first.clone()).await,
        (first.clone(), true)
    );
    let again = a_dismissal(2, "PRM001", "a", person(2));
    assert_eq!(put_aside(&store, shop(1), again).await, (first, false));
    put_aside(&store, shop(1), a_dismissal(3, "PRM001", "b", person(1))).await;
    put_aside(&store, shop(2), a_dismissal(1, "PRM001", "a", person(1))).await;
    let held = dismissals::of_conversation(store.read(), shop(1), conversation(1))
        .await
        .unwrap();
    let mut held: Vec<_> = held.into_iter().collect();
    held.sort();
    let key = |context: &str| ("PRM001".to_owned(), context.to_owned());
    assert_eq!(held, [key("a"), key("b")]);
    let elsewhere = dismissals::of_conversation(store.read(), shop(1), conversation(2)).await;
    assert!(elsewhere.unwrap().is_empty());

    let message = MessageId::from_bits(9);
    for message in [message, MessageId::from_bits(10)] {
        write(&store, shop(1), move |tx| {
            Box::pin(
                async move { dismissals::tie(tx, shop(1), conversation(1), ("PRM001", "a"), message).await },
            )
        })
        .await;
    }
    let tied = dismissals::get(store.read(), shop(1), DismissalId::from_bits(1))
        .await
        .unwrap();
    assert_eq!(tied.unwrap().message, Some(message), "the first message stays");
    let other = dismissals::get(store.read(), shop(2), DismissalId::from_bits(1))
        .await
        .unwrap();
    assert_eq!(other.unwrap().message, None);
}

pub async fn what_was_put_aside_is_listed_and_counted(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    for (n, rule, by) in [
        (1, "PRM001", 1),
        (2, "NEG001", 2),
        (3, "PRM001", 2),
        (4, "PRM001", 1),
    ] {
        let new = a_dismissal(n, rule, &format!("c{n}"), person(by));
        put_aside(&store, shop(1), new).await;
    }
    let ids = async |filter: DismissalFilter, cursor: Option<u128>, limit| {
        let cursor = cursor.map(DismissalId::from_bits);
        let rows = dismissals::list(store.read(), shop(1), &filter, cursor, limit)
            .await
            .unwrap();
        rows.iter().map(|row| row.id.bits()).collect::<Vec<_>>()
    };
    let all = DismissalFilter::default();
    assert_eq!(ids(all.clone(), None, 2).await, [4, 3]);
    assert_eq!(ids(all.clone(), Some(3), 9).await, [2, 1]);
    let by = DismissalFilter {
        by: Some(person(2)),
        ..all.clone()
    };
    assert_eq!(ids(by, None, 9).await, [3, 2]);
    let ranged = DismissalFilter {
        from: Some(At(20)),
        to: Some(At(40)),
        ..all.clone()
    };
    assert_eq!(ids(ranged.clone(), None, 9).await, [3, 2]);
    let counts = dismissals::counts(store.read(), shop(1), &ranged).await.unwrap();
    assert_eq!((counts["PRM001"], counts["NEG001"]), (1, 1));
    let rule = DismissalFilter {
        rule: Some("PRM001".to_owned()),
        ..all
    };
    let counts = dismissals::counts(store.read(), shop(1), &rule).await.unwrap();
    assert_eq!((counts.len(), counts["PRM001"]), (1, 3));
}

pub async fn words_let_through_are_written_once(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    put_aside(&store, shop(1), a_dismissal(1, "PRM001", "a", person(1))).await;
    let mut done = Vec::new();
    for by in [2, 3] {
        done.push(
            write(&store, shop(1), move |tx| {
                Box::pin(async move {
                    dismissals::allow(tx, shop(1), DismissalId::from_bits(1), person(by), At(70)).await
                })
            })
            .await,
        );
    }
    assert_eq!(done, [true, false]);
    let held = dismissals::get(store.read(), shop(1), DismissalId::from_bits(1))
        .await
        .unwrap();
    assert_eq!(held.unwrap().allowed, Some((person(2), At(70))));
}

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
        Box::pin(async move { findings::dismiss(tx, shop(1), MessageId::from_bits(5), 1).await })
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

pub async fn equal_facts_are_kept_once(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let facts = Facts {
        stock: Some(6),
        ..Facts::default()
    };
    for n in [1, 2] {
        let facts = facts.clone();
        write(&store, shop(1), move |tx| {
            Box::pin(async move { snapshots::put(tx, shop(1), MessageId::from_bits(n), "six", &facts).await })
        })
        .await;
    }
    let messages = [1, 2, 3].map(MessageId::from_bits);
    let digests = snapshots::digests(store.read(), shop(1), &messages)
        .await
        .unwrap();
    assert_eq!(digests.len(), 2);
    let known = snapshots::facts(store.read(), shop(1), &["six".to_owned()])
        .await
        .unwrap();
    assert_eq!(known["six"], facts);
}

pub async fn the_archive_is_walked_by_what_was_said_when(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    for (n, at) in [(1, 20), (2, 40), (3, 60)] {
        let talk = new_conversation(&store, shop(1), n).await;
        let new = a_message(shop(1), talk, Sender::Agent(person(1)), &format!("r{n}"), at);
        write(&store, shop(1), move |tx| {
            Box::pin(async move {
                let appended = messages::append(tx, new).await?;
                conversations::on_message(tx, &appended.message).await
            })
        })
        .await;
    }
    new_conversation(&store, shop(1), 4).await;
    let ids = async |bounds, before: Option<u128>, limit| {
        let before = before.map(conversation);
        let rows = conversations::talked(store.read(), shop(1), bounds, before, limit)
            .await
            .unwrap();
        rows.iter().map(|row| row.id.bits()).collect::<Vec<_>>()
    };
    assert_eq!(
        ids((None, None), None, 9).await,
        [3, 2, 1],
        "an empty talk is none"
    );
    assert_eq!(ids((Some(At(30)), None), None, 1).await, [3]);
    assert_eq!(ids((Some(At(30)), None), Some(3), 9).await, [2]);
    assert_eq!(ids((None, Some(At(5))), None, 9).await, [0u128; 0]);
    let newest = messages::newest(store.read(), shop(1), i64::MAX, 2)
        .await
        .unwrap();
    let texts: Vec<_> = newest.iter().map(|message| message.client_ref.as_str()).collect();
    assert_eq!(texts, ["r3", "r2"]);
}
