//! What an agent told a buyer that the shop would do.

use crate::{At, BuyerId, ConversationId, PersonId, PromiseId, ShopId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    pub shop: ShopId,
    pub id: PromiseId,
    pub buyer: BuyerId,
    /// Where it was given.
    pub conversation: ConversationId,
    pub text: String,
    pub by: PersonId,
    pub at: At,
    /// Who kept it, and when; none: it is still open.
    pub kept: Option<(PersonId, At)>,
}

impl Promise {
    /// Longest text, in characters.
    pub const MAX_CHARS: usize = 200;
    /// Most open ones of a buyer; who has more was promised too much.
    pub const MOST_OPEN: usize = 20;
}
