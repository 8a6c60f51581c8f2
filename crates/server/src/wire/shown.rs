//! What a message shows beside its words, and how a talk was found.

use jinpai_model::{Film, OrderStatus};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Id, words};

/// A picture in a message.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PictureView {
    pub id: Id,
    /// Pixels of the large copy.
    pub width: u32,
    pub height: u32,
    /// It is a short film, in the large copy alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub film: Option<FilmView>,
}

/// A film up to a minute, MP4 or QuickTime.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FilmView {
    pub duration_ms: u32,
    pub bytes: u32,
}

impl From<jinpai_model::Picture> for PictureView {
    fn from(picture: jinpai_model::Picture) -> Self {
        Self {
            id: picture.id.into(),
            width: picture.width,
            height: picture.height,
            film: (picture.film).map(|Film { duration_ms, bytes }| FilmView { duration_ms, bytes }),
        }
    }
}

/// A product or an order as it stood when it was sent. The message's text says the same in words.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum CardView {
    Product {
        title: String,
        sku: String,
        #[schema(required = true)]
        price_fen: Option<i64>,
    },
    Order {
        number: String,
        title: String,
        total_fen: i64,
        #[schema(value_type = words::OrderStatus)]
        status: OrderStatus,
    },
}

impl From<&jinpai_model::Card> for CardView {
    fn from(card: &jinpai_model::Card) -> Self {
        match card.clone() {
            jinpai_model::Card::Product {
                title,
                sku,
                price_fen,
            } => Self::Product {
                title,
                sku,
                price_fen: price_fen.map(|fen| fen.0),
            },
            jinpai_model::Card::Order {
                number,
                title,
                total_fen,
                status,
            } => Self::Order {
                number,
                title,
                total_fen: total_fen.0,
                status,
            },
        }
    }
}

/// What the buyer said of a talk.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RatingView {
    /// From 1, very dissatisfied, to 5, very satisfied.
    pub score: u8,
    /// May be empty.
    pub word: String,
    pub given_at: i64,
    pub changed_at: i64,
}

impl From<&jinpai_model::Rating> for RatingView {
    fn from(rating: &jinpai_model::Rating) -> Self {
        Self {
            score: rating.score,
            word: rating.word.clone(),
            given_at: rating.given_at.ms(),
            changed_at: rating.changed_at.ms(),
        }
    }
}

/// A talk that is over, about which the buyer may be asked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FarewellView {
    pub conversation: Id,
    pub ended_at: i64,
    #[schema(required = true)]
    pub rating: Option<RatingView>,
}

impl From<&jinpai_engine::Farewell> for FarewellView {
    fn from(farewell: &jinpai_engine::Farewell) -> Self {
        Self {
            conversation: farewell.conversation.into(),
            ended_at: farewell.ended_at.ms(),
            rating: farewell.rating.as_ref().map(RatingView::from),
        }
    }
}
