//! Newtype ids. Each is a ULID: 26 characters of Crockford base 32, sorted by creation time.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use ulid::Ulid;

use crate::At;

/// Text that is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an id: expected the 26 characters of a ULID")]
pub struct IdError(pub String);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Ulid);

        impl $name {
            /// An id of this moment. `random` comes from the caller's generator: the model has none.
            #[must_use]
            pub fn new(at: At, random: u128) -> Self {
                Self(Ulid::from_parts(u64::try_from(at.ms()).unwrap_or(0), random))
            }

            /// The id that the same outside name always gives, such as an order number of a platform.
            #[must_use]
            pub const fn from_bits(bits: u128) -> Self {
                Self(Ulid(bits))
            }

            #[must_use]
            pub const fn bits(self) -> u128 {
                self.0.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Ulid::from_string(text).map(Self).map_err(|_| IdError(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    )+};
}

ids! {
    /// A shop, the tenant: every row belongs to one.
    ShopId,
    /// A member of a team; may serve several shops.
    PersonId,
    BuyerId,
    ConversationId,
    MessageId,
    OrderId,
    ProductId,
    /// One planned contact of a reminder ladder.
    StepId,
    /// One hand-over of a step to a channel.
    AttemptId,
    /// A peer that takes a shop's messages.
    ProviderId,
    /// Something a person must do before the engine goes on.
    TaskId,
    /// A finding that an agent put aside.
    DismissalId,
    /// A reply that waits for its moment.
    LaterId,
    /// A phrase that somebody of the shop has written.
    PhraseId,
    PictureId,
    TagId,
    /// Some of a shop's team.
    GroupId,
    /// One entry of what a shop knows beside its goods.
    EntryId,
    /// What a shop gave way in a talk.
    ConcessionId,
    /// What an agent promised a buyer.
    PromiseId,
}
