//! What became of a step that was shown: sent as it stood, sent with other words, or left.

use jinpai_model::{
    At, Concession, ConcessionId, ConcessionState, ConversationId, Message, MessageId, Side, Stage,
    StepOutcome, Technique,
};
use jinpai_store::{
    Lane, Tx,
    advice_cards::{self, AdviceCard},
    concessions,
    messages::{self, Part},
};

use super::concessions::{decided, published};
use crate::{
    desk::Desk,
    error::{EngineError, Invalid, Result},
    playbook::situation::stage_of,
};

/// The source of what the owner has set.
const SHOP: &str = "shop";
/// Messages among which that of a step is looked for.
const RECENT: u64 = 50;

/// What an agent's page tells of a step.
#[derive(Debug, Clone)]
pub struct StepTold {
    pub key: String,
    pub technique: Technique,
    pub outcome: StepOutcome,
    /// What was sent of it; none: the newest that this agent sent in the talk.
    pub message: Option<MessageId>,
}

impl Desk {
    /// Notes what became of a step. Told again, it stays as it is; a step that was left may still be taken. A gift or
    /// a coupon that was offered is a concession from then on, with its cost.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a talk, a step or a message that there is not; [`EngineError::Invalid`] for
    /// `shown`, which nobody tells.
    pub async fn tell_step(&self, talk: ConversationId, told: StepTold) -> Result<()> {
        if told.outcome == StepOutcome::Shown {
            return Err(EngineError::Invalid {
                field: "outcome",
                reason: Invalid::Not {
                    expected: "taken, edited or ignored",
                },
            });
        }
        let held = self.conversation_row(talk).await?;
        let shop = self.shop().await?;
        let (desk, now) = (self.clone(), self.engine.now());
        let concession = ConcessionId::new(now, self.engine.random.bits());
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let shown = advice_cards::of_conversation(tx, desk.shop, talk).await?;
                let card = shown
                    .into_iter()
                    .find(|card| card.key == told.key && card.technique == told.technique);
                let card = card.ok_or(EngineError::NotFound("advice"))?;
                if matches!(card.outcome, StepOutcome::Taken | StepOutcome::Edited) {
                    return Ok(());
                }
                let said = told.outcome != StepOutcome::Ignored;
                let message = if said {
                    desk.message_of(tx, &card, told.message).await?
                } else {
                    None
                };
                advice_cards::settle(
                    tx,
                    desk.shop,
                    (talk, &told.key),
                    (told.outcome, message),
                    (desk.person, now),
                )
                .await?;
                // What comes with the goods anyway is no concession: the ladder's own is the shop's fact.
                let by_ladder = card.facts.iter().any(|fact| fact.source == SHOP);
                let given = stage_of(card.technique)
                    .filter(|_| said && by_ladder)
                    .and_then(|stage| Some((stage, published(&shop.settings.playbook.ladder, stage)?)));
                if let Some((stage, cost_fen)) = given {
                    let of_talk = concessions::of_conversation(tx, desk.shop, talk).await?;
                    if of_talk.iter().any(|one| one.stage == stage) {
                        return Ok(());
                    }
                    let new = Concession {
                        shop: desk.shop,
                        id: concession,
                        conversation: talk,
                        buyer: held.buyer,
                        stage,
                        product: None,
                        price_fen: None,
                        cost_fen,
                        state: ConcessionState::Made,
                        asked_by: desk.person,
                        asked_at: now,
                        decided: None,
                        remark: String::new(),
                    };
                    concessions::put(tx, &new).await?;
                    tx.append(decided(&new, now))?;
                }
                Ok(())
            })
        });
        write.await
    }

    /// The message a step was sent as: the one that is named, else this agent's newest since it was shown.
    async fn message_of(
        &self,
        tx: &Tx,
        card: &AdviceCard,
        named: Option<MessageId>,
    ) -> Result<Option<MessageId>> {
        let page = messages::page(tx, self.shop, card.conversation, Part::Latest, RECENT).await?;
        let answers = |message: &&Message| message.from == Side::Agent && message.recalled_at.is_none();
        let mut newest_first = page.items.iter().rev().filter(answers);
        match named {
            Some(id) => match newest_first.find(|message| message.id == id) {
                Some(found) => Ok(Some(found.id)),
                None => Err(EngineError::NotFound("message")),
            },
            None => Ok(newest_first
                .find(|message| message.author == Some(self.person) && since(message.at, card.shown_at))
                .map(|message| message.id)),
        }
    }
}

const fn since(at: At, shown: At) -> bool {
    at.ms() >= shown.ms()
}

/// Whether a stage gives something away, so that it stands in the ledger.
pub(super) const fn gives(stage: Stage) -> bool {
    matches!(stage, Stage::SmallKindness | Stage::Coupon | Stage::FloorPrice)
}
