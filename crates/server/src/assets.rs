//! The web UI inside the binary: the workbench at `/`, the widget below `/widget/`.
//!
//! A debug build reads the files from the web folders, so that a rebuilt page shows up at once.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Deserialize;

use crate::{
    extract::Params,
    headers::{FrameAncestors, Page},
    problem::{Answer, Code, Problem},
    state::App,
};

#[derive(RustEmbed)]
#[folder = "../../web/apps/workbench/dist"]
struct Workbench;

#[derive(RustEmbed)]
#[folder = "../../web/apps/widget/dist"]
struct Widget;

/// What stands in the binary in place of a web UI that was not built.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Jinpai</title>\
    <h1>The web UI is not in this build</h1><p>Run <code>cargo xtask run</code>, which builds the pages and the \
    server. The API works: see <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p>\
    <p lang=\"zh-CN\">此版本未包含网页界面。请运行 <code>cargo xtask run</code>，它会构建页面和服务器。</p></html>\n";

/// Everything that no route of the API takes: files of the workbench, and its page for its own routes.
pub async fn workbench(request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::new(Code::NoSuchPath).into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    if let Some(file) = Workbench::get(path).filter(|_| path != "index.html") {
        return serve(path, file, request.headers());
    }
    let is_page = !["api/", "hooks/", "widget/", "ws/", "assets/"]
        .iter()
        .any(|area| path.starts_with(area))
        && !path.rsplit('/').next().unwrap_or("").contains('.');
    if !is_page && path != "index.html" {
        return Problem::new(Code::NoSuchPath).into_response();
    }
    match Workbench::get("index.html") {
        Some(file) => page(file, request.headers(), FrameAncestors::None),
        None => not_built(FrameAncestors::None),
    }
}

/// Files of the widget.
pub async fn widget(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches("/widget/");
    match Widget::get(path).filter(|_| path != "frame.html") {
        Some(file) => serve(path, file, request.headers()),
        None => Problem::new(Code::NoSuchPath).into_response(),
    }
}

#[derive(Deserialize)]
pub struct WhichShop {
    shop: String,
}

/// The widget's frame. Only the shop's own pages may show it.
pub async fn frame(
    State(app): State<App>,
    headers: HeaderMap,
    Params(which): Params<WhichShop>,
) -> Answer<Response> {
    let shop = which.shop.parse().map_err(|_| Problem::not_found("shop"))?;
    let shop = app.engine.widget_shop(shop).await?;
    let ancestors = FrameAncestors::These(shop.settings.widget_origins);
    Ok(match Widget::get("frame.html") {
        Some(file) => page(file, &headers, ancestors),
        None => not_built(ancestors),
    })
}

fn not_built(ancestors: FrameAncestors) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, kind, NOT_BUILT).into_response();
    response.extensions_mut().insert(Page(ancestors));
    response
}

fn page(file: EmbeddedFile, asked: &HeaderMap, ancestors: FrameAncestors) -> Response {
    let mut response = serve("index.html", file, asked);
    response.extensions_mut().insert(Page(ancestors));
    response
}

fn serve(path: &str, file: EmbeddedFile, asked: &HeaderMap) -> Response {
    let hash = file.metadata.sha256_hash();
    let tag: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    // A compressed answer's tag comes back marked as weak.
    let is_known =
        known.is_some_and(|known| known.split(',').any(|t| t.trim().trim_start_matches("W/") == tag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        file.data.into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    // Names below assets/ carry a hash of their content.
    let cache = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if path == "loader.js" {
        // The one file that pages of other origins may load.
        headers.insert(
            "cross-origin-resource-policy",
            HeaderValue::from_static("cross-origin"),
        );
    }
    response
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" | "webmanifest" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
