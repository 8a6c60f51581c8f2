//! What a shop knows beside its goods: its terms, and the rules of its platform.

use jinpai_model::{At, EntryId, KnowledgeEntry, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, PaginatorTrait as _, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};

use crate::{
    Conn, StoreError, Tx,
    column::{parse, parse_some},
    tables::knowledge_entry,
};

/// Stores an entry in the place of the one with its id.
pub async fn put(tx: &Tx, entry: &KnowledgeEntry) -> Result<(), StoreError> {
    let row = knowledge_entry::Model {
        shop_id: entry.shop.to_string(),
        id: entry.id.to_string(),
        kind: entry.kind.as_str().to_owned(),
        platform: entry.platform.map(|platform| platform.as_str().to_owned()),
        title: entry.title.clone(),
        text: entry.text.clone(),
        source: entry.source.clone(),
        seen_at: entry.seen_at.ms(),
        by_id: entry.by.to_string(),
    };
    let known = OnConflict::columns([knowledge_entry::Column::ShopId, knowledge_entry::Column::Id])
        .update_columns([
            knowledge_entry::Column::Kind,
            knowledge_entry::Column::Platform,
            knowledge_entry::Column::Title,
            knowledge_entry::Column::Text,
            knowledge_entry::Column::Source,
            knowledge_entry::Column::SeenAt,
            knowledge_entry::Column::ById,
        ])
        .to_owned();
    knowledge_entry::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// All entries of a shop, by kind and title.
pub async fn of_shop(conn: &impl Conn, shop: ShopId) -> Result<Vec<KnowledgeEntry>, StoreError> {
    let rows = of(shop)
        .order_by_asc(knowledge_entry::Column::Kind)
        .order_by_asc(knowledge_entry::Column::Title)
        .order_by_asc(knowledge_entry::Column::Id)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

pub async fn get(conn: &impl Conn, shop: ShopId, id: EntryId) -> Result<Option<KnowledgeEntry>, StoreError> {
    let row = knowledge_entry::Entity::find_by_id((shop.to_string(), id.to_string()))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

pub async fn count(conn: &impl Conn, shop: ShopId) -> Result<u64, StoreError> {
    Ok(of(shop).count(conn.db()).await?)
}

/// False: there was none.
pub async fn remove(tx: &Tx, shop: ShopId, id: EntryId) -> Result<bool, StoreError> {
    let done = knowledge_entry::Entity::delete_by_id((shop.to_string(), id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

fn of(shop: ShopId) -> sea_orm::Select<knowledge_entry::Entity> {
    knowledge_entry::Entity::find().filter(knowledge_entry::Column::ShopId.eq(shop.to_string()))
}

fn from_row(row: knowledge_entry::Model) -> Result<KnowledgeEntry, StoreError> {
    Ok(KnowledgeEntry {
        shop: parse("knowledge_entries.shop_id", &row.shop_id)?,
        id: parse("knowledge_entries.id", &row.id)?,
        kind: parse("knowledge_entries.kind", &row.kind)?,
        platform: parse_some("knowledge_entries.platform", row.platform.as_deref())?,
        title: row.title,
        text: row.text,
        source: row.source,
        seen_at: At(row.seen_at),
        by: parse("knowledge_entries.by_id", &row.by_id)?,
    })
}
