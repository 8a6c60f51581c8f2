//! Keyed draws: the same key always gives the same answer, on every machine and in every run.
//!
//! Assignment to the holdout must never change and a ladder's shift must survive a restart, so both
//! come from a hash of names and not from a generator.

use jinpai_model::MINUTE_MS;

/// 64 bits from a seed and the parts of a key.
///
/// FNV-1a over the parts, each closed by a byte that cannot occur in UTF-8, then the finishing mix
/// of SplitMix64, because FNV alone leaves near keys with near values.
#[must_use]
pub fn bits(seed: u64, parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut eat = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    seed.to_le_bytes().into_iter().for_each(&mut eat);
    for part in parts {
        part.bytes().for_each(&mut eat);
        eat(0xff);
    }
    let mut mixed = hash;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Whether a buyer of a shop is left un-reminded. Raising the percentage only adds buyers.
#[must_use]
pub fn is_held_out(seed: u64, shop: &str, buyer: &str, percent: u32) -> bool {
    bits(seed, &["holdout", shop, buyer]) % 10_000 < u64::from(percent) * 100
}

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
    use super::{is_held_out, jitter_ms};

    #[test]
    fn the_holdout_takes_its_share_and_only_grows() {
        let buyers: Vec<String> = (0..20_000).map(|n| format!("buyer-{n}")).collect();
        let held = |percent| {
            buyers
                .iter()
                .filter(|buyer| is_held_out(1, "shop", buyer, percent))
                .count()
        };
        assert_eq!(held(0), 0);
        assert!((1_850..=2_150).contains(&held(10)), "{}", held(10));
        for buyer in &buyers {
            assert!(!is_held_out(1, "shop", buyer, 10) || is_held_out(1, "shop", buyer, 20));
        }
    }

    #[test]
    fn the_shift_stays_within_ten_minutes_and_uses_them() {
        let shifts: Vec<i64> = (0..5_000).map(|n| jitter_ms(7, &[&n.to_string()], 10)).collect();
        assert!(shifts.iter().all(|ms| ms.abs() <= 600_000));
        assert!(shifts.iter().any(|ms| *ms > 540_000) && shifts.iter().any(|ms| *ms < -540_000));
        let mean = shifts.iter().sum::<i64>() / 5_000;
        assert!(mean.abs() < 30_000, "{mean}");
    }
}
