//! Takes a provider's signed callback. An unknown provider answers like a wrong signature.

use axum::{
    body::Bytes,
    extract::{Request, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use jinpai_engine::{CallbackHeaders, EngineError};
use jinpai_model::ProviderId;

use crate::{
    address::Caller,
    extract::{Ids, refuse_bytes},
    problem::{Answer, Problem},
    state::{App, Limiters},
    wire::Id,
};

#[utoipa::path(
    post, path = "/api/v1/callbacks/{provider}", tag = "hooks",
    params(
        ("provider" = Id, Path),
        ("jinpai-timestamp" = String, Header, description = "Unix seconds"),
        ("jinpai-signature" = String, Header,
            description = "`v1=` and the hexadecimal HMAC-SHA256 of timestamp, a dot, and the body"),
    ),
    request_body(content = Object, description = "As the provider's protocol has it: see `docs/senders.md`"),
    responses((status = 200, description = "Stored; the JSON that the protocol wants to hear", body = Object)),
    extensions(("x-needs" = json!("hook"))),
)]
pub async fn take_callback(
    State(app): State<App>,
    Caller(address): Caller,
    provider: Result<Ids<ProviderId>, Problem>,
    headers: HeaderMap,
    request: Request,
) -> Answer<Response> {
    Limiters::take(&app.limits.callback, address, app.engine.now())?;
    // What is no id is the id of nobody, and nobody signs.
    let Ids(provider) = provider.map_err(|_| EngineError::BadSignature)?;
    let body = <Bytes as axum::extract::FromRequest<()>>::from_request(request, &()).await;
    let body = body.map_err(Problem::from)?;
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    };
    refuse_bytes(&body)?;
    let given = CallbackHeaders {
        timestamp: text("jinpai-timestamp"),
        signature: text("jinpai-signature"),
    };
    let answer = app.engine.provider_callback(provider, given, &body).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], answer).into_response())
}
