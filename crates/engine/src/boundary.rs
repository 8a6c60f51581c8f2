//! Places between two effects where a process may die or stand still.
//!
//! Whatever a worker does stands on disk at these places or has left the machine, and nothing in between
//! does. Simulation lets nodes die or freeze here; in production nobody waits.

use std::{future::Future, pin::Pin};

/// Between which effects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Boundary {
    /// Steps are claimed; none has been looked at.
    StepsClaimed,
    /// The decision is on disk, and with it the attempt of a step that is to be sent.
    DecisionWritten,
    /// The very moment before the peer is called.
    BeforeHandOver,
    /// The peer has answered, or was given up on; nothing of it is on disk.
    AfterHandOver,
    /// The end of the attempt and of its step is on disk.
    EndWritten,
    /// Steps of a lost worker are claimed by this one.
    LostClaimed,
    /// A peer told what became of an unknown; nothing of it is on disk.
    Asked,
    /// What was found out is on disk.
    AnswerWritten,
    /// The log was read, and the plans it leads to are not on disk.
    LogRead,
    /// Plans are on disk, and the place in the log with them.
    PlansWritten,
}

impl Boundary {
    pub const ALL: [Self; 10] = [
        Self::StepsClaimed,
        Self::DecisionWritten,
        Self::BeforeHandOver,
        Self::AfterHandOver,
        Self::EndWritten,
        Self::LostClaimed,
        Self::Asked,
        Self::AnswerWritten,
        Self::LogRead,
        Self::PlansWritten,
    ];
}

/// Waits at a boundary as long as the node has to stand still; for ever if it died there.
pub trait Boundaries: Send + Sync + 'static {
    fn reached(&self, at: Boundary) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}
