//! Inquiries: planned, held at the gate, replayed with orders, and in random talks.

mod case;
mod gate;
mod hand_worked;
mod marks;
mod properties;
mod replay;
