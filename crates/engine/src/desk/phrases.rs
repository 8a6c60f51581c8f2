//! Phrases: what an agent says with a few keys. The shop's and her own stand beside the program's, and one of
//! either with the same code stands in its place.

mod asked;
mod bulk;
mod facts;
mod figures;
mod folders;
pub(crate) mod keys;
mod pictures;
mod suggest;
mod table;

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use jinpai_model::{ConversationId, PersonId, Phrase, PhraseId, PhraseScope, Picture, Role};
use jinpai_packs::phrases::{Starter, fits_code, starters};
use jinpai_store::{Lane, StoreError, phrases};

pub use self::{
    asked::{AskedOften, LikePhrase},
    bulk::{BulkDone, BulkLeft, BulkPhrases},
    figures::{OUTCOME_DAYS, PhraseOutcome},
    folders::FolderChange,
    suggest::PhraseDraft,
    table::{ImportedPhrase, PhraseImport, PhraseImportOptions, PhraseRowChange, PhraseWriter, ToldPhrase},
};
use crate::{
    desk::{Desk, bounded},
    error::{EngineError, Invalid, Result},
};

/// Most phrases of a shop and its people.
const MOST: u64 = 2_000;
const MAX_STAGE_CHARS: usize = jinpai_channels::phrases::MAX_FOLDER_CHARS;
const MAX_TITLE_CHARS: usize = jinpai_channels::phrases::MAX_TITLE_CHARS;
const MAX_TEXT_CHARS: usize = 1_000;
/// Before the code of one of the program's phrases, in place of an id.
const STARTER: &str = "starter:";

/// A phrase as an agent has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseView {
    /// Its id; of one of the program's, `starter:` and its code.
    pub id: String,
    pub scope: PhraseScope,
    pub stage: String,
    pub code: String,
    pub title: String,
    pub text: String,
    /// How the title is typed: the initials of its sounds, and the sounds.
    pub keys: Vec<String>,
    /// How often it was taken in this shop.
    pub uses: i64,
    /// Goes out with it.
    pub picture: Option<Picture>,
}

/// A phrase as it is written.
#[derive(Debug, Clone)]
pub struct PhraseChange {
    /// The shop's, which takes a lead, or the writer's own.
    pub scope: PhraseScope,
    pub stage: String,
    pub code: String,
    pub title: String,
    pub text: String,
}

impl Desk {
    /// Every phrase she has: by folder, then those taken most, then by code.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn phrases(&self) -> Result<Vec<PhraseView>> {
        let read = self.engine.store.read();
        let trades = self.shop().await?.settings.trades;
        let written = phrases::of_person(read, self.shop, self.person).await?;
        let uses = phrases::uses(read, self.shop).await?;
        let set = phrases::folders(read, self.shop).await?;
        let pictures = phrases::pictures(read, self.shop).await?;
        let replaced: HashSet<&str> = written.iter().map(|one| one.code.as_str()).collect();
        let starters = starters()
            .iter()
            .filter(|one| one.trade.is_none_or(|trade| trades.contains(&trade)))
            .filter(|one| !replaced.contains(one.code.as_str()));
        let mut views: Vec<PhraseView> = starters.map(|one| of_program(one, &uses)).collect();
        views.extend((written.iter()).map(|one| of_shop(one, &uses, pictures.get(&one.id).copied())));
        let folders = folders::in_order(set, views.iter().map(|one| one.stage.as_str()));
        let places: HashMap<&str, usize> = folders.iter().map(String::as_str).zip(0..).collect();
        views.sort_by(|a, b| order(a, &places).cmp(&order(b, &places)));
        Ok(views)
    }

    /// # Errors
    /// [`EngineError::Forbidden`] for who is no lead and writes for the shop, [`EngineError::Invalid`] for a bad
    /// value, [`EngineError::Taken`] for a code that the owner has.
    pub async fn add_phrase(&self, change: PhraseChange) -> Result<PhraseView> {
        let owner = self.owner_of(change.scope)?;
        let now = self.engine.now();
        let row = Phrase {
            shop: self.shop,
            id: PhraseId::new(now, self.engine.random.bits()),
            owner,
            stage: stage(&change.stage)?,
            code: code(&change.code)?,
            title: bounded("title", &change.title, MAX_TITLE_CHARS)?,
            text: bounded("text", &change.text, MAX_TEXT_CHARS)?,
            created_at: now,
            updated_at: now,
        };
        let (shop, kept) = (self.shop, row.clone());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                if phrases::count(tx, shop).await? >= MOST {
                    return Err(too_many());
                }
                phrases::put(tx, &kept).await.map_err(taken)
            })
        });
        write.await?;
        Ok(of_shop(&row, &HashMap::new(), None))
    }

    /// # Errors
    /// As [`Desk::add_phrase`]; [`EngineError::NotFound`] for what is neither the shop's nor hers.
    pub async fn change_phrase(&self, id: PhraseId, change: PhraseChange) -> Result<PhraseView> {
        let held = self.hers_to_change(id).await?;
        let row = Phrase {
            owner: self.owner_of(change.scope)?,
            stage: stage(&change.stage)?,
            code: code(&change.code)?,
            title: bounded("title", &change.title, MAX_TITLE_CHARS)?,
            text: bounded("text", &change.text, MAX_TEXT_CHARS)?,
            updated_at: self.engine.now(),
            ..held
        };
        let (shop, kept) = (self.shop, row.clone());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                // Somebody may have removed it meanwhile; then it must not come back.
                phrases::get(tx, shop, id)
                    .await?
                    .ok_or(EngineError::NotFound("phrase"))?;
                phrases::put(tx, &kept).await.map_err(taken)
            })
        });
        write.await?;
        let picture = phrases::pictures(self.engine.store.read(), shop).await?;
        self.written(&row, picture.get(&id).copied()).await
    }

    /// A phrase as it stands now.
    async fn written(&self, row: &Phrase, picture: Option<Picture>) -> Result<PhraseView> {
        let uses = phrases::uses(self.engine.store.read(), self.shop).await?;
        Ok(of_shop(row, &uses, picture))
    }

    /// # Errors
    /// [`EngineError::NotFound`] for what is neither the shop's nor hers, [`EngineError::Forbidden`] for who is no
    /// lead where it is the shop's.
    pub async fn remove_phrase(&self, id: PhraseId) -> Result<()> {
        self.hers_to_change(id).await?;
        let shop = self.shop;
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                phrases::drop_picture(tx, shop, id).await?;
                phrases::remove(tx, shop, id).await
            })
        });
        write.await?;
        Ok(())
    }

    /// Counts that she took a phrase, and in which talk.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a phrase that she does not have, or a talk that the shop does not.
    pub async fn phrase_used(&self, name: &str, talk: Option<ConversationId>) -> Result<()> {
        match name.strip_prefix(STARTER) {
            Some(code) if starters().iter().any(|one| one.code == code) => {}
            Some(_) => return Err(EngineError::NotFound("phrase")),
            None => {
                let id = name.parse().map_err(|_| EngineError::NotFound("phrase"))?;
                self.hers(id).await?;
            }
        }
        let talk = match talk {
            Some(talk) => Some((talk, self.conversation_row(talk).await?.buyer)),
            None => None,
        };
        let (shop, name, now) = (self.shop, name.to_owned(), self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                phrases::used(tx, shop, &name, now).await?;
                match talk {
                    Some(talk) => phrases::used_in_talk(tx, shop, &name, talk, now).await,
                    None => Ok(()),
                }
            })
        });
        Ok(write.await?)
    }

    /// A phrase of the shop or of her own; somebody else's is not there.
    async fn hers(&self, id: PhraseId) -> Result<Phrase> {
        let found = phrases::get(self.engine.store.read(), self.shop, id).await?;
        found
            .filter(|one| one.owner.is_none_or(|owner| owner == self.person))
            .ok_or(EngineError::NotFound("phrase"))
    }

    async fn hers_to_change(&self, id: PhraseId) -> Result<Phrase> {
        let held = self.hers(id).await?;
        if held.owner.is_none() {
            self.require(Role::Lead)?;
        }
        Ok(held)
    }

    fn owner_of(&self, scope: PhraseScope) -> Result<Option<PersonId>> {
        match scope {
            PhraseScope::Mine => Ok(Some(self.person)),
            PhraseScope::Shop => self.require(Role::Lead).map(|()| None),
            PhraseScope::Starter => Err(EngineError::Invalid {
                field: "scope",
                reason: Invalid::Not {
                    expected: "shop or mine",
                },
            }),
        }
    }
}

fn stage(text: &str) -> Result<String> {
    bounded("stage", text, MAX_STAGE_CHARS)
}

fn code(text: &str) -> Result<String> {
    if fits_code(text) {
        return Ok(text.to_owned());
    }
    Err(EngineError::Invalid {
        field: "code",
        reason: Invalid::Not {
            expected: "a code of 1 to 14 lower-case letters and digits",
        },
    })
}

fn taken(error: StoreError) -> EngineError {
    match error {
        StoreError::Taken(_) => EngineError::Taken { field: "phrase code" },
        other => other.into(),
    }
}

const fn too_many() -> EngineError {
    EngineError::Invalid {
        field: "code",
        reason: Invalid::Told {
            zh: "一家店最多保存 2000 条快捷短语，请先删除不用的",
            en: "a shop keeps at most 2,000 phrases; remove some first",
        },
    }
}

fn of_program(one: &Starter, uses: &HashMap<String, i64>) -> PhraseView {
    let id = format!("{STARTER}{}", one.code);
    PhraseView {
        uses: uses.get(&id).copied().unwrap_or(0),
        id,
        scope: PhraseScope::Starter,
        stage: one.stage.clone(),
        code: one.code.clone(),
        title: one.title.clone(),
        text: one.text.clone(),
        keys: keys::of(&one.title),
        picture: None,
    }
}

fn of_shop(one: &Phrase, uses: &HashMap<String, i64>, picture: Option<Picture>) -> PhraseView {
    let id = one.id.to_string();
    PhraseView {
        uses: uses.get(&id).copied().unwrap_or(0),
        id,
        scope: match one.owner {
            None => PhraseScope::Shop,
            Some(_) => PhraseScope::Mine,
        },
        stage: one.stage.clone(),
        code: one.code.clone(),
        title: one.title.clone(),
        text: one.text.clone(),
        keys: keys::of(&one.title),
        picture,
    }
}

/// By folder, then those taken most; of one code her own phrase first.
fn order<'a>(
    view: &'a PhraseView,
    places: &HashMap<&str, usize>,
) -> (usize, Reverse<i64>, &'a str, Reverse<PhraseScope>) {
    (
        places.get(view.stage.as_str()).copied().unwrap_or(usize::MAX),
        Reverse(view.uses),
        &view.code,
        Reverse(view.scope),
    )
}
