//! One signed POST to a shop's own system, through the guard: taken, or why not.

use std::time::Duration;

use bytes::Bytes;
use hyper::Method;
use jinpai_model::At;
use url::Url;

use super::{
    Guard, Secret,
    http::{Call, CallError, call},
    refusal::short,
    sign_body,
};

/// Posts a body of JSON, signed, under a key by which the other side knows a repetition.
///
/// # Errors
/// What was wrong, in words. Only a 2xx says that the other side has it.
pub async fn post_signed(
    guard: &Guard,
    url: &str,
    secret: &Secret,
    key: &str,
    body: Vec<u8>,
    timeout: Duration,
    now: At,
) -> Result<(), String> {
    let url = Url::parse(url).map_err(|error| error.to_string())?;
    let timestamp = now.ms().div_euclid(1_000).to_string();
    let signature = sign_body(secret, &timestamp, &body);
    let headers = [
        ("content-type", "application/json"),
        ("jinpai-timestamp", timestamp.as_str()),
        ("jinpai-signature", signature.as_str()),
        ("idempotency-key", key),
    ];
    let request = Call {
        method: Method::POST,
        url: &url,
        headers: &headers,
        body: Bytes::from(body),
        timeout,
    };
    match call(guard, request).await {
        Ok(answer) if answer.status.is_success() => Ok(()),
        Ok(answer) => {
            let said = String::from_utf8_lossy(&answer.body);
            Err(format!("HTTP {}: {}", answer.status.as_u16(), short(&said)))
        }
        Err(CallError::NotLeft(error)) => Err(error.to_string()),
        Err(CallError::Torn(why)) => Err(why),
    }
}

/// Posts a body under headers of the caller's making, whatever they promise; answers the status.
///
/// # Errors
/// What was wrong with the line, in words.
pub async fn post_under(
    guard: &Guard,
    url: &Url,
    headers: &[(&'static str, &str)],
    body: Vec<u8>,
    timeout: Duration,
) -> Result<u16, String> {
    let request = Call {
        method: Method::POST,
        url,
        headers,
        body: Bytes::from(body),
        timeout,
    };
    match call(guard, request).await {
        Ok(answer) => Ok(answer.status.as_u16()),
        Err(CallError::NotLeft(error)) => Err(error.to_string()),
        Err(CallError::Torn(why)) => Err(why),
    }
}
