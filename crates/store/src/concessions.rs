//! Concessions: asked for, decided, given, and what they cost.

use jinpai_model::{
    At, Concession, ConcessionId, ConcessionState, ConversationId, Fen, PersonId, ShopId, Stage,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel as _, PaginatorTrait as _, QueryFilter, QueryOrder,
    QuerySelect as _, sea_query::Expr,
};

use crate::{
    Conn, PAGE, StoreError, Tx,
    column::{at, parse, parse_some},
    expr::sum,
    tables::concession::{Column, Entity, Model},
};

/// Which of them to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConcessionFilter {
    pub state: Option<ConcessionState>,
    /// Asked for from then on.
    pub from: Option<At>,
    /// And before then.
    pub to: Option<At>,
}

/// What was given of one stage by one agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    pub stage: Stage,
    pub by: PersonId,
    pub count: i64,
    pub cost_fen: Fen,
}

/// Notes a new one.
pub async fn put(tx: &Tx, new: &Concession) -> Result<(), StoreError> {
    let row = Model {
        shop_id: new.shop.to_string(),
        id: new.id.to_string(),
        conversation_id: new.conversation.to_string(),
        buyer_id: new.buyer.to_string(),
        stage: new.stage.as_str().to_owned(),
        product_id: new.product.map(|id| id.to_string()),
        price_fen: new.price_fen.map(|fen| fen.0),
        cost_fen: new.cost_fen.0,
        state: new.state.as_str().to_owned(),
        asked_by: new.asked_by.to_string(),
        asked_at: new.asked_at.ms(),
        decided_by: new.decided.map(|(by, _)| by.to_string()),
        decided_at: new.decided.map(|(_, at)| at.ms()),
        remark: new.remark.clone(),
    };
    Entity::insert(row.into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

pub async fn get(conn: &impl Conn, shop: ShopId, id: ConcessionId) -> Result<Option<Concession>, StoreError> {
    let row = Entity::find_by_id((shop.to_string(), id.to_string()))
        .one(conn.db())
        .await?;
    row.map(read).transpose()
}

/// Many at once, in no order; ids that nobody knows are not in the answer.
pub async fn get_many(
    conn: &impl Conn,
    shop: ShopId,
    ids: &[ConcessionId],
) -> Result<Vec<Concession>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find()
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::Id.is_in(ids.iter().map(ToString::to_string)))
        .all(conn.db())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Those of a talk, the oldest first, up to a page.
pub async fn of_conversation(
    conn: &impl Conn,
    shop: ShopId,
    talk: ConversationId,
) -> Result<Vec<Concession>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::ConversationId.eq(talk.to_string()))
        .order_by_asc(Column::AskedAt)
        .order_by_asc(Column::Id)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Writes a decision on one that still waits for it; false when it does not.
pub async fn decide(tx: &Tx, decided: &Concession) -> Result<bool, StoreError> {
    let by = decided.decided.map(|(by, _)| by.to_string());
    let at = decided.decided.map(|(_, at)| at.ms());
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(decided.state.as_str()))
        .col_expr(Column::PriceFen, Expr::value(decided.price_fen.map(|fen| fen.0)))
        .col_expr(Column::CostFen, Expr::value(decided.cost_fen.0))
        .col_expr(Column::DecidedBy, Expr::value(by))
        .col_expr(Column::DecidedAt, Expr::value(at))
        .col_expr(Column::Remark, Expr::value(decided.remark.clone()))
        .filter(Column::ShopId.eq(decided.shop.to_string()))
        .filter(Column::Id.eq(decided.id.to_string()))
        .filter(Column::State.eq(ConcessionState::Asked.as_str()))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Up to a page, the newest first.
pub async fn list(
    conn: &impl Conn,
    shop: ShopId,
    filter: &ConcessionFilter,
) -> Result<Vec<Concession>, StoreError> {
    let rows = Entity::find()
        .filter(matching(shop, filter))
        .order_by_desc(Column::AskedAt)
        .order_by_desc(Column::Id)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(read).collect()
}

/// How many there are.
pub async fn count(conn: &impl Conn, shop: ShopId, filter: &ConcessionFilter) -> Result<u64, StoreError> {
    Ok(Entity::find()
        .filter(matching(shop, filter))
        .count(conn.db())
        .await?)
}

/// What was given, with its cost, by stage and by who asked for it. What waits or was refused costs nothing.
pub async fn given(
    conn: &impl Conn,
    shop: ShopId,
    filter: &ConcessionFilter,
) -> Result<Vec<Given>, StoreError> {
    let states = [ConcessionState::Approved, ConcessionState::Made];
    let rows: Vec<(String, String, i64, i64)> = Entity::find()
        .select_only()
        .column(Column::Stage)
        .column(Column::AskedBy)
        .column_as(Column::Id.count(), "count")
        .column_as(sum(Expr::col(Column::CostFen)), "cost_fen")
        .filter(matching(shop, filter))
        .filter(Column::State.is_in(states.map(ConcessionState::as_str)))
        .group_by(Column::Stage)
        .group_by(Column::AskedBy)
        .order_by_asc(Column::Stage)
        .order_by_asc(Column::AskedBy)
        .into_tuple()
        .all(conn.db())
        .await?;
    let read = |(stage, by, count, cost): (String, String, i64, i64)| {
        Ok(Given {
            stage: parse("concessions.stage", &stage)?,
            by: parse("concessions.asked_by", &by)?,
            count,
            cost_fen: Fen(cost),
        })
    };
    rows.into_iter().map(read).collect()
}

fn matching(shop: ShopId, filter: &ConcessionFilter) -> Condition {
    Condition::all()
        .add(Column::ShopId.eq(shop.to_string()))
        .add_option(filter.state.map(|state| Column::State.eq(state.as_str())))
        .add_option(filter.from.map(|from| Column::AskedAt.gte(from.ms())))
        .add_option(filter.to.map(|to| Column::AskedAt.lt(to.ms())))
}

fn read(row: Model) -> Result<Concession, StoreError> {
    let decided_by: Option<PersonId> = parse_some("concessions.decided_by", row.decided_by.as_deref())?;
    Ok(Concession {
        shop: parse("concessions.shop_id", &row.shop_id)?,
        id: parse("concessions.id", &row.id)?,
        conversation: parse("concessions.conversation_id", &row.conversation_id)?,
        buyer: parse("concessions.buyer_id", &row.buyer_id)?,
        stage: parse("concessions.stage", &row.stage)?,
        product: parse_some("concessions.product_id", row.product_id.as_deref())?,
        price_fen: row.price_fen.map(Fen),
        cost_fen: Fen(row.cost_fen),
        state: parse("concessions.state", &row.state)?,
        asked_by: parse("concessions.asked_by", &row.asked_by)?,
        asked_at: At(row.asked_at),
        decided: decided_by.zip(at(row.decided_at)),
        remark: row.remark,
    })
}
