//! Groups of a team, and the talks that wait for them.

use jinpai_model::{At, Conversation, ConversationId, Group, GroupId, GroupWait, PersonId};
use jinpai_store::{Store, StoreError, conversations, groups};

use crate::world::{World, new_conversation, person, shop};

fn group(n: u128, name: &str, members: &[PersonId]) -> Group {
    Group {
        shop: shop(1),
        id: GroupId::from_bits(n),
        name: name.to_owned(),
        members: members.to_vec(),
        created_at: At(10),
    }
}

async fn put(store: &Store, group: Group) {
    let write = store.write::<_, StoreError, _>(shop(1), move |tx| {
        Box::pin(async move { groups::put(tx, &group).await })
    });
    write.await.unwrap();
}

async fn all(store: &Store) -> Vec<(String, Vec<PersonId>)> {
    let held = groups::of_shop(store.read(), shop(1)).await.unwrap();
    held.into_iter().map(|one| (one.name, one.members)).collect()
}

pub async fn a_group_keeps_its_members_until_they_leave(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    put(&store, group(1, "售前", &[person(1)])).await;
    put(&store, group(2, "售后", &[person(1), person(2)])).await;
    put(&store, group(1, "咨询", &[person(2), person(3)])).await;
    let before = ("咨询".to_owned(), vec![person(2), person(3)]);
    let after = ("售后".to_owned(), vec![person(1), person(2)]);
    assert_eq!(all(&store).await, [before.clone(), after]);
    assert_eq!(groups::of_shop(store.read(), shop(2)).await.unwrap(), []);
    let write = store.write::<_, StoreError, _>(shop(1), |tx| {
        Box::pin(async move {
            assert!(groups::leave(tx, shop(1), person(1)).await?);
            assert!(!groups::leave(tx, shop(1), person(1)).await?);
            assert!(groups::remove(tx, shop(1), GroupId::from_bits(2), At(20)).await?);
            groups::remove(tx, shop(1), GroupId::from_bits(2), At(21)).await
        })
    });
    assert!(!write.await.unwrap(), "it is removed once");
    assert_eq!(all(&store).await, [before]);
    let hers = groups::of_person(store.read(), shop(1), person(2)).await.unwrap();
    assert_eq!(hers, [GroupId::from_bits(1)]);
    // Lines of old talks still tell its name.
    let gone = GroupId::from_bits(2);
    let names = groups::names(store.read(), shop(1), &[gone]).await.unwrap();
    assert_eq!(names[&gone], "售后");
}

pub async fn a_talk_waits_for_a_group_until_somebody_has_it(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let mut talks = Vec::new();
    for n in 1..=4 {
        talks.push(new_conversation(&store, shop(1), n).await);
    }
    let [first, second, third, fourth] = talks[..] else {
        panic!("four talks")
    };
    let wait = |group: u128, until: i64| GroupWait {
        group: GroupId::from_bits(group),
        until: At(until),
        by: person(1),
    };
    let write = store.write::<_, StoreError, _>(shop(1), move |tx| {
        Box::pin(async move {
            conversations::own(tx, shop(1), first, Some(person(1)), At(50)).await?;
            for (talk, wait) in [
                (first, wait(1, 900)),
                (second, wait(1, 800)),
                (third, wait(2, 700)),
                (fourth, wait(1, 600)),
            ] {
                conversations::wait_for_group(tx, shop(1), talk, wait).await?;
            }
            conversations::own(tx, shop(1), second, Some(person(2)), At(60)).await?;
            conversations::close(tx, shop(1), fourth).await
        })
    });
    assert!(write.await.unwrap());
    let waiting = async || -> Vec<ConversationId> {
        let held = conversations::for_groups(store.read(), shop(1)).await.unwrap();
        held.into_iter().map(|talk| talk.id).collect()
    };
    assert_eq!(
        waiting().await,
        [third, first],
        "the one that waited longest first"
    );
    let held: Conversation = conversations::get(store.read(), shop(1), first)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((held.owner, held.group), (None, Some(wait(1, 900))));
    assert!(held.group_alone(At(899)).is_some() && held.group_alone(At(900)).is_none());
    let write = store.write::<_, StoreError, _>(shop(1), |tx| {
        Box::pin(async move { conversations::let_go(tx, shop(1), GroupId::from_bits(1)).await })
    });
    assert_eq!(write.await.unwrap(), [first]);
    assert_eq!(waiting().await, [third]);
}
