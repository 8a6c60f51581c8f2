//! Rows that stand together and name one product become one product with its pieces.
//!
//! One wrong row leaves the whole product out: with a piece missing, its stock would be a lie.

use std::{
    collections::{HashSet, VecDeque},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use jinpai_model::{MAX_VARIANTS, ProductField as Field, Variant};

use super::{
    ProductRow,
    row::{Parts, Row},
};
use crate::{Refused, RefusedReason};

#[derive(Default)]
pub(super) struct Gathering {
    open: Option<Open>,
    /// Marks of the products that are done; a later row of one is not beside its own.
    done: HashSet<u64>,
    ready: VecDeque<Result<ProductRow, Refused>>,
    /// Rows that could not be cut into cells, since the last row that could.
    broken: Vec<Refused>,
}

struct Open {
    key: String,
    first: (u64, Parts),
    more: Vec<(u64, Parts)>,
    fault: Option<Refused>,
}

impl Gathering {
    pub fn ready(&mut self) -> Option<Result<ProductRow, Refused>> {
        self.ready.pop_front()
    }

    /// A row that is not even cells. Whose it was is not known.
    pub fn refuse(&mut self, refused: Refused) {
        self.broken.push(refused);
    }

    pub fn take(&mut self, line: u64, row: Row) {
        let goes_on = |open: &Open| match (&row.key, &row.parts) {
            (Some(key), _) => open.key == *key,
            (None, Ok(parts)) => parts.piece.is_some(),
            (None, Err(_)) => false,
        };
        if let Some(open) = self.open.as_mut().filter(|open| goes_on(open)) {
            if !self.broken.is_empty() {
                let code = open.key.clone();
                let reason = RefusedReason::ProductApart { code };
                open.fault.get_or_insert(Refused { line, reason });
            }
            open.add(line, row.parts, &mut self.ready);
            return;
        }
        self.close();
        let Some(key) = row.key else {
            let reason = row.no_key.or(row.parts.err());
            self.ready
                .extend(reason.map(|reason| Err(Refused { line, reason })));
            return;
        };
        if self.done.contains(&mark(&key)) {
            let reason = RefusedReason::ProductApart { code: key };
            self.ready.push_back(Err(Refused { line, reason }));
            return;
        }
        match row.no_title.map_or(row.parts, Err) {
            Ok(parts) => {
                self.open = Some(Open {
                    key,
                    first: (line, parts),
                    more: Vec::new(),
                    fault: None,
                });
            }
            Err(reason) => {
                // Its other rows are left out with it.
                self.done.insert(mark(&key));
                self.ready.push_back(Err(Refused { line, reason }));
            }
        }
    }

    /// The product that is open, at the end of the file; then nothing.
    pub fn end(&mut self) -> Option<Result<ProductRow, Refused>> {
        self.close();
        self.ready.pop_front()
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.done.insert(mark(&open.key));
            self.ready.push_back(open.finish());
        }
        self.ready.extend(self.broken.drain(..).map(Err));
    }
}

fn mark(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

impl Open {
    fn add(
        &mut self,
        line: u64,
        parts: Result<Parts, RefusedReason>,
        ready: &mut VecDeque<Result<ProductRow, Refused>>,
    ) {
        match parts {
            Ok(parts) if parts.piece.is_some() && self.first.1.piece.is_some() => {
                if self.more.len() + 1 >= MAX_VARIANTS {
                    let code = self.key.clone();
                    let reason = RefusedReason::TooManyPieces {
                        code,
                        limit: MAX_VARIANTS,
                    };
                    self.fault.get_or_insert(Refused { line, reason });
                    return;
                }
                self.more.push((line, parts));
            }
            Ok(_) => {
                let (code, first) = (self.key.clone(), self.first.0);
                let reason = RefusedReason::SameProduct { code, line: first };
                ready.push_back(Err(Refused { line, reason }));
            }
            Err(reason) => {
                self.fault.get_or_insert(Refused { line, reason });
            }
        }
    }

    fn finish(self) -> Result<ProductRow, Refused> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let (line, first) = self.first;
        let refuse = |line, reason| Refused { line, reason };
        let mut told = first.told;
        let (code, prices, counts) = (first.code, first.prices, first.counts);
        if first.piece.is_none() {
            if first.clears_pieces {
                told.said.insert(Field::Variants);
            }
            return Ok(ProductRow { line, told });
        }
        let mut rows: Vec<(u64, Option<String>, super::row::Piece)> = Vec::new();
        rows.extend(first.piece.map(|piece| (line, code, piece)));
        for (line, parts) in self.more {
            rows.extend(parts.piece.map(|piece| (line, parts.code, piece)));
        }
        // Codes that differ from row to row are those of the pieces; the product goes by its number.
        let differ = rows
            .windows(2)
            .any(|two| two[0].1 != two[1].1 && two[1].1.is_some());
        if differ {
            told.input.sku.clone_from(&self.key);
        }
        let mut pieces: Vec<Variant> = Vec::with_capacity(rows.len());
        for (line, code, piece) in rows {
            let code = piece.code.or(if differ { code } else { None });
            let values = || piece.options.iter().map(|option| option.value.as_str());
            let code = code.unwrap_or_else(|| {
                let parts: Vec<&str> = std::iter::once(told.input.sku.as_str()).chain(values()).collect();
                parts.join("/").chars().take(100).collect()
            });
            if pieces.iter().any(|other| other.code == code) {
                return Err(refuse(line, RefusedReason::SamePiece { code }));
            }
            pieces.push(Variant {
                code,
                options: piece.options,
                price_fen: piece.price_fen,
                stock: piece.stock,
            });
        }
        told.said.insert(Field::Variants);
        if prices {
            told.said.extend([Field::VariantPrices, Field::Price]);
            // One price for all of them is the product's.
            let price = pieces[0].price_fen;
            let one = price.is_some() && pieces.iter().all(|piece| piece.price_fen == price);
            told.input.price_fen = price.filter(|_| one);
            if one {
                pieces.iter_mut().for_each(|piece| piece.price_fen = None);
            }
        }
        if counts {
            told.said.extend([Field::VariantStock, Field::Stock]);
            told.input.stock = None;
        }
        told.input.knowledge.variants = pieces;
        Ok(ProductRow { line, told })
    }
}
