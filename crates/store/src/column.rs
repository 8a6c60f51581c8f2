//! From what a column holds to what the model means by it, and back.

use std::str::FromStr;

use jinpai_model::At;
use serde::{Serialize, de::DeserializeOwned};

use crate::StoreError;

/// An id, a word or a time of day.
pub(crate) fn parse<T>(column: &'static str, text: &str) -> Result<T, StoreError>
where
    T: FromStr<Err: ToString>,
{
    text.parse().map_err(|error: T::Err| StoreError::Unreadable {
        column,
        reason: error.to_string(),
    })
}

pub(crate) fn parse_some<T>(column: &'static str, text: Option<&str>) -> Result<Option<T>, StoreError>
where
    T: FromStr<Err: ToString>,
{
    text.map(|text| parse(column, text)).transpose()
}

pub(crate) fn from_json<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Unreadable {
        column,
        // The error's own text may quote the value.
        reason: format!("no such JSON, at column {}", error.column()),
    })
}

pub(crate) fn to_json<T: Serialize>(column: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unreadable {
        column,
        reason: error.to_string(),
    })
}

pub(crate) fn ms(at: Option<At>) -> Option<i64> {
    at.map(At::ms)
}

pub(crate) fn at(ms: Option<i64>) -> Option<At> {
    ms.map(At)
}

/// Refuses a call with more rows than one statement should carry.
pub(crate) const fn at_most(what: &'static str, count: usize, limit: usize) -> Result<(), StoreError> {
    if count > limit {
        return Err(StoreError::TooMany { what, count, limit });
    }
    Ok(())
}
