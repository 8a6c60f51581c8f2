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

/// The hash of a sequence one symbol longer.
#[inline]
pub(crate) fn step(hash: u32, code: u32) -> u32 {
    let mixed = (u64::from(hash) << 32 | u64::from(code)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let high = (mixed >> 32) as u32;
    high ^ (high >> 15)
}

/// FNV-1a over bytes.
#[must_use]
pub fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
