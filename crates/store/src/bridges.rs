//! A shop's bridge: how far it has taken what is said to its buyers, and which buyers are reached through it.

use std::collections::HashMap;

use jinpai_model::{At, BuyerId, BuyerRef, ShopId, Side};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel as _, PaginatorTrait as _, QueryFilter,
    sea_query::{Expr, ExprTrait as _, OnConflict, Query},
};

use crate::{
    BATCH, Conn, StoreError, Tx,
    column::{at, ms, parse},
    tables::{bridge, bridged_buyer, conversation, message},
};

/// What is known of a shop's bridge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bridge {
    pub shop: ShopId,
    /// When it last spoke to us with its secret, or took what we posted.
    pub seen_at: Option<At>,
    /// Everything up to this place of the log is in its hands.
    pub reached_seq: i64,
    /// Where we post to it; none: it asks by itself.
    pub push_url: Option<String>,
    pub push: Push,
}

/// How posting to a bridge goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Push {
    /// Failures in a row.
    pub tries: i64,
    /// When the first of them was.
    pub since_at: Option<At>,
    /// Not before this moment.
    pub due_at: Option<At>,
    /// What was wrong last.
    pub why: Option<String>,
}

pub async fn get(conn: &impl Conn, shop: ShopId) -> Result<Option<Bridge>, StoreError> {
    let row = bridge::Entity::find_by_id(shop.to_string())
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// Every bridge that is posted to.
pub async fn pushed(conn: &impl Conn) -> Result<Vec<Bridge>, StoreError> {
    let rows = bridge::Entity::find()
        .filter(bridge::Column::PushUrl.is_not_null())
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Notes that the bridge was heard of, and how far it has come.
pub async fn seen(tx: &Tx, shop: ShopId, now: At, reached: i64) -> Result<(), StoreError> {
    reach(tx, shop, reached).await?;
    bridge::Entity::update_many()
        .col_expr(bridge::Column::SeenAt, Expr::value(now.ms()))
        .filter(bridge::Column::ShopId.eq(shop.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}

/// Notes how far it has come; its place never goes back.
pub async fn reach(tx: &Tx, shop: ShopId, reached: i64) -> Result<(), StoreError> {
    use bridge::Column;
    there(tx, shop).await?;
    let farther = Condition::all()
        .add(Column::ShopId.eq(shop.to_string()))
        .add(Column::ReachedSeq.lt(reached));
    bridge::Entity::update_many()
        .col_expr(Column::ReachedSeq, Expr::value(reached))
        .filter(farther)
        .exec(tx.transaction())
        .await?;
    Ok(())
}

/// Sets or takes away the address we post to; what went wrong with the one before is forgotten.
pub async fn set_push_url(tx: &Tx, shop: ShopId, url: Option<&str>) -> Result<(), StoreError> {
    there(tx, shop).await?;
    bridge::Entity::update_many()
        .col_expr(bridge::Column::PushUrl, Expr::value(url.map(ToOwned::to_owned)))
        .filter(bridge::Column::ShopId.eq(shop.to_string()))
        .exec(tx.transaction())
        .await?;
    set_push(tx, shop, &Push::default()).await
}

/// Writes down how posting goes.
pub async fn set_push(tx: &Tx, shop: ShopId, push: &Push) -> Result<(), StoreError> {
    use bridge::Column;
    bridge::Entity::update_many()
        .col_expr(Column::PushTries, Expr::value(push.tries))
        .col_expr(Column::PushSinceAt, Expr::value(ms(push.since_at)))
        .col_expr(Column::PushDueAt, Expr::value(ms(push.due_at)))
        .col_expr(Column::PushWhy, Expr::value(push.why.clone()))
        .filter(Column::ShopId.eq(shop.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}

/// Makes sure that there is a row to be changed.
async fn there(tx: &Tx, shop: ShopId) -> Result<(), StoreError> {
    let row = bridge::Model {
        shop_id: shop.to_string(),
        seen_at: None,
        reached_seq: 0,
        push_url: None,
        push_tries: 0,
        push_since_at: None,
        push_due_at: None,
        push_why: None,
    };
    bridge::Entity::insert(row.into_active_model())
        .on_conflict_do_nothing_on([bridge::Column::ShopId])
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Notes that a buyer is reached through the bridge, under the name she spoke by last.
pub async fn tie(tx: &Tx, shop: ShopId, buyer: BuyerId, by: &BuyerRef, now: At) -> Result<(), StoreError> {
    use bridged_buyer::Column;
    let row = bridged_buyer::Model {
        shop_id: shop.to_string(),
        buyer_id: buyer.to_string(),
        channel: by.channel.as_str().to_owned(),
        external: by.external.clone(),
        since_at: now.ms(),
    };
    let known = OnConflict::columns([Column::ShopId, Column::BuyerId])
        .update_columns([Column::Channel, Column::External])
        .to_owned();
    bridged_buyer::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// The names under which the bridge knows these buyers; those it does not speak for are not in the answer.
pub async fn ties_of(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
) -> Result<HashMap<BuyerId, BuyerRef>, StoreError> {
    let mut found = HashMap::new();
    for some in buyers.chunks(BATCH) {
        let rows = bridged_buyer::Entity::find()
            .filter(bridged_buyer::Column::ShopId.eq(shop.to_string()))
            .filter(bridged_buyer::Column::BuyerId.is_in(some.iter().map(ToString::to_string)))
            .all(conn.db())
            .await?;
        for row in rows {
            let reference = BuyerRef {
                channel: parse("bridged_buyers.channel", &row.channel)?,
                external: row.external,
            };
            found.insert(parse("bridged_buyers.buyer_id", &row.buyer_id)?, reference);
        }
    }
    Ok(found)
}

/// How many messages to the bridge's buyers stand after a place of the log.
pub async fn waiting(conn: &impl Conn, shop: ShopId, after: i64) -> Result<u64, StoreError> {
    let hers = Query::select()
        .column(bridged_buyer::Column::BuyerId)
        .from(bridged_buyer::Entity)
        .and_where(Expr::col(bridged_buyer::Column::ShopId).eq(shop.to_string()))
        .to_owned();
    let talks = Query::select()
        .column(conversation::Column::Id)
        .from(conversation::Entity)
        .and_where(Expr::col(conversation::Column::ShopId).eq(shop.to_string()))
        .and_where(Expr::col(conversation::Column::BuyerId).in_subquery(hers))
        .to_owned();
    let count = message::Entity::find()
        .filter(message::Column::ShopId.eq(shop.to_string()))
        .filter(message::Column::Seq.gt(after))
        .filter(message::Column::Side.is_in([Side::Agent.as_str(), Side::Bot.as_str()]))
        .filter(message::Column::ConversationId.in_subquery(talks))
        .count(conn.db())
        .await?;
    Ok(count)
}

fn from_row(row: bridge::Model) -> Result<Bridge, StoreError> {
    Ok(Bridge {
        shop: parse("bridges.shop_id", &row.shop_id)?,
        seen_at: at(row.seen_at),
        reached_seq: row.reached_seq,
        push_url: row.push_url,
        push: Push {
            tries: row.push_tries,
            since_at: at(row.push_since_at),
            due_at: at(row.push_due_at),
            why: row.push_why,
        },
    })
}
