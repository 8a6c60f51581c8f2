//! What a shop gives way when a buyer bargains.

use crate::{
    At, BuyerId, ConcessionId, ConcessionState, ConversationId, Fen, PersonId, ProductId, ShopId, Stage,
};

/// One concession, asked for or given: who, to whom, on what, and what it costs the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concession {
    pub shop: ShopId,
    pub id: ConcessionId,
    pub conversation: ConversationId,
    pub buyer: BuyerId,
    pub stage: Stage,
    pub product: Option<ProductId>,
    /// The price asked for; once it is decided, the price that was granted.
    pub price_fen: Option<Fen>,
    /// What the shop gives away; of a price that is asked for, what it would.
    pub cost_fen: Fen,
    pub state: ConcessionState,
    pub asked_by: PersonId,
    pub asked_at: At,
    /// Of what needed a decision: whose it was, and when.
    pub decided: Option<(PersonId, At)>,
    /// What the lead said to it; may be empty.
    pub remark: String,
}

impl Concession {
    /// Longest remark, in characters.
    pub const MAX_CHARS: usize = 200;
}
