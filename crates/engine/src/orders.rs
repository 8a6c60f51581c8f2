//! Orders: how what a feed tells becomes rows and events, and how members look at them.

use std::collections::BTreeMap;

use jinpai_model::{
    BuyerId, BuyerRef, EventKind, Flag, IdentityChannel, OrderId, OrderInput, OrderSource, OrderStatus,
    Product, ProductId, ProductInput, Reason, Role, ShopId,
};
use jinpai_store::{
    Lane, NewEvent, Tx,
    buyers::{self, NewBuyer},
    orders::{self, Change, OrderCursor, OrderFilter, OrderRow, Upserted},
    products::{self, ProductRow},
    steps,
};
use serde_json::json;

use crate::{
    canary::Canary,
    core::Engine,
    desk::{Desk, bounded},
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
        let written = orders::upsert_batch(tx, shop, &rows).await?;
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

    /// # Errors
    /// When the database fails.
    pub async fn products(&self, text: Option<&str>) -> Result<Vec<Product>> {
        Ok(products::list(self.engine.store.read(), self.shop, text.unwrap_or_default()).await?)
    }

    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such product.
    pub async fn product(&self, id: ProductId) -> Result<Product> {
        let found = products::get(self.engine.store.read(), self.shop, id).await?;
        found.ok_or(EngineError::NotFound("product"))
    }

    /// Makes a product, or changes the one with this id.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead, [`EngineError::Invalid`], [`EngineError::Taken`] when another product
    /// has the code.
    pub async fn put_product(&self, id: Option<ProductId>, input: ProductInput) -> Result<Product> {
        self.require(Role::Lead)?;
        let input = valid_product(input)?;
        let read = self.engine.store.read();
        let now = self.engine.now();
        if let Some(id) = id {
            products::get(read, self.shop, id)
                .await?
                .ok_or(EngineError::NotFound("product"))?;
        }
        let same_code = products::by_sku(read, self.shop, &input.sku).await?;
        if same_code.is_some_and(|other| Some(other.id) != id) {
            return Err(EngineError::Taken { field: "sku" });
        }
        let fresh = id.is_none();
        let id = id.unwrap_or_else(|| ProductId::new(now, self.engine.random.bits()));
        let product = Product {
            shop: self.shop,
            id,
            input,
            seen_at: now,
        };
        let row = product.clone();
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                if fresh {
                    let (id, input, seen_at) = (row.id, row.input.clone(), row.seen_at);
                    products::upsert_batch(tx, row.shop, &[ProductRow { id, input, seen_at }]).await?;
                } else {
                    products::update(tx, &row).await?;
                }
                let (kind, subject) = (EventKind::ProductChanged, row.id.to_string());
                tx.append(NewEvent {
                    at: now,
                    kind,
                    subject,
                    payload: json!({}),
                })?;
                Ok::<_, EngineError>(())
            })
        });
        write.await?;
        Ok(product)
    }

    /// # Errors
    /// [`EngineError::Forbidden`] below lead, [`EngineError::NotFound`] when the shop has no such product.
    pub async fn delete_product(&self, id: ProductId) -> Result<()> {
        self.require(Role::Lead)?;
        let (shop, now) = (self.shop, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                if !products::delete(tx, shop, id).await? {
                    return Err(EngineError::NotFound("product"));
                }
                let (kind, subject) = (EventKind::ProductChanged, id.to_string());
                tx.append(NewEvent {
                    at: now,
                    kind,
                    subject,
                    payload: json!({ "deleted": true }),
                })?;
                Ok(())
            })
        });
        write.await
    }
}

/// # Errors
/// [`EngineError::Invalid`] with the field.
fn valid_product(mut input: ProductInput) -> Result<ProductInput> {
    let invalid = |field, expected| EngineError::Invalid {
        field,
        reason: Invalid::Not { expected },
    };
    input.sku = bounded("sku", &input.sku, 100)?;
    input.title = bounded("title", &input.title, 200)?;
    if input
        .price_fen
        .is_some_and(|fen| !(0..=100_000_000_000).contains(&fen.0))
    {
        return Err(invalid("price_fen", "an amount of 0 fen or more"));
    }
    if input
        .stock
        .is_some_and(|stock| !(0..=100_000_000).contains(&stock))
    {
        return Err(invalid("stock", "a number of pieces of 0 or more"));
    }
    if input
        .ship_within_h
        .is_some_and(|hours| !(0..=2_400).contains(&hours))
    {
        return Err(invalid("ship_within_h", "a number of hours from 0 to 2400"));
    }
    if input
        .eta_days
        .is_some_and(|[fewest, most]| fewest < 0 || most < fewest || most > 365)
    {
        return Err(invalid("eta_days", "two numbers of days, the fewer first"));
    }
    input.material = input
        .material
        .map(|text| text.trim().chars().take(200).collect())
        .filter(|t: &String| !t.is_empty());
    for list in [
        &mut input.guarantees,
        &mut input.gifts,
        &mut input.colours_in_stock,
    ] {
        *list = list
            .iter()
            .map(|text| text.trim().chars().take(60).collect())
            .filter(|t: &String| !t.is_empty())
            .collect();
        list.truncate(50);
    }
    Ok(input)
}
