//! Conversations, messages and their marks.

use futures_util::future::join_all;
use jinpai_model::{At, Conversation, ConversationId, ConversationState, MessageId, ShopId, Side};
use jinpai_store::{
    Store, StoreError, conversations, events,
    messages::{self, Appended, NewMessage, Part, Sender},
    visitors,
};

use crate::world::{World, a_buyer, a_message, buyer, conversation, new_conversation, person, shop};

async fn send(store: &Store, new: NewMessage) -> Appended {
    store
        .write::<_, StoreError, _>(new.shop, move |tx| {
            Box::pin(async move {
                let appended = messages::append(tx, new).await?;
                if appended.new {
                    conversations::on_message(tx, &appended.message).await?;
                }
                Ok(appended)
            })
        })
        .await
        .unwrap()
}

async fn talk(store: &Store, shop: ShopId, id: ConversationId) -> Conversation {
    conversations::get(store.read(), shop, id).await.unwrap().unwrap()
}

pub async fn the_same_reference_is_the_same_message(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let talk = new_conversation(&store, shop(1), 1).await;
    let first = send(
        &store,
        a_message(shop(1), talk, Sender::Buyer(buyer(1)), "r1", 20),
    )
    .await;
    let mut again = a_message(shop(1), talk, Sender::Buyer(buyer(1)), "r1", 99);
    again.id = MessageId::from_bits(777);
    let second = send(&store, again).await;
    assert!(first.new && !second.new);
    assert_eq!(first.message, second.message);
    assert_eq!(
        events::head(store.read(), shop(1)).await.unwrap(),
        1,
        "one event, no gap"
    );
    let third = send(
        &store,
        a_message(shop(1), talk, Sender::Buyer(buyer(1)), "r2", 30),
    )
    .await;
    assert_eq!(third.message.seq, 2);
}

pub async fn the_same_reference_at_the_same_time_is_one_message(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let other = world.open().await;
    let talk = new_conversation(&store, shop(1), 1).await;
    let sends = (0..40_u128).map(|n| {
        let store = if n % 2 == 0 { store.clone() } else { other.clone() };
        let mut new = a_message(shop(1), talk, Sender::Buyer(buyer(1)), &format!("r{}", n % 4), 20);
        new.id = MessageId::from_bits(1_000 + n);
        tokio::spawn(async move { send(&store, new).await })
    });
    let sent: Vec<Appended> = join_all(sends).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(sent.iter().filter(|s| s.new).count(), 4);
    let page = messages::page(store.read(), shop(1), talk, Part::Latest, 100)
        .await
        .unwrap();
    assert_eq!(page.items.len(), 4);
    for one in sent {
        assert!(
            page.items.contains(&one.message),
            "everyone was told of the message that is stored"
        );
    }
}

pub async fn another_sender_or_shop_may_use_the_same_reference(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let mut sent = Vec::new();
    for shop in [shop(1), shop(2)] {
        let talk = new_conversation(&store, shop, 1).await;
        for sender in [Sender::Buyer(buyer(1)), Sender::Agent(person(1)), Sender::Bot] {
            sent.push(send(&store, a_message(shop, talk, sender, "r1", 20)).await);
        }
    }
    assert!(sent.iter().all(|s| s.new));
    assert_eq!(sent[4].message.author, Some(person(1)));
    let found = messages::by_client_ref(store.read(), shop(2), Sender::Bot, "r1")
        .await
        .unwrap();
    assert_eq!(found.unwrap(), sent[5].message);
}

pub async fn a_conversation_is_read_page_by_page_from_either_end(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let (one, two) = (
        new_conversation(&store, shop(1), 1).await,
        new_conversation(&store, shop(1), 2).await,
    );
    for n in 0..10 {
        let talk = if n % 2 == 0 { one } else { two };
        send(
            &store,
            a_message(shop(1), talk, Sender::Agent(person(1)), &format!("r{n}"), 20),
        )
        .await;
    }
    let seqs = async |part, limit| {
        let page = messages::page(store.read(), shop(1), one, part, limit)
            .await
            .unwrap();
        (page.items.iter().map(|m| m.seq).collect::<Vec<_>>(), page.more)
    };
    assert_eq!(seqs(Part::Latest, 2).await, (vec![7, 9], true));
    assert_eq!(seqs(Part::Before(7), 2).await, (vec![3, 5], true));
    assert_eq!(seqs(Part::Before(3), 2).await, (vec![1], false));
    assert_eq!(seqs(Part::After(3), 2).await, (vec![5, 7], true));
    assert_eq!(seqs(Part::After(7), 50).await, (vec![9], false));
    let found = messages::by_seqs(store.read(), shop(1), &[2, 5, 99])
        .await
        .unwrap();
    assert_eq!(found[&2].conversation, two);
    assert_eq!((found[&5].conversation, found.len()), (one, 2));
}

pub async fn the_buyer_waits_from_her_first_question_to_the_agents_answer(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let id = new_conversation(&store, shop(1), 1).await;
    let say = async |sender, client_ref: &str, at| {
        send(&store, a_message(shop(1), id, sender, client_ref, at)).await;
        talk(&store, shop(1), id).await
    };
    assert_eq!(
        say(Sender::Buyer(buyer(1)), "a", 20).await.waiting_since_at,
        Some(At(20))
    );
    let now = say(Sender::Buyer(buyer(1)), "b", 30).await;
    assert_eq!((now.waiting_since_at, now.unread), (Some(At(20)), 2));
    let now = say(Sender::Bot, "c", 40).await;
    assert_eq!(
        now.waiting_since_at,
        Some(At(20)),
        "a machine's word is no answer"
    );
    assert_eq!((now.last_from, now.last_at), (Some(Side::Bot), At(40)));
    let now = say(Sender::Agent(person(1)), "d", 50).await;
    assert_eq!((now.waiting_since_at, now.last_agent_at), (None, Some(At(50))));
    let now = say(Sender::Buyer(buyer(1)), "e", 60).await;
    assert_eq!(now.waiting_since_at, Some(At(60)));
    assert_eq!((now.last_seq, now.last_buyer_at), (5, Some(At(60))));
}

pub async fn marks_only_go_forward_and_never_past_the_last_message(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let id = new_conversation(&store, shop(1), 1).await;
    for n in 0..4 {
        send(
            &store,
            a_message(shop(1), id, Sender::Buyer(buyer(1)), &format!("r{n}"), 20),
        )
        .await;
    }
    let read = async |side, seq| {
        let write = store.write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(async move { conversations::mark_read(tx, shop(1), id, side, seq).await })
        });
        write.await.unwrap()
    };
    let delivered = async |side, seq| {
        let write = store.write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(async move { conversations::mark_delivered(tx, shop(1), id, side, seq).await })
        });
        write.await.unwrap()
    };
    assert!(delivered(Side::Agent, 2).await);
    assert!(!delivered(Side::Agent, 1).await, "an old tab is late");
    assert!(read(Side::Agent, 3).await);
    let now = talk(&store, shop(1), id).await;
    assert_eq!(
        (now.agent_delivered_seq, now.agent_read_seq, now.unread),
        (3, 3, 1)
    );
    assert!(!read(Side::Agent, 3).await);
    assert!(!delivered(Side::Agent, 3).await, "what was read has arrived");
    assert!(read(Side::Agent, 1_000).await);
    let now = talk(&store, shop(1), id).await;
    assert_eq!((now.agent_read_seq, now.unread), (4, 0));
    assert!(delivered(Side::Buyer, 4).await);
    assert_eq!(talk(&store, shop(1), id).await.buyer_read_seq, 0);
}

pub async fn a_buyer_has_one_open_conversation(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let id = new_conversation(&store, shop(1), 1).await;
    let open = async |n| {
        let write = store.write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(
                async move { conversations::create(tx, shop(1), conversation(n), buyer(1), At(99)).await },
            )
        });
        write.await
    };
    assert!(matches!(open(7).await, Err(StoreError::Taken(_))));
    let close = || {
        store.write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(async move { conversations::close(tx, shop(1), id).await })
        })
    };
    assert!(close().await.unwrap());
    assert!(!close().await.unwrap(), "it is closed once");
    open(7).await.unwrap();
    let of_buyer = conversations::open_of_buyer(store.read(), shop(1), buyer(1))
        .await
        .unwrap();
    assert_eq!(of_buyer.unwrap().id, conversation(7));
    let list = async |state| {
        // Pages of one hold what one page would.
        let (mut found, mut cursor) = (Vec::new(), None);
        loop {
            let (some, next) = conversations::list(store.read(), shop(1), state, cursor, 1)
                .await
                .unwrap();
            found.extend(some.iter().map(|c| c.id));
            cursor = next;
            if cursor.is_none() {
                return found;
            }
            let told = cursor.unwrap().to_string();
            assert_eq!(told.parse(), Ok(cursor.unwrap()));
        }
    };
    assert_eq!(list(Some(ConversationState::Closed)).await, [id]);
    assert_eq!(list(None).await, [conversation(7), id]);
    let starred = store.write::<_, StoreError, _>(shop(1), move |tx| {
        Box::pin(async move { conversations::star(tx, shop(1), id, true).await })
    });
    assert!(starred.await.unwrap());
    assert!(talk(&store, shop(1), id).await.starred);
}

pub async fn a_widget_token_names_its_buyer(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let (buyer, _) = a_buyer(shop(1), 1);
    let visitor = visitors::Visitor {
        shop: shop(1),
        token_hash: "hash".to_owned(),
        visitor: "visitor".to_owned(),
        buyer: buyer.id,
        created_at: At(1),
        seen_at: At(1),
    };
    let new = visitor.clone();
    store
        .write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(async move {
                visitors::create(tx, &new).await?;
                visitors::touch(tx, shop(1), "hash", At(9)).await
            })
        })
        .await
        .unwrap();
    let found = visitors::by_token_hash(store.read(), "hash")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        found,
        visitors::Visitor {
            seen_at: At(9),
            ..visitor
        }
    );
    assert_eq!(
        visitors::by_token_hash(store.read(), "other").await.unwrap(),
        None
    );
}

pub async fn a_buyers_talk_goes_on_over_her_conversations(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let (hers, other) = (
        new_conversation(&store, shop(1), 1).await,
        new_conversation(&store, shop(1), 2).await,
    );
    send(&store, a_message(shop(1), hers, Sender::Buyer(buyer(1)), "a", 20)).await;
    send(
        &store,
        a_message(shop(1), other, Sender::Buyer(buyer(2)), "b", 21),
    )
    .await;
    store
        .write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(async move {
                conversations::close(tx, shop(1), hers).await?;
                conversations::create(tx, shop(1), conversation(7), buyer(1), At(30)).await
            })
        })
        .await
        .unwrap();
    send(
        &store,
        a_message(shop(1), conversation(7), Sender::Buyer(buyer(1)), "c", 31),
    )
    .await;
    let read = async |part| {
        let page = messages::page_of_buyer(store.read(), shop(1), buyer(1), part, 1)
            .await
            .unwrap();
        (page.items.iter().map(|m| m.seq).collect::<Vec<_>>(), page.more)
    };
    assert_eq!(read(Part::Latest).await, (vec![3], true));
    assert_eq!(read(Part::Before(3)).await, (vec![1], false));
    assert_eq!(read(Part::After(1)).await, (vec![3], false));
}
