//! Who is signed in and where she works.

use jinpai_engine::{Engine, SessionView};
use jinpai_model::{Platform, Role, Shop};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Id, words};

/// The person of this session.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    pub id: Id,
    pub login: String,
    pub name: String,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// Nothing but changing the password works while this is true.
    pub must_change_password: bool,
    /// Personal desk settings such as `send_key`.
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    pub settings: serde_json::Value,
}

/// A shop she serves.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShopBrief {
    pub id: Id,
    pub name: String,
    #[schema(value_type = words::Role)]
    pub role: Role,
    #[schema(value_type = words::Platform)]
    pub platform: Platform,
    /// IANA name of the shop's clock.
    pub zone: String,
    pub answer_within_s: i64,
    /// The newest entry of the shop's event log.
    pub head_seq: i64,
}

impl ShopBrief {
    pub fn new(shop: &Shop, role: Role, head_seq: i64) -> Self {
        Self {
            id: shop.id.into(),
            name: shop.name.clone(),
            role,
            platform: shop.settings.platform,
            zone: shop.settings.zone.clone(),
            answer_within_s: shop.settings.answer_within_s,
            head_seq,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    pub person: Me,
    /// To be sent as `x-csrf-token` with every request that changes something.
    pub csrf: String,
    pub shops: Vec<ShopBrief>,
    /// The server's clock.
    pub now_at: i64,
    /// How many times as fast as real time that clock runs: 1 but in a demo.
    pub pace: u32,
    pub version: String,
}

impl Session {
    pub fn new(view: &SessionView, engine: &Engine) -> Self {
        let person = &view.person;
        Self {
            person: Me {
                id: person.id.into(),
                login: person.login.clone(),
                name: person.name.clone(),
                locale: person.locale.clone(),
                must_change_password: person.must_change_password,
                settings: person.settings.clone(),
            },
            csrf: view.csrf.clone(),
            shops: view
                .shops
                .iter()
                .map(|(shop, role, head)| ShopBrief::new(shop, *role, *head))
                .collect(),
            now_at: engine.now().ms(),
            pace: engine.pace(),
            version: Engine::version().to_owned(),
        }
    }
}
