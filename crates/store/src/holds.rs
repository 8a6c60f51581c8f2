//! Who holds a task: the one member who was shown what it needs, such as a number to dial.

use std::collections::HashMap;

use jinpai_model::{At, PersonId, ShopId, TaskId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, sea_query::OnConflict};

use crate::{BATCH, Conn, StoreError, Tx, column::parse, tables::task_hold};

/// A task in somebody's hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    pub person: PersonId,
    pub taken_at: At,
}

/// Puts a task into somebody's hands, out of whoever's it was.
pub async fn put(tx: &Tx, shop: ShopId, task: TaskId, hold: Hold) -> Result<(), StoreError> {
    let row = task_hold::Model {
        shop_id: shop.to_string(),
        task_id: task.to_string(),
        person_id: hold.person.to_string(),
        taken_at: hold.taken_at.ms(),
    };
    let known = OnConflict::columns([task_hold::Column::ShopId, task_hold::Column::TaskId])
        .update_columns([task_hold::Column::PersonId, task_hold::Column::TakenAt])
        .to_owned();
    task_hold::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

pub async fn get(conn: &impl Conn, shop: ShopId, task: TaskId) -> Result<Option<Hold>, StoreError> {
    Ok(get_many(conn, shop, &[task]).await?.remove(&task))
}

/// Tasks that nobody took are not in the answer.
pub async fn get_many(
    conn: &impl Conn,
    shop: ShopId,
    tasks: &[TaskId],
) -> Result<HashMap<TaskId, Hold>, StoreError> {
    let mut found = HashMap::new();
    for some in tasks.chunks(BATCH) {
        let rows = task_hold::Entity::find()
            .filter(task_hold::Column::ShopId.eq(shop.to_string()))
            .filter(task_hold::Column::TaskId.is_in(some.iter().map(ToString::to_string)))
            .all(conn.db())
            .await?;
        for row in rows {
            let hold = Hold {
                person: parse("task_holds.person_id", &row.person_id)?,
                taken_at: At(row.taken_at),
            };
            found.insert(parse("task_holds.task_id", &row.task_id)?, hold);
        }
    }
    Ok(found)
}
