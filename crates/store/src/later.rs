//! Replies that wait for their moment.

use jinpai_model::{At, ConversationId, LaterId, LaterMessage, LaterState, PersonId, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect as _,
    sea_query::Expr,
};

use crate::{
    Conn, PAGE, StoreError, Tx,
    column::parse,
    tables::later_message::{Column, Entity, Model},
};

/// Spelt as in the partial index, or SQLite does not use it.
const PLANNED: &str = "state = 'planned'";

/// Stores a new one.
///
/// # Errors
/// [`StoreError::Taken`] when its author used its reference before.
pub async fn add(tx: &Tx, new: &LaterMessage) -> Result<(), StoreError> {
    Entity::insert(to_row(new).into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

pub async fn get(conn: &impl Conn, shop: ShopId, id: LaterId) -> Result<Option<LaterMessage>, StoreError> {
    let row = Entity::find_by_id((shop.to_string(), id.to_string()))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

pub async fn by_client_ref(
    conn: &impl Conn,
    shop: ShopId,
    author: PersonId,
    client_ref: &str,
) -> Result<Option<LaterMessage>, StoreError> {
    let row = Entity::find()
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::PersonId.eq(author.to_string()))
        .filter(Column::ClientRef.eq(client_ref))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// What still waits in a talk, the next first.
pub async fn waiting_in(
    conn: &impl Conn,
    shop: ShopId,
    conversation: ConversationId,
) -> Result<Vec<LaterMessage>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::ConversationId.eq(conversation.to_string()))
        .filter(Expr::cust(PLANNED))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// What is due over all shops, the longest due first; never more than a page.
pub async fn due(conn: &impl Conn, now: At) -> Result<Vec<LaterMessage>, StoreError> {
    let rows = Entity::find()
        .filter(Expr::cust(PLANNED))
        .filter(Column::DueAt.lte(now.ms()))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Ends one that waits; tells whether it did.
pub async fn end(tx: &Tx, shop: ShopId, id: LaterId, state: LaterState) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(state.as_str()))
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Expr::cust(PLANNED))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

fn to_row(held: &LaterMessage) -> Model {
    Model {
        shop_id: held.shop.to_string(),
        id: held.id.to_string(),
        conversation_id: held.conversation.to_string(),
        person_id: held.author.to_string(),
        client_ref: held.client_ref.clone(),
        text: held.text.clone(),
        due_at: held.due_at.ms(),
        state: held.state.as_str().to_owned(),
        created_at: held.created_at.ms(),
    }
}

fn from_row(row: Model) -> Result<LaterMessage, StoreError> {
    Ok(LaterMessage {
        shop: parse("later_messages.shop_id", &row.shop_id)?,
        id: parse("later_messages.id", &row.id)?,
        conversation: parse("later_messages.conversation_id", &row.conversation_id)?,
        author: parse("later_messages.person_id", &row.person_id)?,
        client_ref: row.client_ref,
        text: row.text,
        due_at: At(row.due_at),
        state: parse("later_messages.state", &row.state)?,
        created_at: At(row.created_at),
    })
}
