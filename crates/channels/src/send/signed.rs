//! Signatures between us and a shop's own systems: the same for what we post and for what is posted to us.
//!
//! `jinpai-timestamp` holds Unix seconds, `jinpai-signature` holds `v1=` and the hexadecimal HMAC-SHA256 of
//! the timestamp, a dot, and the exact bytes of the body, under a secret both know.

use std::collections::HashMap;

use hmac::{Hmac, KeyInit, Mac};
use jinpai_model::{At, MINUTE_MS};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::{CallbackHeaders, Secret};

/// A timestamp may be off by so much, either way.
pub const TOLERANCE_MS: i64 = 5 * MINUTE_MS;
/// Most signatures remembered; past that the window is full of strangers' noise and all is refused.
const MAX_SEEN: usize = 100_000;

/// Why a callback was not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    #[error("this provider posts no callbacks, or has no callback secret")]
    NotOffered,
    #[error("the signature does not fit: check the secret, and that exactly the sent bytes were signed")]
    BadSignature,
    #[error("the timestamp is missing or more than five minutes off: set the clock right and sign again")]
    Stale,
    #[error("this very callback came before")]
    Replayed,
    #[error("the body cannot be read at {field}: expected {expected}")]
    Unreadable { field: String, expected: String },
}

/// The value of `jinpai-signature` for a body.
#[must_use]
pub fn sign_body(secret: &Secret, timestamp: &str, body: &[u8]) -> String {
    // HMAC takes a key of any length, so the error case has no key to occur with.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else {
        return String::new();
    };
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    format!("v1={}", hex(&mac.finalize().into_bytes()))
}

/// Verifies a callback: signature first, in constant time; then the time; then that it is new.
///
/// # Errors
/// [`CallbackError`]. A refused callback is not remembered, so a stranger cannot use up an honest one.
pub fn verify_body(
    secret: &Secret,
    headers: CallbackHeaders<'_>,
    body: &[u8],
    now: At,
    seen: &mut Seen,
) -> Result<(), CallbackError> {
    if secret.is_empty() {
        return Err(CallbackError::NotOffered);
    }
    let expected = sign_body(secret, headers.timestamp, body);
    let given = headers.signature.trim().to_ascii_lowercase();
    if !bool::from(expected.as_bytes().ct_eq(given.as_bytes())) {
        return Err(CallbackError::BadSignature);
    }
    let seconds: i64 = headers.timestamp.parse().map_err(|_| CallbackError::Stale)?;
    let signed_at = At(seconds.saturating_mul(1_000));
    if now.since(signed_at).abs() > TOLERANCE_MS {
        return Err(CallbackError::Stale);
    }
    match seen.first(&expected, signed_at, now) {
        true => Ok(()),
        false => Err(CallbackError::Replayed),
    }
}

/// The signatures seen within the window. A signature names time and body, so a copy has the same one
/// whatever other header was changed.
///
/// In memory: after a restart a copy of the last ten minutes passes once more. What it tells is then
/// already stored, and telling an event twice changes nothing.
#[derive(Debug, Default)]
pub struct Seen {
    signed_at: HashMap<String, At>,
    pruned_at: Option<At>,
}

impl Seen {
    /// Whether this is the first time, and remembers it.
    fn first(&mut self, signature: &str, signed_at: At, now: At) -> bool {
        // What is older is refused for its age; forgetting it once a minute will do.
        if self.pruned_at.is_none_or(|at| now.since(at).abs() > MINUTE_MS) {
            self.signed_at.retain(|_, at| now.since(*at) <= TOLERANCE_MS);
            self.pruned_at = Some(now);
        }
        if self.signed_at.len() >= MAX_SEEN || self.signed_at.contains_key(signature) {
            return false;
        }
        self.signed_at.insert(signature.to_owned(), signed_at);
        true
    }
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(*byte)])
        .collect()
}

#[cfg(test)]
mod tests {
    use jinpai_model::At;

    use super::{CallbackError, Seen, sign_body, verify_body};
    use crate::send::{CallbackHeaders, Secret};

    const NOW: At = At(1_795_000_000_000);

    fn verify(
        seen: &mut Seen,
        timestamp: &str,
        signature: &str,
        body: &[u8],
        now: At,
    ) -> Result<(), CallbackError> {
        let headers = CallbackHeaders { timestamp, signature };
        verify_body(&Secret::new("k"), headers, body, now, seen)
    }

    #[test]
    fn a_callback_is_refused_when_wrong_late_or_repeated() {
        let mut seen = Seen::default();
        let good = sign_body(&Secret::new("k"), "1795000000", b"{}");
        let refused = |seen: &mut Seen, t, s: &str, b, now| verify(seen, t, s, b, now).unwrap_err();
        let other = sign_body(&Secret::new("other"), "1795000000", b"{}");
        for signature in [other.as_str(), "", "v1=", &good[..good.len() - 1]] {
            assert_eq!(
                refused(&mut seen, "1795000000", signature, b"{}", NOW),
                CallbackError::BadSignature
            );
        }
        assert_eq!(
            refused(&mut seen, "1795000000", &good, b"{ }", NOW),
            CallbackError::BadSignature
        );
        assert_eq!(
            refused(&mut seen, "1795000001", &good, b"{}", NOW),
            CallbackError::BadSignature
        );
        for now in [NOW.plus(300_001), NOW.plus(-300_001)] {
            assert_eq!(
                refused(&mut seen, "1795000000", &good, b"{}", now),
                CallbackError::Stale
            );
        }
        assert_eq!(
            verify(
                &mut seen,
                "1795000000",
                &good.to_uppercase().replace("V1", "v1"),
                b"{}",
                NOW
            ),
            Ok(())
        );
        assert_eq!(
            refused(&mut seen, "1795000000", &good, b"{}", NOW),
            CallbackError::Replayed
        );
        // A copy kept to the last moment of the window is still a copy.
        assert_eq!(
            refused(&mut seen, "1795000000", &good, b"{}", NOW.plus(300_000)),
            CallbackError::Replayed
        );
    }

    #[test]
    fn no_secret_means_no_callbacks() {
        let headers = CallbackHeaders {
            timestamp: "1795000000",
            signature: &sign_body(&Secret::default(), "1795000000", b""),
        };
        let refused = verify_body(&Secret::default(), headers, b"", NOW, &mut Seen::default());
        assert_eq!(refused, Err(CallbackError::NotOffered));
    }
}
