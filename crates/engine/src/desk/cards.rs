//! Showing a buyer a product or an order of hers as a card.

use jinpai_coach::Locale;
use jinpai_model::{Card, ConversationId, OrderId, ProductId};
use jinpai_store::{messages::Sender, orders, products};

use crate::{
    chat::Draft,
    desk::Desk,
    error::{EngineError, Result},
    views::Sent,
};

/// What a card is to show.
#[derive(Debug, Clone, Copy)]
pub enum CardOf {
    Product(ProductId),
    Order(OrderId),
}

impl Desk {
    /// Sends a card as the shop's own rows stand now. The same client reference again is the same message.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a conversation or product that is not this shop's, or an order that is not
    /// this buyer's; else as [`Desk::send`].
    pub async fn send_card(
        &self,
        conversation: ConversationId,
        client_ref: &str,
        of: CardOf,
        locale: Locale,
    ) -> Result<Sent> {
        let talk = self.conversation_row(conversation).await?;
        let read = self.engine.store.read();
        let card = match of {
            CardOf::Product(id) => {
                let product = products::get(read, self.shop, id).await?;
                let input = product.ok_or(EngineError::NotFound("product"))?.input;
                Card::Product {
                    title: input.title,
                    sku: input.sku,
                    price_fen: input.price_fen,
                }
            }
            CardOf::Order(id) => {
                let order = orders::get(read, self.shop, id).await?;
                // Another buyer's order is nobody's business here.
                let order = order.filter(|order| order.buyer == talk.buyer);
                let order = order.ok_or(EngineError::NotFound("order"))?;
                Card::Order {
                    title: order
                        .items
                        .first()
                        .map(|item| item.title.clone())
                        .unwrap_or_default(),
                    number: order.number,
                    total_fen: order.total_fen,
                    status: order.status,
                }
            }
        };
        let mut draft = Draft::new(Sender::Agent(self.person), client_ref, &card.words())?;
        draft.card = Some(card);
        self.deliver(conversation, draft, locale).await
    }
}
