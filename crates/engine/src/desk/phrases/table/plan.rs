//! What the rows of a file become, beside what is there. Pure: numbers for new ids are drawn by an argument.
//!
//! A row is a phrase by its owner and its code. Without a code it is the phrase of that owner that says the same, so
//! that a file without codes, too, changes nothing the second time.

use std::collections::{HashMap, HashSet};

use jinpai_channels::{Refused, RefusedReason, phrases::PhraseRow};
use jinpai_model::{At, PersonId, Phrase, PhraseId, PhraseScope, ShopId};

use super::{ImportedPhrase, PhraseRowChange, PhraseWriter};
use crate::desk::phrases::{
    MOST,
    suggest::{code_of, stage_of, title_of},
};

/// What an import comes to.
pub(super) struct Plan {
    /// To be written, in this order.
    pub puts: Vec<Phrase>,
    /// Rows that were taken, in the order of the file.
    pub rows: Vec<ImportedPhrase>,
    pub refused: Vec<Refused>,
}

type Key = (Option<PersonId>, String);

pub(super) struct Planner {
    shop: ShopId,
    writer: PhraseWriter,
    default: PhraseScope,
    now: At,
    held: HashMap<Key, Phrase>,
    /// By owner and text, the code of what says the same.
    said: HashMap<Key, String>,
    /// Phrases of the whole shop, with those that are planned.
    count: u64,
    /// Codes that the file has named, and where.
    named: HashMap<Key, u64>,
}

impl Planner {
    pub(super) fn new(
        shop: ShopId,
        writer: PhraseWriter,
        default: PhraseScope,
        now: At,
        held: Vec<Phrase>,
        count: u64,
    ) -> Self {
        let mut planner = Self {
            shop,
            writer,
            default,
            now,
            held: HashMap::with_capacity(held.len()),
            said: HashMap::with_capacity(held.len()),
            count,
            named: HashMap::new(),
        };
        for one in held {
            planner.keep(one);
        }
        planner
    }

    fn keep(&mut self, one: Phrase) {
        self.said
            .entry((one.owner, lines(&one.text)))
            .or_insert_with(|| one.code.clone());
        self.held.insert((one.owner, one.code.clone()), one);
    }

    pub(super) fn read(&mut self, rows: &[PhraseRow], mut bits: impl FnMut() -> u128) -> Plan {
        let mut plan = Plan {
            puts: Vec::new(),
            rows: Vec::with_capacity(rows.len()),
            refused: Vec::new(),
        };
        // A code that is made must not take one that a later row names.
        let mut taken: HashSet<String> = rows.iter().filter_map(|row| row.code.clone()).collect();
        taken.extend(self.held.keys().map(|(_, code)| code.clone()));
        for row in rows {
            match self.row(row, &mut taken, &mut bits) {
                Ok((phrase, change)) => {
                    plan.rows.push(shown(row.line, change, &phrase));
                    if change != PhraseRowChange::Same {
                        plan.puts.push(phrase);
                    }
                }
                Err(reason) => plan.refused.push(Refused {
                    line: row.line,
                    reason,
                }),
            }
        }
        plan
    }

    fn row(
        &mut self,
        row: &PhraseRow,
        taken: &mut HashSet<String>,
        bits: &mut impl FnMut() -> u128,
    ) -> Result<(Phrase, PhraseRowChange), RefusedReason> {
        let owner = self.owner(row.scope.unwrap_or(self.default))?;
        let known = match &row.code {
            Some(code) => Some(code.clone()),
            None => self.said.get(&(owner, row.text.clone())).cloned(),
        };
        if let Some(code) = &row.code {
            let key = (owner, code.clone());
            if let Some(line) = self.named.get(&key) {
                return Err(RefusedReason::SameCode {
                    code: code.clone(),
                    line: *line,
                });
            }
            self.named.insert(key, row.line);
        }
        let held = known.and_then(|code| self.held.get(&(owner, code)));
        if let Some(held) = held {
            let mut phrase = held.clone();
            phrase.text.clone_from(&row.text);
            row.folder
                .iter()
                .for_each(|folder| phrase.stage.clone_from(folder));
            row.title.iter().for_each(|title| phrase.title.clone_from(title));
            if phrase.stage == held.stage && phrase.title == held.title && phrase.text == lines(&held.text) {
                return Ok((held.clone(), PhraseRowChange::Same));
            }
            phrase.updated_at = self.now;
            self.keep(phrase.clone());
            return Ok((phrase, PhraseRowChange::Changed));
        }
        if self.count >= MOST {
            return Err(RefusedReason::TooManyPhrases { limit: MOST });
        }
        self.count += 1;
        let title = row.title.clone().unwrap_or_else(|| title_of(&row.text, None));
        let code = row.code.clone().unwrap_or_else(|| code_of(&title, taken));
        taken.insert(code.clone());
        let phrase = Phrase {
            shop: self.shop,
            id: PhraseId::new(self.now, bits()),
            owner,
            stage: (row.folder.clone()).unwrap_or_else(|| stage_of(&row.text).to_owned()),
            code,
            title,
            text: row.text.clone(),
            created_at: self.now,
            updated_at: self.now,
        };
        self.keep(phrase.clone());
        Ok((phrase, PhraseRowChange::New))
    }

    fn owner(&self, scope: PhraseScope) -> Result<Option<PersonId>, RefusedReason> {
        match scope {
            PhraseScope::Mine => self.writer.person.map(Some).ok_or(RefusedReason::WhosePhrase),
            _ if self.writer.for_shop => Ok(None),
            _ => Err(RefusedReason::ShopNeedsLead),
        }
    }
}

/// A text as a file has it: with single line breaks and nothing around it.
fn lines(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}

fn shown(line: u64, change: PhraseRowChange, phrase: &Phrase) -> ImportedPhrase {
    ImportedPhrase {
        line,
        change,
        scope: match phrase.owner {
            None => PhraseScope::Shop,
            Some(_) => PhraseScope::Mine,
        },
        stage: phrase.stage.clone(),
        code: phrase.code.clone(),
        title: phrase.title.clone(),
        text: phrase.text.clone(),
    }
}
