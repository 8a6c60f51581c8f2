//! Content packs: coach rules as TOML, read, validated, and tried on their own examples.
//!
//! Bytes come in and rules go out; reading folders is the caller's. Every error names file, line and
//! reason, and a pack with an error is refused whole, so that the caller keeps its last good one.

mod digest;
mod embedded;
mod error;
mod examples;
pub mod inquiry;
pub mod knowledge;
mod lexicon;
mod model;
mod page;
pub mod phrases;
pub mod playbook;
pub mod policy;
mod questions;
mod read;
mod source;

pub use error::{PackError, PackErrors};
pub use examples::{RuleTest, TestReport, test};
pub use page::{rule_index, rule_page};
pub use read::{Pack, builtin, builtin_coach, builtin_pack, coach_of, read_dir, read_draft};
