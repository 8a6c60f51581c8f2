//! Pictures and ratings of talks.

use jinpai_model::{At, BuyerId, Picture, PictureId, PictureKind, PictureSize, Rating};
use jinpai_store::{
    messages::{self, Part, Sender},
    pictures::{self, NewPicture},
    ratings,
};

use crate::{
    coach::write,
    world::{World, a_message, conversation, shop},
};

pub async fn a_picture_stands_beside_its_message(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let id = PictureId::from_bits(7);
    let picture = Picture {
        id,
        width: 1_600,
        height: 900,
        film: None,
    };
    let buyer = Sender::Buyer(BuyerId::from_bits(1));
    let mut new = a_message(shop(1), conversation(1), buyer, "pic", 5);
    new.text = String::new();
    new.picture = Some(picture);
    for again in [false, true] {
        let (new, large) = (new.clone(), vec![0, 255, 1, 2]);
        let appended = write(&store, shop(1), move |tx| {
            Box::pin(async move {
                let appended = messages::append(tx, new).await?;
                if appended.new {
                    let stored = NewPicture {
                        shop: shop(1),
                        id,
                        conversation: conversation(1),
                        kind: PictureKind::Png,
                        at: At(5),
                        small: vec![9],
                        large,
                    };
                    pictures::put(tx, stored).await?;
                }
                Ok(appended)
            })
        });
        let appended = appended.await;
        assert_eq!(appended.new, !again, "the same reference is the same picture");
        assert_eq!(appended.message.picture, Some(picture));
    }
    let page = messages::page(store.read(), shop(1), conversation(1), Part::Latest, 10).await;
    let items = page.unwrap().items;
    assert_eq!(
        (items.len(), items[0].picture, items[0].text.as_str()),
        (1, Some(picture), "")
    );

    let copy = |shop, size| pictures::get(store.read(), shop, id, size);
    let large = copy(shop(1), PictureSize::Large).await.unwrap().unwrap();
    assert_eq!(
        (large.kind, large.conversation),
        (PictureKind::Png, conversation(1))
    );
    assert_eq!(large.bytes, [0, 255, 1, 2]);
    let small = copy(shop(1), PictureSize::Small).await.unwrap().unwrap();
    assert_eq!(small.bytes, [9]);
    assert_eq!(
        copy(shop(2), PictureSize::Large).await.unwrap(),
        None,
        "another shop has no such picture"
    );
}

pub async fn a_talk_has_one_rating(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let first = Rating {
        shop: shop(1),
        conversation: conversation(1),
        score: 2,
        word: "等太久了".to_owned(),
        given_at: At(10),
        changed_at: At(10),
    };
    let second = Rating {
        score: 5,
        word: String::new(),
        given_at: At(20),
        changed_at: At(20),
        ..first.clone()
    };
    for rating in [first.clone(), second.clone()] {
        write(&store, shop(1), move |tx| {
            Box::pin(async move { ratings::put(tx, &rating).await })
        })
        .await;
    }
    let held = ratings::get(store.read(), shop(1), conversation(1))
        .await
        .unwrap();
    let wanted = Rating {
        given_at: At(10),
        ..second
    };
    assert_eq!(held, Some(wanted), "the first moment stays");
    let other = ratings::of_conversations(store.read(), shop(2), &[conversation(1)]).await;
    assert!(other.unwrap().is_empty());
}
