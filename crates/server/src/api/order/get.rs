//! One order with everything that was planned, sent or skipped for it.

use axum::{Json, extract::State};
use jinpai_model::{OrderId, Role, ShopId};

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, OrderMarked, OrderView, OrderWithSteps, StepView, Teller},
};

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/orders/{order}", tag = "orders",
    params(("shop" = Id, Path), ("order" = Id, Path)),
    responses((status = 200, body = OrderWithSteps)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn get_order(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, order)): Ids<(ShopId, OrderId)>,
) -> Answer<Json<OrderWithSteps>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let zone = who.zone(shop);
    let marks = desk.order_marks(order).await?;
    let (order, steps) = desk.order(order).await?;
    let teller = Teller::new(&desk, &zone, who.locale());
    Ok(Json(OrderWithSteps {
        order: OrderView::new(&order, teller),
        steps: steps.iter().map(|step| StepView::new(step, teller)).collect(),
        marks: marks.into_iter().map(OrderMarked::from).collect(),
    }))
}
