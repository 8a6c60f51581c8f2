//! The demo's shop page, on an origin of its own, with a till behind its buttons.

use std::{collections::HashMap, net::SocketAddr, sync::Arc};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jinpai_engine::Engine;
use jinpai_model::At;
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};
use tokio::{net::TcpListener, sync::Mutex};

use super::{
    goods::Article,
    hook::{Till, Who},
};

#[derive(RustEmbed)]
#[folder = "../../web/apps/widget/demo"]
struct Files;

/// Most orders one demo takes: it is for trying, not for filling a disk.
const MOST_ORDERS: usize = 1_000;

/// By number: the article's code, who ordered it, and when.
pub type Orders = HashMap<String, (&'static str, Who, At)>;

/// The page's server.
#[derive(Clone)]
pub struct ShopPage {
    pub server: String,
    pub shop: String,
    pub till: Till,
    pub engine: Engine,
    pub orders: Arc<Mutex<Orders>>,
}

#[derive(Deserialize)]
struct NewOrder {
    sku: String,
    visitor: Option<String>,
}

#[derive(Serialize)]
struct Ordered {
    number: String,
    title: &'static str,
    total: String,
}

#[derive(Deserialize, Serialize)]
struct Number {
    number: String,
}

impl ShopPage {
    /// Serves until the process ends.
    pub async fn serve(self, listener: TcpListener) -> std::io::Result<()> {
        let app = Router::new()
            .route("/", get(page))
            .route("/{file}", get(file))
            .route("/order", post(order))
            .route("/pay", post(pay))
            .with_state(self);
        axum::serve(listener, app).await
    }
}

/// Binds the port after the desk's, or any free one.
pub async fn bind(desk: SocketAddr) -> std::io::Result<TcpListener> {
    let next = SocketAddr::new(desk.ip(), desk.port().saturating_add(1));
    match TcpListener::bind(next).await {
        Ok(listener) => Ok(listener),
        Err(_) => TcpListener::bind(SocketAddr::new(desk.ip(), 0)).await,
    }
}

async fn page(State(shop): State<ShopPage>) -> Response {
    let Some(file) = Files::get("shop.html") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let html = String::from_utf8_lossy(&file.data)
        .replace("{{server}}", &shop.server)
        .replace("{{shop}}", &shop.shop);
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

async fn file(Path(name): Path<String>) -> Response {
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match Files::get(&name) {
        Some(file) => ([(header::CONTENT_TYPE, kind)], file.data.into_owned()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn order(State(shop): State<ShopPage>, Json(new): Json<NewOrder>) -> Response {
    let Some(article) = Article::of(&new.sku) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let who = new.visitor.map_or(Who::Nobody, Who::Visitor);
    let created_at = shop.engine.now();
    let mut orders = shop.orders.lock().await;
    if orders.len() >= MOST_ORDERS {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    }
    let number = format!("S{}", 8_800 + orders.len());
    if let Err(error) = shop.till.created(&number, article, &who, created_at).await {
        tracing::warn!(%error, "the demo's order was not taken");
        return StatusCode::BAD_GATEWAY.into_response();
    }
    orders.insert(number.clone(), (article.sku, who, created_at));
    Json(Ordered {
        number,
        title: article.title,
        total: format!("{}.00", article.yuan),
    })
    .into_response()
}

async fn pay(State(shop): State<ShopPage>, Json(paid): Json<Number>) -> Response {
    let held = shop.orders.lock().await.get(&paid.number).cloned();
    let Some((sku, who, created_at)) = held else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(article) = Article::of(sku) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match shop.till.paid(&paid.number, article, &who, created_at).await {
        Ok(()) => Json(paid).into_response(),
        Err(error) => {
            tracing::warn!(%error, "the demo's payment was not taken");
            StatusCode::BAD_GATEWAY.into_response()
        }
    }
}
