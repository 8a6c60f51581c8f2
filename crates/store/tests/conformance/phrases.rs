//! Phrases of a shop and of its people.

use jinpai_model::{
    At, DAY_MS, PersonId, Phrase, PhraseId, Picture, PictureId, PictureKind, PictureSize, ShopId,
};
use jinpai_store::{
    Store, StoreError, phrase_questions,
    phrases::{self, PhrasePicture},
};

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

pub async fn a_phrase_that_was_taken_away_comes_back(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let (yun, lan) = (person(1), person(2));
    let own = a_phrase(shop(1), 1, Some(yun), "fahuo");
    let id = own.id;
    put(&store, own.clone()).await.unwrap();
    write(&store, shop(1), move |tx| {
        Box::pin(async move {
            phrases::used(tx, shop(1), &id.to_string(), At(5)).await?;
            let gone = phrases::take_away(tx, shop(1), id, yun, At(10)).await?;
            assert_eq!(gone.map(|one| one.code).as_deref(), Some("fahuo"));
            assert_eq!(phrases::take_away(tx, shop(1), id, yun, At(10)).await?, None);
            Ok(())
        })
    })
    .await;
    assert!(codes(&store, shop(1), yun).await.is_empty());
    write(&store, shop(1), move |tx| {
        Box::pin(async move {
            assert_eq!(
                phrases::taken_away(tx, shop(1), id, lan).await?,
                None,
                "it was not hers to take"
            );
            assert!(!phrases::bring_back(tx, shop(1), id, lan).await?);
            assert_eq!(phrases::taken_away(tx, shop(1), id, yun).await?, Some(own));
            assert!(phrases::bring_back(tx, shop(1), id, yun).await?);
            assert!(!phrases::bring_back(tx, shop(1), id, yun).await?);
            Ok(())
        })
    })
    .await;
    assert_eq!(codes(&store, shop(1), yun).await, ["fahuo"]);
    assert_eq!(
        phrases::uses(store.read(), shop(1)).await.unwrap()[&id.to_string()],
        1
    );
    write(&store, shop(1), move |tx| {
        Box::pin(async move {
            phrases::take_away(tx, shop(1), id, yun, At(20)).await?;
            phrases::forget_removed(tx, shop(1), At(20)).await?;
            assert!(phrases::taken_away(tx, shop(1), id, yun).await?.is_some());
            phrases::forget_removed(tx, shop(1), At(21)).await?;
            assert_eq!(phrases::taken_away(tx, shop(1), id, yun).await?, None);
            Ok(())
        })
    })
    .await;
}

pub async fn a_phrase_keeps_one_picture_until_it_is_forgotten(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let yun = person(1);
    let own = a_phrase(shop(1), 1, Some(yun), "chima");
    let id = own.id;
    put(&store, own).await.unwrap();
    let of = |n: u128, bytes: &[u8]| PhrasePicture {
        shop: shop(1),
        phrase: id,
        picture: Picture {
            id: PictureId::from_bits(n),
            width: 1_600,
            height: 900,
            film: None,
        },
        kind: PictureKind::Png,
        at: At(5),
        small: vec![9],
        large: bytes.to_vec(),
    };
    for row in [of(7, &[0, 255]), of(8, &[1, 2, 3])] {
        write(&store, shop(1), move |tx| {
            Box::pin(async move { phrases::put_picture(tx, row).await })
        })
        .await;
    }
    let read = store.read();
    let kept = phrases::pictures(read, shop(1)).await.unwrap();
    assert_eq!(
        (kept.len(), kept[&id].id, kept[&id].width),
        (1, PictureId::from_bits(8), 1_600)
    );
    let copy = |n: u128, size| phrases::picture(read, shop(1), PictureId::from_bits(n), size);
    assert!(
        copy(7, PictureSize::Large).await.unwrap().is_none(),
        "it was replaced"
    );
    assert_eq!(
        copy(8, PictureSize::Large).await.unwrap(),
        Some((id, PictureKind::Png, vec![1, 2, 3]))
    );
    assert_eq!(copy(8, PictureSize::Small).await.unwrap().unwrap().2, [9]);
    assert!(phrases::pictures(read, shop(2)).await.unwrap().is_empty());
    assert!(phrases::picture_of(read, shop(1), id).await.unwrap() == Some(of(8, &[1, 2, 3])));

    // Taken away, it comes back with its picture; forgotten, nothing of it is kept.
    write(&store, shop(1), move |tx| {
        Box::pin(async move {
            phrases::take_away(tx, shop(1), id, yun, At(10)).await?;
            phrases::forget_removed(tx, shop(1), At(10)).await?;
            assert_eq!(phrases::pictures(tx, shop(1)).await?.len(), 1);
            assert!(phrases::bring_back(tx, shop(1), id, yun).await?);
            phrases::forget_removed(tx, shop(1), At(30)).await?;
            assert_eq!(phrases::pictures(tx, shop(1)).await?.len(), 1);
            phrases::take_away(tx, shop(1), id, yun, At(20)).await?;
            phrases::forget_removed(tx, shop(1), At(21)).await?;
            assert!(phrases::pictures(tx, shop(1)).await?.is_empty());
            assert!(!phrases::drop_picture(tx, shop(1), id).await?);
            Ok(())
        })
    })
    .await;
}

pub async fn folders_keep_their_order_and_take_their_phrases_along(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    for (n, of) in [(1, shop(1)), (2, shop(2))] {
        let mut one = a_phrase(of, n, Some(person(1)), "fahuo");
        one.stage = "直播间".to_owned();
        put(&store, one).await.unwrap();
    }
    for names in [vec!["直播间", "talk", "节日"], vec!["节日", "直播"]] {
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let kept = names.clone();
        write(&store, shop(1), move |tx| {
            Box::pin(async move { phrases::set_folders(tx, shop(1), &kept).await })
        })
        .await;
        assert_eq!(phrases::folders(store.read(), shop(1)).await.unwrap(), names);
    }
    assert!(phrases::folders(store.read(), shop(2)).await.unwrap().is_empty());
    write(&store, shop(1), move |tx| {
        Box::pin(async move { phrases::rename_folder(tx, shop(1), "直播间", "直播", At(9)).await })
    })
    .await;
    for (of, stage) in [(shop(1), "直播"), (shop(2), "直播间")] {
        let found = phrases::of_person(store.read(), of, person(1)).await.unwrap();
        assert_eq!(found[0].stage, stage);
    }
    write(&store, shop(1), |tx| {
        Box::pin(async move { phrases::set_folders(tx, shop(1), &[]).await })
    })
    .await;
    assert!(phrases::folders(store.read(), shop(1)).await.unwrap().is_empty());
}

pub async fn questions_are_put_aside_for_the_whole_shop(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    for question in ["有货", "什么时候发货", "有货"] {
        write(&store, shop(1), move |tx| {
            Box::pin(async move {
                phrase_questions::put_one_aside(tx, shop(1), question, person(1), At(DAY_MS)).await
            })
        })
        .await;
    }
    let aside = phrase_questions::put_aside(store.read(), shop(1)).await.unwrap();
    assert_eq!(aside, ["什么时候发货", "有货"]);
    assert!(
        phrase_questions::put_aside(store.read(), shop(2))
            .await
            .unwrap()
            .is_empty()
    );
    write(&store, shop(1), move |tx| {
        Box::pin(async move { phrase_questions::take_one_back(tx, shop(1), "有货").await })
    })
    .await;
    assert_eq!(
        phrase_questions::put_aside(store.read(), shop(1)).await.unwrap(),
        ["什么时候发货"]
    );
}
