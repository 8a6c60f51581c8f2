//! From rows to what the playbook looks at.

use jinpai_model::{
    At, Card, Concession, ConcessionState, Message, Order, Side, Stage, StepOutcome, Technique, province,
};
use jinpai_playbook::{BuyerKnown, Goods, ItemKnown, OrderKnown, ShopKnown, Situation, Turn};

use super::gather::Known;
use crate::coaching::zone_of;

impl Known {
    /// Hands the situation of a moment to `ask`. `left` names what the agent has settled already.
    pub fn situation<T>(&self, now: At, left: &[Technique], ask: impl FnOnce(&Situation<'_>) -> T) -> T {
        let zone = zone_of(&self.shop);
        let turns: Vec<Turn<'_>> = self.messages.iter().map(|message| self.turn(message)).collect();
        let orders: Vec<OrderKnown<'_>> = self.orders.iter().map(|order| self.order_known(order)).collect();
        let goods: Vec<Goods<'_>> = (self.goods.iter())
            .map(|one| Goods {
                id: one.id,
                product: &one.input,
                seen_at: one.seen_at,
            })
            .collect();
        let promised: Vec<&str> = self.promises.iter().map(|one| one.text.as_str()).collect();
        let set = &self.shop.settings.playbook;
        let shop = ShopKnown {
            ladder: set.ladder.clone(),
            unpaid: set.unpaid_buyers,
            granted_fen: self.granted().and_then(|one| one.price_fen).map(|fen| fen.0),
        };
        ask(&Situation {
            now,
            zone: &zone,
            platform: self.shop.settings.platform,
            buyer: BuyerKnown {
                name: name_of(&self.buyer.name),
                province: self.buyer.region.as_deref().and_then(province),
                profile_off: self.off,
                corrected: &self.corrected,
                promised: &promised,
            },
            turns: &turns,
            orders: &orders,
            goods: &goods,
            shop: &shop,
            others_waiting: self.others_waiting,
            left,
        })
    }

    /// The price a lead granted last in this talk.
    pub fn granted(&self) -> Option<&Concession> {
        let mut newest = self.concessions.iter().rev();
        newest.find(|one| one.stage == Stage::FloorPrice && one.state == ConcessionState::Approved)
    }

    fn turn<'a>(&'a self, message: &'a Message) -> Turn<'a> {
        Turn {
            side: message.from,
            by_itself: message.auto().is_some() || message.from == Side::Bot || self.holds_the_line(message),
            at: message.at,
            text: &message.text,
            product: match &message.card {
                Some(Card::Product { sku, .. }) => Some(sku),
                _ => None,
            },
            picture: message.picture.is_some(),
            concession: self.stage_of(message),
        }
    }

    /// The stage of bargaining that a message took: that of the card it was written from, or of a concession that was
    /// given just before.
    fn stage_of(&self, message: &Message) -> Option<Stage> {
        let of_card = (self.cards.iter())
            .filter(|card| card.message == Some(message.id))
            .filter(|card| matches!(card.outcome, StepOutcome::Taken | StepOutcome::Edited))
            .find_map(|card| stage_of(card.technique));
        of_card.or_else(|| {
            let given = self
                .concessions
                .iter()
                .filter(|one| one.state == ConcessionState::Made);
            let mut first_after =
                given.filter(|one| self.first_answer_after(one.asked_at) == Some(message.id));
            first_after.next().map(|one| one.stage)
        })
    }

    /// What an agent says while a price is asked of a lead, and until it is told, leaves her question open.
    fn holds_the_line(&self, message: &Message) -> bool {
        let mut newest = self.concessions.iter().rev();
        let Some(asked) = newest.find(|one| one.stage == Stage::FloorPrice) else {
            return false;
        };
        let pending = matches!(asked.state, ConcessionState::Asked | ConcessionState::Approved);
        let told = |card: &jinpai_store::advice_cards::AdviceCard| {
            card.technique == Technique::FloorPrice && card.message.is_some()
        };
        pending && message.from == Side::Agent && message.at >= asked.asked_at && !self.cards.iter().any(told)
    }

    fn first_answer_after(&self, at: At) -> Option<jinpai_model::MessageId> {
        let answers = self.messages.iter().filter(|one| one.from == Side::Agent);
        answers.filter(|one| one.at >= at).map(|one| one.id).next()
    }

    fn order_known<'a>(&'a self, order: &'a Order) -> OrderKnown<'a> {
        let item = |item: &'a jinpai_model::OrderItem| ItemKnown {
            title: &item.title,
            sku: item.sku.as_deref(),
            quantity: item.quantity,
            options: (item
                .sku
                .as_ref()
                .and_then(|code| self.options.get(code))
                .into_iter()
                .flatten())
            .map(|option| (option.name.as_str(), option.value.as_str()))
            .collect(),
        };
        OrderKnown {
            id: order.id,
            number: &order.number,
            status: order.status,
            created_at: order.created_at,
            paid_at: order.paid_at,
            closed_at: order.closed_at,
            total_fen: order.total_fen.0,
            items: order.items.iter().map(item).collect(),
        }
    }
}

/// The stage of bargaining that a technique is; the words are the same.
pub(crate) fn stage_of(technique: Technique) -> Option<Stage> {
    technique.as_str().parse().ok()
}

/// A visitor without a name has one of ours, by which nobody wants to be greeted.
fn name_of(name: &str) -> Option<&str> {
    let name = name.trim();
    (!name.is_empty() && !name.starts_with(crate::widget::NAMELESS)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_greeted_by_a_made_up_name() {
        assert_eq!(name_of("访客 3F2A"), None);
        assert_eq!(name_of(" 小鹿 "), Some("小鹿"));
    }

    #[test]
    fn the_stages_are_techniques_of_the_same_word() {
        for stage in Stage::ALL {
            let technique: Technique = stage.as_str().parse().unwrap();
            assert_eq!(stage_of(technique), Some(*stage));
        }
        assert_eq!(stage_of(Technique::LowStock), None);
    }
}
