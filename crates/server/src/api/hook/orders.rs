//! The signed order webhook: created, paid, closed, as it happens. See `docs/webhook-orders.md`.

use axum::{
    Json,
    body::Bytes,
    extract::{Request, State},
    http::HeaderMap,
};
use jinpai_engine::HookHeaders;
use jinpai_model::ShopId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    address::Caller,
    extract::{Ids, refuse_bytes},
    problem::{Answer, Problem},
    state::{App, Limiters},
    wire::Id,
};

/// What happened to the order.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HookEvent {
    Created,
    Paid,
    Closed,
}

/// The body of a delivery; times are RFC 3339, amounts are yuan as text.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used; the engine reads the signed bytes"
)]
pub struct HookDelivery {
    event: HookEvent,
    /// When it happened.
    at: String,
    order: HookOrder,
}

#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used; the engine reads the signed bytes"
)]
pub struct HookOrder {
    /// The shop's order number.
    number: String,
    /// Left out: `own-site`.
    #[schema(value_type = Option<crate::wire::words::Platform>)]
    platform: Option<String>,
    created_at: String,
    /// When the order closes if it stays unpaid; left out: 24 hours after it was made.
    close_at: Option<String>,
    paid_at: Option<String>,
    closed_at: Option<String>,
    /// `256.00`
    total: String,
    postage: Option<String>,
    #[schema(value_type = Option<crate::wire::words::OrderKind>)]
    kind: Option<String>,
    items: Vec<HookItem>,
    buyer: Option<HookBuyer>,
    /// Province of the buyer; left out: as the receiver's address says.
    region: Option<String>,
    receiver: Option<HookReceiver>,
}

/// Who takes the parcel, and where: for checking the order with its buyer. What is left out, or has stars over what is
/// known, leaves it as it was.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used; the engine reads the signed bytes"
)]
pub struct HookReceiver {
    /// Up to 60 characters.
    name: Option<String>,
    /// Kept with its middle hidden.
    phone: Option<String>,
    /// Up to 300 characters; a province alone is no address.
    address: Option<String>,
}

#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used; the engine reads the signed bytes"
)]
pub struct HookItem {
    title: String,
    sku: Option<String>,
    quantity: i64,
    price: Option<String>,
}

/// Ties the order to a buyer of the widget.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used; the engine reads the signed bytes"
)]
pub struct HookBuyer {
    /// The shop's own id of a logged-in buyer: the `data-buyer` of the widget.
    id: Option<String>,
    /// What `Jinpai.visitor()` answered on the checkout page.
    visitor: Option<String>,
    name: Option<String>,
    mobile: Option<String>,
    email: Option<String>,
    /// The mobile is one that the platform put before hers.
    mobile_virtual: Option<bool>,
    /// She agreed to notices about her orders there; left out: as before.
    consent_notice: Option<bool>,
    /// She agreed to promotion there; left out: as before.
    consent_promotion: Option<bool>,
}

#[derive(Serialize, ToSchema)]
pub struct HookAnswer {
    order: Id,
    /// `new`, `changed` or `same`.
    result: &'static str,
    /// Fields that hold no number or address of use, such as a masked one; the order was taken without them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    left_out: Vec<&'static str>,
}

#[utoipa::path(
    post, path = "/hooks/v1/orders/{shop}", tag = "hooks",
    params(
        ("shop" = Id, Path),
        ("jinpai-timestamp" = String, Header, description = "Unix seconds"),
        ("jinpai-delivery" = String, Header, description = "Unique for each delivery, up to 64 characters"),
        ("jinpai-signature" = String, Header,
            description = "`v1=` and the hexadecimal HMAC-SHA256 of timestamp, a dot, and the body"),
    ),
    request_body = HookDelivery,
    responses((status = 200, body = HookAnswer)),
    extensions(("x-needs" = json!("hook"))),
)]
pub async fn take_order_hook(
    State(app): State<App>,
    Caller(address): Caller,
    Ids(shop): Ids<ShopId>,
    headers: HeaderMap,
    request: Request,
) -> Answer<Json<HookAnswer>> {
    Limiters::take(&app.limits.hook, address, app.engine.now())?;
    let body = <Bytes as axum::extract::FromRequest<()>>::from_request(request, &()).await;
    let body = body.map_err(Problem::from)?;
    refuse_bytes(&body)?;
    let given = HookHeaders {
        timestamp: super::text(&headers, "jinpai-timestamp"),
        delivery: super::text(&headers, "jinpai-delivery"),
        signature: super::text(&headers, "jinpai-signature"),
    };
    let taken = app.engine.order_hook(shop, given, &body).await?;
    Ok(Json(HookAnswer {
        order: taken.order.into(),
        result: taken.change,
        left_out: taken.left_out,
    }))
}
