//! One shop's log on its way to one agent's page.

use std::sync::Arc;

use jinpai_engine::{Desk, FeedItem, Locale, PresenceGuard, Sign, Update, UpdateBody};
use jinpai_model::{EventKind, PersonId, ShopId, Side, Zone};
use tokio::sync::Notify;

use super::{
    Close,
    frames::{
        AgentFrameOut, ConcessionData, ConversationData, EventBody, EventFrame, ImportData, MessageData,
        NoData, OrderData, StepData, TaskData, Typist,
    },
    line::{Line, text},
};
use crate::{
    state::App,
    wire::{Author, ConcessionView, ConversationView, MessageView, OrderView, StepView, TaskView, Teller},
};

pub struct ShopFeed {
    pub app: App,
    pub desk: Desk,
    /// The page has seen everything up to here.
    pub after: i64,
    pub me: PersonId,
    /// The shop's clock.
    pub zone: Zone,
    pub locale: Locale,
    pub line: Line,
    /// Rung when the person's place in this shop may have changed.
    pub recheck: Arc<Notify>,
}

impl ShopFeed {
    /// Tells everything after the cursor, then what comes, until the line ends. She is there as long as that lasts.
    pub async fn run(mut self, _present: PresenceGuard) {
        if let Err(error) = self.tell().await {
            tracing::error!(%error, shop = %self.desk.shop_id(), "a shop's feed failed");
            self.line.close(Close::FAILED);
        }
    }

    async fn tell(&mut self) -> Result<(), jinpai_engine::EngineError> {
        let mut feed = self.desk.feed(self.after).await?;
        while let Some(item) = feed.next().await? {
            let goes_on = match item {
                FeedItem::Update(update) => {
                    if update.event.kind == EventKind::ShopChanged {
                        self.zone = self.desk.zone().await?;
                    }
                    self.update(&update).await
                }
                FeedItem::Reset { head } => {
                    let shop = self.desk.shop_id().into();
                    self.line
                        .say(&AgentFrameOut::Reset { shop, head_seq: head })
                        .await
                }
                FeedItem::Sign(sign) => match self.sign(sign) {
                    Some(frame) => self.line.say(&frame).await,
                    None => true,
                },
            };
            if !goes_on {
                return Ok(());
            }
        }
        self.line.close(Close::LEAVING);
        Ok(())
    }

    async fn update(&self, update: &Arc<Update>) -> bool {
        let frame = self.app.frames.frame(update, self.locale, || {
            let frame = event_frame(update, Teller::new(&self.desk, &self.zone, self.locale))?;
            Some(text(&AgentFrameOut::Event(Box::new(frame))))
        });
        if let Some(frame) = frame
            && !self.line.pass(frame).await
        {
            return false;
        }
        if let UpdateBody::Message {
            message,
            conversation,
        } = &update.body
        {
            let seq = message.message.seq;
            if message.message.from == Side::Buyer && conversation.conversation.agent_delivered_seq < seq {
                self.app
                    .deliveries
                    .note(&self.desk, conversation.conversation.id, seq);
            }
        }
        if update.event.kind == EventKind::MemberChanged && update.event.subject == self.me.to_string() {
            self.recheck.notify_one();
        }
        true
    }

    /// What an agent's page is shown of a sign; her own typing is no news to her.
    fn sign(&self, sign: Sign) -> Option<AgentFrameOut> {
        let shop: ShopId = self.desk.shop_id();
        let shop = shop.into();
        match sign {
            Sign::BuyerTyping { conversation, on } => Some(AgentFrameOut::Typing {
                shop,
                conversation: conversation.into(),
                from: Typist::Buyer,
                person: None,
                on,
            }),
            Sign::AgentTyping { person, .. } if person == self.me => None,
            Sign::AgentTyping {
                conversation,
                person,
                name,
                on,
            } => Some(AgentFrameOut::Typing {
                shop,
                conversation: conversation.into(),
                from: Typist::Agent,
                person: Some(Author {
                    id: person.into(),
                    name,
                }),
                on,
            }),
            Sign::BuyerPresence { buyer, online } => Some(AgentFrameOut::Presence {
                shop,
                buyer: buyer.into(),
                online,
            }),
            Sign::DeskPresence { .. } => None,
            Sign::Team => Some(AgentFrameOut::Team { shop }),
        }
    }
}

/// An update in the form of the contract. None when the thing it is about is there no more: then there is nothing
/// to show, and the next event takes the page's cursor past it.
fn event_frame(update: &Update, teller: Teller<'_>) -> Option<EventFrame> {
    let event = &update.event;
    Some(EventFrame {
        shop: event.shop.into(),
        seq: event.seq,
        at: event.at.ms(),
        subject: event.subject.clone(),
        body: event_body(event.kind, &update.body, teller)?,
    })
}

fn event_body(kind: EventKind, body: &UpdateBody, teller: Teller<'_>) -> Option<EventBody> {
    use EventKind as K;
    Some(match body {
        UpdateBody::Message {
            message,
            conversation,
        } => {
            let (message, conversation) = (MessageView::from(message), ConversationView::from(conversation));
            let data = MessageData {
                message,
                conversation,
            };
            match kind {
                K::MessageRecalled => EventBody::MessageRecalled(data),
                _ => EventBody::MessageSent(data),
            }
        }
        UpdateBody::Receipt {
            message,
            conversation,
        } => EventBody::MessageReceipt(MessageData {
            message: MessageView::from(message),
            conversation: ConversationView::from(conversation),
        }),
        UpdateBody::Conversation(view) => {
            let data = ConversationData {
                conversation: ConversationView::from(view),
            };
            match kind {
                K::ConversationOpened => EventBody::ConversationOpened(data),
                K::ConversationClosed => EventBody::ConversationClosed(data),
                K::ConversationEnded => EventBody::ConversationEnded(data),
                K::ConversationRated => EventBody::ConversationRated(data),
                K::ConversationStarred => EventBody::ConversationStarred(data),
                K::ConversationAssigned => EventBody::ConversationAssigned(data),
                K::ConversationTagged => EventBody::ConversationTagged(data),
                K::ConversationSnoozed => EventBody::ConversationSnoozed(data),
                K::ConversationReturned => EventBody::ConversationReturned(data),
                K::MessagesDelivered => EventBody::MessagesDelivered(data),
                K::MessagesRead => EventBody::MessagesRead(data),
                _ => return None,
            }
        }
        UpdateBody::Order(view) => {
            let data = OrderData {
                order: OrderView::new(view, teller),
            };
            match kind {
                K::OrderCreated => EventBody::OrderCreated(data),
                K::OrderPaid => EventBody::OrderPaid(data),
                K::OrderClosed => EventBody::OrderClosed(data),
                K::OrderChanged => EventBody::OrderChanged(data),
                K::OrderMarked => EventBody::OrderMarked(data),
                _ => return None,
            }
        }
        UpdateBody::Step(view) => {
            let data = StepData {
                step: StepView::new(view, teller),
            };
            match kind {
                K::StepPlanned => EventBody::StepPlanned(data),
                K::StepSent => EventBody::StepSent(data),
                K::StepSkipped => EventBody::StepSkipped(data),
                K::StepPostponed => EventBody::StepPostponed(data),
                K::StepCancelled => EventBody::StepCancelled(data),
                K::StepUnknown => EventBody::StepUnknown(data),
                K::StepDelivered => EventBody::StepDelivered(data),
                _ => return None,
            }
        }
        UpdateBody::Task(view) => {
            let data = TaskData {
                task: TaskView::new(view, teller),
            };
            match kind {
                K::TaskOpened => EventBody::TaskOpened(data),
                K::TaskTaken => EventBody::TaskTaken(data),
                K::TaskDone => EventBody::TaskDone(data),
                _ => return None,
            }
        }
        UpdateBody::Concession(view) => {
            // Agents read this line too.
            let data = ConcessionData {
                concession: ConcessionView::without_floor(view),
            };
            match kind {
                K::ConcessionAsked => EventBody::ConcessionAsked(data),
                K::ConcessionDecided => EventBody::ConcessionDecided(data),
                _ => return None,
            }
        }
        UpdateBody::Imported { new, changed } => EventBody::OrdersImported(ImportData {
            new: *new,
            changed: *changed,
        }),
        UpdateBody::Bare => match kind {
            K::BuyerChanged => EventBody::BuyerChanged(NoData {}),
            K::BuyerOptedOut => EventBody::BuyerOptedOut(NoData {}),
            K::ProductChanged => EventBody::ProductChanged(NoData {}),
            K::KnowledgeChanged => EventBody::KnowledgeChanged(NoData {}),
            K::ShopChanged => EventBody::ShopChanged(NoData {}),
            K::BuyersMerged => EventBody::BuyersMerged(NoData {}),
            K::BuyersSplit => EventBody::BuyersSplit(NoData {}),
            K::TagsChanged => EventBody::TagsChanged(NoData {}),
            K::GroupsChanged => EventBody::GroupsChanged(NoData {}),
            K::ProviderTried => EventBody::ProviderTried(NoData {}),
            K::MemberChanged => EventBody::MemberChanged(NoData {}),
            K::CoachChanged => EventBody::CoachChanged(NoData {}),
            K::PolicySaved => EventBody::PolicySaved(NoData {}),
            K::PolicyChanged => EventBody::PolicyChanged(NoData {}),
            K::FindingDismissed => EventBody::FindingDismissed(NoData {}),
            K::DismissalAnswered => EventBody::DismissalAnswered(NoData {}),
            K::DismissalUndone => EventBody::DismissalUndone(NoData {}),
            K::FindingReviewed => EventBody::FindingReviewed(NoData {}),
            K::FindingAppealed => EventBody::FindingAppealed(NoData {}),
            _ => return None,
        },
    })
}
