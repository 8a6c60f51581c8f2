//! Phrases by file, in and out. A file is read whole, set against what the shop has, and written in one go; brought
//! a second time it changes nothing.

mod plan;

use std::io::Cursor;

use jinpai_channels::{
    ImportReport, Lang, Source,
    phrases::{self as files, PhraseLine, PhraseRow},
};
use jinpai_coach::{Finding, Locale, Severity};
use jinpai_model::{PersonId, Phrase, PhraseScope, Role, ShopId};
use jinpai_store::{Lane, members, persons, phrases};

use self::plan::{Plan, Planner};
use super::folders::in_order;
use crate::{
    coaching::Context,
    core::Engine,
    desk::Desk,
    error::{EngineError, Result},
};

/// Rows shown of an import; the others are only counted.
const SHOWN: usize = 500;

/// Who brings a file, and what she may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhraseWriter {
    /// Whose the rows of one's own become; none from a machine that names nobody.
    pub person: Option<PersonId>,
    /// Whether rows of the whole shop are taken.
    pub for_shop: bool,
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy)]
pub struct PhraseImportOptions {
    /// Whose rows are that do not say; none: the shop's, where the writer may, else her own.
    pub scope: Option<PhraseScope>,
    /// Tells what would be done and writes nothing.
    pub dry_run: bool,
    pub locale: Locale,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhraseRowChange {
    New,
    Changed,
    Same,
}

/// What a row of the file is, or became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedPhrase {
    pub line: u64,
    pub change: PhraseRowChange,
    pub scope: PhraseScope,
    pub stage: String,
    pub code: String,
    pub title: String,
    pub text: String,
}

/// What the coach says above a hint of a row. It is told and refuses nothing: the words are the shop's.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldPhrase {
    pub line: u64,
    pub code: String,
    pub findings: Vec<Finding>,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default)]
pub struct PhraseImport {
    pub report: ImportReport,
    /// The first rows that were taken, in the order of the file.
    pub rows: Vec<ImportedPhrase>,
    /// The first rows of which the coach has something to say.
    pub told: Vec<ToldPhrase>,
    /// All of them.
    pub told_total: u64,
}

impl Desk {
    /// Brings in a file of phrases. Rows of the shop take a lead; an agent brings in her own.
    ///
    /// # Errors
    /// [`EngineError::BadFile`] when it is no table of phrases.
    pub async fn import_phrases(&self, bytes: Vec<u8>, options: PhraseImportOptions) -> Result<PhraseImport> {
        let writer = PhraseWriter {
            person: Some(self.person),
            for_shop: self.role >= Role::Lead,
        };
        self.engine
            .import_phrases(self.shop, writer, Cursor::new(bytes), options)
            .await
    }

    /// The shop's phrases and her own as a CSV.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn export_phrases(&self, locale: Locale) -> Result<String> {
        self.engine
            .export_phrases(self.shop, Some(self.person), locale)
            .await
    }
}

impl Engine {
    /// Somebody of a shop's team by her login, for a machine that works in her name.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has nobody of that login.
    pub async fn member_by_login(&self, shop: ShopId, login: &str) -> Result<PersonId> {
        let read = self.store.read();
        let person = persons::by_login(read, &login.trim().to_lowercase()).await?;
        let person = person.ok_or(EngineError::NotFound("person"))?.id;
        match members::role(read, shop, person).await? {
            Some(_) => Ok(person),
            None => Err(EngineError::NotFound("person")),
        }
    }

    /// As [`Desk::import_phrases`], for the command line.
    ///
    /// # Errors
    /// [`EngineError::BadFile`], or when the database fails; then nothing is written.
    pub async fn import_phrases(
        &self,
        shop: ShopId,
        writer: PhraseWriter,
        source: impl Source + 'static,
        options: PhraseImportOptions,
    ) -> Result<PhraseImport> {
        let lang = crate::imports::lang(options.locale);
        let read = move || -> Result<_> {
            let mut report = ImportReport::default();
            let mut rows: Vec<PhraseRow> = Vec::new();
            for row in files::read(source).map_err(|error| crate::imports::bad_file(&error, lang))? {
                match row {
                    Ok(row) => rows.push(row),
                    Err(refused) => report.refuse(&refused, lang),
                }
            }
            Ok((rows, report))
        };
        let (rows, mut report) = self.aside(read).await??;
        let default = options.scope.unwrap_or(if writer.for_shop {
            PhraseScope::Shop
        } else {
            PhraseScope::Mine
        });
        let (engine, now) = (self.clone(), self.now());
        let planner = move |held: Vec<Phrase>, count: u64| {
            let mut planner = Planner::new(shop, writer, default, now, held, count);
            planner.read(&rows, || engine.random.bits())
        };
        let plan: Plan = if options.dry_run {
            let read = self.store.read();
            let held = held(read, shop, writer).await?;
            planner(held, phrases::count(read, shop).await?)
        } else {
            let write = self.store.write(Lane::Shop(shop), move |tx| {
                Box::pin(async move {
                    let plan = planner(held(tx, shop, writer).await?, phrases::count(tx, shop).await?);
                    for phrase in &plan.puts {
                        phrases::put(tx, phrase).await?;
                    }
                    Ok::<_, EngineError>(plan)
                })
            });
            write.await?
        };
        for refused in &plan.refused {
            report.refuse(refused, lang);
        }
        report.refused.sort_by_key(|row| row.line);
        for row in &plan.rows {
            report.read += 1;
            match row.change {
                PhraseRowChange::New => report.new += 1,
                PhraseRowChange::Changed => report.changed += 1,
                PhraseRowChange::Same => report.same += 1,
            }
        }
        let (told, told_total) = self.judge_rows(shop, &plan.rows, options.locale).await?;
        let mut rows = plan.rows;
        rows.truncate(SHOWN);
        Ok(PhraseImport {
            report,
            rows,
            told,
            told_total,
        })
    }

    /// What the coach says above a hint of rows that are new or changed, as if each were sent by itself.
    async fn judge_rows(
        &self,
        id: ShopId,
        rows: &[ImportedPhrase],
        locale: Locale,
    ) -> Result<(Vec<ToldPhrase>, u64)> {
        let shop = self.widget_shop(id).await?;
        let coach = self.coach_of(id).await?;
        let now = self.now();
        let rows: Vec<(u64, String, String)> = rows
            .iter()
            .filter(|row| row.change != PhraseRowChange::Same)
            .map(|row| (row.line, row.code.clone(), without_slots(&row.text)))
            .collect();
        let work = move || {
            let (mut told, mut total) = (Vec::new(), 0_u64);
            let context = Context::default();
            for (line, code, text) in rows {
                let judged = Self::check(&coach, &shop, &context, &text, now, locale);
                let findings: Vec<Finding> = (judged.report.findings.into_iter())
                    .filter(|finding| finding.severity > Severity::Hint)
                    .collect();
                if findings.is_empty() {
                    continue;
                }
                total += 1;
                if told.len() < SHOWN {
                    told.push(ToldPhrase { line, code, findings });
                }
            }
            (told, total)
        };
        self.aside(work).await
    }

    /// The shop's phrases and one person's, where one is named, as a CSV: by folder, then by code.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn export_phrases(
        &self,
        shop: ShopId,
        person: Option<PersonId>,
        locale: Locale,
    ) -> Result<String> {
        let read = self.store.read();
        let mut rows = match person {
            Some(person) => phrases::of_person(read, shop, person).await?,
            None => phrases::of_shop(read, shop).await?,
        };
        let set = phrases::folders(read, shop).await?;
        let folders = in_order(set, rows.iter().map(|one| one.stage.as_str()));
        let place = |stage: &str| folders.iter().position(|name| name == stage);
        rows.sort_by(|a, b| {
            (place(&a.stage), a.owner.is_some(), &a.code).cmp(&(place(&b.stage), b.owner.is_some(), &b.code))
        });
        let lines = rows.iter().map(|one| PhraseLine {
            folder: &one.stage,
            code: &one.code,
            title: &one.title,
            text: &one.text,
            scope: match one.owner {
                None => PhraseScope::Shop,
                Some(_) => PhraseScope::Mine,
            },
        });
        let lang: Lang = crate::imports::lang(locale);
        Ok(files::write(lines, lang))
    }
}

async fn held(conn: &impl jinpai_store::Conn, shop: ShopId, writer: PhraseWriter) -> Result<Vec<Phrase>> {
    Ok(match writer.person {
        Some(person) => phrases::of_person(conn, shop, person).await?,
        None => phrases::of_shop(conn, shop).await?,
    })
}

/// Facts in braces are no words yet: the coach reads what stands around them.
pub(super) fn without_slots(text: &str) -> String {
    let mut without = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        without.push_str(before);
        match after.split_once("}}") {
            Some((_, behind)) => rest = behind,
            None => rest = after,
        }
    }
    without.push_str(rest);
    without
}
