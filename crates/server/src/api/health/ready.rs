//! The server can work: the database answers and nobody has asked it to leave.

use axum::extract::State;

use crate::{
    problem::{Answer, Code, Problem},
    state::App,
};

#[utoipa::path(
    get, path = "/readyz", tag = "health",
    responses((status = 200, body = String, content_type = "text/plain")),
    extensions(("x-needs" = json!("nobody"))),
)]
pub async fn readyz(State(app): State<App>) -> Answer<&'static str> {
    let leaving = *app.stopping().borrow();
    if leaving || !app.engine.ready().await {
        return Err(Problem::new(Code::Unavailable));
    }
    Ok("ready\n")
}
