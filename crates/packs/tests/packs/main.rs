//! Packs as people write them and the ones we ship.

mod builtin;
mod phrases;
mod playbook;
mod properties;
mod questions;
mod refusals;
mod talks;
