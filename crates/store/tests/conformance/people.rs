//! Shops and the people who serve them.

use jinpai_model::{At, Membership, OrderStatus, Platform, Role, ShopId};
use jinpai_store::{
    Lane, Store, StoreError, buyers, conversations, events, members, messages,
    messages::{Part, Sender},
    orders, persons,
    secrets::{self, SecretKind},
    sessions, shops, steps,
};

use crate::world::{
    World, a_message, a_step, an_order, buyer, conversation, new_conversation, new_person, order, person,
    shop, step,
};

async fn put(store: &Store, shop: ShopId, n: u128, role: Role) {
    let membership = Membership {
        shop,
        person: person(n),
        role,
    };
    store
        .write::<_, StoreError, _>(shop, move |tx| {
            Box::pin(async move { members::put(tx, &membership).await })
        })
        .await
        .unwrap();
}

pub async fn a_person_serves_several_shops_with_a_role_in_each(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2), shop(3)]).await;
    for n in [1, 2] {
        new_person(&store, n).await;
    }
    put(&store, shop(1), 1, Role::Owner).await;
    put(&store, shop(2), 1, Role::Agent).await;
    put(&store, shop(1), 2, Role::Agent).await;
    put(&store, shop(1), 2, Role::Lead).await;
    let hers = members::of_person(store.read(), person(1)).await.unwrap();
    let hers: Vec<_> = hers.iter().map(|(shop, role)| (shop.id, *role)).collect();
    assert_eq!(hers, [(shop(1), Role::Owner), (shop(2), Role::Agent)]);
    let team = members::of_shop(store.read(), shop(1)).await.unwrap();
    let team: Vec<_> = team.iter().map(|(person, role)| (person.id, *role)).collect();
    assert_eq!(team, [(person(1), Role::Owner), (person(2), Role::Lead)]);
    assert_eq!(
        members::role(store.read(), shop(3), person(1)).await.unwrap(),
        None
    );
    let stranger = Membership {
        shop: shop(1),
        person: person(99),
        role: Role::Agent,
    };
    let refused = store.write::<_, StoreError, _>(shop(1), move |tx| {
        Box::pin(async move { members::put(tx, &stranger).await })
    });
    assert!(
        matches!(refused.await, Err(StoreError::Refused(_))),
        "a member is somebody"
    );
    let removed = store.write::<_, StoreError, _>(shop(1), |tx| {
        Box::pin(async move { members::remove(tx, shop(1), person(2)).await })
    });
    assert!(removed.await.unwrap());
    assert_eq!(
        members::role(store.read(), shop(1), person(2)).await.unwrap(),
        None
    );
    assert_eq!(shops::list(store.read()).await.unwrap().len(), 3);
}

pub async fn sign_ins_expire_and_end(world: &World) {
    let store = world.open().await;
    assert_eq!(persons::count(store.read()).await.unwrap(), 0);
    let id = new_person(&store, 1).await;
    let session = |token: &str, expires_at| sessions::Session {
        token_hash: token.to_owned(),
        person: id,
        csrf: "csrf".to_owned(),
        created_at: At(1),
        seen_at: At(1),
        expires_at: At(expires_at),
    };
    let new = ["a", "b", "c", "d"].map(|token| session(token, 100));
    let purged = store.write::<_, StoreError, _>(Lane::Global, move |tx| {
        Box::pin(async move {
            for one in &new {
                sessions::create(tx, one).await?;
            }
            sessions::touch(tx, "a", At(50), At(200)).await?;
            sessions::touch(tx, "b", At(50), At(200)).await?;
            sessions::touch(tx, "c", At(50), At(101)).await?;
            sessions::purge(tx, At(100)).await
        })
    });
    assert_eq!(purged.await.unwrap(), 1);
    let there = async |token: &str| sessions::by_token_hash(store.read(), token).await.unwrap();
    let expected = sessions::Session {
        seen_at: At(50),
        ..session("a", 200)
    };
    assert_eq!(there("a").await, Some(expected));
    assert_eq!(there("d").await, None);
    let ended = store.write::<_, StoreError, _>(Lane::Global, move |tx| {
        Box::pin(async move {
            assert!(sessions::delete(tx, "c").await?);
            persons::set_password(tx, id, "other", false).await?;
            persons::set_settings(tx, id, "en", &serde_json::json!({ "send_key": "enter" })).await?;
            sessions::delete_of_person(tx, id, Some("a")).await
        })
    });
    assert_eq!(ended.await.unwrap(), 1);
    assert!(there("a").await.is_some() && there("b").await.is_none());
    let known = persons::by_login(store.read(), "person1").await.unwrap().unwrap();
    assert_eq!(
        (known.password_hash.as_str(), known.must_change_password),
        ("other", false)
    );
    assert_eq!(
        (known.locale.as_str(), &known.settings["send_key"]),
        ("en", &"enter".into())
    );
    assert_eq!(persons::by_id(store.read(), id).await.unwrap(), Some(known));
    assert_eq!(persons::by_login(store.read(), "nobody").await.unwrap(), None);
}

/// Two shops hold rows of the same ids; whatever is done in one leaves the other as it was.
pub async fn shops_do_not_see_each_other(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    for shop in [shop(1), shop(2)] {
        let talk = new_conversation(&store, shop, 1).await;
        store
            .write::<_, StoreError, _>(shop, move |tx| {
                Box::pin(async move {
                    let new = a_message(shop, talk, Sender::Buyer(buyer(1)), "r1", 20);
                    let sent = messages::append(tx, new).await?;
                    conversations::on_message(tx, &sent.message).await?;
                    orders::upsert_batch(tx, shop, &[an_order(1, OrderStatus::Unpaid, 9)]).await?;
                    steps::insert_many(tx, shop, &[a_step(shop, 1, 100)]).await
                })
            })
            .await
            .unwrap();
    }
    store
        .write::<_, StoreError, _>(shop(1), |tx| {
            Box::pin(async move {
                conversations::mark_read(tx, shop(1), conversation(1), jinpai_model::Side::Agent, 1).await?;
                conversations::close(tx, shop(1), conversation(1)).await?;
                orders::upsert_batch(tx, shop(1), &[an_order(1, OrderStatus::Paid, 10)]).await?;
                let reason = jinpai_model::Reason::Paid;
                steps::cancel_open_of_orders(tx, shop(1), &[order(1)], reason, At(11)).await?;
                let blocked = buyers::BuyerChange {
                    blocked_at: Some(Some(At(5))),
                    ..buyers::BuyerChange::default()
                };
                buyers::update(tx, shop(1), buyer(1), blocked).await
            })
        })
        .await
        .unwrap();
    let read = store.read();
    let talk = conversations::get(read, shop(2), conversation(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (talk.unread, talk.agent_read_seq, talk.state.as_str()),
        (1, 0, "open")
    );
    let other = orders::get(read, shop(2), order(1)).await.unwrap().unwrap();
    assert_eq!(other.status, OrderStatus::Unpaid);
    let other = steps::get(read, shop(2), step(1)).await.unwrap().unwrap();
    assert_eq!(other.state.as_str(), "planned");
    let other = buyers::get(read, shop(2), buyer(1)).await.unwrap().unwrap();
    assert_eq!(other.blocked_at, None);
    for shop in [shop(1), shop(2)] {
        let page = messages::page(read, shop, conversation(1), Part::Latest, 9)
            .await
            .unwrap();
        assert_eq!((page.items.len(), page.items[0].shop), (1, shop));
        assert_eq!(events::after(read, shop, 0, 9).await.unwrap().len(), 1);
    }
}

pub async fn secrets_and_settings_are_kept(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let changed = store.write::<_, StoreError, _>(shop(1), |tx| {
        Box::pin(async move {
            secrets::put(tx, shop(1), SecretKind::Hook, "old").await?;
            secrets::put(tx, shop(1), SecretKind::Hook, "new").await?;
            let mut shop = shops::get(tx, shop(1)).await?.unwrap();
            shop.settings.platform = Platform::Jd;
            shop.settings.widget_origins = vec!["https://shop.example".to_owned()];
            shops::update(tx, shop.id, "花店", &shop.settings).await?;
            Ok(shop.settings)
        })
    });
    let settings = changed.await.unwrap();
    let secret = async |kind| secrets::get(store.read(), shop(1), kind).await.unwrap();
    assert_eq!(secret(SecretKind::Hook).await.as_deref(), Some("new"));
    assert_eq!(secret(SecretKind::Identity).await, None);
    let now = shops::get(store.read(), shop(1)).await.unwrap().unwrap();
    assert_eq!((now.name.as_str(), now.settings), ("花店", settings));
    assert_eq!(shops::get(store.read(), shop(2)).await.unwrap(), None);
}

pub async fn opting_out_is_written_and_read(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    new_conversation(&store, shop(1), 1).await;
    let change = async |change: buyers::BuyerChange| {
        let write = store.write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(async move { buyers::update(tx, shop(1), buyer(1), change).await })
        });
        assert!(write.await.unwrap());
        buyers::get(store.read(), shop(1), buyer(1))
            .await
            .unwrap()
            .unwrap()
    };
    let out = buyers::BuyerChange {
        opted_out_at: Some(Some(At(7))),
        name: Some("李女士".to_owned()),
        ..buyers::BuyerChange::default()
    };
    let now = change(out).await;
    assert_eq!((now.opted_out_at, now.name.as_str()), (Some(At(7)), "李女士"));
    let now = change(buyers::BuyerChange::default()).await;
    assert_eq!(now.opted_out_at, Some(At(7)), "no change changes nothing");
    let back = buyers::BuyerChange {
        opted_out_at: Some(None),
        ..buyers::BuyerChange::default()
    };
    assert_eq!(change(back).await.opted_out_at, None);
    store
        .write::<_, StoreError, _>(shop(1), |tx| {
            Box::pin(async move {
                buyers::touch_seen(tx, shop(1), &[buyer(1)], At(50)).await?;
                buyers::touch_seen(tx, shop(1), &[buyer(1)], At(40)).await
            })
        })
        .await
        .unwrap();
    let now = buyers::get(store.read(), shop(1), buyer(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(now.last_seen_at, Some(At(50)));
}
