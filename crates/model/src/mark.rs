//! What people of a shop note on things: tags on talks and buyers, flags and remarks on orders.

use crate::{At, OrderId, PersonId, ShopId, TagId, words::words};

words! {
    TagColour {
        Red = "red",
        Orange = "orange",
        Yellow = "yellow",
        Green = "green",
        Blue = "blue",
        Purple = "purple",
        Grey = "grey",
    }
}

words! {
    /// What bears a tag.
    Tagged {
        Conversation = "conversation",
        Buyer = "buyer",
    }
}

/// One of a shop's tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub shop: ShopId,
    pub id: TagId,
    /// Names that differ in case alone are one.
    pub name: String,
    pub colour: TagColour,
    /// Its place among the others, from 0.
    pub place: i64,
    pub created_at: At,
}

impl Tag {
    /// Longest name, in characters: it stands in a row of the list.
    pub const MAX_CHARS: usize = 12;
    /// Most tags of a shop; more nobody finds again.
    pub const MOST_OF_SHOP: usize = 60;
    /// Most tags of one talk or buyer.
    pub const MOST_OF_THING: usize = 10;
}

words! {
    /// 旗帜, as the order lists of the marketplaces have them.
    Flag {
        Red = "red",
        Yellow = "yellow",
        Green = "green",
        Blue = "blue",
        Purple = "purple",
    }
}

/// What is noted on an order, by whom and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderMark {
    pub shop: ShopId,
    pub order: OrderId,
    pub flag: Option<Flag>,
    /// 备注; may be empty.
    pub remark: String,
    pub by: PersonId,
    pub at: At,
}

impl OrderMark {
    /// Longest remark, in characters.
    pub const MAX_CHARS: usize = 500;
}
