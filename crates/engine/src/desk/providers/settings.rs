//! Settings on their way in and out: secrets that stay unless they are typed anew, and never come out.

use jinpai_channels::send::ProviderSpec;
use serde_json::Value;

use crate::error::{EngineError, Invalid, Result};

/// Fields that are never shown again.
const SECRETS: [&str; 4] = ["password", "secret", "access_key_secret", "callback_secret"];
/// Where a password is sent in the clear of its protocol.
const PLACE: [&str; 4] = ["kind", "host", "port", "tls"];

/// Reads settings, with the secrets of `held` where none were typed.
///
/// A password is not carried over to another server: whoever got hold of a session could read it there.
///
/// # Errors
/// [`EngineError::InvalidFields`].
pub(super) fn read(mut settings: Value, held: Option<Value>) -> Result<ProviderSpec> {
    if let (Value::Object(new), Some(Value::Object(held))) = (&mut settings, held) {
        let same = |field: &str| new.get(field) == held.get(field);
        let (same_kind, same_place) = (same("kind"), PLACE.into_iter().all(same));
        for secret in SECRETS {
            let typed = new
                .get(secret)
                .and_then(Value::as_str)
                .is_some_and(|text| !text.is_empty());
            let carried = if secret == "password" {
                same_place
            } else {
                same_kind
            };
            if !typed
                && carried
                && let Some(value) = held.get(secret).filter(|value| !value.is_null())
            {
                new.insert(secret.to_owned(), value.clone());
            }
        }
    }
    ProviderSpec::read(settings).map_err(|faults| {
        let told = faults
            .into_iter()
            .map(|fault| (fault.field, Invalid::from(fault)));
        EngineError::InvalidFields(told.collect())
    })
}

/// Names of the secrets that are set.
pub(super) fn named_secrets(settings: &Value) -> Vec<&'static str> {
    let set = |name: &&str| {
        let value = settings.get(*name).and_then(Value::as_str);
        value.is_some_and(|text| !text.is_empty())
    };
    SECRETS.into_iter().filter(set).collect()
}

pub(super) fn without_secrets(settings: Value) -> Value {
    match settings {
        Value::Object(fields) => {
            let open = fields
                .into_iter()
                .filter(|(name, _)| !SECRETS.contains(&name.as_str()));
            Value::Object(open.map(|(name, value)| (name, without_secrets(value))).collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(without_secrets).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use jinpai_channels::send::ProviderSpec;
    use serde_json::{Value, json};

    use super::{named_secrets, read, without_secrets};

    fn mail(host: &str, password: Option<&str>) -> Value {
        json!({ "kind": "email", "host": host, "port": 465, "tls": "implicit", "username": "u",
            "password": password, "from": "a@b.c" })
    }

    #[test]
    fn a_password_stays_with_its_server_and_goes_to_no_other() {
        let held = mail("smtp.example", Some("hunter2"));
        assert_eq!(named_secrets(&held), ["password"]);
        assert!(!without_secrets(held.clone()).to_string().contains("hunter2"));
        let password = |settings| match read(settings, Some(held.clone())).unwrap() {
            ProviderSpec::Email(spec) => spec.password.map(|secret| secret.reveal().to_owned()),
            other => panic!("{other:?}"),
        };
        assert_eq!(password(mail("smtp.example", None)).as_deref(), Some("hunter2"));
        assert_eq!(
            password(mail("smtp.example", Some(""))).as_deref(),
            Some("hunter2")
        );
        assert_eq!(
            password(mail("smtp.example", Some("new"))).as_deref(),
            Some("new")
        );
        assert_eq!(password(mail("evil.example", None)), None);
    }
}
