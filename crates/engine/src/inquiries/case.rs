//! Everything that is true of one inquiry, as the pure planner and gate want it.

use jinpai_model::{
    At, BuyerId, Channel, Conversation, ConversationState, DAY_MS, Flow, Order, OrderStatus, Product, ShopId,
    Side, Step, StepState, Trait,
};
use jinpai_packs::inquiry::QuestionReader;
use jinpai_reminder::{
    Contact,
    inquiry::{Asker, Goods, Heard, HerOrder, InquiryInput, InquiryTalk, Listener, Reminded, Said, Way},
};
use jinpai_store::{
    Conn, buyers, conversations,
    messages::{self, Part},
    orders, products, same_buyers, steps,
};

use crate::{
    error::Result,
    reminders::{
        case::{self, ShopCase, known::last_lines, manner::Manners},
        reachable,
    },
};

/// Lines of a talk that are listened to.
const LINES: u64 = 200;
/// An inquiry is over after five days; what was said to her before has no say in it.
const EARLIER_MS: i64 = 7 * DAY_MS;

/// One inquiry.
pub(crate) struct InquiryCase {
    pub shop: ShopId,
    pub buyer: BuyerId,
    pub asker: Asker,
    pub talk: InquiryTalk,
    pub goods: Goods,
    pub orders: Vec<HerOrder>,
    pub contacts: Vec<Contact>,
    pub earlier: Vec<Reminded>,
    /// How she behaves, as far as anything tells.
    pub behaviour: Option<Trait>,
    pub decided: Vec<u32>,
    /// Every step of this ladder.
    pub steps: Vec<Step>,
}

impl InquiryCase {
    /// Reads a talk's case. Inside a write, what it says stays true until the write is done.
    pub async fn load(
        conn: &impl Conn,
        of: &ShopCase,
        conversation: &Conversation,
        now: At,
    ) -> Result<Option<Self>> {
        let (shop, buyer) = (of.shop.id, conversation.buyer);
        if buyers::get(conn, shop, buyer).await?.is_none() {
            return Ok(None);
        }
        let (heard, words) = heard(conn, of, conversation).await?;
        let product = products::named_in(conn, shop, &words).await?;
        let kin = same_buyers::kin(conn, shop, &[buyer]).await?;
        let person = kin.of(buyer);
        let talks = conversations::all_of_buyers(conn, shop, &person).await?;
        let names = buyers::get_many(conn, shop, &person).await?;
        let rows = orders::of_buyers(conn, shop, &person).await?;
        let since = now.plus(-EARLIER_MS);
        let mut of_hers = Vec::new();
        for one in &person {
            of_hers.extend(steps::of_buyer_since(conn, shop, *one, since).await?);
        }
        of_hers.sort_by_key(|step| (step.due_at, step.id));
        let id = conversation.id.to_string();
        let ladder = format!("inquiry-{id}");
        let (chat, agreed) = (
            reachable(conn, shop, buyer).await?,
            case::reach(conn, shop, buyer).await?,
        );
        let of_ladder: Vec<Step> = of_hers
            .iter()
            .filter(|step| step.ladder == ladder)
            .cloned()
            .collect();
        Ok(Some(Self {
            shop,
            buyer,
            asker: Asker {
                key: kin.head(buyer).to_string(),
                opted_out: names.values().any(|one| one.opted_out_at.is_some()),
                blocked: names.values().any(|one| one.blocked_at.is_some()),
                ways: ways(chat, &agreed),
                zone: None,
            },
            talk: InquiryTalk {
                id,
                platform: of.shop.settings.platform,
                open: conversation.state == ConversationState::Open,
                typing_at: None,
                heard,
                anywhere: last_lines(&talks, &person),
            },
            orders: (rows.values().flatten())
                .map(|order| her_order(order, product.as_ref()))
                .collect(),
            goods: product.map(|product| goods(&product, now)).unwrap_or_default(),
            contacts: case::contacts(conn, of, &person, &of_hers, now).await?,
            behaviour: Manners::read(conn, of, &person).await?.of(
                of,
                &person,
                &rows.values().flatten().collect::<Vec<_>>(),
                now,
            ),
            earlier: of_hers.iter().filter_map(reminded).collect(),
            decided: of_ladder.iter().filter_map(decided).collect(),
            steps: of_ladder,
        }))
    }

    pub fn input<'a>(&'a self, of: &'a ShopCase, now: At) -> InquiryInput<'a> {
        InquiryInput {
            shop: &of.key,
            shop_name: &of.shop.name,
            buyer: &self.asker,
            talk: &self.talk,
            goods: &self.goods,
            orders: &self.orders,
            contacts: &self.contacts,
            earlier: &self.earlier,
            decided: &self.decided,
            zone: &of.zone,
            policy: &of.payment.policy,
            inquiry: &of.inquiry.policy,
            now,
            seed: of.seed,
        }
    }
}

/// What was said in the talk and, for finding the goods, her words and the shop's.
async fn heard(conn: &impl Conn, of: &ShopCase, conversation: &Conversation) -> Result<(Heard, String)> {
    let page = messages::page(conn, of.shop.id, conversation.id, Part::Latest, LINES).await?;
    let spoken = page.items.iter().filter(|line| line.voice() != Side::System);
    let words = spoken
        .map(|line| line.text.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    let lines: Vec<Said<'_>> = (page.items.iter())
        .map(|line| Said {
            at: line.at,
            from: line.voice(),
            text: &line.text,
        })
        .collect();
    let inquiry = &of.inquiry.policy;
    let heard = match of.coach.coach.questions() {
        Some(questions) => Listener::hear_all(&lines, &QuestionReader::new(questions, inquiry), inquiry),
        None => Heard::default(),
    };
    Ok((heard, words))
}

/// The ways to her outside the open chat. What is said there about goods is promotion, and wants that consent;
/// who gave it for any address may be written to in the shop's own chat too.
fn ways(chat: bool, agreed: &[jinpai_reminder::Reach]) -> Vec<Way> {
    let anywhere = agreed.iter().any(|reach| reach.promotion);
    (agreed.iter())
        .filter(|reach| reach.channel != Channel::Phone)
        .map(|reach| match reach.channel {
            Channel::Chat => Way {
                channel: Channel::Chat,
                consented: anywhere,
                reachable: chat,
            },
            channel => Way {
                channel,
                consented: reach.promotion,
                reachable: !reach.failed && !reach.virtual_number,
            },
        })
        .collect()
}

fn her_order(order: &Order, product: Option<&Product>) -> HerOrder {
    let closed = order.status == OrderStatus::Closed;
    let for_goods = product.filter(|_| !order.items.is_empty()).map(|product| {
        let mut items = order.items.iter();
        items.any(|item| {
            let code = item.sku.as_deref().unwrap_or_default();
            let pieces = &product.input.knowledge.variants;
            item.title == product.input.title
                || code == product.input.sku
                || pieces.iter().any(|piece| piece.code == code)
        })
    });
    HerOrder {
        id: order.id,
        created_at: order.created_at,
        paid_at: order.paid_at,
        closed_at: order.closed_at.or(closed.then_some(order.close_at)),
        close_at: order.close_at,
        for_goods,
    }
}

fn goods(product: &Product, now: At) -> Goods {
    let facts = product.input.at(now);
    let first = |list: &[String]| list.first().cloned();
    Goods {
        item: Some(product.input.title.clone()),
        // A buyer who has not said which piece is asked about the cheapest.
        price_fen: facts.price_span.map(|[low, _]| low),
        guarantee: first(&facts.guarantees),
        gift: first(&facts.gifts),
        material: facts.material.clone(),
        cut_off: facts.ship_cutoff.filter(|_| !facts.sold_out()),
        promo_ends_at: facts.promo_ends_after(now),
    }
}

/// A reminder of an inquiry that went out, or may have.
fn reminded(step: &Step) -> Option<Reminded> {
    if step.flow != Flow::Inquiry || !matches!(step.state, StepState::Sent | StepState::Unknown) {
        return None;
    }
    Some(Reminded {
        ladder: step.ladder.clone(),
        n: u32::try_from(step.n).ok()?,
        at: step.decided_at?,
        slot: step.slot?,
        angle: step.angle?,
        text: step.text.clone().unwrap_or_default(),
    })
}

/// A place about which is decided.
fn decided(step: &Step) -> Option<u32> {
    let over = matches!(
        step.state,
        StepState::Sent | StepState::Skipped | StepState::Expired | StepState::Unknown
    );
    over.then(|| u32::try_from(step.n).ok()).flatten()
}
