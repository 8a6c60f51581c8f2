//! The facts that messages were checked against, each different one kept once.

use std::collections::HashMap;

use jinpai_model::{Facts, MessageId, ShopId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    BATCH, Conn, StoreError, Tx,
    column::{from_json, parse, to_json},
    tables::{fact_snapshot, message_fact},
};

/// Ties a new message to the facts it was checked against. `digest` names them: equal facts, equal digest.
pub async fn put(
    tx: &Tx,
    shop: ShopId,
    message: MessageId,
    digest: &str,
    facts: &Facts,
) -> Result<(), StoreError> {
    let snapshot = fact_snapshot::ActiveModel {
        shop_id: Set(shop.to_string()),
        digest: Set(digest.to_owned()),
        facts: Set(to_json("fact_snapshots.facts", facts)?),
    };
    fact_snapshot::Entity::insert(snapshot)
        .on_conflict_do_nothing_on([fact_snapshot::Column::ShopId, fact_snapshot::Column::Digest])
        .exec_without_returning(tx.transaction())
        .await?;
    let tie = message_fact::ActiveModel {
        shop_id: Set(shop.to_string()),
        message_id: Set(message.to_string()),
        digest: Set(digest.to_owned()),
    };
    message_fact::Entity::insert(tie)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// For those of the messages that were checked against facts: the digest of these.
pub async fn digests(
    conn: &impl Conn,
    shop: ShopId,
    messages: &[MessageId],
) -> Result<HashMap<MessageId, String>, StoreError> {
    let mut found = HashMap::new();
    for some in messages.chunks(BATCH) {
        let rows = message_fact::Entity::find()
            .filter(message_fact::Column::ShopId.eq(shop.to_string()))
            .filter(message_fact::Column::MessageId.is_in(some.iter().map(ToString::to_string)))
            .all(conn.db())
            .await?;
        for row in rows {
            found.insert(parse("message_facts.message_id", &row.message_id)?, row.digest);
        }
    }
    Ok(found)
}

/// The facts of these digests.
pub async fn facts(
    conn: &impl Conn,
    shop: ShopId,
    digests: &[String],
) -> Result<HashMap<String, Facts>, StoreError> {
    let mut found = HashMap::new();
    for some in digests.chunks(BATCH) {
        let rows = fact_snapshot::Entity::find()
            .filter(fact_snapshot::Column::ShopId.eq(shop.to_string()))
            .filter(fact_snapshot::Column::Digest.is_in(some.iter().cloned()))
            .all(conn.db())
            .await?;
        for row in rows {
            found.insert(row.digest, from_json("fact_snapshots.facts", &row.facts)?);
        }
    }
    Ok(found)
}
