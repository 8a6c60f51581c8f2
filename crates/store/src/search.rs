//! Which messages hold which words: each database's own full-text index, behind one pair of functions.
//!
//! What a word is the engine decides, which cuts texts and questions alike. A word here is a run of letters, digits or
//! characters without a space; nothing is cut, folded or left out any further.

use jinpai_model::ShopId;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement, Value};

use crate::{Conn, PAGE, StoreError, Tx};

/// A message's words, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indexed {
    pub seq: i64,
    pub words: Vec<String>,
}

/// What a message has to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    Word(String),
    /// A word that begins so.
    Prefix(String),
}

/// Makes messages findable; in order of their place, each once.
pub async fn put(tx: &Tx, shop: ShopId, messages: &[Indexed]) -> Result<(), StoreError> {
    let db = tx.transaction();
    let backend = db.get_database_backend();
    for message in messages {
        let (sql, words) = match backend {
            DbBackend::Sqlite => (
                "INSERT INTO message_search (shop_id, seq, words) VALUES ($1, $2, $3)",
                format!("{} {}", word_of(shop), message.words.join(" ")),
            ),
            _ => (
                "INSERT INTO message_search (shop_id, seq, words)
                 VALUES ($1, $2, array_to_tsvector(string_to_array($3, ' '))) ON CONFLICT DO NOTHING",
                message.words.join(" "),
            ),
        };
        let values: [Value; 3] = [shop.to_string().into(), message.seq.into(), words.into()];
        db.execute_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?;
    }
    Ok(())
}

/// The places of the newest messages of a shop that hold all of it, before a place; never more than a page.
pub async fn find(
    conn: &impl Conn,
    shop: ShopId,
    terms: &[Term],
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<i64>, StoreError> {
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let db = conn.db();
    let backend = db.get_database_backend();
    let limit = i64::try_from(limit.min(PAGE)).unwrap_or(0);
    let before = before.unwrap_or(i64::MAX);
    let (sql, asked) = match backend {
        // Rows of a shop are put in order of their place, so the newest row is the newest message.
        DbBackend::Sqlite => (
            "SELECT seq FROM message_search WHERE message_search MATCH $2 AND shop_id = $1 AND seq < $3
             ORDER BY rowid DESC LIMIT $4",
            asked_of_sqlite(shop, terms),
        ),
        _ => (
            "SELECT seq FROM message_search WHERE shop_id = $1 AND words @@ $2::tsquery AND seq < $3
             ORDER BY seq DESC LIMIT $4",
            asked_of_postgres(terms),
        ),
    };
    let values: [Value; 4] = [shop.to_string().into(), asked.into(), before.into(), limit.into()];
    let rows = db
        .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?;
    rows.iter()
        .map(|row| row.try_get_by_index(0).map_err(StoreError::from))
        .collect()
}

/// A word that stands in every message of a shop and in no other's.
fn word_of(shop: ShopId) -> String {
    format!("shop{}", shop.to_string().to_lowercase())
}

fn asked_of_sqlite(shop: ShopId, terms: &[Term]) -> String {
    let quoted = |word: &str| format!("\"{}\"", word.replace('"', ""));
    let mut asked = quoted(&word_of(shop));
    for term in terms {
        asked.push_str(" AND ");
        match term {
            Term::Word(word) => asked.push_str(&quoted(word)),
            Term::Prefix(word) => {
                asked.push_str(&quoted(word));
                asked.push('*');
            }
        }
    }
    asked
}

fn asked_of_postgres(terms: &[Term]) -> String {
    let quoted = |word: &str| format!("'{}'", word.replace(['\'', '\\'], ""));
    let asked: Vec<String> = (terms.iter())
        .map(|term| match term {
            Term::Word(word) => quoted(word),
            Term::Prefix(word) => format!("{}:*", quoted(word)),
        })
        .collect();
    asked.join(" & ")
}
