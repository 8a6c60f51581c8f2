//! Buyers that are one person.

use jinpai_model::{At, BuyerId};
use jinpai_store::{
    Store, StoreError,
    same_buyers::{self, Tie},
};

use crate::world::{World, buyer, person, shop};

fn tie(one: u128, head: u128) -> Tie {
    Tie {
        buyer: buyer(one),
        head: buyer(head),
        by: person(1),
        at: At(5),
    }
}

async fn kin_of(store: &Store, id: u128) -> Vec<BuyerId> {
    let kin = same_buyers::kin(store.read(), shop(1), &[buyer(id), buyer(9)]).await;
    kin.unwrap().of(buyer(id))
}

pub async fn buyers_are_one_person_from_whichever_side(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let write = store.write::<_, StoreError, _>(shop(1), |tx| {
        Box::pin(async move {
            same_buyers::put(tx, shop(1), tie(3, 1)).await?;
            same_buyers::put(tx, shop(1), tie(2, 1)).await
        })
    });
    write.await.unwrap();
    let all = [buyer(1), buyer(2), buyer(3)];
    for id in 1..=3 {
        assert_eq!(kin_of(&store, id).await, all, "the head first");
    }
    assert_eq!(kin_of(&store, 4).await, [buyer(4)]);
    let asked = [buyer(3), buyer(4)];
    let kin = same_buyers::kin(store.read(), shop(1), &asked).await.unwrap();
    assert_eq!((kin.head(buyer(3)), kin.head(buyer(4))), (buyer(1), buyer(4)));
    assert_eq!(kin.all(&[buyer(3), buyer(4)]).len(), 4);
    let other = same_buyers::kin(store.read(), shop(2), &[buyer(3)])
        .await
        .unwrap();
    assert!(!other.is_several(buyer(3)), "shops do not see each other");
}

pub async fn a_person_is_one_with_one_head_alone(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let write = store.write::<_, StoreError, _>(shop(1), |tx| {
        Box::pin(async move {
            same_buyers::put(tx, shop(1), tie(2, 1)).await?;
            same_buyers::put(tx, shop(1), tie(3, 1)).await
        })
    });
    write.await.unwrap();
    let twice = store.write::<_, StoreError, _>(shop(1), |tx| {
        Box::pin(async move { same_buyers::put(tx, shop(1), tie(2, 4)).await })
    });
    assert!(matches!(twice.await, Err(StoreError::Taken(_))));
    // The head leaves: another takes her place, and who said what when stays.
    let write = store.write::<_, StoreError, _>(shop(1), |tx| {
        Box::pin(async move {
            assert!(same_buyers::remove(tx, shop(1), buyer(2)).await?);
            assert!(!same_buyers::remove(tx, shop(1), buyer(2)).await?);
            same_buyers::follow(tx, shop(1), buyer(1), buyer(2)).await
        })
    });
    write.await.unwrap();
    assert_eq!(kin_of(&store, 3).await, [buyer(2), buyer(3)]);
    assert_eq!(kin_of(&store, 1).await, [buyer(1)]);
    let head = [buyer(2)];
    let ties = same_buyers::ties_of(store.read(), shop(1), &head).await.unwrap();
    assert_eq!(ties[&buyer(2)], [tie(3, 2)]);
}
