//! Jinpai's server: HTTP, WebSockets, sign-in and the embedded web UI.
//!
//! It turns requests into calls of the engine and their answers into JSON, and holds no business rule and no SQL.
//! What strangers can reach is limited here: sizes, rates, origins, open connections.
//!
//! [`Server::bind`] takes the port, so that the caller knows it; [`Server::serve`] serves until told to stop.

mod address;
mod api;
mod assets;
mod bearer;
mod config;
mod extract;
mod headers;
mod language;
pub mod openapi;
mod origin;
mod picture_form;
mod problem;
mod router;
mod serve;
mod session;
mod socket;
mod state;
mod unsubscribe;
mod wire;

use std::future::Future;

use jinpai_engine::Engine;

pub use self::{
    config::{Limits, MAX_FRAME_BYTES, MAX_JSON_BYTES, MAX_UPLOAD_BYTES, ServerConfig, Tls},
    serve::{ServeError, Server},
};

/// Binds and serves until `stop` resolves, then leaves gracefully.
///
/// # Errors
/// When the address cannot be bound or the certificate cannot be read.
pub async fn serve(
    engine: Engine,
    config: ServerConfig,
    stop: impl Future<Output = ()> + Send,
) -> Result<(), ServeError> {
    Server::bind(engine, config).await?.serve(stop).await
}
