//! Messages. One with the same client reference from the same sender is the same message.

mod notes;

use std::collections::HashMap;

use jinpai_model::{
    At, BuyerId, Card, ConversationId, EventKind, Film, Message, MessageId, PersonId, Picture, ShopId, Side,
    TalkLine,
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect as _, Select,
    TryInsertResult,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};
use serde_json::json;

use crate::{
    BATCH, Conn, NewEvent, PAGE, StoreError, Tx,
    column::{from_json, parse, parse_some, to_json},
    tables::{conversation, message},
};

pub use notes::notes_of_buyers;

/// Who sends a message, which also tells its side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sender {
    Buyer(BuyerId),
    Agent(PersonId),
    Bot,
    System,
    /// A member who writes about the talk, not in it.
    Colleague(PersonId),
}

impl Sender {
    const fn side(self) -> Side {
        match self {
            Self::Buyer(_) => Side::Buyer,
            Self::Agent(_) => Side::Agent,
            Self::Bot => Side::Bot,
            Self::System | Self::Colleague(_) => Side::System,
        }
    }

    /// What a client reference is unique with. The side is part of it: an id says nothing about which
    /// table it is from.
    fn key(self) -> String {
        match self {
            Self::Buyer(buyer) => format!("buyer {buyer}"),
            Self::Agent(person) => format!("agent {person}"),
            Self::Bot => "bot".to_owned(),
            Self::System => "system".to_owned(),
            Self::Colleague(person) => format!("colleague {person}"),
        }
    }

    const fn author(self) -> Option<PersonId> {
        match self {
            Self::Agent(person) | Self::Colleague(person) => Some(person),
            Self::Buyer(_) | Self::Bot | Self::System => None,
        }
    }
}

/// A message to be stored, its text already checked for length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    pub shop: ShopId,
    pub conversation: ConversationId,
    /// Its id if it is new.
    pub id: MessageId,
    pub sender: Sender,
    pub client_ref: String,
    pub text: String,
    /// Stored beside it: see [`crate::pictures::put`].
    pub picture: Option<Picture>,
    pub card: Option<Card>,
    pub at: At,
    /// How many other buyers wait for the agent who sends it, where that was looked at.
    pub others_waiting: Option<u32>,
    /// What a line about the talk tells.
    pub line: Option<TalkLine>,
}

/// What became of a [`NewMessage`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    pub message: Message,
    /// False: the sender's reference was known, and this is the message it already names.
    pub new: bool,
}

/// Stores a message and logs `message-sent` for it, unless its reference is known. The message's
/// sequence is that of the event.
///
/// The conversation is not touched: see [`crate::conversations::on_message`].
///
/// # Errors
/// [`StoreError::WrongLane`] outside the lane of the message's shop.
pub async fn append(tx: &Tx, new: NewMessage) -> Result<Appended, StoreError> {
    if tx.shop() != Some(new.shop) {
        return Err(StoreError::WrongLane(
            "a message belongs into the lane of its shop",
        ));
    }
    let mark = tx.mark();
    let side = new.sender.side();
    let seq = tx.append(NewEvent {
        at: new.at,
        kind: EventKind::MessageSent,
        subject: new.id.to_string(),
        payload: serde_json::json!({ "conversation": new.conversation, "from": side }),
    })?;
    let row = message::Model {
        shop_id: new.shop.to_string(),
        seq,
        conversation_id: new.conversation.to_string(),
        id: new.id.to_string(),
        side: side.as_str().to_owned(),
        sender: new.sender.key(),
        author_id: new.sender.author().map(|person| person.to_string()),
        client_ref: new.client_ref.clone(),
        text: new.text.clone(),
        at: new.at.ms(),
        others_waiting: new.others_waiting.map(i64::from),
        picture_id: new.picture.map(|picture| picture.id.to_string()),
        picture_width: new.picture.map(|picture| i64::from(picture.width)),
        picture_height: new.picture.map(|picture| i64::from(picture.height)),
        film_ms: film_of(&new).map(|film| i64::from(film.duration_ms)),
        film_bytes: film_of(&new).map(|film| i64::from(film.bytes)),
        card: new
            .card
            .as_ref()
            .map(|card| to_json("messages.card", card))
            .transpose()?,
        line: new.line.as_ref().map(|line| json!(line).to_string()),
        recalled_at: None,
    };
    let key = [
        message::Column::ShopId,
        message::Column::Sender,
        message::Column::ClientRef,
    ];
    let inserted = message::Entity::insert(row.into_active_model())
        .on_conflict_do_nothing_on(key)
        .exec_without_returning(tx.transaction())
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0) {
        let NewMessage {
            shop,
            conversation,
            id,
            sender,
            client_ref,
            text,
            picture,
            card,
            at,
            others_waiting,
            line,
        } = new;
        let message = Message {
            shop,
            conversation,
            id,
            seq,
            from: side,
            author: sender.author(),
            client_ref,
            text,
            picture,
            card,
            at,
            others_waiting,
            line,
            recalled_at: None,
        };
        return Ok(Appended { message, new: true });
    }
    tx.rewind(mark);
    let known = by_client_ref(tx, new.shop, new.sender, &new.client_ref).await?;
    let message = known.ok_or(StoreError::GivenUp("a known client reference has no message"))?;
    Ok(Appended { message, new: false })
}

pub async fn by_client_ref(
    conn: &impl Conn,
    shop: ShopId,
    sender: Sender,
    client_ref: &str,
) -> Result<Option<Message>, StoreError> {
    let row = message::Entity::find()
        .filter(message::Column::ShopId.eq(shop.to_string()))
        .filter(message::Column::Sender.eq(sender.key()))
        .filter(message::Column::ClientRef.eq(client_ref))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// The messages at these places of the shop's log; other places are left out.
pub async fn by_seqs(
    conn: &impl Conn,
    shop: ShopId,
    seqs: &[i64],
) -> Result<HashMap<i64, Message>, StoreError> {
    let mut found = HashMap::with_capacity(seqs.len());
    for some in seqs.chunks(BATCH) {
        let rows = message::Entity::find()
            .filter(message::Column::ShopId.eq(shop.to_string()))
            .filter(message::Column::Seq.is_in(some.iter().copied()))
            .all(conn.db())
            .await?;
        for row in rows {
            found.insert(row.seq, from_row(row)?);
        }
    }
    Ok(found)
}

/// Which part of a conversation to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The newest messages.
    Latest,
    /// The newest of those before this sequence.
    Before(i64),
    /// The oldest of those after this sequence.
    After(i64),
}

/// Part of a conversation, in order of sequence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub items: Vec<Message>,
    /// Whether there are more beyond it, in the direction it was read.
    pub more: bool,
}

/// Reads up to `limit` messages of a conversation; never more than a page.
pub async fn page(
    conn: &impl Conn,
    shop: ShopId,
    conversation: ConversationId,
    part: Part,
    limit: u64,
) -> Result<Page, StoreError> {
    let select = message::Entity::find()
        .filter(message::Column::ShopId.eq(shop.to_string()))
        .filter(message::Column::ConversationId.eq(conversation.to_string()));
    part_of(conn, select, part, limit).await
}

/// Reads up to `limit` messages over all conversations of a buyer, without the desk's own lines; never more than a
/// page.
pub async fn page_of_buyer(
    conn: &impl Conn,
    shop: ShopId,
    buyer: BuyerId,
    part: Part,
    limit: u64,
) -> Result<Page, StoreError> {
    let select = message::Entity::find()
        .filter(message::Column::ShopId.eq(shop.to_string()))
        .filter(message::Column::ConversationId.in_subquery(talks_of(shop, buyer)))
        .filter(message::Column::Side.ne(Side::System.as_str()));
    part_of(conn, select, part, limit).await
}

/// Up to `limit` messages of a shop before a sequence, over all its conversations, newest first; never
/// more than a page.
pub async fn newest(
    conn: &impl Conn,
    shop: ShopId,
    before: i64,
    limit: u64,
) -> Result<Vec<Message>, StoreError> {
    let rows = message::Entity::find()
        .filter(message::Column::ShopId.eq(shop.to_string()))
        .filter(message::Column::Seq.lt(before))
        .order_by_desc(message::Column::Seq)
        .limit(limit.clamp(1, PAGE))
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

async fn part_of(
    conn: &impl Conn,
    select: Select<message::Entity>,
    part: Part,
    limit: u64,
) -> Result<Page, StoreError> {
    let limit = limit.clamp(1, PAGE);
    let select = match part {
        Part::Latest => select.order_by_desc(message::Column::Seq),
        Part::Before(seq) => select
            .filter(message::Column::Seq.lt(seq))
            .order_by_desc(message::Column::Seq),
        Part::After(seq) => select
            .filter(message::Column::Seq.gt(seq))
            .order_by_asc(message::Column::Seq),
    };
    // One more than asked for tells whether there are more.
    let rows = select.limit(limit + 1).all(conn.db()).await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    let mut items = rows
        .into_iter()
        .take(most)
        .map(from_row)
        .collect::<Result<Vec<_>, _>>()?;
    if !matches!(part, Part::After(_)) {
        items.reverse();
    }
    Ok(Page { items, more })
}

/// Takes a message back, once; tells whether it still stood.
pub async fn recall(tx: &Tx, shop: ShopId, seq: i64, at: At) -> Result<bool, StoreError> {
    let done = message::Entity::update_many()
        .col_expr(message::Column::RecalledAt, Expr::value(at.ms()))
        .filter(message::Column::ShopId.eq(shop.to_string()))
        .filter(message::Column::Seq.eq(seq))
        .filter(message::Column::RecalledAt.is_null())
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// The places of a buyer's messages that were taken back since then: her page may still show them.
pub async fn recalled_of_buyer(
    conn: &impl Conn,
    shop: ShopId,
    buyer: BuyerId,
    since: At,
) -> Result<Vec<i64>, StoreError> {
    let rows = message::Entity::find()
        .filter(message::Column::ShopId.eq(shop.to_string()))
        .filter(message::Column::ConversationId.in_subquery(talks_of(shop, buyer)))
        .filter(message::Column::RecalledAt.gte(since.ms()))
        .order_by_asc(message::Column::Seq)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    Ok(rows.into_iter().map(|row| row.seq).collect())
}

fn talks_of(shop: ShopId, buyer: BuyerId) -> SelectStatement {
    Query::select()
        .column(conversation::Column::Id)
        .from(conversation::Entity)
        .and_where(Expr::col(conversation::Column::ShopId).eq(shop.to_string()))
        .and_where(Expr::col(conversation::Column::BuyerId).eq(buyer.to_string()))
        .to_owned()
}

fn film_of(new: &NewMessage) -> Option<Film> {
    new.picture.and_then(|picture| picture.film)
}

fn line_of(text: &str) -> Result<TalkLine, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::GivenUp("a line about a talk cannot be read"))
}

fn from_row(row: message::Model) -> Result<Message, StoreError> {
    let picture = match (row.picture_id.as_deref(), row.picture_width, row.picture_height) {
        (Some(id), Some(width), Some(height)) => Some(Picture {
            id: parse("messages.picture_id", id)?,
            width: u32::try_from(width).unwrap_or(1),
            height: u32::try_from(height).unwrap_or(1),
            film: row.film_ms.zip(row.film_bytes).map(|(duration_ms, bytes)| Film {
                duration_ms: u32::try_from(duration_ms).unwrap_or(0),
                bytes: u32::try_from(bytes).unwrap_or(0),
            }),
        }),
        _ => None,
    };
    Ok(Message {
        shop: parse("messages.shop_id", &row.shop_id)?,
        conversation: parse("messages.conversation_id", &row.conversation_id)?,
        id: parse("messages.id", &row.id)?,
        seq: row.seq,
        from: parse("messages.side", &row.side)?,
        author: parse_some("messages.author_id", row.author_id.as_deref())?,
        client_ref: row.client_ref,
        text: row.text,
        picture,
        card: (row.card.as_deref())
            .map(|card| from_json("messages.card", card))
            .transpose()?,
        at: At(row.at),
        others_waiting: row.others_waiting.and_then(|count| u32::try_from(count).ok()),
        line: row.line.as_deref().map(line_of).transpose()?,
        recalled_at: row.recalled_at.map(At),
    })
}
