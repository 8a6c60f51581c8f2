//! A table of goods into a shop, a batch at a time, each row answered for; and the map by which it is read.

use std::io::Cursor;

use jinpai_channels::{
    ImportReport, Refused, RefusedReason, Source,
    products::{self as files, ColumnMap, ProductReadOptions, ProductRow, Proposal},
};
use jinpai_coach::Locale;
use jinpai_model::{FactSource, GoodsColumn, GoodsLayout, PersonId, ProductId, Role, ShopId, Telling};
use jinpai_store::{
    Lane, column_maps,
    products::{Taken, ToldRow, tell_batch},
};

use crate::{
    core::Engine,
    desk::Desk,
    error::{EngineError, Result},
    imports::{BATCH, Progress, TakenBack, bad_file, count, lang},
    seal,
};

/// Rows of a preview.
const SHOWN_ROWS: usize = 5;

/// How a table of goods is to be read.
#[derive(Debug, Clone)]
pub struct GoodsImportOptions {
    /// None: by the shop's map for such headers, else by what the columns say themselves.
    pub columns: Option<ColumnMap>,
    /// Counts what would be done and writes nothing.
    pub dry_run: bool,
    pub locale: Locale,
    /// Who brings it; none: a command on the machine itself.
    pub by: Option<PersonId>,
}

/// A table before it is read: its first rows, and what each column seems to mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsPreview {
    pub layout: GoodsLayout,
    pub headers: Vec<String>,
    pub columns: Vec<GoodsColumn>,
    /// Whether it can be read as it is proposed without anybody looking at it.
    pub known: bool,
    /// Whether the proposal is what somebody has settled for such a table before.
    pub kept: bool,
    pub rows: Vec<Vec<String>>,
    pub more: bool,
}

impl Desk {
    /// Looks into a table of goods.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead; [`EngineError::BadFile`] when nothing in it reads like a header.
    pub async fn preview_products(&self, bytes: Vec<u8>, locale: Locale) -> Result<GoodsPreview> {
        self.require(Role::Lead)?;
        let lang = lang(locale);
        let table = files::open(Cursor::new(bytes)).map_err(|error| bad_file(&error, lang))?;
        let (known, proposal) = (table.is_known(), table.proposal().clone());
        let shown = table.preview(SHOWN_ROWS);
        let kept = self.engine.kept_map(self.shop, &proposal).await?;
        let columns = match &kept {
            Some(map) => proposal
                .headers
                .iter()
                .map(|header| map.meaning(header))
                .collect(),
            None => proposal.columns,
        };
        Ok(GoodsPreview {
            layout: proposal.layout,
            headers: proposal.headers,
            columns,
            known: known || kept.is_some(),
            kept: kept.is_some(),
            rows: shown.rows,
            more: shown.more,
        })
    }

    /// Imports a table of goods. Repeating it does no harm. A map that is given is kept for tables with these headers.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead; [`EngineError::BadFile`] when the columns are not known, or the map does
    /// not fit.
    pub async fn import_products(
        &self,
        bytes: Vec<u8>,
        columns: Option<ColumnMap>,
        dry_run: bool,
        locale: Locale,
    ) -> Result<ImportReport> {
        self.require(Role::Lead)?;
        let options = GoodsImportOptions {
            columns,
            dry_run,
            locale,
            by: Some(self.person),
        };
        self.engine
            .import_products(self.shop, Cursor::new(bytes), options, &mut |_, _| {})
            .await
    }
}

impl Engine {
    /// Reads a table of goods into a shop: for the command line and the desk.
    ///
    /// # Errors
    /// [`EngineError::BadFile`], or when the database fails; rows of earlier batches stay then, and repeating the
    /// import takes the rest.
    pub async fn import_products(
        &self,
        shop: ShopId,
        source: impl Source + 'static,
        options: GoodsImportOptions,
        progress: Progress<'_>,
    ) -> Result<ImportReport> {
        let zone = self.zone_of_shop(shop).await?;
        let lang = lang(options.locale);
        let table = files::open(source).map_err(|error| bad_file(&error, lang))?;
        let map = self.map_for(shop, table.proposal().clone(), &options).await?;
        let read = ProductReadOptions { zone };
        let mut rows = table
            .read(map.as_ref(), read)
            .map_err(|error| bad_file(&error, lang))?;
        let mut report = ImportReport::default();
        let mut batch: Vec<ProductRow> = Vec::with_capacity(BATCH);
        loop {
            let row = rows.next();
            let ended = row.is_none();
            match row {
                Some(Ok(row)) => batch.push(row),
                Some(Err(refused)) => report.refuse(&refused, lang),
                None => {}
            }
            if batch.len() >= BATCH || ended && !batch.is_empty() {
                let lines: Vec<(u64, String)> = batch
                    .iter()
                    .map(|row| (row.line, row.told.input.sku.clone()))
                    .collect();
                let taken = self
                    .tell_products(shop, std::mem::take(&mut batch), &options)
                    .await?;
                for (taken, (line, code)) in taken.into_iter().zip(lines) {
                    let reason = match taken {
                        Taken::As(change) => {
                            report.read += 1;
                            count(&mut report, change);
                            continue;
                        }
                        Taken::NewWithoutTitle => RefusedReason::NewWithoutTitle { code },
                        Taken::CodeOfAnother(code) => RefusedReason::CodeOfAnother { code },
                    };
                    report.refuse(&Refused { line, reason }, lang);
                }
                let at = rows.progress();
                progress(at.done, at.total);
            }
            if ended {
                break;
            }
        }
        report.refused.sort_by_key(|refused| refused.line);
        self.tell_import(shop, "products", &report, options.dry_run)
            .await?;
        Ok(report)
    }

    async fn tell_products(
        &self,
        shop: ShopId,
        batch: Vec<ProductRow>,
        options: &GoodsImportOptions,
    ) -> Result<Vec<Taken>> {
        let now = self.now();
        let rows: Vec<ToldRow> = batch
            .into_iter()
            .map(|row| ToldRow {
                id: ProductId::new(now, self.random.bits()),
                told: row.told,
            })
            .collect();
        let telling = Telling {
            at: now,
            source: FactSource::Import,
            by: options.by,
        };
        let dry_run = options.dry_run;
        let write = self.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let taken = tell_batch(tx, shop, &rows, telling).await?;
                // A dry run writes and takes it back: the counts are those of the real import.
                if dry_run {
                    Err(TakenBack::Counted(taken))
                } else {
                    Ok(taken)
                }
            })
        });
        match write.await {
            Ok(taken) | Err(TakenBack::Counted(taken)) => Ok(taken),
            Err(TakenBack::Failed(error)) => Err(*error),
        }
    }

    /// The map to read a table by. One that was given is kept, unless it is only tried.
    async fn map_for(
        &self,
        shop: ShopId,
        of: Proposal,
        options: &GoodsImportOptions,
    ) -> Result<Option<ColumnMap>> {
        let Some(map) = &options.columns else {
            return self.kept_map(shop, &of).await;
        };
        if let (false, Some(by)) = (options.dry_run, options.by) {
            let (now, key, text) = (self.now(), headers_key(&of), map.to_toml());
            let write = self.store.write(Lane::Shop(shop), move |tx| {
                Box::pin(async move {
                    column_maps::put(tx, shop, &key, &text, (by, now)).await?;
                    Ok::<_, EngineError>(())
                })
            });
            write.await?;
        }
        Ok(Some(map.clone()))
    }

    /// What somebody has settled for tables with these headers.
    async fn kept_map(&self, shop: ShopId, of: &Proposal) -> Result<Option<ColumnMap>> {
        let kept = column_maps::get(self.store.read(), shop, &headers_key(of)).await?;
        // A map of a newer program may have words that this one does not know.
        Ok(kept.and_then(|text| ColumnMap::from_toml(&text).ok()))
    }
}

/// The same for the same headers in any order.
fn headers_key(of: &Proposal) -> String {
    let mut headers: Vec<&str> = of.headers.iter().map(|header| header.trim()).collect();
    headers.sort_unstable();
    seal::digest(headers.join("\n").as_bytes())
}
