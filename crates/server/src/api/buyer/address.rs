//! Where a buyer can be reached outside the chat, and what she agreed to.

pub mod add;
pub mod change;
pub mod list;
