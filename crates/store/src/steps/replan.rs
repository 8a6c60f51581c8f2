//! A plan that has changed its mind about a step that nobody holds.

use jinpai_model::{ShopId, Step, StepState};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::NotSet, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _,
};

use super::{insert_orders, to_row};
use crate::{
    StoreError, Tx,
    tables::{step, step_order},
};

/// Puts a planned or cancelled step in the place its plan gives it now, with its orders; false when it was claimed
/// or ended in the meantime. Its epoch stays: were it to go back, a worker that lost its lease would own it again.
pub async fn replan(tx: &Tx, shop: ShopId, step: &Step) -> Result<bool, StoreError> {
    let free = [StepState::Planned, StepState::Cancelled].map(StepState::as_str);
    let mut row = to_row(shop, step).into_active_model().reset_all();
    row.epoch = NotSet;
    let done = step::Entity::update_many()
        .set(row)
        .filter(step::Column::ShopId.eq(shop.to_string()))
        .filter(step::Column::Id.eq(step.id.to_string()))
        .filter(step::Column::State.is_in(free))
        .exec(tx.transaction())
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    step_order::Entity::delete_many()
        .filter(step_order::Column::ShopId.eq(shop.to_string()))
        .filter(step_order::Column::StepId.eq(step.id.to_string()))
        .exec(tx.transaction())
        .await?;
    insert_orders(tx, shop, std::iter::once(step)).await?;
    Ok(true)
}
