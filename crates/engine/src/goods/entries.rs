//! What a shop knows beside its goods: its own terms, and the rules of its platform, each with its age and source.

use std::collections::BTreeSet;

use jinpai_model::{At, EntryId, EventKind, KnowledgeEntry, KnowledgeKind, Platform, Role};
use jinpai_packs::knowledge::{StarterEntry, starter};
use jinpai_store::{Lane, NewEvent, knowledge};
use serde_json::json;

use crate::{
    desk::{Desk, bounded},
    error::{EngineError, Invalid, Result},
};

/// Most entries of one shop.
const MOST: u64 = 2_000;

/// What a lead writes. Saying it again makes it younger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryChange {
    pub kind: KnowledgeKind,
    pub platform: Option<Platform>,
    pub title: String,
    pub text: String,
    /// Where it is written; may be empty.
    pub source: String,
}

impl Desk {
    /// What the shop knows, by kind and title.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn knowledge(&self) -> Result<Vec<KnowledgeEntry>> {
        Ok(knowledge::of_shop(self.engine.store.read(), self.shop).await?)
    }

    /// Writes an entry, or changes the one with this id.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead, [`EngineError::Invalid`], [`EngineError::NotFound`].
    pub async fn put_entry(&self, id: Option<EntryId>, change: EntryChange) -> Result<KnowledgeEntry> {
        self.require(Role::Lead)?;
        let (shop, now) = (self.shop, self.engine.now());
        let entry = KnowledgeEntry {
            shop,
            id: id.unwrap_or_else(|| EntryId::new(now, self.engine.random.bits())),
            kind: change.kind,
            platform: change.platform,
            title: bounded("title", &change.title, 100)?,
            text: bounded("text", &change.text, 2_000)?,
            source: match change.source.trim() {
                "" => String::new(),
                source => bounded("source", source, 300)?,
            },
            seen_at: now,
            by: self.person,
        };
        self.write_entries(vec![entry.clone()], id.is_some()).await?;
        Ok(entry)
    }

    /// # Errors
    /// [`EngineError::Forbidden`] below lead, [`EngineError::NotFound`] when the shop has no such entry.
    pub async fn delete_entry(&self, id: EntryId) -> Result<()> {
        self.require(Role::Lead)?;
        let (shop, now) = (self.shop, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                if !knowledge::remove(tx, shop, id).await? {
                    return Err(EngineError::NotFound("entry"));
                }
                tx.append(changed(now, id, json!({ "deleted": true })))?;
                Ok(())
            })
        });
        write.await
    }

    /// Takes the starter entries of the shop's platform in, those that it has not taken yet. They are the shop's from
    /// then on.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead.
    pub async fn take_starter_knowledge(&self) -> Result<Vec<KnowledgeEntry>> {
        self.require(Role::Lead)?;
        let platform = self.shop().await?.settings.platform;
        let held = self.knowledge().await?;
        let titles: BTreeSet<&str> = held.iter().map(|entry| entry.title.as_str()).collect();
        let now = self.engine.now();
        let of = |entry: &StarterEntry| KnowledgeEntry {
            shop: self.shop,
            id: EntryId::new(now, self.engine.random.bits()),
            kind: entry.kind,
            platform: entry.platform,
            title: entry.title.clone(),
            text: entry.text.clone(),
            source: entry.source.clone(),
            seen_at: now,
            by: self.person,
        };
        let fits = |entry: &&StarterEntry| entry.platform.is_none_or(|one| one == platform);
        let new: Vec<KnowledgeEntry> = (starter().iter())
            .filter(fits)
            .filter(|entry| !titles.contains(entry.title.as_str()))
            .map(of)
            .collect();
        self.write_entries(new.clone(), false).await?;
        Ok(new)
    }

    async fn write_entries(&self, entries: Vec<KnowledgeEntry>, known: bool) -> Result<()> {
        let (shop, now) = (self.shop, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                for entry in &entries {
                    if known {
                        let held = knowledge::get(tx, shop, entry.id).await?;
                        held.ok_or(EngineError::NotFound("entry"))?;
                    }
                    knowledge::put(tx, entry).await?;
                    tx.append(changed(now, entry.id, json!({})))?;
                }
                if knowledge::count(tx, shop).await? > MOST {
                    let max = usize::try_from(MOST).unwrap_or(usize::MAX);
                    let reason = Invalid::TooLong { max };
                    return Err(EngineError::Invalid {
                        field: "entries",
                        reason,
                    });
                }
                Ok(())
            })
        });
        write.await
    }
}

fn changed(at: At, id: EntryId, payload: serde_json::Value) -> NewEvent {
    NewEvent {
        at,
        kind: EventKind::KnowledgeChanged,
        subject: id.to_string(),
        payload,
    }
}
