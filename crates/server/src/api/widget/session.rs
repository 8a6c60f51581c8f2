//! Opens or resumes a buyer's session on the widget.

use axum::{Json, extract::State, http::HeaderMap};
use jinpai_engine::SignedIdentity;
use jinpai_model::ShopId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    address::Caller,
    extract::Body,
    origin,
    problem::Answer,
    state::{App, Limiters},
    wire::{BuyerName, Id, ServiceSign},
};

/// A logged-in buyer as the shop's own page names her.
#[derive(Deserialize, ToSchema)]
pub struct BuyerIdentityProof {
    id: String,
    name: Option<String>,
    /// Hexadecimal HMAC-SHA256 of `id` under the shop's identity secret.
    signature: String,
}

#[derive(Deserialize, ToSchema)]
pub struct OpenWidget {
    #[schema(value_type = Id)]
    shop: ShopId,
    /// Of an earlier session.
    visitor_token: Option<String>,
    identity: Option<BuyerIdentityProof>,
}

#[derive(Serialize, ToSchema)]
pub struct WidgetShop {
    id: Id,
    name: String,
    welcome: String,
    quick_questions: Vec<String>,
    answer_within_s: i64,
    service: ServiceSign,
}

#[derive(Serialize, ToSchema)]
pub struct WidgetSession {
    /// Bearer token of this buyer; kept by the shop's own page.
    token: String,
    /// What a checkout page posts as `buyer.visitor` in the order webhook.
    visitor: String,
    buyer: BuyerName,
    #[schema(required = true)]
    conversation: Option<Id>,
    shop: WidgetShop,
    now_at: i64,
}

#[utoipa::path(
    post, path = "/widget/v1/session", tag = "widget", request_body = OpenWidget,
    responses((status = 200, body = WidgetSession)),
    extensions(("x-needs" = json!("nobody"))),
)]
pub async fn open_widget_session(
    State(app): State<App>,
    Caller(address): Caller,
    headers: HeaderMap,
    Body(body): Body<OpenWidget>,
) -> Answer<Json<WidgetSession>> {
    origin::refuse_foreign(&app, &headers)?;
    Limiters::take(&app.limits.widget_session, address, app.engine.now())?;
    let identity = body.identity.map(|proof| SignedIdentity {
        id: proof.id,
        name: proof.name,
        signature: proof.signature,
    });
    let opened = app
        .engine
        .open_widget(body.shop, body.visitor_token.as_deref(), identity, address)
        .await?;
    let shop = opened.shop;
    Ok(Json(WidgetSession {
        token: opened.token,
        visitor: opened.visitor,
        buyer: BuyerName {
            id: opened.buyer.id.into(),
            name: opened.buyer.name,
        },
        conversation: opened.conversation.map(Id::from),
        shop: WidgetShop {
            id: shop.id.into(),
            name: shop.name,
            welcome: shop.settings.welcome,
            quick_questions: shop.settings.quick_questions,
            answer_within_s: shop.settings.answer_within_s,
            service: opened.service.into(),
        },
        now_at: app.engine.now().ms(),
    }))
}
