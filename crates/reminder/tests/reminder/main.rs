//! What reminders must do, as tables worked out by hand, replayed books and random ones.

mod experiments;
mod gate;
mod groups;
mod hand_worked;
mod hours;
mod hours_year;
mod inquiry;
mod made;
mod manner;
mod replay;
mod rules;
