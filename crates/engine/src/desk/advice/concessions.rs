//! Concessions: what the shop allows everybody is given at once, a price is asked of a lead, and each stands in the ledger
//! with its cost.
//!
//! A buyer's type is not looked at here, and must never be: what she pays is an agent's act or published terms.

use std::collections::{BTreeMap, HashMap, HashSet};

use jinpai_model::{
    At, Concession, ConcessionId, ConcessionState, ConversationId, EventKind, Fen, LadderSpec, PersonId,
    Product, ProductId, Role, Stage,
};
use jinpai_store::{
    Lane, NewEvent, Tx, buyers,
    concessions::{self, ConcessionFilter},
    products,
};
use serde_json::json;

use super::outcome::gives;
use crate::{
    coaching::zone_of,
    desk::{Days, Desk},
    error::{EngineError, Invalid, Result},
    show::names_of,
};

/// What an agent wants to give.
#[derive(Debug, Clone, Copy)]
pub struct ConcessionWanted {
    pub stage: Stage,
    pub product: Option<ProductId>,
    /// Of one piece; none leaves it to the lead.
    pub price_fen: Option<Fen>,
}

/// What a lead makes of a price that was asked for.
#[derive(Debug, Clone)]
pub struct Decision {
    pub approve: bool,
    /// Another price than the one asked for.
    pub price_fen: Option<Fen>,
    pub remark: String,
}

/// Which of them to list.
#[derive(Debug, Clone, Default)]
pub struct ConcessionQuery {
    pub state: Option<ConcessionState>,
    pub days: Days,
}

/// A concession with names.
#[derive(Debug, Clone)]
pub struct ConcessionView {
    pub concession: Concession,
    pub buyer_name: String,
    pub product_title: Option<String>,
    pub asked_by_name: String,
    pub decided_by_name: Option<String>,
    /// For leads alone, for their decision.
    pub floor_fen: Option<Fen>,
}

#[derive(Debug, Clone)]
pub struct ConcessionLedger {
    /// Those that wait first, then the newest.
    pub items: Vec<ConcessionView>,
    pub figures: ConcessionFigures,
}

/// What was given in the days that were asked for.
#[derive(Debug, Clone, Default)]
pub struct ConcessionFigures {
    /// Prices that wait for a lead now, of whatever day.
    pub waiting: u64,
    pub cost_fen: Fen,
    pub by_stage: Vec<(Stage, i64, Fen)>,
    /// The dearest first.
    pub by_agent: Vec<(PersonId, String, i64, Fen)>,
}

impl Desk {
    /// Gives what the shop allows everybody, or asks a lead for a price. The same again in the same talk is the same.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; [`EngineError::Invalid`] for what the shop does not give, for a stage that the
    /// bargaining has not come to, and for a price that is none or too low. Nobody is told how low it may be.
    pub async fn concede(&self, talk: ConversationId, wanted: ConcessionWanted) -> Result<ConcessionView> {
        let known = self.known(talk).await?;
        let set = &known.shop.settings.playbook;
        if !gives(wanted.stage) || !set.on || !jinpai_playbook::ladder::allows(&set.ladder, wanted.stage) {
            return Err(told(
                "stage",
                "is not something the shop gives",
                "店铺没有开放这一步让步",
            ));
        }
        let now = self.engine.now();
        let ladder = self.engine.judge(&known).ladder;
        let come_to = ladder.reached.max(ladder.next);
        let new = Concession {
            shop: self.shop,
            id: ConcessionId::new(now, self.engine.random.bits()),
            conversation: talk,
            buyer: known.talk.buyer,
            stage: wanted.stage,
            product: wanted.product,
            price_fen: wanted.price_fen,
            cost_fen: Fen(0),
            state: ConcessionState::Asked,
            asked_by: self.person,
            asked_at: now,
            decided: None,
            remark: String::new(),
        };
        let (ladder, shop) = (set.ladder.clone(), self.shop);
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let held = concessions::of_conversation(tx, shop, talk).await?;
                if let Some(same) = held.iter().rev().find(|one| is_same(one, &new)) {
                    return Ok(same.id);
                }
                if come_to.is_none_or(|stage| stage < new.stage) {
                    return Err(told(
                        "stage",
                        "comes later: she has not pressed so far",
                        "还没到这一步，买家还没有讲到这里",
                    ));
                }
                let new = match published(&ladder, new.stage) {
                    Some(cost_fen) => Concession {
                        price_fen: None,
                        cost_fen,
                        state: ConcessionState::Made,
                        ..new
                    },
                    None => priced(tx, new).await?,
                };
                concessions::put(tx, &new).await?;
                tx.append(match new.state {
                    ConcessionState::Asked => event(&new, EventKind::ConcessionAsked, new.asked_at),
                    _ => decided(&new, now),
                })?;
                Ok(new.id)
            })
        });
        let id = write.await?;
        self.concession(id).await
    }

    /// Grants a price or refuses it.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead; [`EngineError::NotFound`]; [`EngineError::AlreadyDone`] when somebody has
    /// decided; [`EngineError::Invalid`] for a price under the floor as it stands now.
    pub async fn decide_concession(&self, id: ConcessionId, decision: Decision) -> Result<ConcessionView> {
        self.require(Role::Lead)?;
        let remark = decision.remark.trim().to_owned();
        if remark.chars().count() > Concession::MAX_CHARS {
            return Err(EngineError::Invalid {
                field: "remark",
                reason: Invalid::TooLong {
                    max: Concession::MAX_CHARS,
                },
            });
        }
        let (shop, by, now) = (self.shop, self.person, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let held = concessions::get(tx, shop, id).await?;
                let held = held.ok_or(EngineError::NotFound("concession"))?;
                if held.state != ConcessionState::Asked {
                    return Err(EngineError::AlreadyDone("decided"));
                }
                let mut new = Concession {
                    price_fen: decision.price_fen.or(held.price_fen),
                    decided: Some((by, now)),
                    remark,
                    ..held
                };
                if decision.approve {
                    if new.price_fen.is_none() {
                        let reason = Invalid::Empty;
                        return Err(EngineError::Invalid {
                            field: "price_fen",
                            reason,
                        });
                    }
                    new = priced(tx, new).await?;
                    new.state = ConcessionState::Approved;
                } else {
                    new.state = ConcessionState::Refused;
                }
                if !concessions::decide(tx, &new).await? {
                    return Err(EngineError::AlreadyDone("decided"));
                }
                tx.append(decided(&new, now))?;
                Ok(())
            })
        });
        write.await?;
        self.concession(id).await
    }

    /// The ledger, with what was given and what it cost.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead; [`EngineError::Invalid`] for a bad day.
    pub async fn concessions(&self, query: ConcessionQuery) -> Result<ConcessionLedger> {
        self.require(Role::Lead)?;
        let read = self.engine.store.read();
        let (from, to) = query.days.bounds(&zone_of(&self.shop().await?))?;
        let in_days = ConcessionFilter {
            state: query.state,
            from,
            to,
        };
        let asked = ConcessionFilter {
            state: Some(ConcessionState::Asked),
            ..ConcessionFilter::default()
        };
        let mut rows = concessions::list(read, self.shop, &in_days).await?;
        // Stable: within each part the newest stay first.
        rows.sort_by_key(|one| one.state != ConcessionState::Asked);
        let items = self.engine.show_concessions(self.shop, rows).await?;
        let given = concessions::given(read, self.shop, &in_days).await?;
        let people: HashSet<PersonId> = given.iter().map(|one| one.by).collect();
        let names = names_of(read, people).await?;
        let mut figures = ConcessionFigures {
            waiting: concessions::count(read, self.shop, &asked).await?,
            ..ConcessionFigures::default()
        };
        let mut by_stage: BTreeMap<Stage, (i64, i64)> = BTreeMap::new();
        let mut by_agent: HashMap<PersonId, (i64, i64)> = HashMap::new();
        for one in &given {
            figures.cost_fen.0 += one.cost_fen.0;
            for sums in [
                by_stage.entry(one.stage).or_default(),
                by_agent.entry(one.by).or_default(),
            ] {
                *sums = (sums.0 + one.count, sums.1 + one.cost_fen.0);
            }
        }
        figures.by_stage = (by_stage.into_iter())
            .map(|(stage, (count, cost))| (stage, count, Fen(cost)))
            .collect();
        figures.by_agent = (by_agent.into_iter())
            .map(|(id, (count, cost))| (id, names.get(&id).cloned().unwrap_or_default(), count, Fen(cost)))
            .collect();
        figures
            .by_agent
            .sort_by_key(|(id, _, _, cost)| (std::cmp::Reverse(cost.0), *id));
        Ok(ConcessionLedger { items, figures })
    }

    /// One of them; the floor stands in it for a lead alone.
    async fn concession(&self, id: ConcessionId) -> Result<ConcessionView> {
        let held = concessions::get(self.engine.store.read(), self.shop, id).await?;
        let mut shown = self
            .engine
            .show_concessions(self.shop, held.into_iter().collect())
            .await?;
        let mut view = shown.pop().ok_or(EngineError::NotFound("concession"))?;
        if self.require(Role::Lead).is_err() {
            view.floor_fen = None;
        }
        Ok(view)
    }
}

impl crate::core::Engine {
    /// With names, and with the floors: whoever shows them to others than leads takes those out.
    pub(crate) async fn show_concessions(
        &self,
        shop: jinpai_model::ShopId,
        rows: Vec<Concession>,
    ) -> Result<Vec<ConcessionView>> {
        let read = self.store.read();
        let hers: Vec<_> = rows.iter().map(|one| one.buyer).collect();
        let known = buyers::get_many(read, shop, &hers).await?;
        let people = rows
            .iter()
            .flat_map(|one| [Some(one.asked_by), one.decided.map(|(by, _)| by)]);
        let names = names_of(read, people.flatten().collect()).await?;
        let goods: Vec<ProductId> = rows.iter().filter_map(|one| one.product).collect();
        let goods = products::get_many(read, shop, &goods).await?;
        let show = |concession: Concession| {
            let product = concession.product.and_then(|id| goods.get(&id));
            ConcessionView {
                buyer_name: known
                    .get(&concession.buyer)
                    .map_or_else(String::new, |one| one.name.clone()),
                product_title: product.map(|one| one.input.title.clone()),
                floor_fen: product.and_then(|one| one.input.knowledge.floor_fen),
                asked_by_name: names.get(&concession.asked_by).cloned().unwrap_or_default(),
                decided_by_name: concession.decided.and_then(|(by, _)| names.get(&by).cloned()),
                concession,
            }
        };
        Ok(rows.into_iter().map(show).collect())
    }
}

/// What a stage costs that the shop gives everybody; none: it is not given, or not without a lead.
pub(super) fn published(ladder: &LadderSpec, stage: Stage) -> Option<Fen> {
    match stage {
        Stage::SmallKindness => ladder.kindness.as_ref().map(|gift| gift.cost_fen),
        Stage::Coupon => ladder.coupon.as_ref().map(|coupon| coupon.cost_fen),
        _ => None,
    }
}

/// A price with what it costs, held to the floor of the product as it stands now.
async fn priced(tx: &Tx, wanted: Concession) -> Result<Concession> {
    let id = wanted.product.ok_or(EngineError::Invalid {
        field: "product",
        reason: Invalid::Empty,
    })?;
    let product = products::get(tx, wanted.shop, id).await?;
    let product = product.ok_or(EngineError::NotFound("product"))?;
    let now = wanted.decided.map_or(wanted.asked_at, |(_, at)| at);
    let (Some(full), Some(floor)) = (price_now(&product, now), product.input.knowledge.floor_fen) else {
        return Err(told(
            "product",
            "has no price or no floor set, so nothing can be granted on it",
            "这件商品没有设价格或底价，不能申请降价",
        ));
    };
    let Some(price) = wanted.price_fen else {
        return Ok(wanted);
    };
    if price >= full {
        return Err(told(
            "price_fen",
            "is not less than the price",
            "不比现在的价格低",
        ));
    }
    if price < floor {
        return Err(told(
            "price_fen",
            "is lower than this product may go for",
            "低于这件商品可以给的价格",
        ));
    }
    Ok(Concession {
        cost_fen: Fen(full.0 - price.0),
        ..wanted
    })
}

/// Of one piece, with the promotion that runs.
fn price_now(product: &Product, now: At) -> Option<Fen> {
    let goods = jinpai_playbook::Goods {
        id: product.id,
        product: &product.input,
        seen_at: product.seen_at,
    };
    jinpai_playbook::facts::price(&goods, now).map(Fen)
}

/// Asked for or given before in this talk, and not refused.
fn is_same(held: &Concession, new: &Concession) -> bool {
    let open = held.state != ConcessionState::Refused;
    let as_before =
        held.state != ConcessionState::Approved || new.price_fen.is_none() || held.price_fen == new.price_fen;
    let product = held.stage != Stage::FloorPrice || held.product == new.product;
    held.stage == new.stage && product && open && as_before
}

pub(super) fn decided(concession: &Concession, at: At) -> NewEvent {
    event(concession, EventKind::ConcessionDecided, at)
}

fn event(concession: &Concession, kind: EventKind, at: At) -> NewEvent {
    NewEvent {
        at,
        kind,
        subject: concession.id.to_string(),
        payload: json!({
            "conversation": concession.conversation, "buyer": concession.buyer, "stage": concession.stage,
            "product": concession.product, "state": concession.state, "price_fen": concession.price_fen,
            "cost_fen": concession.cost_fen, "by": concession.decided.map_or(concession.asked_by, |(by, _)| by),
        }),
    }
}

const fn told(field: &'static str, en: &'static str, zh: &'static str) -> EngineError {
    EngineError::Invalid {
        field,
        reason: Invalid::Told { zh, en },
    }
}
