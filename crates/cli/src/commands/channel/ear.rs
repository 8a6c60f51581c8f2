//! Serves the ear of the conformance test where a bridge expects Jinpai.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jinpai_channels::conformance::{Ear, Told};
use jinpai_engine::{Clock as _, SystemClock};

/// A bridge that fetches is kept waiting like this: there is nothing for it.
const NOTHING_AFTER: Duration = Duration::from_secs(5);
const MAX_BODY: usize = 256 * 1024;

/// Listens until the process ends.
pub async fn listen(address: SocketAddr, ear: Arc<Ear>) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(address).await?;
    let app = Router::new()
        .route("/hooks/v1/channel/{shop}", post(take))
        .route("/hooks/v1/channel/{shop}/outbox", get(nothing))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(ear);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(())
}

async fn take(State(ear): State<Arc<Ear>>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    };
    let told = Told {
        timestamp: header("jinpai-timestamp"),
        signature: header("jinpai-signature"),
        delivery: header("jinpai-delivery"),
        body: &body,
    };
    let (status, body) = ear.take(told, SystemClock.now());
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = if status.is_success() {
        "application/json"
    } else {
        "application/problem+json"
    };
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

/// The test posts its pages; whoever fetches as well finds nothing.
async fn nothing() -> Response {
    tokio::time::sleep(NOTHING_AFTER).await;
    (
        [(header::CONTENT_TYPE, "application/json")],
        r#"{"items":[],"next":0}"#,
    )
        .into_response()
}
