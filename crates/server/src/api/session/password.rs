//! Changes one's own password; every other session of the person ends.

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{extract::Body, problem::Answer, session::SignedInAtAll, state::App, wire::Session};

#[derive(Deserialize, ToSchema)]
pub struct PasswordChange {
    current: String,
    /// At least 10 characters.
    new: String,
}

#[utoipa::path(
    post, path = "/api/v1/session/password", tag = "session", request_body = PasswordChange,
    responses((status = 200, body = Session)),
    extensions(("x-needs" = json!("signed-in"))),
)]
pub async fn change_password(
    State(app): State<App>,
    SignedInAtAll(who): SignedInAtAll,
    Body(body): Body<PasswordChange>,
) -> Answer<Json<Session>> {
    let view = app
        .engine
        .change_password(&who.token, &body.current, &body.new)
        .await?;
    // Nobody listening means no socket to end.
    let _ = app.sessions_changed.send(who.view.person.id);
    Ok(Json(Session::new(&view, &app.engine)))
}
