//! Figures: what a shop's numbers say, and how sure one may be of it.
//!
//! Pure and total: no I/O, no clock, no randomness. Roots are IEEE's and every other function comes
//! from `libm` in plain Rust, so the same counts give the same bits on every machine.
//!
//! It knows nothing of orders, people or words. What an experiment did is judged from what callers
//! counted, and is never trimmed, capped or cleaned; whether a buyer was answered in time is judged from
//! who said something when.

pub mod clocks;
pub mod distribution;
pub mod effect;
mod moments;

pub use moments::{Moments, PairMoments};
