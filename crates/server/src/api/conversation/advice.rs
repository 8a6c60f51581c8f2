//! What the desk advises for a talk.

pub mod get;
pub mod outcome;
