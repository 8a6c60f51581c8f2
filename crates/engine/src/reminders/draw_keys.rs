//! The keys of the shops' draws. A key never changes, or a buyer would change sides: each is read once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jinpai_model::ShopId;
use jinpai_store::{
    Read,
    secrets::{self, SecretKind},
};

use crate::error::Result;

#[derive(Default)]
pub(crate) struct DrawKeys(Mutex<HashMap<ShopId, Arc<str>>>);

impl DrawKeys {
    /// The key of a shop; none for one that was founded without.
    pub async fn of(&self, read: &Read, shop: ShopId) -> Result<Option<Arc<str>>> {
        let kept = self.kept().get(&shop).cloned();
        if kept.is_some() {
            return Ok(kept);
        }
        let Some(secret) = secrets::get(read, shop, SecretKind::Holdout).await? else {
            return Ok(None);
        };
        let key: Arc<str> = secret.into();
        self.kept().insert(shop, Arc::clone(&key));
        Ok(Some(key))
    }

    /// Nothing that panics happens under the lock.
    fn kept(&self) -> std::sync::MutexGuard<'_, HashMap<ShopId, Arc<str>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
