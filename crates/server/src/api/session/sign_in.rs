//! Signs a person in.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header::SET_COOKIE},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    address::Caller,
    extract::Body,
    origin,
    problem::{Answer, Code, Problem},
    session,
    state::App,
    wire::Session,
};

#[derive(Deserialize, ToSchema)]
pub struct SignIn {
    login: String,
    password: String,
}

#[utoipa::path(
    post, path = "/api/v1/session", tag = "session", request_body = SignIn,
    responses((status = 200, body = Session)),
    extensions(("x-needs" = json!("nobody"))),
)]
pub async fn sign_in(
    State(app): State<App>,
    Caller(address): Caller,
    headers: HeaderMap,
    Body(body): Body<SignIn>,
) -> Answer<([(HeaderName, HeaderValue); 1], Json<Session>)> {
    // Another site's page must not sign a visitor in to somebody else's account.
    origin::refuse_foreign(&app, &headers)?;
    let signed_in = app.engine.sign_in(&body.login, &body.password, address).await;
    let (token, view) = signed_in
        .map_err(|error| Problem::from(error).recoded(Code::TooManyRequests, Code::TooManyAttempts))?;
    let cookie = [(SET_COOKIE, session::keep(&app, &token))];
    Ok((cookie, Json(Session::new(&view, &app.engine))))
}
