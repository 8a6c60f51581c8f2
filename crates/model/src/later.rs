//! A reply that waits for its moment.

use crate::{At, ConversationId, LaterId, PersonId, ShopId, words::words};

words! {
    LaterState {
        Planned = "planned",
        Sent = "sent",
        /// Its author, or a lead, thought better of it.
        Dropped = "dropped",
        /// At its moment it could not go out: a line in the talk says so.
        Refused = "refused",
    }
}

/// What an agent wrote now, to be sent at a moment of her choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterMessage {
    pub shop: ShopId,
    pub id: LaterId,
    pub conversation: ConversationId,
    pub author: PersonId,
    /// The author's own name for it; the same one again is the same message.
    pub client_ref: String,
    pub text: String,
    pub due_at: At,
    pub state: LaterState,
    pub created_at: At,
}

impl LaterMessage {
    /// Not further ahead than this: a promise that nobody remembers helps nobody.
    pub const MOST_AHEAD_MS: i64 = 90 * crate::DAY_MS;
    /// Waiting in one talk at a time.
    pub const MOST_OF_TALK: u64 = 20;

    /// The reference under which it becomes a message, once.
    #[must_use]
    pub fn sent_as(&self) -> String {
        format!("later:{}", self.id)
    }
}
