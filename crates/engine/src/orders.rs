//! Orders: how what a feed tells becomes rows and events, and how members look at them.

use std::collections::{BTreeMap, HashSet};

use jinpai_model::{
    BuyerId, BuyerRef, EventKind, Flag, IdentityChannel, OrderId, OrderInput, OrderSource, OrderStatus,
    Reason, ShopId,
};
use jinpai_store::{
    NewEvent, Tx,
    buyers::{self, NewBuyer},
    order_receivers,
    orders::{self, Change, OrderCursor, OrderFilter, OrderRow, Upserted},
    steps,
};
use serde_json::json;

use crate::{
    canary::Canary,
    core::Engine,
    desk::Desk,
    error::{EngineError, Invalid, Result},
    views::{OrderView, Page, StepView},
};

/// How many orders stand in each status.
pub type OrderCounts = BTreeMap<OrderStatus, i64>;

/// Which orders to list.
#[derive(Debug, Clone, Default)]
pub struct OrderQuery {
    pub status: Option<OrderStatus>,
    pub flag: Option<Flag>,
    /// Part of an order number or a buyer's name.
    pub text: Option<String>,
    /// Where the page before ended.
    pub next: Option<String>,
    pub limit: u64,
}

impl Engine {
    /// Writes what a feed says of orders: finds or makes their buyers, logs what changed, and cancels every open
    /// step of an order that is paid or closed, all in the caller's transaction.
    pub(crate) async fn upsert_orders(
        &self,
        tx: &Tx,
        shop: ShopId,
        inputs: Vec<OrderInput>,
        source: OrderSource,
    ) -> Result<Vec<Upserted>> {
        let now = self.now();
        let mut inputs = inputs;
        if self.breaks.is(Canary::PaymentForgotten) {
            for input in &mut inputs {
                (input.paid_at, input.status) = (None, OrderStatus::Unpaid);
            }
        }
        let buyers = self.buyers_of(tx, shop, &inputs).await?;
        let row = |(input, buyer): (OrderInput, BuyerId)| {
            let id = OrderId::new(input.created_at, self.random.bits());
            OrderRow {
                id,
                buyer,
                input,
                source,
                seen_at: now,
            }
        };
        let rows: Vec<OrderRow> = inputs.into_iter().zip(buyers).map(row).collect();
        let mut written = orders::upsert_batch(tx, shop, &rows).await?;
        put_receivers(tx, shop, &rows, &mut written).await?;
        let (mut paid, mut closed) = (Vec::new(), Vec::new());
        for Upserted {
            order,
            change,
            became_paid,
            became_closed,
        } in &written
        {
            let kind = match change {
                Change::Same => continue,
                Change::New => EventKind::OrderCreated,
                Change::Changed if *became_paid => EventKind::OrderPaid,
                Change::Changed if *became_closed => EventKind::OrderClosed,
                Change::Changed => EventKind::OrderChanged,
            };
            if *became_paid {
                paid.push(order.id);
            } else if *became_closed {
                closed.push(order.id);
            }
            let payload =
                json!({ "buyer": order.buyer, "status": order.status, "total_fen": order.total_fen });
            tx.append(NewEvent {
                at: now,
                kind,
                subject: order.id.to_string(),
                payload,
            })?;
        }
        crate::reminders::stop_orders(tx, shop, &paid, Reason::Paid, now).await?;
        crate::reminders::stop_orders(tx, shop, &closed, Reason::Closed, now).await?;
        Ok(written)
    }

    /// The buyer of each order, made where she is new. An order that names none is its own buyer.
    async fn buyers_of(&self, tx: &Tx, shop: ShopId, inputs: &[OrderInput]) -> Result<Vec<BuyerId>> {
        let reference = |input: &OrderInput| {
            let own = || BuyerRef {
                channel: IdentityChannel::Order,
                external: format!("{}:{}", input.platform, input.number),
            };
            input.buyer.clone().unwrap_or_else(own)
        };
        let named: Vec<NewBuyer> = inputs
            .iter()
            .map(|input| {
                let reference = reference(input);
                let name = input.buyer_name.clone().filter(|name| !name.is_empty());
                NewBuyer {
                    id: BuyerId::new(input.created_at, self.random.bits()),
                    name: name.unwrap_or_else(|| name_of(&reference, input)),
                    reference,
                    region: input.region.clone(),
                    created_at: input.created_at,
                }
            })
            .collect();
        Ok(buyers::put_many_with_refs(tx, shop, &named).await?)
    }

    /// Order counts by status.
    pub(crate) async fn order_counts(&self, shop: ShopId) -> Result<OrderCounts> {
        Ok(orders::counts(self.store.read(), shop).await?)
    }
}

/// To whom the orders go. One of which only that is new counts as changed.
async fn put_receivers(tx: &Tx, shop: ShopId, rows: &[OrderRow], written: &mut [Upserted]) -> Result<()> {
    let told = rows.iter().zip(&*written);
    let told: Vec<_> = told
        .filter_map(|(row, written)| Some((written.order.id, row.input.receiver.clone()?)))
        .collect();
    if told.is_empty() {
        return Ok(());
    }
    let news: HashSet<OrderId> = order_receivers::put_many(tx, shop, &told)
        .await?
        .into_iter()
        .collect();
    for one in written {
        if one.change == Change::Same && news.contains(&one.order.id) {
            one.change = Change::Changed;
        }
    }
    Ok(())
}

/// How a buyer is called whose name nobody told.
fn name_of(reference: &BuyerRef, input: &OrderInput) -> String {
    match reference.channel {
        IdentityChannel::Order => format!("订单 {}", input.number),
        _ => reference.external.chars().take(40).collect(),
    }
}

impl Desk {
    /// A page of orders, newest first, with the counts of every status.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn orders(&self, query: OrderQuery) -> Result<(Page<OrderView>, OrderCounts)> {
        let limit = query.limit.clamp(1, 200);
        let text = query.text.unwrap_or_default();
        let filter = OrderFilter {
            status: query.status,
            buyer: None,
            flag: query.flag,
            text: text.chars().take(60).collect(),
        };
        let wrong = |expected| EngineError::Invalid {
            field: "before",
            reason: Invalid::Not { expected },
        };
        let cursor = query
            .next
            .as_deref()
            .map(str::parse::<OrderCursor>)
            .transpose()
            .map_err(wrong)?;
        let page = orders::list(self.engine.store.read(), self.shop, &filter, cursor, limit).await?;
        let items = self.engine.show_orders(self.shop, page.items).await?;
        let next = page.next.map(|cursor| cursor.to_string());
        Ok((
            Page {
                items,
                more: next.is_some(),
                next,
            },
            self.engine.order_counts(self.shop).await?,
        ))
    }

    /// One order with everything that was planned, sent or skipped for it.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such order.
    pub async fn order(&self, id: OrderId) -> Result<(OrderView, Vec<StepView>)> {
        let read = self.engine.store.read();
        let row = orders::get(read, self.shop, id)
            .await?
            .ok_or(EngineError::NotFound("order"))?;
        let shown = self.engine.show_orders(self.shop, vec![row]).await?;
        let order = shown.into_iter().next().ok_or(EngineError::NotFound("order"))?;
        let steps = steps::of_orders(read, self.shop, &[id]).await?;
        Ok((order, self.engine.show_steps(self.shop, steps).await?))
    }
}
