//! The signature of a query: its parameters in one fixed form, under HMAC-SHA1.
//!
//! SHA-1 is the provider's choice for this version of its signature; as a keyed hash it still holds.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use jinpai_model::Zone;
use sha1::Sha1;

use crate::send::Secret;

/// Timestamps of queries are UTC.
pub(super) fn utc() -> Zone {
    // The name is in the bundled database; should it not be, Shanghai's offset makes the provider refuse
    // the query for its time, which harms nobody.
    "UTC".parse().unwrap_or_else(|_| Zone::shanghai())
}

/// Every byte but letters, digits and `-_.~` as `%XX`, as RFC 3986 has it: a space is `%20`, never `+`.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte))
            }
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// The parameters as a form, with `Signature` at its end.
pub(super) fn signed_form(method: &str, params: &BTreeMap<&str, &str>, secret: &Secret) -> String {
    // A B-tree walks in the order of bytes, which is the order asked for.
    let pairs: Vec<String> = params
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    let form = pairs.join("&");
    let signature = signature(method, &form, secret);
    format!("{form}&Signature={}", encode(&signature))
}

fn signature(method: &str, form: &str, secret: &Secret) -> String {
    let signed = format!("{method}&{}&{}", encode("/"), encode(form));
    let key = format!("{}&", secret.reveal());
    // HMAC takes a key of any length, so the error case has no key to occur with.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(key.as_bytes()) else {
        return String::new();
    };
    mac.update(signed.as_bytes());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{encode, signed_form};
    use crate::send::Secret;

    /// The worked example of the provider's documentation of signatures.
    #[test]
    fn the_documented_example_has_its_signature() {
        let params = BTreeMap::from([
            ("AccessKeyId", "testid"),
            ("Action", "DescribeRegions"),
            ("Format", "XML"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
            ("SignatureVersion", "1.0"),
            ("Timestamp", "2016-02-23T12:46:24Z"),
            ("Version", "2014-05-26"),
        ]);
        let form = signed_form("GET", &params, &Secret::new("testsecret"));
        assert!(
            form.ends_with("&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D"),
            "{form}"
        );
    }

    #[test]
    fn what_is_no_letter_is_encoded() {
        assert_eq!(encode("a b*~【店】"), "a%20b%2A~%E3%80%90%E5%BA%97%E3%80%91");
    }
}
