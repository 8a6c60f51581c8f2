//! Keyed draws: the same key always gives the same answer, on every machine and in every run.
//!
//! Who is left un-reminded and who gets which variant must never change and must survive a restart,
//! so both come from a hash of names and not from a generator. Nothing here may ever give another
//! answer: running experiments would change hands.

/// What shares are counted in: 10,000 are everybody.
pub const WHOLE: u32 = 10_000;
/// Most arms of one experiment: more would each be too small to tell anything.
pub const MOST_ARMS: usize = 8;

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
    place(seed, &["holdout", shop, buyer]) < percent.saturating_mul(WHOLE / 100)
}

/// How an experiment parts its buyers: a share an arm, in ten-thousandths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares(Vec<u32>);

/// Why shares are none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SharesError {
    #[error("an experiment has 1 to {MOST_ARMS} arms, not {0}")]
    Arms(usize),
    #[error("an arm has a share of nought: leave it out")]
    Empty,
    #[error("the shares come to {0} ten-thousandths, more than the whole")]
    TooMuch(u64),
}

impl Shares {
    /// # Errors
    /// When there is no arm or too many, an arm is empty, or together they are more than the whole.
    pub fn new(shares: &[u32]) -> Result<Self, SharesError> {
        let sum: u64 = shares.iter().map(|share| u64::from(*share)).sum();
        if shares.is_empty() || shares.len() > MOST_ARMS {
            return Err(SharesError::Arms(shares.len()));
        }
        if shares.contains(&0) {
            return Err(SharesError::Empty);
        }
        if sum > u64::from(WHOLE) {
            return Err(SharesError::TooMuch(sum));
        }
        Ok(Self(shares.to_vec()))
    }

    #[must_use]
    pub fn as_slice(&self) -> &[u32] {
        &self.0
    }
}

/// The arm of a buyer in an experiment of a shop, by its place among the shares; none for those whom
/// the shares leave over.
///
/// Draws of different experiments, and the holdout's, have nothing to do with each other: callers ask
/// [`is_held_out`] first and give arms only to the others. A buyer keeps her arm as long as the
/// shares stay; other shares are another experiment and want another name.
#[must_use]
pub fn arm_of(seed: u64, shop: &str, experiment: &str, buyer: &str, shares: &Shares) -> Option<usize> {
    let mut place = place(seed, &["experiment", shop, experiment, buyer]);
    for (arm, share) in shares.0.iter().enumerate() {
        if place < *share {
            return Some(arm);
        }
        place -= share;
    }
    None
}

/// Where a key stands among ten thousand.
fn place(seed: u64, parts: &[&str]) -> u32 {
    // Below 10,000 after the division.
    (bits(seed, parts) % u64::from(WHOLE)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buyers() -> Vec<String> {
        (0..20_000).map(|n| format!("buyer-{n}")).collect()
    }

    #[test]
    fn the_holdout_takes_its_share_and_only_grows() {
        let buyers = buyers();
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

    /// These answers are stored nowhere: whoever changes one moves buyers of running experiments.
    #[test]
    fn a_key_gives_the_same_bits_for_ever() {
        assert_eq!(bits(0, &[]), 0x813f_0174_a236_7c13);
        assert_eq!(bits(7, &["holdout", "店", "买家"]), 0x4412_2ec8_3567_b72d);
    }

    #[test]
    fn arms_take_their_shares_and_forget_the_holdout_and_each_other() {
        let shares = Shares::new(&[2_000, 3_000, 4_000]).unwrap();
        let (mut arms, mut held, mut both) = ([0_u32; 4], 0, [[0_u32; 4]; 4]);
        for buyer in buyers() {
            let arm = arm_of(5, "shop", "angle", &buyer, &shares).unwrap_or(3);
            let other = arm_of(5, "shop", "slot", &buyer, &shares).unwrap_or(3);
            arms[arm] += 1;
            both[arm][other] += 1;
            held += u32::from(arm == 0 && is_held_out(5, "shop", &buyer, 50));
        }
        for (count, share) in arms.iter().zip([4_000, 6_000, 8_000, 2_000_u32]) {
            assert!(count.abs_diff(share) < 300, "{arms:?}");
        }
        assert!(held.abs_diff(2_000) < 200, "{held}");
        assert!(both[0][0].abs_diff(800) < 120, "{both:?}");
    }

    #[test]
    fn shares_that_cannot_be_are_refused() {
        assert_eq!(Shares::new(&[]), Err(SharesError::Arms(0)));
        assert_eq!(Shares::new(&[1; 9]), Err(SharesError::Arms(9)));
        assert_eq!(Shares::new(&[5_000, 0]), Err(SharesError::Empty));
        assert_eq!(Shares::new(&[6_000, 4_001]), Err(SharesError::TooMuch(10_001)));
    }
}
