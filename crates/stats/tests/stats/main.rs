//! Figures against the ones worked out elsewhere, and how often chance is taken for an effect.

mod distribution;
mod effect;
mod false_wins;
