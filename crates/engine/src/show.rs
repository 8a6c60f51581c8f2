//! Joins names and neighbours onto rows, a batch at a time, for those who look.

pub(crate) mod clock;
mod task;

use std::collections::{HashMap, HashSet};

use jinpai_model::{
    Buyer, BuyerId, Channel, ConcessionId, Conversation, ConversationId, ConversationState, Event, EventKind,
    GroupId, Message, Order, OrderId, PersonId, ShopId, Side, Step, StepId, StepState, TagId, Tagged, TaskId,
};
use jinpai_stats::clocks::Countdown;
use jinpai_store::{
    Read, attempts, bridges, buyers, concessions, conversations, groups, messages, order_marks,
    order_receivers, orders, persons, ratings,
    same_buyers::{self, Kin},
    shops, steps, tags, tasks, undelivered,
};

use self::clock::{ShopClock, waits_since};
use crate::{
    core::Engine,
    desk::ConcessionView,
    error::Result,
    views::{ConversationView, MessageView, OrderView, StepView, TaskView, Update, UpdateBody},
};

/// A list row shows so much of the newest message.
const PREVIEW_CHARS: usize = 80;

impl Engine {
    pub(crate) async fn show_conversations(
        &self,
        shop: ShopId,
        rows: Vec<Conversation>,
    ) -> Result<Vec<ConversationView>> {
        let read = self.store.read();
        let buyers = buyers_by_id(read, shop, rows.iter().map(|c| c.buyer)).await?;
        let seqs: Vec<i64> = rows.iter().map(|c| c.last_seq).filter(|seq| *seq > 0).collect();
        let newest = messages::by_seqs(read, shop, &seqs).await?;
        let newest: HashMap<ConversationId, &Message> =
            newest.values().map(|m| (m.conversation, m)).collect();
        let ids: Vec<BuyerId> = buyers.keys().copied().collect();
        let kin = same_buyers::kin(read, shop, &ids).await?;
        let unpaid = orders::unpaid_counts(read, shop, &kin.all(&ids), self.now()).await?;
        let unpaid_of =
            |buyer: BuyerId| -> i64 { (kin.of(buyer).iter()).filter_map(|one| unpaid.get(one)).sum() };
        let ties = bridges::ties_of(read, shop, &ids).await?;
        let mut clocks = self.clocks_of(shop, &rows).await?;
        let closed = rows.iter().filter(|talk| talk.state == ConversationState::Closed);
        let closed: Vec<ConversationId> = closed.map(|talk| talk.id).collect();
        let mut rated = ratings::of_conversations(read, shop, &closed).await?;
        let snoozers = rows.iter().filter_map(|talk| Some(talk.snooze.as_ref()?.by));
        let people = rows.iter().filter_map(|talk| talk.owner).chain(snoozers);
        let people = names_of(read, people.collect()).await?;
        let (mut tags, buyer_tags) = tags_of(read, shop, &rows, &kin).await?;
        let waits: Vec<GroupId> = rows.iter().filter_map(|talk| Some(talk.group?.group)).collect();
        let groups = groups::names(read, shop, &waits).await?;
        let hub = self.hub.shop(shop);
        let show = |conversation: Conversation| {
            let buyer = buyers.get(&conversation.buyer)?.clone();
            let last = newest.get(&conversation.id).map_or("", |m| m.text.as_str());
            Some(ConversationView {
                buyer_online: hub.buyer_online(buyer.id),
                unpaid_orders: unpaid_of(buyer.id),
                last_text: last.chars().take(PREVIEW_CHARS).collect(),
                clock: clocks.remove(&conversation.id),
                rating: rated.remove(&conversation.id),
                owner_name: conversation.owner.and_then(|owner| people.get(&owner).cloned()),
                group_name: (conversation.group).and_then(|wait| groups.get(&wait.group).cloned()),
                snoozed_by: (conversation.snooze.as_ref()).and_then(|snooze| people.get(&snooze.by).cloned()),
                tags: tags.remove(&conversation.id.to_string()).unwrap_or_default(),
                buyer_tags: of_person(&buyer_tags, &kin.of(buyer.id)),
                bridged: ties.get(&buyer.id).map(|tie| tie.channel),
                conversation,
                buyer,
            })
        };
        Ok(rows.into_iter().filter_map(show).collect())
    }

    /// The clocks of the talks in which somebody waits.
    async fn clocks_of(
        &self,
        shop: ShopId,
        rows: &[Conversation],
    ) -> Result<HashMap<ConversationId, Countdown>> {
        let mut clocks = HashMap::new();
        let waiting: Vec<&Conversation> = rows.iter().filter(|talk| waits_since(talk).is_some()).collect();
        if waiting.is_empty() {
            return Ok(clocks);
        }
        let read = self.store.read();
        let Some(shop) = shops::get(read, shop).await? else {
            return Ok(clocks);
        };
        let clock = ShopClock::new(read, &shop);
        for talk in waiting {
            if let Some(countdown) = clock.of(talk).await? {
                clocks.insert(talk.id, countdown);
            }
        }
        Ok(clocks)
    }

    pub(crate) async fn show_messages(&self, rows: Vec<Message>) -> Result<Vec<MessageView>> {
        let lines = rows
            .iter()
            .filter_map(|m| m.line)
            .flat_map(jinpai_model::TalkLine::people);
        let people = rows.iter().filter_map(|m| m.author).chain(lines).collect();
        let read = self.store.read();
        let names = names_of(read, people).await?;
        let named = |person: PersonId| Some((person, names.get(&person)?.clone()));
        let mut undelivered = match rows.first() {
            Some(first) => {
                let ours = rows.iter().filter(|m| matches!(m.from, Side::Agent | Side::Bot));
                let ours: Vec<i64> = ours.map(|m| m.seq).collect();
                undelivered::of(read, first.shop, &ours).await?
            }
            None => HashMap::new(),
        };
        let told: Vec<GroupId> = rows.iter().filter_map(|m| m.line?.group()).collect();
        let groups = match rows.first() {
            Some(first) => groups::names(read, first.shop, &told).await?,
            None => HashMap::new(),
        };
        let show = |message: Message| MessageView {
            group_name: (message.line)
                .and_then(jinpai_model::TalkLine::group)
                .and_then(|group| groups.get(&group).cloned()),
            undelivered: undelivered.remove(&message.seq),
            author_name: message.author.and_then(|author| names.get(&author).cloned()),
            named: message
                .line
                .into_iter()
                .flat_map(jinpai_model::TalkLine::people)
                .filter_map(named)
                .collect(),
            message,
        };
        Ok(rows.into_iter().map(show).collect())
    }

    pub(crate) async fn show_orders(&self, shop: ShopId, rows: Vec<Order>) -> Result<Vec<OrderView>> {
        let read = self.store.read();
        let buyers = buyers_by_id(read, shop, rows.iter().map(|o| o.buyer)).await?;
        let ids: Vec<OrderId> = rows.iter().map(|o| o.id).collect();
        let mut telling: HashMap<OrderId, Step> = HashMap::new();
        for step in steps::of_orders(read, shop, &ids).await? {
            for order in &step.orders {
                let held = telling.get(order);
                if held.is_none_or(|held| tells_more(&step, held)) {
                    telling.insert(*order, step.clone());
                }
            }
        }
        let marks = order_marks::of_orders(read, shop, &ids).await?;
        let mut receivers = order_receivers::of_orders(read, shop, &ids).await?;
        let show = |order: Order| OrderView {
            mark: marks.get(&order.id).cloned(),
            receiver: receivers.remove(&order.id),
            buyer_name: buyers
                .get(&order.buyer)
                .map(|b| b.name.clone())
                .unwrap_or_default(),
            reminder: telling.get(&order.id).cloned(),
            order,
        };
        Ok(rows.into_iter().map(show).collect())
    }

    pub(crate) async fn show_steps(&self, shop: ShopId, rows: Vec<Step>) -> Result<Vec<StepView>> {
        let read = self.store.read();
        let buyers = buyers_by_id(read, shop, rows.iter().map(|s| s.buyer)).await?;
        let ids: HashSet<OrderId> = rows.iter().flat_map(|s| s.orders.iter().copied()).collect();
        let ids: Vec<OrderId> = ids.into_iter().collect();
        let held = orders::get_many(read, shop, &ids).await?;
        let talking: Vec<BuyerId> = buyers.keys().copied().collect();
        let talks = conversations::open_of_buyers(read, shop, &talking).await?;
        let outside = rows
            .iter()
            .filter(|s| matches!(s.channel, Channel::Sms | Channel::Email));
        let outside: Vec<StepId> = outside.map(|s| s.id).collect();
        let tried = attempts::last_of_steps(read, shop, &outside).await?;
        let show = |step: Step| {
            let orders: Vec<Order> = step
                .orders
                .iter()
                .filter_map(|id| held.get(id).cloned())
                .collect();
            StepView {
                buyer_name: buyers
                    .get(&step.buyer)
                    .map(|b| b.name.clone())
                    .unwrap_or_default(),
                conversation: talks.get(&step.buyer).map(|talk| talk.id),
                paid_at: orders.first().and_then(|order| order.paid_at),
                attempt: tried.get(&step.id).cloned(),
                orders,
                step,
            }
        };
        Ok(rows.into_iter().map(show).collect())
    }

    /// Joins to each event the thing it is about, as it stands now. What is gone comes as [`UpdateBody::Bare`].
    pub(crate) async fn show_events(&self, shop: ShopId, events: Vec<Event>) -> Result<Vec<Update>> {
        let read = self.store.read();
        let mut wanted = Wanted::default();
        for event in &events {
            wanted.note(event);
        }
        let talks = conversations::get_many(read, shop, &wanted.conversations).await?;
        let talks = self
            .show_conversations(shop, talks.into_values().collect())
            .await?;
        let talks: HashMap<ConversationId, ConversationView> =
            talks.into_iter().map(|v| (v.conversation.id, v)).collect();
        let said = messages::by_seqs(read, shop, &wanted.messages).await?;
        let said = self.show_messages(said.into_values().collect()).await?;
        let said: HashMap<i64, MessageView> = said.into_iter().map(|v| (v.message.seq, v)).collect();
        let held = orders::get_many(read, shop, &wanted.orders).await?;
        let held = self.show_orders(shop, held.into_values().collect()).await?;
        let held: HashMap<OrderId, OrderView> = held.into_iter().map(|v| (v.order.id, v)).collect();
        let planned = steps::get_many(read, shop, &wanted.steps).await?;
        let planned = self.show_steps(shop, planned.into_values().collect()).await?;
        let planned: HashMap<StepId, StepView> = planned.into_iter().map(|v| (v.step.id, v)).collect();
        let mut open = Vec::with_capacity(wanted.tasks.len());
        for id in &wanted.tasks {
            open.extend(tasks::get(read, shop, *id).await?);
        }
        let open = self.show_tasks(shop, open).await?;
        let open: HashMap<TaskId, TaskView> = open.into_iter().map(|v| (v.task.id, v)).collect();
        let given = concessions::get_many(read, shop, &wanted.concessions).await?;
        let given = self.show_concessions(shop, given).await?;
        let given: HashMap<ConcessionId, ConcessionView> =
            given.into_iter().map(|v| (v.concession.id, v)).collect();

        let body = |event: &Event| -> Option<UpdateBody> {
            Some(match about(event)? {
                About::Message(talk, seq) => UpdateBody::Message {
                    message: said.get(&seq)?.clone(),
                    conversation: talks.get(&talk)?.clone(),
                },
                About::Receipt(talk, seq) => UpdateBody::Receipt {
                    message: said.get(&seq)?.clone(),
                    conversation: talks.get(&talk)?.clone(),
                },
                About::Conversation(id) => UpdateBody::Conversation(talks.get(&id)?.clone()),
                About::Order(id) => UpdateBody::Order(held.get(&id)?.clone()),
                About::Step(id) => UpdateBody::Step(planned.get(&id)?.clone()),
                About::Task(id) => UpdateBody::Task(Box::new(open.get(&id)?.clone())),
                About::Concession(id) => UpdateBody::Concession(Box::new(given.get(&id)?.clone())),
                About::Import => {
                    let count = |name: &str| {
                        event
                            .payload
                            .get(name)
                            .and_then(serde_json::Value::as_i64)
                            .unwrap_or(0)
                    };
                    UpdateBody::Imported {
                        new: count("new"),
                        changed: count("changed"),
                    }
                }
            })
        };
        let show = |event: Event| {
            let body = body(&event).unwrap_or(UpdateBody::Bare);
            Update { event, body }
        };
        Ok(events.into_iter().map(show).collect())
    }
}

/// What an event is about.
enum About {
    Message(ConversationId, i64),
    /// What became of the message at this place of the log.
    Receipt(ConversationId, i64),
    Conversation(ConversationId),
    Order(OrderId),
    Step(StepId),
    Task(TaskId),
    Concession(ConcessionId),
    Import,
}

fn about(event: &Event) -> Option<About> {
    use EventKind as Kind;
    let subject = &event.subject;
    Some(match event.kind {
        Kind::MessageSent | Kind::MessageRecalled => {
            let talk = event.payload.get("conversation")?.as_str()?.parse().ok()?;
            // A message taken back is named by its own place, not by this event's.
            let seq = event.payload.get("seq").and_then(serde_json::Value::as_i64);
            About::Message(talk, seq.unwrap_or(event.seq))
        }
        Kind::MessageReceipt => About::Receipt(
            event.payload.get("conversation")?.as_str()?.parse().ok()?,
            event.payload.get("message")?.as_i64()?,
        ),
        Kind::ConversationOpened
        | Kind::ConversationClosed
        | Kind::ConversationEnded
        | Kind::ConversationStarred
        | Kind::ConversationRated
        | Kind::ConversationAssigned
        | Kind::ConversationTagged
        | Kind::ConversationSnoozed
        | Kind::ConversationReturned
        | Kind::MessagesDelivered
        | Kind::MessagesRead => About::Conversation(subject.parse().ok()?),
        Kind::OrderCreated | Kind::OrderPaid | Kind::OrderClosed | Kind::OrderChanged | Kind::OrderMarked => {
            About::Order(subject.parse().ok()?)
        }
        Kind::StepPlanned
        | Kind::StepSent
        | Kind::StepSkipped
        | Kind::StepPostponed
        | Kind::StepCancelled
        | Kind::StepUnknown
        | Kind::StepDelivered => About::Step(subject.parse().ok()?),
        Kind::TaskOpened | Kind::TaskTaken | Kind::TaskDone => About::Task(subject.parse().ok()?),
        Kind::ConcessionAsked | Kind::ConcessionDecided => About::Concession(subject.parse().ok()?),
        Kind::OrdersImported => About::Import,
        Kind::BuyerChanged
        | Kind::BuyerOptedOut
        | Kind::BuyersMerged
        | Kind::BuyersSplit
        | Kind::ProductChanged
        | Kind::KnowledgeChanged
        | Kind::ShopChanged
        | Kind::TagsChanged
        | Kind::GroupsChanged
        | Kind::ProviderTried
        | Kind::MemberChanged
        | Kind::CoachChanged
        | Kind::PolicySaved
        | Kind::PolicyChanged
        | Kind::FindingDismissed
        | Kind::DismissalAnswered
        | Kind::DismissalUndone
        | Kind::FindingReviewed
        | Kind::FindingAppealed => return None,
    })
}

/// The rows a batch of events needs, each once.
#[derive(Default)]
struct Wanted {
    conversations: Vec<ConversationId>,
    messages: Vec<i64>,
    orders: Vec<OrderId>,
    steps: Vec<StepId>,
    tasks: Vec<TaskId>,
    concessions: Vec<ConcessionId>,
}

impl Wanted {
    fn note(&mut self, event: &Event) {
        fn once<T: PartialEq>(list: &mut Vec<T>, id: T) {
            if !list.contains(&id) {
                list.push(id);
            }
        }
        match about(event) {
            Some(About::Message(talk, seq)) => {
                once(&mut self.conversations, talk);
                once(&mut self.messages, seq);
            }
            Some(About::Receipt(talk, seq)) => {
                once(&mut self.conversations, talk);
                once(&mut self.messages, seq);
            }
            Some(About::Conversation(id)) => once(&mut self.conversations, id),
            Some(About::Order(id)) => once(&mut self.orders, id),
            Some(About::Step(id)) => once(&mut self.steps, id),
            Some(About::Task(id)) => once(&mut self.tasks, id),
            Some(About::Concession(id)) => once(&mut self.concessions, id),
            Some(About::Import) | None => {}
        }
    }
}

/// An open step tells what will become of an order; after the end, the latest word does.
fn tells_more(step: &Step, held: &Step) -> bool {
    let open = |s: &Step| {
        matches!(
            s.state,
            StepState::Planned | StepState::Claimed | StepState::Waiting
        )
    };
    (open(step), step.decided_at.unwrap_or(step.planned_at), step.n)
        > (open(held), held.decided_at.unwrap_or(held.planned_at), held.n)
}

type TagsOf = HashMap<String, Vec<TagId>>;

/// The tags of talks, and of their buyers and whoever is one with them.
async fn tags_of(read: &Read, shop: ShopId, rows: &[Conversation], kin: &Kin) -> Result<(TagsOf, TagsOf)> {
    let talks: Vec<String> = rows.iter().map(|talk| talk.id.to_string()).collect();
    let buyers: Vec<BuyerId> = rows.iter().map(|talk| talk.buyer).collect();
    let buyers: Vec<String> = kin.all(&buyers).iter().map(ToString::to_string).collect();
    Ok((
        tags::of_many(read, shop, Tagged::Conversation, &talks).await?,
        tags::of_many(read, shop, Tagged::Buyer, &buyers).await?,
    ))
}

/// The tags of one person, each once.
pub(crate) fn of_person(tags: &HashMap<String, Vec<TagId>>, person: &[BuyerId]) -> Vec<TagId> {
    let mut hers: Vec<TagId> = Vec::new();
    for tag in person
        .iter()
        .filter_map(|one| tags.get(&one.to_string()))
        .flatten()
    {
        if !hers.contains(tag) {
            hers.push(*tag);
        }
    }
    hers
}

async fn buyers_by_id(
    read: &Read,
    shop: ShopId,
    ids: impl Iterator<Item = BuyerId>,
) -> Result<HashMap<BuyerId, Buyer>> {
    let ids: HashSet<BuyerId> = ids.collect();
    let ids: Vec<BuyerId> = ids.into_iter().collect();
    Ok(buyers::get_many(read, shop, &ids).await?)
}

pub(crate) async fn names_of(read: &Read, ids: HashSet<PersonId>) -> Result<HashMap<PersonId, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let rows = persons::list_by_ids(read, &ids).await?;
    Ok(rows.into_iter().map(|p| (p.id, p.name)).collect())
}
