//! The API: one endpoint a file, with its request, its response and its handler.
//!
//! A handler turns a request into one call of the engine and its answer into JSON. Every route goes through
//! `routes!`, so none can miss the document. `x-needs` names who may call: a role of the shop, `signed-in`,
//! `buyer`, `hook` (a signature) or `nobody`; a test holds every route to its word.

mod bridge;
mod buyer;
mod callback;
mod coach;
mod concession;
mod conversation;
mod group;
mod health;
mod hook;
mod import;
mod knowledge;
mod member;
mod order;
mod outside_note;
mod phrase;
mod picture;
mod playbook;
mod product;
mod provider;
mod reminder;
mod search;
mod service;
mod session;
mod settings;
mod shop;
mod tag;
mod task;
mod team;
mod widget;

use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;

use crate::state::App;

/// Done, and nothing to say.
type Done = StatusCode;
const DONE: Done = StatusCode::NO_CONTENT;

/// All endpoints of the API.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(session::routes())
        .merge(conversation::routes())
        .merge(buyer::routes())
        .merge(bridge::routes())
        .merge(outside_note::routes())
        .merge(callback::routes())
        .merge(coach::routes())
        .merge(concession::routes())
        .merge(order::routes())
        .merge(import::routes())
        .merge(phrase::routes())
        .merge(picture::routes())
        .merge(playbook::routes())
        .merge(product::routes())
        .merge(knowledge::routes())
        .merge(provider::routes())
        .merge(reminder::routes())
        .merge(search::routes())
        .merge(service::routes())
        .merge(tag::routes())
        .merge(task::routes())
        .merge(team::routes())
        .merge(group::routes())
        .merge(settings::routes())
        .merge(member::routes())
        .merge(shop::routes())
        .merge(widget::routes())
        .merge(hook::routes())
        .merge(health::routes())
}
