//! Conversations and messages.

use serde::{Deserialize, Serialize};

use crate::{
    AddressKind, At, AutoKind, BuyerId, CallEnd, CallWay, Card, ConversationId, GroupId, GroupWait,
    MessageId, PersonId, Picture, ShopId, words::words,
};

words! {
    /// Who wrote a message.
    Side {
        Buyer = "buyer",
        Agent = "agent",
        /// Jinpai itself, on the shop's behalf: a reminder, an auto-reply.
        Bot = "bot",
        /// A line about the talk, not part of it: for the desk alone.
        System = "system",
    }
}

words! {
    ConversationState {
        Open = "open",
        Closed = "closed",
    }
}

/// One buyer, one channel, from first message to close.
///
/// Marks are positions in the shop's event log: every message carries the sequence of its event, so
/// "read up to" is one number and two tabs cannot disagree about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    pub shop: ShopId,
    pub id: ConversationId,
    pub buyer: BuyerId,
    pub state: ConversationState,
    pub opened_at: At,
    /// Sequence of the newest message; 0 when there is none.
    pub last_seq: i64,
    pub last_at: At,
    pub last_from: Option<Side>,
    /// Newest message of each side, for "who is talking now".
    pub last_buyer_at: Option<At>,
    pub last_agent_at: Option<At>,
    /// Since when the buyer waits for an answer; none when she was answered.
    pub waiting_since_at: Option<At>,
    /// Buyer messages after the agents' read mark.
    pub unread: i64,
    pub buyer_delivered_seq: i64,
    pub buyer_read_seq: i64,
    pub agent_delivered_seq: i64,
    pub agent_read_seq: i64,
    pub starred: bool,
    /// Who of the shop wrote in it last.
    pub agent: Option<PersonId>,
    /// Whose talk it is: she answers in it. None: it stands in the queue, or nobody waits in it.
    pub owner: Option<PersonId>,
    pub owned_at: Option<At>,
    /// For which group it waits while it is nobody's.
    pub group: Option<GroupWait>,
    /// When it was closed, or held to be over; what is said of it as a whole was kept then.
    pub ended_at: Option<At>,
    /// Whether the buyer had paid by then, where that was known.
    pub paid_at_end: Option<bool>,
    /// Put off by somebody, or back from it and not taken up yet.
    pub snooze: Option<Snooze>,
}

impl Conversation {
    /// Put off, and not back yet.
    #[must_use]
    pub fn asleep(&self) -> Option<&Snooze> {
        self.snooze.as_ref().filter(|snooze| snooze.returned_at.is_none())
    }

    /// For which group it waits, and for nobody else.
    #[must_use]
    pub fn group_alone(&self, now: At) -> Option<GroupWait> {
        self.group.filter(|wait| self.owner.is_none() && now < wait.until)
    }
}

/// A talk that is to be looked at later: it leaves the list, and comes back at its moment or when the buyer writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snooze {
    pub until: At,
    pub by: PersonId,
    /// What is to be done then; may be empty.
    pub remark: String,
    /// Its moment came. It stands on top of the list until somebody takes it up.
    pub returned_at: Option<At>,
}

impl Snooze {
    /// Not further ahead than this.
    pub const MOST_AHEAD_MS: i64 = 366 * crate::DAY_MS;
    /// Longest remark, in characters.
    pub const MAX_CHARS: usize = 100;
}

/// One bubble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub shop: ShopId,
    pub conversation: ConversationId,
    pub id: MessageId,
    /// Place in the shop's event log: order of messages is order of `seq`.
    pub seq: i64,
    pub from: Side,
    /// The agent who wrote it.
    pub author: Option<PersonId>,
    /// The sender's own name for this message; the same one again is the same message.
    pub client_ref: String,
    /// May be empty where there is a picture.
    pub text: String,
    pub picture: Option<Picture>,
    /// Its words stand in the text too.
    pub card: Option<Card>,
    pub at: At,
    /// How many other buyers waited for the agent who wrote it, where that was looked at.
    pub others_waiting: Option<u32>,
    /// What a line of [`Side::System`] tells.
    pub line: Option<TalkLine>,
    /// When its author took it back; the buyer sees that, and no word of it.
    pub recalled_at: Option<At>,
}

/// What a line about a talk tells. Its text, if any, is a person's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TalkLine {
    /// A note of a colleague.
    Note,
    /// Handed on by its author, with her words to whom takes it.
    Transferred {
        to: PersonId,
        /// Who had it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<PersonId>,
    },
    /// Handed on to a group, with its author's words to whom of it takes the talk.
    TransferredToGroup {
        group: GroupId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<PersonId>,
    },
    /// Its author handed it on, and thought better of it.
    TakenBack,
    /// Its author took it from somebody, or out of the queue.
    TakenOver {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<PersonId>,
    },
    /// Given to another because nobody was at the first one's desk any more.
    PassedOn { from: PersonId, to: PersonId },
    /// What was to be sent now could not go out; the words stand beside it.
    NotSent,
    /// The buyer said how she found the talk, from 1 to 5, with her own words.
    Rated { score: u8 },
    /// The buyer left a number or an address, which stands masked in the text.
    ContactLeft { address: AddressKind },
    /// Its author put the talk off; the text says what is to be done then.
    PutOff { until: At },
    /// It is back in the list: its moment came, or the buyer wrote before. The text is its author's remark.
    CameBack {
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        early: bool,
    },
    /// Its author spoke with the buyer by phone, or tried to.
    Called {
        way: CallWay,
        end: CallEnd,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        back_at: Option<At>,
    },
}

impl TalkLine {
    /// The people it names beside its author.
    pub fn people(self) -> impl Iterator<Item = PersonId> {
        let (one, other) = match self {
            Self::Note
            | Self::TransferredToGroup { .. }
            | Self::TakenBack
            | Self::NotSent
            | Self::Rated { .. }
            | Self::ContactLeft { .. }
            | Self::PutOff { .. }
            | Self::CameBack { .. }
            | Self::Called { .. } => (None, None),
            Self::Transferred { to, .. } => (None, Some(to)),
            Self::TakenOver { from } => (from, None),
            Self::PassedOn { from, to } => (Some(from), Some(to)),
        };
        one.into_iter().chain(other)
    }

    /// The group it names.
    #[must_use]
    pub const fn group(self) -> Option<GroupId> {
        match self {
            Self::TransferredToGroup { group, .. } => Some(group),
            _ => None,
        }
    }
}

impl Message {
    /// An author may take it back for so long.
    pub const RECALL_MS: i64 = 2 * crate::MINUTE_MS;

    /// What kind of auto-reply it is; none: it is not one.
    #[must_use]
    pub fn auto(&self) -> Option<AutoKind> {
        (self.from == Side::Bot)
            .then(|| AutoKind::of_client_ref(&self.client_ref))
            .flatten()
    }

    /// Who speaks in it, where it matters who answered whom: an auto-reply answers nobody and is no part of the talk.
    #[must_use]
    pub fn voice(&self) -> Side {
        if self.auto().is_some() {
            Side::System
        } else {
            self.from
        }
    }

    /// Whoever handed a talk on may take it back for so long.
    pub const HAND_BACK_MS: i64 = 2 * crate::MINUTE_MS;

    /// Longest text of one message, in characters.
    pub const MAX_CHARS: usize = 4_000;
    /// Longest client reference, in bytes.
    pub const MAX_CLIENT_REF: usize = 64;
}
