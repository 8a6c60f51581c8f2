//! Product lists: what a shop sells and what may be said about it.
//!
//! The header is ours, in Chinese or English; [`template_csv`] gives a file to fill in.

mod row;

use jinpai_model::{ProductInput, Zone};

use crate::{
    FileForm, OpenError, Progress, Refused, Source,
    table::{Known, Record, Table},
};
use row::Columns;

#[derive(Debug, Clone)]
pub struct ProductReadOptions {
    /// Times are the wall clock here.
    pub zone: Zone,
}

/// Opens a list of products: CSV or XLSX, in any encoding the orders may come in.
///
/// # Errors
/// When the file cannot be read, or has no column for the code or the title.
pub fn read(source: impl Source + 'static, options: ProductReadOptions) -> Result<ProductReader, OpenError> {
    let (table, columns) = Table::open(Box::new(source), |cells| match Columns::find(cells) {
        Ok(columns) => Known::Layout(columns),
        Err((known, missing)) => Known::Not { known, missing },
    })?;
    Ok(ProductReader {
        table,
        columns,
        options,
        record: Record::default(),
    })
}

/// The products of a file, one after another.
pub struct ProductReader {
    table: Table,
    columns: Columns,
    options: ProductReadOptions,
    record: Record,
}

impl ProductReader {
    #[must_use]
    pub fn form(&self) -> FileForm {
        self.table.form()
    }

    #[must_use]
    pub fn progress(&self) -> Progress {
        self.table.progress()
    }
}

impl Iterator for ProductReader {
    type Item = Result<ProductInput, Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = match self.table.next(&mut self.record)? {
            Ok(line) => line,
            Err(refused) => return Some(Err(refused)),
        };
        let product = row::product(&self.columns, &self.record, &self.options.zone);
        Some(product.map_err(|reason| Refused { line, reason }))
    }
}

/// A list to fill in: the header and two made-up products, in UTF-8 with the mark Excel wants.
#[must_use]
pub const fn template_csv() -> &'static str {
    "\u{feff}商家编码,标题,价格,库存,促销截止,截单时间,发货时效(小时),时效天数,材质,保障,赠品,有货颜色\r\n\
     KN-021,羊毛针织衫 圆领,256.00,6,2026-12-12 23:59,16:00,24,2-4,100%羊毛,7天无理由退换；运费险,洗护说明卡,米白；驼色\r\n\
     SH-007,软底小白鞋,129.00,40,,16:00,48,3-5,头层牛皮,7天无理由退换,,白\r\n"
}
