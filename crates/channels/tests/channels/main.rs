//! What comes in by files and hooks, and what goes out by senders.

mod any_bytes;
mod one_door;
mod orders;
mod phrases;
mod products;
mod send;
mod sheets;
