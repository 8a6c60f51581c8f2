//! Phrases of a shop and of its people.

use jinpai_model::{At, PersonId, Phrase, PhraseId, ShopId};
use jinpai_store::{Store, StoreError, phrases};

use crate::{
    coach::write,
    world::{World, person, shop},
};

fn a_phrase(shop: ShopId, n: u128, owner: Option<PersonId>, code: &str) -> Phrase {
    Phrase {
        shop,
        id: PhraseId::from_bits(n),
        owner,
        stage: "logistics".to_owned(),
        code: code.to_owned(),
        title: "什么时候发货".to_owned(),
        text: "今天 {{ cut_off }} 前付款，今天就寄出。".to_owned(),
        created_at: At(1),
        updated_at: At(i64::try_from(n).unwrap()),
    }
}

async fn put(store: &Store, new: Phrase) -> Result<(), StoreError> {
    store
        .write::<_, StoreError, _>(new.shop, move |tx| {
            Box::pin(async move { phrases::put(tx, &new).await })
        })
        .await
}

async fn codes(store: &Store, shop: ShopId, who: PersonId) -> Vec<String> {
    let found = phrases::of_person(store.read(), shop, who).await.unwrap();
    found.into_iter().map(|one| one.code).collect()
}

pub async fn an_owner_has_one_phrase_of_a_code(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let (yun, lan) = (person(1), person(2));
    put(&store, a_phrase(shop(1), 1, None, "fahuo")).await.unwrap();
    put(&store, a_phrase(shop(1), 2, Some(yun), "fahuo"))
        .await
        .unwrap();
    put(&store, a_phrase(shop(1), 3, Some(lan), "fahuo"))
        .await
        .unwrap();
    put(&store, a_phrase(shop(2), 1, None, "fahuo")).await.unwrap();
    for (n, owner) in [(4, None), (5, Some(yun))] {
        let again = put(&store, a_phrase(shop(1), n, owner, "fahuo")).await;
        assert!(matches!(again, Err(StoreError::Taken(_))), "{again:?}");
    }
    put(&store, a_phrase(shop(1), 5, Some(yun), "bao")).await.unwrap();
    assert_eq!(codes(&store, shop(1), yun).await, ["bao", "fahuo", "fahuo"]);
    assert_eq!(codes(&store, shop(1), lan).await, ["fahuo", "fahuo"]);
    assert_eq!(codes(&store, shop(2), yun).await, ["fahuo"]);
    assert_eq!(phrases::count(store.read(), shop(1)).await.unwrap(), 4);

    // Changed it keeps its id and its birthday, and may not take another one's code.
    let other = a_phrase(shop(1), 5, Some(yun), "fahuo");
    assert!(matches!(put(&store, other).await, Err(StoreError::Taken(_))));
    let mut changed = a_phrase(shop(1), 5, None, "baoyou");
    changed.created_at = At(99);
    put(&store, changed.clone()).await.unwrap();
    changed.created_at = At(1);
    let id = PhraseId::from_bits(5);
    assert_eq!(
        phrases::get(store.read(), shop(1), id).await.unwrap(),
        Some(changed)
    );
    assert_eq!(phrases::get(store.read(), shop(2), id).await.unwrap(), None);
}

pub async fn how_often_a_phrase_is_taken_is_counted(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let own = a_phrase(shop(1), 1, None, "fahuo");
    let name = own.id.to_string();
    put(&store, own).await.unwrap();
    for (n, taken) in [name.clone(), "starter:hi".to_owned(), name.clone()]
        .into_iter()
        .enumerate()
    {
        let at = At(i64::try_from(n).unwrap());
        write(&store, shop(1), move |tx| {
            Box::pin(async move { phrases::used(tx, shop(1), &taken, at).await })
        })
        .await;
    }
    let uses = phrases::uses(store.read(), shop(1)).await.unwrap();
    assert_eq!((uses[&name], uses["starter:hi"], uses.len()), (2, 1, 2));
    assert!(phrases::uses(store.read(), shop(2)).await.unwrap().is_empty());

    let id = PhraseId::from_bits(1);
    for there in [true, false] {
        let gone = write(&store, shop(1), move |tx| {
            Box::pin(async move { phrases::remove(tx, shop(1), id).await })
        });
        assert_eq!(gone.await, there);
    }
    let uses = phrases::uses(store.read(), shop(1)).await.unwrap();
    assert!(!uses.contains_key(&name), "its count goes with it");
}
