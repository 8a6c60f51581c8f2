//! The engine's source of randomness: ids, tokens and passwords. Seeded in tests.

use std::sync::{Mutex, PoisonError};

use rand::{Rng, SeedableRng, rngs::StdRng};

/// A generator that many tasks share.
pub struct Random(Mutex<StdRng>);

impl Random {
    /// Seeded by the operating system.
    #[must_use]
    pub fn from_system() -> Self {
        Self(Mutex::new(rand::make_rng()))
    }

    /// The same numbers every time: tests and simulations.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    /// 128 random bits, of which an id takes the lower 80.
    pub fn bits(&self) -> u128 {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        u128::from_le_bytes(bytes)
    }

    /// 32 bytes for a key.
    pub fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        bytes
    }

    /// 24 bytes that are never drawn twice.
    pub fn nonce(&self) -> [u8; 24] {
        let mut bytes = [0; 24];
        self.fill(&mut bytes);
        bytes
    }

    /// A bearer secret of 32 random bytes, as 64 hexadecimal digits.
    pub fn token(&self) -> String {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        crate::seal::hex(&bytes)
    }

    /// A password that a person copies once: 16 letters and digits in groups of four, none of which look alike.
    pub fn one_time_password(&self) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789w";
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        let letters: Vec<char> = bytes
            .iter()
            .map(|b| char::from(LETTERS[usize::from(b % 32)]))
            .collect();
        letters
            .chunks(4)
            .map(|group| group.iter().collect::<String>())
            .collect::<Vec<_>>()
            .join("-")
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(bytes);
    }
}
