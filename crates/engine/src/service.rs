//! When a shop serves, what it says by itself, and the line at the head of its chat: kept for every process, changed by
//! a lead, and told to the chat.
//!
//! What another process saves is seen through the log, as with everything else.

pub(crate) mod answering;
mod back;
mod checking;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use jinpai_model::{
    At, AutoReplies, BusinessHours, EventKind, Openness, Role, ServicePart, Shop, ShopId, ShopNotice,
};
use jinpai_store::{
    Lane, NewEvent,
    service::{self, Saved},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;

use crate::{
    coaching,
    core::Engine,
    desk::Desk,
    error::{EngineError, Result},
};

/// All that a shop has set of its service.
#[derive(Debug, Clone, Default)]
pub struct Service {
    pub hours: Saved<BusinessHours>,
    pub replies: Saved<AutoReplies>,
    pub notice: Saved<ShopNotice>,
}

/// The same with what follows from it now.
#[derive(Debug, Clone)]
pub struct ServiceView {
    pub service: Arc<Service>,
    pub openness: Openness,
    pub now: At,
    /// Of the shop, in which its hours are meant.
    pub zone: String,
}

/// What a buyer's chat tells her of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceSign {
    pub openness: Openness,
    pub notice: Option<String>,
}

/// What this process holds of the shops' settings.
#[derive(Default)]
pub(crate) struct Services {
    kept: Mutex<HashMap<ShopId, Arc<Service>>>,
    /// Raised with every forgetting: what was read before it is not kept after it.
    round: AtomicU64,
}

impl Services {
    fn kept(&self) -> MutexGuard<'_, HashMap<ShopId, Arc<Service>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads everything anew when it is asked for: somebody has written something.
    pub fn forget(&self) {
        let mut kept = self.kept();
        self.round.fetch_add(1, Ordering::AcqRel);
        kept.clear();
    }
}

impl Engine {
    /// What a shop has set.
    pub(crate) async fn service_of(&self, shop: ShopId) -> Result<Arc<Service>> {
        let (known, round) = {
            let kept = self.services.kept();
            (
                kept.get(&shop).cloned(),
                self.services.round.load(Ordering::Acquire),
            )
        };
        if let Some(known) = known {
            return Ok(known);
        }
        let read = self.store.read();
        let found = Arc::new(Service {
            hours: service::get(read, shop, ServicePart::Hours).await?,
            replies: service::get(read, shop, ServicePart::Replies).await?,
            notice: service::get(read, shop, ServicePart::Notice).await?,
        });
        let mut kept = self.services.kept();
        if self.services.round.load(Ordering::Acquire) == round {
            kept.insert(shop, found.clone());
        }
        Ok(found)
    }

    /// What a shop's chat says of it now.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn service_sign(&self, shop: &Shop) -> Result<ServiceSign> {
        let (held, now) = (self.service_of(shop.id).await?, self.now());
        let notice = &held.notice.value;
        Ok(ServiceSign {
            openness: held.hours.value.open_at(&coaching::zone_of(shop), now),
            notice: notice.holds(now).then(|| notice.text.clone()),
        })
    }
}

impl Desk {
    /// When the shop serves and what it says by itself.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead.
    pub async fn service(&self) -> Result<ServiceView> {
        self.require(Role::Lead)?;
        let (shop, now) = (self.shop().await?, self.engine.now());
        let service = self.engine.service_of(self.shop).await?;
        Ok(ServiceView {
            openness: service.hours.value.open_at(&coaching::zone_of(&shop), now),
            service,
            now,
            zone: shop.settings.zone,
        })
    }

    /// Sets the hours of the shop and its holidays, in place of version `base`.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead; [`EngineError::Invalid`] with the day;
    /// [`EngineError::NotNewest`] when somebody saved them in the meantime.
    pub async fn set_hours(&self, base: i64, mut hours: BusinessHours) -> Result<ServiceView> {
        self.require(Role::Lead)?;
        checking::hours(&mut hours)?;
        self.save_part::<BusinessHours>(ServicePart::Hours, base, hours)
            .await
    }

    /// Sets what the shop says by itself, in place of version `base`. The coach has to find nothing above a hint in it.
    ///
    /// # Errors
    /// As [`Desk::set_hours`], with every text that does not fit.
    pub async fn set_replies(&self, base: i64, mut replies: AutoReplies) -> Result<ServiceView> {
        self.require(Role::Lead)?;
        let (shop, coach) = (self.shop().await?, self.engine.coach_of(self.shop).await?);
        checking::replies(&mut replies, (&shop, &coach), self.engine.now())?;
        self.save_part::<AutoReplies>(ServicePart::Replies, base, replies)
            .await
    }

    /// Sets the line at the head of the chat, in place of version `base`.
    ///
    /// # Errors
    /// As [`Desk::set_hours`].
    pub async fn set_notice(&self, base: i64, mut notice: ShopNotice) -> Result<ServiceView> {
        self.require(Role::Lead)?;
        checking::notice(&mut notice)?;
        self.save_part::<ShopNotice>(ServicePart::Notice, base, notice)
            .await
    }

    async fn save_part<T>(&self, part: ServicePart, base: i64, value: T) -> Result<ServiceView>
    where
        T: Serialize + DeserializeOwned + Default + Send + Sync + 'static,
    {
        let (shop, person, now) = (self.shop, self.person, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let newest = service::get::<T>(tx, shop, part).await?.version;
                if newest != base {
                    return Err(EngineError::NotNewest { newest });
                }
                let version = newest + 1;
                service::put(tx, (shop, part), (version, &value), (person, now)).await?;
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::ShopChanged,
                    subject: shop.to_string(),
                    payload: json!({ "part": part, "version": version, "by": person }),
                })?;
                Ok(())
            })
        });
        write.await?;
        // Before anybody reads the answer this process goes by it; others see it in the log.
        self.engine.services.forget();
        self.service().await
    }
}
