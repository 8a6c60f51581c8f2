//! Imports: a file's rows into orders, a batch at a time, each row answered for. Goods come in by `goods/import.rs`.

use std::io::Cursor;

use jinpai_channels::{ImportReport, Lang, OpenError, Source, orders as order_files};
use jinpai_coach::Locale;
use jinpai_model::{EventKind, OrderInput, OrderSource, Platform, Role, ShopId, Zone};
use jinpai_store::{Lane, NewEvent, StoreError, orders::Change};
use serde_json::json;

use crate::{
    core::Engine,
    desk::Desk,
    error::{EngineError, Result},
};

/// Rows written in one transaction: small enough that a talk is never held up.
pub(crate) const BATCH: usize = 500;

/// Called with bytes read and bytes in all.
pub type Progress<'a> = &'a mut (dyn FnMut(u64, u64) + Send);

/// How a file is to be read.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// None: found by the columns.
    pub platform: Option<Platform>,
    /// Counts what would be done and writes nothing.
    pub dry_run: bool,
    pub locale: Locale,
}

impl Desk {
    /// Imports an order export. Repeating it does no harm.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead; [`EngineError::BadFile`] when the file is no known export.
    pub async fn import_orders(
        &self,
        bytes: Vec<u8>,
        platform: Option<Platform>,
        dry_run: bool,
        locale: Locale,
    ) -> Result<ImportReport> {
        self.require(Role::Lead)?;
        let options = ImportOptions {
            platform,
            dry_run,
            locale,
        };
        self.engine
            .import_orders(self.shop, Cursor::new(bytes), options, &mut |_, _| {})
            .await
    }
}

impl Engine {
    /// Reads an order export into a shop: for the command line and the desk.
    ///
    /// # Errors
    /// [`EngineError::BadFile`], or when the database fails; rows of earlier batches stay then, and repeating the
    /// import takes the rest.
    pub async fn import_orders(
        &self,
        shop: ShopId,
        source: impl Source + 'static,
        options: ImportOptions,
        progress: Progress<'_>,
    ) -> Result<ImportReport> {
        let zone = self.zone_of_shop(shop).await?;
        let lang = lang(options.locale);
        let mut read = order_files::OrderReadOptions::new(zone, self.now());
        read.platform = options.platform;
        let mut rows = order_files::read(source, read).map_err(|e| bad_file(&e, lang))?;
        let mut report = ImportReport::default();
        let mut batch: Vec<OrderInput> = Vec::with_capacity(BATCH);
        loop {
            let row = rows.next();
            let ended = row.is_none();
            match row {
                Some(Ok(input)) => batch.push(input),
                Some(Err(refused)) => report.refuse(&refused, lang),
                None => {}
            }
            if batch.len() >= BATCH || ended && !batch.is_empty() {
                self.import_order_batch(shop, std::mem::take(&mut batch), options.dry_run, &mut report)
                    .await?;
                let at = rows.progress();
                progress(at.done, at.total);
            }
            if ended {
                break;
            }
        }
        self.tell_import(shop, "orders", &report, options.dry_run).await?;
        Ok(report)
    }

    async fn import_order_batch(
        &self,
        shop: ShopId,
        batch: Vec<OrderInput>,
        dry_run: bool,
        report: &mut ImportReport,
    ) -> Result<()> {
        report.read += batch.len() as u64;
        if dry_run {
            // A dry run writes and takes it back: the counts are those of the real import.
            let engine = self.clone();
            let write = self.store.write(Lane::Shop(shop), move |tx| {
                Box::pin(async move {
                    let written = engine.upsert_orders(tx, shop, batch, OrderSource::File).await?;
                    Err::<(), _>(TakenBack::Counted(
                        written.into_iter().map(|w| w.change).collect::<Vec<_>>(),
                    ))
                })
            });
            return match write.await {
                Ok(()) => Ok(()),
                Err(TakenBack::Counted(changes)) => {
                    changes.into_iter().for_each(|change| count(report, change));
                    Ok(())
                }
                Err(TakenBack::Failed(error)) => Err(*error),
            };
        }
        let engine = self.clone();
        let write = self.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move { engine.upsert_orders(tx, shop, batch, OrderSource::File).await })
        });
        for written in write.await? {
            count(report, written.change);
        }
        Ok(())
    }

    pub(crate) async fn tell_import(
        &self,
        shop: ShopId,
        what: &'static str,
        report: &ImportReport,
        dry_run: bool,
    ) -> Result<()> {
        if dry_run || report.new + report.changed == 0 {
            return Ok(());
        }
        let now = self.now();
        let payload = json!({
            "what": what, "new": report.new, "changed": report.changed, "same": report.same,
            "refused": report.refused_total,
        });
        let write = self.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let (kind, subject) = (EventKind::OrdersImported, shop.to_string());
                tx.append(NewEvent {
                    at: now,
                    kind,
                    subject,
                    payload,
                })?;
                Ok::<_, EngineError>(())
            })
        });
        write.await
    }

    pub(crate) async fn zone_of_shop(&self, shop: ShopId) -> Result<Zone> {
        Ok(crate::coaching::zone_of(&self.widget_shop(shop).await?))
    }
}

/// How a dry run ends: with an error, so that nothing of it stays.
pub(crate) enum TakenBack<T> {
    Counted(T),
    Failed(Box<EngineError>),
}

impl<T> From<EngineError> for TakenBack<T> {
    fn from(error: EngineError) -> Self {
        Self::Failed(Box::new(error))
    }
}

impl<T> From<StoreError> for TakenBack<T> {
    fn from(error: StoreError) -> Self {
        Self::Failed(Box::new(error.into()))
    }
}

pub(crate) fn count(report: &mut ImportReport, change: Change) {
    match change {
        Change::New => report.new += 1,
        Change::Changed => report.changed += 1,
        Change::Same => report.same += 1,
    }
}

pub(crate) const fn lang(locale: Locale) -> Lang {
    match locale {
        Locale::Zh => Lang::ZhCn,
        Locale::En => Lang::En,
    }
}

pub(crate) fn bad_file(error: &OpenError, lang: Lang) -> EngineError {
    EngineError::BadFile(error.sentence(lang))
}
