//! Reading a request: every way in which it can be malformed becomes a problem, never a 500.

use axum::{
    Json,
    extract::{
        FromRequest, FromRequestParts, Path, Query, Request,
        rejection::{BytesRejection, FailedToBufferBody, JsonRejection},
    },
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::problem::{Code, Problem};

/// A JSON body.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let is_json = parts
            .headers
            .get(axum::http::header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|kind| kind.split(';').next())
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        if !is_json {
            return Err(Problem::new(Code::WrongContentType));
        }
        let request = Request::from_parts(parts, body);
        let bytes = axum::body::Bytes::from_request(request, state)
            .await
            .map_err(Problem::from)?;
        refuse_bytes(&bytes)?;
        match Json::<T>::from_bytes(&bytes) {
            Ok(Json(value)) => Ok(Self(value)),
            Err(JsonRejection::JsonDataError(error)) => Err(shape(&error)),
            Err(error) => Err(Problem::new(Code::BadJson).with_note(inner(&error))),
        }
    }
}

fn shape(error: &dyn std::error::Error) -> Problem {
    Problem::new(Code::InvalidShape).with_note(inner(error))
}

/// The parser's own words, without the framework's frame around them.
fn inner(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        // The deepest error has no path; the one before it says `field: what`.
        if source.source().is_none() {
            break;
        }
        deepest = source;
    }
    deepest.to_string()
}

/// JSON is UTF-8, also where nobody reads it. No text of the product holds a NUL, and PostgreSQL stores none.
///
/// # Errors
/// `bad-json` for other bytes, or when an escape would make a NUL.
pub fn refuse_bytes(json: &[u8]) -> Result<(), Problem> {
    if std::str::from_utf8(json).is_err() {
        return Err(Problem::new(Code::BadJson).with_note("UTF-8"));
    }
    const ESCAPE: &[u8] = b"u0000";
    let makes_nul = |at: usize| json[..at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1;
    let found = json
        .windows(ESCAPE.len())
        .enumerate()
        .any(|(at, window)| window == ESCAPE && makes_nul(at));
    if found {
        Err(Problem::new(Code::BadJson).with_note("\\u0000"))
    } else {
        Ok(())
    }
}

/// The query string.
pub struct Params<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or("");
        if query.len() > 4_096 || query.contains("%00") {
            return Err(Problem::new(Code::BadRequest).with_note("query"));
        }
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(error) => Err(Problem::new(Code::BadRequest).with_note(inner(&error))),
        }
    }
}

/// The ids in the path. What is no id is the id of nothing.
pub struct Ids<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Ids<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(_) => Err(Problem::not_found("thing")),
        }
    }
}

impl From<BytesRejection> for Problem {
    fn from(error: BytesRejection) -> Self {
        match error {
            BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
                Self::new(Code::TooLarge)
            }
            _ => Self::new(Code::BadRequest).with_note("body"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::refuse_bytes;

    #[test]
    fn a_nul_is_found_however_it_is_escaped() {
        for (json, fine) in [
            (r#"{"text":"a"}"#, true),
            (r#"{"text":"\u0000"}"#, false),
            (r#"{"text":"\\u0000"}"#, true),
            (r#"{"text":"\\\u0000"}"#, false),
            (r#"{"text":"u0000"}"#, true),
        ] {
            assert_eq!(refuse_bytes(json.as_bytes()).is_ok(), fine, "{json}");
        }
    }
}
