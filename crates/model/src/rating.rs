//! How a buyer found a talk.

use crate::{At, ConversationId, MINUTE_MS, ShopId};

/// What a buyer said of a talk at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    pub shop: ShopId,
    pub conversation: ConversationId,
    /// From 1, very dissatisfied, to 5, very satisfied.
    pub score: u8,
    /// May be empty.
    pub word: String,
    pub given_at: At,
    pub changed_at: At,
}

impl Rating {
    /// Longest word, in characters.
    pub const MAX_CHARS: usize = 200;
    /// So long after it was given she may change it.
    pub const CHANGE_MS: i64 = 10 * MINUTE_MS;
    /// So long after the end of a talk she is asked, and may answer.
    pub const ASK_MS: i64 = crate::DAY_MS;
}
