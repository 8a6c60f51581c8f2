//! Packs as people write them and the ones we ship.

mod builtin;
mod properties;
mod questions;
mod refusals;
mod talks;
