//! Small notes about buyers of other clients, who are known by their name there and nothing else.

use std::collections::HashSet;

use jinpai_model::At;
use jinpai_store::{
    Lane,
    outside_notes::{self, OutsideNote},
};

use crate::{
    desk::{Desk, bounded},
    error::{EngineError, Invalid, Result},
    show::names_of,
};

/// Most notes of a shop.
const MOST: u64 = 20_000;
const MAX_NAME_CHARS: usize = 80;
const MAX_TEXT_CHARS: usize = 500;

/// What somebody wrote about a buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideNoteView {
    pub name: String,
    pub text: String,
    /// Who wrote it.
    pub by: String,
    pub at: At,
}

impl Desk {
    /// Notes about names that contain a text, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outside_notes(&self, text: &str, limit: u64) -> Result<Vec<OutsideNoteView>> {
        let read = self.engine.store.read();
        let rows = outside_notes::search(read, self.shop, &key_of(text), limit).await?;
        let people: HashSet<_> = rows.iter().map(|row| row.by).collect();
        let names = names_of(read, people).await?;
        let show = |row: OutsideNote| OutsideNoteView {
            by: names.get(&row.by).cloned().unwrap_or_default(),
            name: row.name,
            text: row.text,
            at: row.at,
        };
        Ok(rows.into_iter().map(show).collect())
    }

    /// Writes the note about a name in place of the one before; without words there is none any more.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a bad value.
    pub async fn write_outside_note(&self, name: &str, text: &str) -> Result<()> {
        let name = bounded("name", name, MAX_NAME_CHARS)?;
        let (shop, key) = (self.shop, key_of(&name));
        let row = match text.trim() {
            "" => None,
            text => Some(OutsideNote {
                shop,
                key: key.clone(),
                name,
                text: bounded("text", text, MAX_TEXT_CHARS)?,
                by: self.person,
                at: self.engine.now(),
            }),
        };
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let Some(row) = row else {
                    outside_notes::remove(tx, shop, &key).await?;
                    return Ok(());
                };
                if outside_notes::count(tx, shop).await? >= MOST {
                    let (zh, en) = (
                        "备注已满 20000 条，请先清理",
                        "there are 20000 notes already; remove some first",
                    );
                    return Err(EngineError::Invalid {
                        field: "name",
                        reason: Invalid::Told { zh, en },
                    });
                }
                outside_notes::put(tx, &row).await?;
                Ok(())
            })
        });
        write.await
    }
}

/// Names that differ in case or in the blanks around them are one.
fn key_of(name: &str) -> String {
    name.trim().to_lowercase()
}
