//! Limits on what a stranger may try: token buckets by key, in bounded memory.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

use jinpai_model::At;

/// So many at once, then one more each `refill_ms`.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    pub burst: i64,
    pub refill_ms: i64,
}

/// Buckets by key. When the map is full the fullest (least used) buckets are forgotten first.
pub struct Limiter<K> {
    allowance: Allowance,
    most_keys: usize,
    /// For each key, the moment at which its bucket is full again.
    full_at: Mutex<HashMap<K, At>>,
}

impl<K: Eq + Hash> Limiter<K> {
    #[must_use]
    pub fn new(allowance: Allowance, most_keys: usize) -> Self {
        Self {
            allowance,
            most_keys,
            full_at: Mutex::new(HashMap::new()),
        }
    }

    /// Takes one, or says after how many seconds there will be one.
    ///
    /// # Errors
    /// Whole seconds to wait, at least 1.
    pub fn take(&self, key: K, now: At) -> Result<(), i64> {
        let Allowance { burst, refill_ms } = self.allowance;
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= self.most_keys {
            full_at.retain(|_, full| *full > now);
            if full_at.len() >= self.most_keys {
                // Under a flood of keys nobody is told apart any more; refusing beats growing.
                return Err((refill_ms / 1000).max(1));
            }
        }
        let full = full_at.entry(key).or_insert(now);
        let from = (*full).max(now);
        let would_be = from.plus(refill_ms);
        let over_ms = would_be.since(now) - burst * refill_ms;
        if over_ms > 0 {
            return Err((over_ms + 999) / 1000);
        }
        *full = would_be;
        Ok(())
    }

    /// Forgets a key: its owner proved to be no stranger.
    pub fn forgive(&self, key: &K) {
        self.full_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(key);
    }
}

#[cfg(test)]
mod tests {
    use jinpai_model::At;

    use super::{Allowance, Limiter};

    #[test]
    fn a_burst_passes_and_then_one_each_refill() {
        let limiter = Limiter::new(
            Allowance {
                burst: 3,
                refill_ms: 10_000,
            },
            10,
        );
        let start = At(1_000_000);
        for _ in 0..3 {
            assert_eq!(limiter.take("a", start), Ok(()));
        }
        assert_eq!(limiter.take("a", start), Err(10));
        assert_eq!(limiter.take("b", start), Ok(()), "another key has its own bucket");
        assert_eq!(limiter.take("a", start.plus(10_000)), Ok(()));
        assert_eq!(limiter.take("a", start.plus(10_001)), Err(10));
        limiter.forgive(&"a");
        assert_eq!(limiter.take("a", start.plus(10_001)), Ok(()));
    }

    #[test]
    fn memory_is_bounded_under_a_flood() {
        let limiter = Limiter::new(
            Allowance {
                burst: 1,
                refill_ms: 1_000,
            },
            100,
        );
        let refused = (0..1_000)
            .filter(|key| limiter.take(*key, At(0)).is_err())
            .count();
        assert_eq!(refused, 900);
        assert_eq!(
            limiter.take(5_000, At(1_000)),
            Ok(()),
            "buckets that are full again make room"
        );
    }
}
