//! The shop's own till: it signs what happened to an order and posts it, as an integrator's system would.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use jinpai_engine::{Engine, HookHeaders, Result, sign};
use jinpai_model::{At, ShopId, Zone};
use serde_json::json;

use super::{goods::Article, receivers::receiver};

/// Who ordered, as the webhook names her.
#[derive(Debug, Clone)]
pub enum Who {
    /// Logged in at the shop.
    Known {
        id: String,
        name: String,
    },
    /// The widget's visitor.
    Visitor(String),
    Nobody,
}

/// A till with the shop's hook secret.
#[derive(Clone)]
pub struct Till {
    engine: Engine,
    shop: ShopId,
    secret: String,
    zone: Zone,
    delivery: Arc<AtomicU64>,
}

impl Till {
    pub fn new(engine: Engine, shop: ShopId, secret: String) -> Self {
        Self {
            engine,
            shop,
            secret,
            zone: Zone::shanghai(),
            delivery: Arc::default(),
        }
    }

    /// Tells that an order was made.
    pub async fn created(&self, number: &str, article: &Article, who: &Who, created_at: At) -> Result<()> {
        self.post("created", number, article, who, created_at, created_at)
            .await
    }

    /// Tells that an order was paid, now.
    pub async fn paid(&self, number: &str, article: &Article, who: &Who, created_at: At) -> Result<()> {
        self.post("paid", number, article, who, created_at, self.engine.now())
            .await
    }

    async fn post(
        &self,
        event: &str,
        number: &str,
        article: &Article,
        who: &Who,
        created_at: At,
        at: At,
    ) -> Result<()> {
        let buyer = match who {
            Who::Known { id, name } => json!({ "id": id, "name": name }),
            Who::Visitor(visitor) => json!({ "visitor": visitor }),
            Who::Nobody => json!({}),
        };
        let to = receiver(number.bytes().map(usize::from).sum());
        let body = json!({
            "event": event,
            "at": at.rfc3339(&self.zone),
            "order": {
                "number": number,
                "created_at": created_at.rfc3339(&self.zone),
                "total": format!("{}.00", article.yuan),
                "items": [{ "title": article.title, "sku": article.sku, "quantity": 1 }],
                "buyer": buyer,
                "receiver": { "name": to.name, "phone": to.phone, "address": to.address },
            },
        });
        let body = body.to_string();
        let timestamp = (self.engine.now().ms() / 1_000).to_string();
        let delivery = format!("demo-{}", self.delivery.fetch_add(1, Ordering::Relaxed));
        let signature = format!(
            "v1={}",
            sign(&self.secret, &[timestamp.as_bytes(), b".", body.as_bytes()])
        );
        let headers = HookHeaders {
            timestamp: &timestamp,
            delivery: &delivery,
            signature: &signature,
        };
        self.engine
            .order_hook(self.shop, headers, body.as_bytes())
            .await
            .map(|_| ())
    }
}
