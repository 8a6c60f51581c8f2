//! Who may do what, where.

use jinpai_engine::{EngineError, ShopPatch};
use jinpai_model::{Platform, Role};

use crate::shop::{TestShop, address};

pub async fn shops_and_roles_are_kept_apart(shop: &TestShop) {
    let engine = &shop.engine;
    let (agent, once) = shop.owner.add_member("yun", "云云", Role::Agent).await.unwrap();
    let (_, session) = engine.sign_in("yun", &once.unwrap(), address(5)).await.unwrap();
    assert!(session.person.must_change_password);
    let agent = agent.person.id;
    let other = engine
        .create_shop_for("owner", "另一家", Platform::Jd)
        .await
        .unwrap();

    assert!(matches!(
        engine.desk(agent, other.id, Role::Agent).await,
        Err(EngineError::NotFound("shop"))
    ));
    assert!(matches!(
        engine.desk(agent, shop.shop, Role::Lead).await,
        Err(EngineError::Forbidden { needs: Role::Lead })
    ));
    let desk = engine.desk(agent, shop.shop, Role::Agent).await.unwrap();
    assert!(matches!(
        desk.change_settings(ShopPatch::default()).await,
        Err(EngineError::Forbidden { .. })
    ));
    assert!(matches!(desk.members().await, Err(EngineError::Forbidden { .. })));
    assert!(matches!(
        engine.create_shop(agent, "我的", Platform::Jd).await,
        Err(EngineError::Forbidden { .. })
    ));

    // A conversation of one shop does not exist in the other, whoever asks.
    let talk = shop
        .buyer("u-1")
        .await
        .send("a", "在吗")
        .await
        .unwrap()
        .message
        .conversation;
    let owner = shop
        .owner
        .members()
        .await
        .unwrap()
        .into_iter()
        .find(|m| m.role == Role::Owner)
        .unwrap();
    let elsewhere = engine.desk(owner.person.id, other.id, Role::Owner).await.unwrap();
    assert!(matches!(
        elsewhere.conversation(talk).await,
        Err(EngineError::NotFound("conversation"))
    ));
    assert!(matches!(
        elsewhere.messages(talk, None, None, 5).await,
        Err(EngineError::NotFound("conversation"))
    ));

    let last = shop.owner.set_role(owner.person.id, Role::Agent).await;
    assert!(
        matches!(last, Err(EngineError::Invalid { field: "role", .. })),
        "the last owner stays"
    );
    shop.owner.remove_member(agent).await.unwrap();
    assert!(matches!(
        engine.desk(agent, shop.shop, Role::Agent).await,
        Err(EngineError::NotFound("shop"))
    ));
}

pub async fn strangers_are_slowed_down(shop: &TestShop) {
    let engine = &shop.engine;
    let mut answers = Vec::new();
    for _ in 0..6 {
        answers.push(
            engine
                .sign_in("owner", "not the password", address(9))
                .await
                .unwrap_err(),
        );
    }
    assert!(
        answers[..5]
            .iter()
            .all(|e| matches!(e, EngineError::BadCredentials))
    );
    assert!(
        matches!(answers[5], EngineError::TooMany { retry_after_s } if (1..=60).contains(&retry_after_s))
    );
    let mut opened = 0;
    while engine
        .open_widget(shop.shop, None, None, address(10))
        .await
        .is_ok()
    {
        opened += 1;
    }
    assert!(
        (5..=50).contains(&opened),
        "{opened} visitors from one address at once"
    );
    assert!(
        engine
            .open_widget(shop.shop, None, None, address(11))
            .await
            .is_ok(),
        "others come in"
    );
}
