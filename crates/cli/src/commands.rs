//! One file a command.

pub mod admin;
pub mod audit;
pub mod channel;
pub mod coach;
pub mod demo;
pub mod import;
pub mod packs;
pub mod phrases;
pub mod reminders;
pub mod satisfaction;
pub mod serve;
pub mod uplift;
