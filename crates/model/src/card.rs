//! Cards in a talk: a product or an order as it stood when it was sent.

use serde::{Deserialize, Serialize};

use crate::{Fen, OrderStatus};

/// What an agent shows a buyer at a glance. It is kept as it was sent: what changes later does not change
/// what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Card {
    Product {
        title: String,
        sku: String,
        price_fen: Option<Fen>,
    },
    Order {
        number: String,
        /// Of its first item.
        title: String,
        total_fen: Fen,
        status: OrderStatus,
    },
}

impl Card {
    /// The same in words, for whoever cannot show a card.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Product { title, price_fen, .. } => match price_fen {
                Some(price) => format!("{title} ¥{price}"),
                None => title.clone(),
            },
            Self::Order {
                number,
                title,
                total_fen,
                ..
            } => format!("{number} {title} ¥{total_fen}"),
        }
    }
}
