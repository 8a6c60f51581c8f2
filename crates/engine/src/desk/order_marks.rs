//! Flags and remarks on orders.

use jinpai_model::{EventKind, Flag, OrderId, OrderMark};
use jinpai_store::{Lane, NewEvent, order_marks, orders};
use serde_json::json;

use crate::{
    desk::Desk,
    error::{EngineError, Invalid, Result},
    show::names_of,
    views::{OrderMarkView, OrderView},
};

/// What a member notes on an order; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct OrderMarkChange {
    /// `Some(None)` takes the flag away.
    pub flag: Option<Option<Flag>>,
    pub remark: Option<String>,
}

impl Desk {
    /// Changes an order's flag or remark; every change stays in its history.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such order, [`EngineError::Invalid`] for an overlong remark.
    pub async fn mark_order(&self, id: OrderId, change: OrderMarkChange) -> Result<OrderView> {
        let remark = change.remark.map(|text| text.replace('\0', "").trim().to_owned());
        if let Some(text) = &remark
            && text.chars().count() > OrderMark::MAX_CHARS
        {
            let reason = Invalid::TooLong {
                max: OrderMark::MAX_CHARS,
            };
            return Err(EngineError::Invalid {
                field: "remark",
                reason,
            });
        }
        let (desk, flag) = (self.clone(), change.flag);
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let order = orders::get(tx, desk.shop, id).await?;
                order.ok_or(EngineError::NotFound("order"))?;
                let mut held = order_marks::of_orders(tx, desk.shop, &[id]).await?;
                let held = held.remove(&id);
                let (old_flag, old_remark) =
                    held.map_or((None, String::new()), |held| (held.flag, held.remark));
                let mark = OrderMark {
                    shop: desk.shop,
                    order: id,
                    flag: flag.unwrap_or(old_flag),
                    remark: remark.unwrap_or_else(|| old_remark.clone()),
                    by: desk.person,
                    at: desk.engine.now(),
                };
                if mark.flag == old_flag && mark.remark == old_remark {
                    return Ok(());
                }
                order_marks::put(tx, &mark).await?;
                tx.append(NewEvent {
                    at: mark.at,
                    kind: EventKind::OrderMarked,
                    subject: id.to_string(),
                    payload: json!({
                        "flag": mark.flag, "remarked": mark.remark != old_remark, "by": mark.by,
                    }),
                })?;
                Ok::<_, EngineError>(())
            })
        });
        write.await?;
        Ok(self.order(id).await?.0)
    }

    /// What was noted on an order over time, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn order_marks(&self, id: OrderId) -> Result<Vec<OrderMarkView>> {
        let read = self.engine.store.read();
        let marks = order_marks::history(read, self.shop, id).await?;
        let names = names_of(read, marks.iter().map(|mark| mark.by).collect()).await?;
        let show = |mark: OrderMark| OrderMarkView {
            by_name: names.get(&mark.by).cloned().unwrap_or_default(),
            mark,
        };
        Ok(marks.into_iter().map(show).collect())
    }
}
