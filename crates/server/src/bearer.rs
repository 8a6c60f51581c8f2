//! The buyer's session: a bearer token in the `authorization` header. No cookie, so nothing to forge.

use axum::{
    extract::FromRequestParts,
    http::{header::AUTHORIZATION, request::Parts},
};
use jinpai_engine::Visitor;

use crate::{
    origin,
    problem::{Code, Problem},
    state::App,
};

/// The buyer of this request.
pub struct Bearer(pub Visitor);

impl FromRequestParts<App> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        origin::refuse_foreign(app, &parts.headers)?;
        let value = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let token = value
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(str::trim);
        let token = token.filter(|token| (1..=256).contains(&token.len()));
        let token = token.ok_or_else(|| Problem::new(Code::NotSignedIn))?;
        Ok(Self(app.engine.visitor(token).await?))
    }
}
