//! Hashes, signatures and passwords.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use chacha20poly1305::{XChaCha20Poly1305, aead::Aead as _};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The key that seals what has to be read again, such as a provider's password. Never printed.
#[derive(Clone)]
pub struct SealKey(chacha20poly1305::Key);

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey")
    }
}

impl SealKey {
    #[must_use]
    pub fn of(bytes: &[u8; 32]) -> Self {
        Self((*bytes).into())
    }

    /// Seals a text by XChaCha20-Poly1305 under 24 bytes that are never used twice: as hexadecimal, the
    /// nonce first.
    #[must_use]
    pub fn seal(&self, text: &str, nonce: &[u8; 24]) -> Option<String> {
        let cipher = XChaCha20Poly1305::new(&self.0);
        let sealed = cipher.encrypt(&(*nonce).into(), text.as_bytes()).ok()?;
        Some(hex(nonce) + &hex(&sealed))
    }

    /// A mark of a text that only holders of the key can make, for one purpose: 32 hexadecimal digits.
    #[must_use]
    pub fn mark(&self, purpose: &str, text: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_slice()) else {
            return String::new();
        };
        for part in [purpose, "\n", text] {
            mac.update(part.as_bytes());
        }
        hex(&mac.finalize().into_bytes()[..16])
    }

    /// None when it was sealed with another key, or changed since.
    #[must_use]
    pub fn open(&self, sealed: &str) -> Option<String> {
        let bytes = unhex(sealed)?;
        let (nonce, body) = bytes.split_first_chunk::<24>()?;
        let cipher = XChaCha20Poly1305::new(&self.0);
        let text = cipher.decrypt(&(*nonce).into(), body).ok()?;
        String::from_utf8(text).ok()
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8; 2]| u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok();
    rest.is_empty().then(|| pairs.iter().map(byte).collect())?
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(*byte)])
        .collect()
}

/// SHA-256 as hexadecimal. Tokens are stored only so: a copied database opens no session.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// HMAC-SHA256 as hexadecimal.
#[must_use]
pub fn sign(secret: &str, parts: &[&[u8]]) -> String {
    // HMAC takes a key of any length, so the error case has no key to occur with.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    for part in parts {
        mac.update(part);
    }
    hex(&mac.finalize().into_bytes())
}

/// Compares in a time that does not depend on where the texts differ.
#[must_use]
pub fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

/// An argon2id hash in PHC form; takes tens of milliseconds and 19 MiB, by intent.
pub async fn hash_password(password: &str) -> Option<String> {
    let password = password.to_owned();
    let hash = move || {
        let hashed: Result<argon2::PasswordHash, _> = Argon2::default().hash_password(password.as_bytes());
        hashed.ok().map(|hash| hash.to_string())
    };
    tokio::task::spawn_blocking(hash).await.ok().flatten()
}

/// Whether the password fits the hash. An empty hash fits nothing and takes as long as a real one, so that
/// the answer's time does not tell whether a login exists.
pub async fn password_fits(password: &str, hash: &str) -> bool {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$amlucGFpLW5vYm9keQ$\
                          8Jm1bZcS1yqVgKpZ3m1j3zVb0yq8YV0o2b1m0s9m3qA";
    let (password, hash) = (
        password.to_owned(),
        if hash.is_empty() { NOBODY } else { hash }.to_owned(),
    );
    let verify = move || {
        PasswordHash::new(&hash).is_ok_and(|parsed| {
            Argon2::default()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok()
        })
    };
    tokio::task::spawn_blocking(verify).await.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::{digest, hash_password, password_fits, same, sign};

    #[test]
    fn signatures_are_those_of_the_standard() {
        // RFC 4231, test case 2.
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(sign("Jefe", &[b"what do ya want ", b"for nothing?"]), expected);
        assert_eq!(
            digest(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert!(same("ab", "ab") && !same("ab", "ac") && !same("ab", "abc"));
    }

    #[tokio::test]
    async fn a_password_opens_only_its_own_hash() {
        let hash = hash_password("正确的密码 correct").await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(password_fits("正确的密码 correct", &hash).await);
        assert!(!password_fits("wrong", &hash).await);
        assert!(!password_fits("", "").await);
    }
}
