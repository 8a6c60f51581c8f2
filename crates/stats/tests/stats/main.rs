//! Figures against the ones worked out elsewhere, how often chance is taken for an effect, and the
//! platforms' clocks against talks worked out by hand.

mod clocks;
mod distribution;
mod effect;
mod false_wins;
