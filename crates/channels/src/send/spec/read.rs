//! Settings as a page or a file hands them in: every field that is missing or of the wrong sort is named.
//!
//! Whether the values make sense together is asked afterwards, by [`ProviderSpec::faults`].

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{ProviderSpec, SpecFault};

/// What a protocol cannot do without.
const NEEDED: [(&str, &[&str]); 4] = [
    ("smpp", &["host", "port", "system_id", "password", "source"]),
    (
        "http-sms",
        &[
            "endpoint",
            "access_key_id",
            "access_key_secret",
            "sign_name",
            "templates",
        ],
    ),
    ("email", &["host", "port", "tls", "from"]),
    ("webhook", &["url", "secret"]),
];

/// Fields that a fault may name.
const FIELDS: [&str; 35] = [
    "kind",
    "host",
    "port",
    "tls",
    "system_id",
    "password",
    "system_type",
    "source",
    "source_ton",
    "source_npi",
    "dest_ton",
    "dest_npi",
    "parts",
    "message_ids",
    "window",
    "validity_minutes",
    "enquire_link_seconds",
    "timeout_ms",
    "rate",
    "endpoint",
    "access_key_id",
    "access_key_secret",
    "sign_name",
    "templates",
    "region",
    "callback_secret",
    "settles_ms",
    "username",
    "from",
    "reply_to",
    "unsubscribe_mail",
    "url",
    "query_url",
    "secret",
    "settings",
];

impl ProviderSpec {
    /// Reads settings. What is empty counts as left out.
    ///
    /// # Errors
    /// All fields that are missing, or the first one that cannot be read.
    pub fn read(settings: Value) -> Result<Self, Vec<SpecFault>> {
        let Value::Object(mut fields) = settings else {
            return Err(vec![fault(
                "settings",
                "须为一组设置",
                "Must be a set of settings",
            )]);
        };
        prune(&mut fields);
        let kind = fields.remove("kind");
        let kind = kind.as_ref().and_then(Value::as_str).unwrap_or_default();
        let Some((kind, needed)) = NEEDED.into_iter().find(|(known, _)| *known == kind) else {
            return Err(vec![fault(
                "kind",
                "请选择协议：smpp、http-sms、email 或 webhook",
                "Choose a protocol: smpp, http-sms, email or webhook",
            )]);
        };
        let missing = needed.iter().filter(|field| !fields.contains_key(**field));
        let missing: Vec<SpecFault> = missing
            .map(|field| fault(field, "请填写这一项", "Must be filled in"))
            .collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        match kind {
            "smpp" => parse(fields).map(Self::Smpp),
            "http-sms" => parse(fields).map(Self::HttpSms),
            "email" => parse(fields).map(Self::Email),
            _ => parse(fields).map(Self::Webhook),
        }
    }
}

/// Takes out what was left empty, at every depth.
fn prune(fields: &mut Map<String, Value>) {
    fields.retain(|_, value| !is_empty(value));
    for value in fields.values_mut() {
        if let Value::Object(inner) = value {
            prune(inner);
        }
    }
}

/// What a form leaves where nothing was typed.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Object(fields) => fields.values().all(is_empty),
        _ => false,
    }
}

fn parse<T: DeserializeOwned>(fields: Map<String, Value>) -> Result<T, Vec<SpecFault>> {
    serde_path_to_error::deserialize(Value::Object(fields)).map_err(|error| {
        let path = error.path().to_string();
        let words = error.inner().to_string();
        let quoted = || words.split('`').nth(1).unwrap_or_default().to_owned();
        if words.starts_with("missing field") {
            let field = if path == "." { quoted() } else { path };
            return vec![fault(known(&field), "请填写这一项", "Must be filled in")];
        }
        if words.starts_with("unknown field") {
            let field = if path == "." { quoted() } else { path };
            return vec![fault(known(&field), "没有这个设置项", "There is no such setting")];
        }
        let field = known(&path);
        let (zh, en) = expected(field);
        vec![fault(field, zh, en)]
    })
}

/// The field a path leads to, or the whole where it is none of ours.
fn known(path: &str) -> &'static str {
    let first = path.split(['.', '[']).next().unwrap_or_default();
    FIELDS
        .into_iter()
        .find(|field| *field == first)
        .unwrap_or("settings")
}

/// What belongs into a field.
fn expected(field: &str) -> (&'static str, &'static str) {
    match field {
        "endpoint" | "url" | "query_url" => (
            "须为完整的网址，例如 https://sms.example/send",
            "Must be a whole address such as https://sms.example/send",
        ),
        "port" => ("须为 1 到 65535 之间的端口", "Must be a port from 1 to 65,535"),
        "timeout_ms"
        | "settles_ms"
        | "window"
        | "validity_minutes"
        | "enquire_link_seconds"
        | "source_ton"
        | "source_npi"
        | "dest_ton"
        | "dest_npi" => ("须为整数", "Must be a whole number"),
        "rate" => ("每秒条数须为整数", "Messages a second must be a whole number"),
        "templates" => (
            "每个模板要有编号和正文变量名",
            "Each template needs its code and the variable for the text",
        ),
        "tls" | "parts" | "message_ids" => ("请从给出的选项里选", "Choose one of those offered"),
        _ => ("不能识别，请检查", "Cannot be read; please check"),
    }
}

const fn fault(field: &'static str, zh: &'static str, en: &'static str) -> SpecFault {
    SpecFault { field, zh, en }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{Lang, send::ProviderSpec};

    fn fields(settings: Value) -> Vec<&'static str> {
        let faults = ProviderSpec::read(settings).unwrap_err();
        assert!(faults.iter().all(|fault| !fault.sentence(Lang::ZhCn).is_empty()));
        faults.iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn what_is_missing_is_named_all_at_once() {
        assert_eq!(fields(json!([])), ["settings"]);
        assert_eq!(fields(json!({ "kind": "pigeon" })), ["kind"]);
        assert_eq!(
            fields(json!({ "kind": "smpp", "host": " ", "system_id": "a" })),
            ["host", "port", "password", "source"]
        );
        let templates = json!({ "notice": { "code": "", "text_param": "" } });
        assert!(fields(json!({ "kind": "http-sms", "templates": templates })).contains(&"templates"));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let webhook = |more: Value| {
            let mut settings = json!({ "kind": "webhook", "url": "https://a.example/", "secret": "x" });
            settings
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            settings
        };
        assert!(
            ProviderSpec::read(webhook(
                json!({ "query_url": "", "rate": { "per_second": null } })
            ))
            .is_ok()
        );
        let empty = json!({ "code": " ", "text_param": null });
        let sms = json!({ "kind": "http-sms", "endpoint": "https://a.example/", "access_key_id": "i",
            "access_key_secret": "s", "sign_name": "店", "templates": {
                "notice": { "code": "SMS_1", "text_param": "t" }, "promotion": empty } });
        assert!(ProviderSpec::read(sms).is_ok());
        for (more, field) in [
            (json!({ "url": "a.example" }), "url"),
            (json!({ "query_url": 7 }), "query_url"),
            (json!({ "timeout_ms": "soon" }), "timeout_ms"),
            (json!({ "rate": { "per_second": "many" } }), "rate"),
            (json!({ "colour": "red" }), "settings"),
        ] {
            assert_eq!(fields(webhook(more)), [field]);
        }
        let email =
            json!({ "kind": "email", "host": "h", "port": 70_000, "tls": "implicit", "from": "a@b.c" });
        assert_eq!(fields(email), ["port"]);
    }
}
