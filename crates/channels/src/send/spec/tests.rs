//! Sound settings pass; each fault is named.

use super::ProviderSpec;
use crate::{Lang, send::Guard};

fn read(json: &str) -> Result<ProviderSpec, serde_json::Error> {
    serde_json::from_str(json)
}

const SMPP: &str = r#"{"kind":"smpp","host":"smsc.example","port":2775,"tls":true,"system_id":"shop","password":"hunter22","source":"10690"}"#;
const EMAIL: &str =
    r#"{"kind":"email","host":"127.0.0.1","port":2525,"tls":"none","from":"shop@example.com"}"#;
const HTTP: &str = r#"{"kind":"http-sms","endpoint":"https://sms.example/","access_key_id":"id","access_key_secret":"geheim",
    "sign_name":"小店","templates":{"notice":{"code":"SMS_1","text_param":"text"}}}"#;
const WEBHOOK: &str = r#"{"kind":"webhook","url":"https://bridge.example/send","secret":"0123456789abcdef"}"#;

#[test]
fn sound_settings_have_no_fault_and_keep_their_defaults() {
    let guard = Guard::new(vec!["127.0.0.1:2525".parse().unwrap()]);
    for json in [SMPP, EMAIL, HTTP, WEBHOOK] {
        let spec = read(json).unwrap();
        assert_eq!(spec.faults(&guard), [], "{json}");
        assert_eq!(read(&serde_json::to_string(&spec).unwrap()).unwrap(), spec);
    }
    let ProviderSpec::Smpp(spec) = read(SMPP).unwrap() else {
        panic!("smpp")
    };
    assert_eq!((spec.window, spec.dest_ton, spec.timeout_ms), (10, 1, 10_000));
}

#[test]
fn an_unknown_field_is_refused_by_name() {
    for json in [SMPP, EMAIL, HTTP, WEBHOOK] {
        let error = read(&json.replace("\"kind\"", "\"colour\":1,\"kind\""))
            .unwrap_err()
            .to_string();
        assert!(error.contains("colour"), "{error}");
    }
}

#[test]
fn debug_shows_no_secret() {
    for (json, secret) in [
        (SMPP, "hunter22"),
        (HTTP, "geheim"),
        (WEBHOOK, "0123456789abcdef"),
    ] {
        let shown = format!("{:?}", read(json).unwrap());
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn every_fault_names_its_field_in_both_languages() {
    let guard = Guard::new(Vec::new());
    for (json, from, to, field) in [
        (SMPP, "hunter22", "123456789", "password"),
        (SMPP, "\"tls\":true", "\"tls\":false", "tls"),
        (SMPP, "smsc.example", "https://smsc.example", "host"),
        (SMPP, "\"port\"", "\"window\":0,\"port\"", "window"),
        (SMPP, "\"port\"", "\"rate\":{\"per_second\":0},\"port\"", "rate"),
        (EMAIL, "none", "none", "tls"),
        (EMAIL, "shop@example.com", "shop", "from"),
        (EMAIL, "\"port\"", "\"username\":\"u\",\"port\"", "password"),
        (HTTP, "https:", "http:", "endpoint"),
        (HTTP, "https://", "https://me:pw@", "endpoint"),
        (HTTP, "小店", "【小店】", "sign_name"),
        (
            HTTP,
            "\"sign_name\"",
            "\"settles_ms\":1000,\"sign_name\"",
            "settles_ms",
        ),
        (WEBHOOK, "0123456789abcdef", "short", "secret"),
        (WEBHOOK, "https:", "ftp:", "url"),
        (
            WEBHOOK,
            "\"secret\"",
            "\"timeout_ms\":10,\"secret\"",
            "timeout_ms",
        ),
    ] {
        let faults = read(&json.replace(from, to)).unwrap().faults(&guard);
        let fault = faults.iter().find(|fault| fault.field == field);
        let fault = fault.unwrap_or_else(|| panic!("{field} in {faults:?}"));
        assert!(
            !fault.sentence(Lang::ZhCn).is_ascii() && fault.sentence(Lang::En).is_ascii()
                || field == "sign_name"
        );
    }
}
