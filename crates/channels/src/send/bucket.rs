//! How fast one provider is called: a bucket of tokens that fills with time.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jinpai_model::At;
use serde::{Deserialize, Serialize};

use super::{
    Callback, CallbackError, CallbackHeaders, Fate, Outcome, Parcel, Question, Refusal, RefusalKind, Sender,
    Standing,
};

/// So many a second, and so many at once after a quiet time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateSpec {
    /// 1 to 10,000.
    pub per_second: u32,
    /// 1 to 10,000; as many as a second holds when left out.
    #[serde(default)]
    pub burst: Option<u32>,
}

/// Tokens are counted in thousandths, so that one a second is exact at any moment.
#[derive(Debug)]
pub struct Bucket {
    rate: RateSpec,
    milli_tokens: i64,
    filled_at: Option<At>,
}

impl Bucket {
    #[must_use]
    pub fn new(rate: RateSpec) -> Self {
        let mut bucket = Self {
            rate,
            milli_tokens: 0,
            filled_at: None,
        };
        bucket.milli_tokens = bucket.full();
        bucket
    }

    fn full(&self) -> i64 {
        i64::from(self.rate.burst.unwrap_or(self.rate.per_second).max(1)) * 1_000
    }

    /// Takes a token at `now`. A clock that went back fills nothing and forgets nothing.
    ///
    /// # Errors
    /// Milliseconds until there is one.
    pub fn take(&mut self, now: At) -> Result<(), i64> {
        let per_ms = i64::from(self.rate.per_second.max(1));
        let passed = self.filled_at.map_or(0, |at| now.since(at)).max(0);
        // A second fills `per_second` tokens, so a millisecond fills as many thousandths.
        self.milli_tokens = passed
            .saturating_mul(per_ms)
            .saturating_add(self.milli_tokens)
            .min(self.full());
        self.filled_at = Some(self.filled_at.map_or(now, |at| at.max(now)));
        if self.milli_tokens >= 1_000 {
            self.milli_tokens -= 1_000;
            return Ok(());
        }
        let missing = 1_000 - self.milli_tokens;
        Err((missing + per_ms - 1) / per_ms)
    }
}

/// Who came in vain stands in line: each is told a moment of its own, so that many who come at once do not all come
/// back at once.
#[derive(Debug)]
struct Line {
    bucket: Bucket,
    /// The moment that the last of them was told.
    told: At,
}

impl Line {
    /// Milliseconds until it is one's turn.
    fn take(&mut self, now: At) -> Result<(), i64> {
        self.bucket.take(now).map_err(|wait_ms| {
            let a_token_ms = i64::from(1_000_u32.div_ceil(self.bucket.rate.per_second.max(1)));
            self.told = now.plus(wait_ms).max(self.told.plus(a_token_ms));
            self.told.since(now)
        })
    }
}

/// A sender held to a rate. Past it nothing leaves: the parcel is refused for as long as it takes, and the
/// engine, which has the timer, brings it back.
#[derive(Debug)]
pub struct Paced {
    inner: Arc<dyn Sender>,
    line: Mutex<Line>,
}

impl Paced {
    #[must_use]
    pub fn new(inner: Arc<dyn Sender>, rate: RateSpec) -> Self {
        Self {
            inner,
            line: Mutex::new(Line {
                bucket: Bucket::new(rate),
                told: At(0),
            }),
        }
    }
}

#[async_trait]
impl Sender for Paced {
    async fn hand_over(&self, parcel: &Parcel, now: At) -> Outcome {
        let token = self.line.lock().unwrap_or_else(PoisonError::into_inner).take(now);
        match token {
            Ok(()) => self.inner.hand_over(parcel, now).await,
            Err(wait_ms) => {
                let detail = "the rate set for this provider";
                Outcome::Rejected(Refusal::after(RefusalKind::Throttled, detail, wait_ms))
            }
        }
    }

    fn longest_ms(&self) -> i64 {
        self.inner.longest_ms()
    }

    fn standing(&self) -> Standing {
        self.inner.standing()
    }

    async fn ask(&self, question: &Question, now: At) -> Fate {
        self.inner.ask(question, now).await
    }

    fn callback(
        &self,
        headers: CallbackHeaders<'_>,
        body: &[u8],
        now: At,
    ) -> Result<Callback, CallbackError> {
        self.inner.callback(headers, body, now)
    }
}

#[cfg(test)]
mod tests {
    use jinpai_model::At;

    use super::{Bucket, Line, RateSpec};

    #[test]
    fn who_comes_in_vain_is_told_a_moment_of_her_own() {
        let rate = RateSpec {
            per_second: 10,
            burst: Some(1),
        };
        let mut line = Line {
            bucket: Bucket::new(rate),
            told: At(0),
        };
        let now = At(1_000);
        assert_eq!(
            [0; 4].map(|_| line.take(now)),
            [Ok(()), Err(100), Err(200), Err(300)]
        );
        for turn in [1_100, 1_200, 1_300] {
            assert_eq!(line.take(At(turn)), Ok(()));
        }
        // After a quiet time the line is short again.
        assert_eq!([0; 2].map(|_| line.take(At(9_000))), [Ok(()), Err(100)]);
    }

    #[test]
    fn a_bucket_gives_its_burst_then_its_rate() {
        let rate = RateSpec {
            per_second: 10,
            burst: Some(3),
        };
        let mut bucket = Bucket::new(rate);
        for _ in 0..3 {
            assert_eq!(bucket.take(At(1_000)), Ok(()));
        }
        assert_eq!(bucket.take(At(1_000)), Err(100));
        assert_eq!(bucket.take(At(1_099)), Err(1));
        assert_eq!(bucket.take(At(1_100)), Ok(()));
        // A long quiet time fills no more than the burst; a clock that jumps back fills nothing.
        let later = At(1_000_000);
        assert!((0..3).all(|_| bucket.take(later).is_ok()));
        assert!(bucket.take(later).is_err());
        assert_eq!(bucket.take(At(0)), Err(100));
        assert_eq!(bucket.take(later), Err(100));
    }
}
