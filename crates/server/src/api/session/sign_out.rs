//! Ends the session.

use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header::SET_COOKIE},
};

use crate::{
    api::{DONE, Done},
    problem::Answer,
    session::{self, SignedInAtAll},
    state::App,
};

#[utoipa::path(
    delete, path = "/api/v1/session", tag = "session",
    responses((status = 204)),
    extensions(("x-needs" = json!("signed-in"))),
)]
pub async fn sign_out(
    State(app): State<App>,
    SignedInAtAll(who): SignedInAtAll,
) -> Answer<(Done, [(HeaderName, HeaderValue); 1])> {
    app.engine.sign_out(&who.token).await?;
    // Nobody listening means no socket to end.
    let _ = app.sessions_changed.send(who.view.person.id);
    Ok((DONE, [(SET_COOKIE, session::forget(&app))]))
}
