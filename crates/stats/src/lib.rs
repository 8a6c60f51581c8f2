//! Figures: what a shop's numbers say, and how sure one may be of it.
//!
//! Pure and total: no I/O, no clock, no randomness. Roots are IEEE's and every other function comes
//! from `libm` in plain Rust, so the same counts give the same bits on every machine.
//!
//! It knows nothing of orders or messages: callers count, this crate judges what was counted. It
//! never trims, caps or cleans what it is given.

pub mod distribution;
pub mod effect;
mod moments;

pub use moments::{Moments, PairMoments};
