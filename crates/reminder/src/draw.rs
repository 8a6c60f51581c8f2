//! Keyed draws: the same key always gives the same answer, on every machine and in every run.
//!
//! A ladder's shift must survive a restart, so it comes from a hash of names and not from a generator,
//! like the assignment to the holdout.

use jinpai_model::MINUTE_MS;
pub use jinpai_model::draw::{bits, is_held_out};

/// The shift of a ladder in milliseconds: whole seconds, evenly within ± `jitter_min`.
#[must_use]
pub fn jitter_ms(seed: u64, ladder_of: &[&str], jitter_min: u32) -> i64 {
    let span_s = i64::from(jitter_min) * (MINUTE_MS / 1000);
    let width = u64::try_from(2 * span_s + 1).unwrap_or(1);
    let mut parts = vec!["jitter"];
    parts.extend_from_slice(ladder_of);
    let drawn = i64::try_from(bits(seed, &parts) % width).unwrap_or(0);
    (drawn - span_s) * 1000
}

#[cfg(test)]
mod tests {
    use super::jitter_ms;

    #[test]
    fn the_shift_stays_within_ten_minutes_and_uses_them() {
        let shifts: Vec<i64> = (0..5_000).map(|n| jitter_ms(7, &[&n.to_string()], 10)).collect();
        assert!(shifts.iter().all(|ms| ms.abs() <= 600_000));
        assert!(shifts.iter().any(|ms| *ms > 540_000) && shifts.iter().any(|ms| *ms < -540_000));
        let mean = shifts.iter().sum::<i64>() / 5_000;
        assert!(mean.abs() < 30_000, "{mean}");
    }
}
