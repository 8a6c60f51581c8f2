//! The hashes by which features and folds are known. Part of the file format: never change them.

/// The hash before the first symbol, one for each namespace.
pub(crate) const REPLY: u32 = 0x9e37_79b9;
pub(crate) const BUYER: u32 = 0x85eb_ca6b;
pub(crate) const WHOLE: u32 = 0xc2b2_ae35;
/// Between two symbols that others stand between.
pub(crate) const SKIP: u32 = 0x27d4_eb2f;
pub(crate) const SHAPE: u32 = 0x1656_67b1;
pub(crate) const CUE: u32 = 0xd3a2_646c;
pub(crate) const GRADE: u32 = 0x94d0_49bb;

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of a sequence one symbol longer: the upper half of the two, one behind the other, times a
/// factor.
#[inline]
pub(crate) fn step(hash: u32, code: u32) -> u32 {
    step_by(hash, part_of(code))
}

/// What a symbol adds to every hash it is put behind.
#[inline]
pub(crate) fn part_of(code: u32) -> u32 {
    (u64::from(code).wrapping_mul(FACTOR) >> 32) as u32
}

/// [`step`] by a symbol whose part is known. In 32 bits: so it becomes a few instructions on several
/// hashes at once.
#[inline]
pub(crate) fn step_by(hash: u32, part: u32) -> u32 {
    let high = hash.wrapping_mul(FACTOR as u32).wrapping_add(part);
    high ^ (high >> 15)
}

/// FNV-1a over bytes.
#[must_use]
pub fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
