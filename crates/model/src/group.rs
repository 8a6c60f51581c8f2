//! Groups of a shop's team, such as those who advise before the sale and those who help after it.

use crate::{At, GroupId, PersonId, ShopId};

/// Some of a team, to whom a talk is handed as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub shop: ShopId,
    pub id: GroupId,
    /// Names that differ in case alone are one.
    pub name: String,
    pub members: Vec<PersonId>,
    pub created_at: At,
}

impl Group {
    /// Longest name, in characters: it stands in a row of the list.
    pub const MAX_CHARS: usize = 12;
    /// Most groups of a shop.
    pub const MOST_OF_SHOP: usize = 30;
    /// Most members of a group.
    pub const MOST_MEMBERS: usize = 200;
    /// Minutes for which a talk waits for its group alone, unless the shop sets others.
    pub const WAIT_MIN: u32 = 5;
    /// Most that can be set: longer no buyer waits.
    pub const MOST_WAIT_MIN: u32 = 120;
}

/// A talk that waits for a group and is nobody's yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupWait {
    pub group: GroupId,
    /// Until then it waits for the group alone, afterwards for anybody.
    pub until: At,
    /// Who handed it on. It does not come back to her while others may take it.
    pub by: PersonId,
}
