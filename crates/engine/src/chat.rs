//! The message journey: one text, from either side or from Jinpai itself, into the log exactly once.

use jinpai_model::{
    At, BuyerId, Card, Conversation, ConversationId, EventKind, Message, MessageId, ShopId, Side, TalkLine,
};
use jinpai_store::{
    NewEvent, StoreError, Tx, conversations,
    messages::{self, Appended, NewMessage, Sender},
    pictures,
};
use serde_json::json;

use crate::{
    coaching,
    error::{EngineError, Invalid, Result},
    pictures::Developed,
    returning,
};

/// A message that is fit to be written.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub sender: Sender,
    pub client_ref: String,
    pub text: String,
    pub picture: Option<Developed>,
    pub card: Option<Card>,
    /// How many other buyers wait for the agent who sends it, where that was looked at.
    pub others_waiting: Option<u32>,
    /// What a line about the talk tells.
    pub line: Option<TalkLine>,
}

impl Draft {
    /// # Errors
    /// [`EngineError::Invalid`] for an empty or overlong text, or a client reference that is not 1 to 64 visible
    /// ASCII characters.
    pub fn new(sender: Sender, client_ref: &str, text: &str) -> Result<Self> {
        if text
            .trim_matches(|c: char| c.is_whitespace() || c == '\0')
            .is_empty()
        {
            return Err(EngineError::Invalid {
                field: "text",
                reason: Invalid::Empty,
            });
        }
        Self::wordless(sender, client_ref, text)
    }

    /// The same for a message that shows something and need not say anything.
    ///
    /// # Errors
    /// As [`Draft::new`], but for an empty text.
    pub fn wordless(sender: Sender, client_ref: &str, text: &str) -> Result<Self> {
        let text = text.replace('\0', "");
        let text = text.trim_end().trim_start_matches(['\n', '\r']);
        if text.chars().count() > Message::MAX_CHARS {
            return Err(EngineError::Invalid {
                field: "text",
                reason: Invalid::TooLong {
                    max: Message::MAX_CHARS,
                },
            });
        }
        let visible = client_ref.bytes().all(|b| b.is_ascii_graphic());
        if client_ref.is_empty() || client_ref.len() > Message::MAX_CLIENT_REF || !visible {
            let expected = "1 to 64 visible ASCII characters";
            return Err(EngineError::Invalid {
                field: "client_ref",
                reason: Invalid::Not { expected },
            });
        }
        Ok(Self {
            sender,
            client_ref: client_ref.to_owned(),
            text: text.to_owned(),
            picture: None,
            card: None,
            others_waiting: None,
            line: None,
        })
    }

    /// A line about the talk; its words may be none.
    pub fn about(sender: Sender, client_ref: String, line: TalkLine, words: &str) -> Result<Self> {
        let words = words.replace('\0', "");
        let words = words.trim();
        if words.chars().count() > Message::MAX_CHARS {
            let reason = Invalid::TooLong {
                max: Message::MAX_CHARS,
            };
            return Err(EngineError::Invalid {
                field: "note",
                reason,
            });
        }
        Ok(Self {
            sender,
            client_ref,
            text: words.to_owned(),
            picture: None,
            card: None,
            others_waiting: None,
            line: Some(line),
        })
    }
}

/// Writes a message with its event, or finds the one that the same sender wrote under the same reference.
pub(crate) async fn write(
    tx: &Tx,
    conversation: &Conversation,
    id: MessageId,
    draft: Draft,
    now: At,
) -> Result<Appended, StoreError> {
    let new = NewMessage {
        shop: conversation.shop,
        conversation: conversation.id,
        id,
        sender: draft.sender,
        client_ref: draft.client_ref,
        text: draft.text,
        picture: draft.picture.as_ref().map(|developed| developed.picture),
        card: draft.card,
        at: now,
        others_waiting: draft.others_waiting,
        line: draft.line,
    };
    let appended = messages::append(tx, new).await?;
    if appended.new {
        if let Some(developed) = &draft.picture {
            pictures::put(tx, developed.row(conversation.shop, conversation.id, now)).await?;
        }
        conversations::on_message(tx, &appended.message).await?;
        if conversation.ended_at.is_some() && appended.message.voice() != Side::System {
            coaching::ending::go_on(tx, conversation).await?;
        }
        returning::on_message(tx, conversation, &appended.message, now).await?;
    }
    Ok(appended)
}

/// Writes a message into the buyer's open conversation, or into a new one. A message that is known already is
/// found where it was written first, and opens nothing.
pub(crate) async fn say(
    tx: &Tx,
    (shop, buyer): (ShopId, BuyerId),
    (conversation, message): (ConversationId, MessageId),
    draft: Draft,
    now: At,
) -> Result<(Conversation, Appended), StoreError> {
    let known = messages::by_client_ref(tx, shop, draft.sender, &draft.client_ref).await?;
    if let Some(message) = known
        && let Some(talk) = conversations::get(tx, shop, message.conversation).await?
    {
        return Ok((talk, Appended { message, new: false }));
    }
    let open = open_for(tx, shop, buyer, conversation, now).await?;
    let appended = write(tx, &open, message, draft, now).await?;
    Ok((open, appended))
}

/// The buyer's open conversation, or a new one.
async fn open_for(
    tx: &Tx,
    shop: ShopId,
    buyer: BuyerId,
    id: ConversationId,
    now: At,
) -> Result<Conversation, StoreError> {
    if let Some(open) = conversations::open_of_buyer(tx, shop, buyer).await? {
        return Ok(open);
    }
    let conversation = conversations::create(tx, shop, id, buyer, now).await?;
    let payload = json!({ "buyer": buyer });
    let kind = EventKind::ConversationOpened;
    tx.append(NewEvent {
        at: now,
        kind,
        subject: id.to_string(),
        payload,
    })?;
    Ok(conversation)
}

/// Which mark moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Delivered,
    Read,
}

/// Moves a mark forward; a mark never goes back, and an unchanged one is no event.
pub(crate) async fn mark(
    tx: &Tx,
    conversation: &Conversation,
    by: Side,
    mark: Mark,
    seq: i64,
    now: At,
) -> Result<bool, StoreError> {
    let (shop, id) = (conversation.shop, conversation.id);
    let seq = seq.clamp(0, conversation.last_seq);
    let moved = match mark {
        Mark::Delivered => conversations::mark_delivered(tx, shop, id, by, seq).await?,
        Mark::Read => conversations::mark_read(tx, shop, id, by, seq).await?,
    };
    if moved {
        let kind = match mark {
            Mark::Delivered => EventKind::MessagesDelivered,
            Mark::Read => EventKind::MessagesRead,
        };
        let payload = json!({ "by": by, "seq": seq });
        tx.append(NewEvent {
            at: now,
            kind,
            subject: id.to_string(),
            payload,
        })?;
    }
    Ok(moved)
}
