//! Seeded worlds that drive the real engine and the real store: shops, buyers, providers and processes that
//! die, freeze, wake up late, hear things twice or not at all. Time is the world's own.
//!
//! One seed is one world, always the same. What a world breaks is said in the words of the invariants and
//! reproduced by its seed. Nothing here is part of the product.

mod check;
mod clock;
mod die;
mod node;
mod plan;
mod provider;
mod tally;
mod template;
mod trace;
mod world;

pub use check::Broken;
pub use jinpai_engine::Canary;
pub use tally::Tally;
pub use template::Template;
pub use world::{Lived, Options, run};
