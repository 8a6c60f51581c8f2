//! Routes and layers, from the outside in: log, headers, words for problems, panics, compression, time limit.

use std::{any::Any, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderValue, Method, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::FutureExt;
use tower_http::compression::{
    CompressionLayer, Predicate,
    predicate::{DefaultPredicate, SizeAbove},
};

use crate::{
    assets,
    config::MAX_JSON_BYTES,
    headers, openapi,
    problem::{self, Code, Problem},
    state::App,
    unsubscribe,
};

/// A request that takes longer is given up; large imports are the slowest honest ones.
const MOST_TIME: Duration = Duration::from_secs(120);
/// Bytes of an answer that is not worth compressing.
const SMALL: u64 = 1_024;
/// Slower than this is worth a line of its own.
const SLOW: Duration = Duration::from_secs(1);

pub fn router(app: &App) -> Router {
    let (api, document) = openapi::router().split_for_parts();
    let document = serde_json::to_string(&openapi::finish(document)).unwrap_or_default();
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    api.route("/api/openapi.json", get(move || async move { (json, document) }))
        .route("/widget/frame", get(assets::frame))
        .route("/widget/{*path}", get(assets::widget))
        .route("/unsubscribe/style.css", get(unsubscribe::style))
        .route(
            "/unsubscribe/{token}",
            get(unsubscribe::look).post(unsubscribe::end),
        )
        .fallback(assets::workbench)
        .method_not_allowed_fallback(|| async { Problem::new(Code::MethodNotAllowed) })
        .layer(middleware::from_fn(in_time))
        .layer(DefaultBodyLimit::max(MAX_JSON_BYTES))
        .layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(SizeAbove::new(SMALL))))
        .layer(middleware::from_fn(survive))
        .layer(middleware::from_fn(problem::in_words))
        .layer(middleware::from_fn_with_state(app.clone(), headers::secure))
        .layer(middleware::from_fn_with_state(app.clone(), log))
        .with_state(app.clone())
}

async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(MOST_TIME, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(Code::TimedOut).into_response(),
    }
}

/// A handler that panics answers like any failure and takes nobody with it.
async fn survive(request: Request, next: Next) -> Response {
    match std::panic::AssertUnwindSafe(next.run(request))
        .catch_unwind()
        .await
    {
        Ok(response) => response,
        Err(panic) => {
            tracing::error!(panic = said(&*panic), "a handler panicked");
            Problem::new(Code::Internal).into_response()
        }
    }
}

fn said(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

/// One line a request: what was asked of which route, and how it ended. No query, no header, no body.
async fn log(State(app): State<App>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let started = tokio::time::Instant::now();
    let response = next.run(request).await;
    let took = started.elapsed();
    let took_ms = took.as_millis();
    let status = response.status().as_u16();
    let route = route.as_deref().unwrap_or("page");
    let sockets = app.sockets.open();
    if response.status().is_server_error() {
        tracing::error!(%method, route, status, took_ms, sockets, "request failed");
    } else if took >= SLOW {
        tracing::warn!(%method, route, status, took_ms, sockets, "request was slow");
    } else if method == Method::GET {
        tracing::debug!(%method, route, status, took_ms, "request");
    } else {
        tracing::info!(%method, route, status, took_ms, "request");
    }
    response
}
