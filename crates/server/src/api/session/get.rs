//! Who is signed in.

use axum::{Json, extract::State};

use crate::{session::SignedInAtAll, state::App, wire::Session};

#[utoipa::path(
    get, path = "/api/v1/session", tag = "session",
    responses((status = 200, body = Session)),
    extensions(("x-needs" = json!("signed-in"))),
)]
pub async fn get_session(State(app): State<App>, SignedInAtAll(who): SignedInAtAll) -> Json<Session> {
    Json(Session::new(&who.view, &app.engine))
}
