//! The names one person goes by: buyers that are found to be one, and taken apart again.
//!
//! Nothing of theirs is moved, here or elsewhere: it is written down that they are one, and reads of what holds of a
//! person look at all of them. So taking them apart gives each exactly what was hers
//! ([the reasons](../../../../docs/adr/one-person-by-a-tie.md)).

use std::collections::HashMap;

use jinpai_model::{At, Buyer, BuyerId, BuyerRef, EventKind, Reason, Role, TagId, Tagged};
use jinpai_store::{
    Conn, Lane, NewEvent, Tx, buyers, conversations, messages, orders,
    same_buyers::{self, Kin, Tie},
    tags, trials,
};
use serde_json::json;

use crate::{
    desk::{Desk, bounded},
    error::{EngineError, Invalid, Result},
    reminders::stop_buyer,
    show::{names_of, of_person},
    views::BuyerView,
};

/// Most names of one person; more are a mistake.
const MOST: usize = 10;
/// Buyers that a search shows.
const FOUND: u64 = 20;

/// One of the buyers that are one person.
#[derive(Debug, Clone)]
pub struct NameView {
    pub buyer: Buyer,
    pub identities: Vec<BuyerRef>,
    /// Since when she is the same as the others, and who said so; none: the others are the same as she.
    pub tied: Option<(At, String)>,
}

/// What a buyer, by all her names so far, would bring along.
#[derive(Debug, Clone)]
pub struct Belongings {
    pub buyer: Buyer,
    pub identities: Vec<BuyerRef>,
    pub orders: i64,
    pub unpaid_orders: i64,
    pub talks: i64,
    /// Words of colleagues in them.
    pub notes: i64,
    pub tags: Vec<TagId>,
    pub opted_out: bool,
    pub blocked: bool,
}

impl Desk {
    /// Buyers whose name, outside name or order number fits, who was seen last first.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a text of none or more than 60 characters.
    pub async fn find_buyers(&self, text: &str) -> Result<Vec<(Buyer, Vec<BuyerRef>)>> {
        let text = bounded("q", text, 60)?;
        let read = self.engine.store.read();
        let found = buyers::find(read, self.shop, &text, FOUND).await?;
        let ids: Vec<BuyerId> = found.iter().map(|buyer| buyer.id).collect();
        let mut names = buyers::identities_of_many(read, self.shop, &ids).await?;
        let with_names = |buyer: Buyer| {
            let hers = names.remove(&buyer.id).unwrap_or_default();
            (buyer, hers)
        };
        Ok(found.into_iter().map(with_names).collect())
    }

    /// The buyers that are one person with this one, the head first; none when nobody is.
    pub(super) async fn names_of_person(&self, kin: &Kin, id: BuyerId) -> Result<Vec<NameView>> {
        if !kin.is_several(id) {
            return Ok(Vec::new());
        }
        let read = self.engine.store.read();
        let person = kin.of(id);
        let mut rows = buyers::get_many(read, self.shop, &person).await?;
        let mut names = buyers::identities_of_many(read, self.shop, &person).await?;
        let ties = same_buyers::ties_of(read, self.shop, &[kin.head(id)]).await?;
        let ties: HashMap<BuyerId, Tie> = ties.into_values().flatten().map(|tie| (tie.buyer, tie)).collect();
        let people = names_of(read, ties.values().map(|tie| tie.by).collect()).await?;
        let show = |one: BuyerId| {
            let tie = ties.get(&one);
            Some(NameView {
                buyer: rows.remove(&one)?,
                identities: names.remove(&one).unwrap_or_default(),
                tied: tie.map(|tie| (tie.at, people.get(&tie.by).cloned().unwrap_or_default())),
            })
        };
        Ok(person.into_iter().filter_map(show).collect())
    }

    /// What would come together.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such buyer, [`EngineError::Invalid`] for buyers that are one.
    pub async fn merge_preview(&self, id: BuyerId, other: BuyerId) -> Result<[Belongings; 2]> {
        let read = self.engine.store.read();
        let kin = same_buyers::kin(read, self.shop, &[id, other]).await?;
        self.all_there(read, &[id, other]).await?;
        two(&kin, id, other)?;
        Ok([
            self.belongings(&kin.of(id), id).await?,
            self.belongings(&kin.of(other), other).await?,
        ])
    }

    async fn belongings(&self, person: &[BuyerId], id: BuyerId) -> Result<Belongings> {
        let (read, shop) = (self.engine.store.read(), self.shop);
        let rows = buyers::get_many(read, shop, person).await?;
        let names = buyers::identities_of_many(read, shop, person).await?;
        let held = orders::of_buyers(read, shop, person).await?;
        let unpaid = orders::unpaid_counts(read, shop, person, self.engine.now()).await?;
        let things: Vec<String> = person.iter().map(ToString::to_string).collect();
        let borne = tags::of_many(read, shop, Tagged::Buyer, &things).await?;
        let buyer = rows.get(&id).cloned().ok_or(EngineError::NotFound("buyer"))?;
        let orders = held.values().map(Vec::len).sum::<usize>();
        Ok(Belongings {
            buyer,
            identities: (person.iter().filter_map(|one| names.get(one)))
                .flatten()
                .cloned()
                .collect(),
            orders: i64::try_from(orders).unwrap_or(i64::MAX),
            unpaid_orders: unpaid.values().sum(),
            talks: conversations::count_of_buyers(read, shop, person).await?,
            notes: messages::notes_of_buyers(read, shop, person).await?,
            tags: of_person(&borne, person),
            opted_out: rows.values().any(|one| one.opted_out_at.is_some()),
            blocked: rows.values().any(|one| one.blocked_at.is_some()),
        })
    }

    /// Writes down that two buyers are one person. A lead may, and who has an open talk with either.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Invalid`] for buyers that are one already, for too many names, and for
    /// who may not.
    pub async fn merge_buyers(&self, id: BuyerId, other: BuyerId) -> Result<BuyerView> {
        let (desk, now) = (self.clone(), self.engine.now());
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let kin = same_buyers::kin(tx, desk.shop, &[id, other]).await?;
                desk.all_there(tx, &[id, other]).await?;
                two(&kin, id, other)?;
                let all: Vec<BuyerId> = kin.of(id).into_iter().chain(kin.of(other)).collect();
                if all.len() > MOST {
                    return Err(too_many());
                }
                let rows = desk.all_there(tx, &all).await?;
                desk.may_tie(tx, &all).await?;
                let head = head_of(tx, &rows).await?;
                same_buyers::remove(tx, desk.shop, head).await?;
                for old in [kin.head(id), kin.head(other)] {
                    if old != head {
                        same_buyers::follow(tx, desk.shop, old, head).await?;
                        let tie = Tie {
                            buyer: old,
                            head,
                            by: desk.person,
                            at: now,
                        };
                        same_buyers::put(tx, desk.shop, tie).await?;
                    }
                }
                // What one has asked for holds for all of her at once, not only when she is planned for anew.
                if rows.iter().any(|one| one.opted_out_at.is_some()) {
                    stop_buyer(tx, desk.shop, id, Reason::OptedOut, now).await?;
                } else if rows.iter().any(|one| one.blocked_at.is_some()) {
                    stop_buyer(tx, desk.shop, id, Reason::Blocked, now).await?;
                }
                desk.told(tx, EventKind::BuyersMerged, (id, &all), now)
            })
        });
        write.await?;
        self.engine.wake_planner();
        self.buyer(id).await
    }

    /// Takes a buyer out of the person she was held to be. Each has what was hers.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Invalid`] for who is one with nobody, and for who may not.
    pub async fn split_buyer(&self, id: BuyerId) -> Result<BuyerView> {
        let (desk, now) = (self.clone(), self.engine.now());
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let kin = same_buyers::kin(tx, desk.shop, &[id]).await?;
                let all = kin.of(id);
                let rows = desk.all_there(tx, &all).await?;
                if !kin.is_several(id) {
                    return Err(alone());
                }
                desk.may_tie(tx, &all).await?;
                if kin.head(id) == id {
                    let rest: Vec<Buyer> = rows.into_iter().filter(|one| one.id != id).collect();
                    let head = head_of(tx, &rest).await?;
                    same_buyers::remove(tx, desk.shop, head).await?;
                    same_buyers::follow(tx, desk.shop, id, head).await?;
                } else {
                    same_buyers::remove(tx, desk.shop, id).await?;
                }
                desk.told(tx, EventKind::BuyersSplit, (id, &all), now)
            })
        });
        write.await?;
        self.engine.wake_planner();
        self.buyer(id).await
    }

    async fn all_there(&self, conn: &impl Conn, all: &[BuyerId]) -> Result<Vec<Buyer>> {
        let rows = buyers::get_many(conn, self.shop, all).await?;
        let found: Vec<Buyer> = all.iter().filter_map(|one| rows.get(one).cloned()).collect();
        if found.len() < all.len() {
            return Err(EngineError::NotFound("buyer"));
        }
        Ok(found)
    }

    async fn may_tie(&self, tx: &Tx, all: &[BuyerId]) -> Result<()> {
        if self.role() >= Role::Lead {
            return Ok(());
        }
        let open = conversations::open_of_buyers(tx, self.shop, all).await?;
        if open.values().any(|talk| talk.owner == Some(self.person)) {
            Ok(())
        } else {
            Err(not_hers())
        }
    }

    fn told(&self, tx: &Tx, kind: EventKind, (id, all): (BuyerId, &[BuyerId]), now: At) -> Result<()> {
        tx.append(NewEvent {
            at: now,
            kind,
            subject: id.to_string(),
            payload: json!({ "by": self.person, "buyers": all }),
        })?;
        Ok(())
    }
}

/// Whose draws count: who was drawn first, else who came first.
async fn head_of(conn: &impl Conn, rows: &[Buyer]) -> Result<BuyerId> {
    let oldest = rows.iter().min_by_key(|one| (one.created_at, one.id));
    let oldest = oldest.ok_or(EngineError::NotFound("buyer"))?;
    let ids: Vec<BuyerId> = rows.iter().map(|one| one.id).collect();
    let drawn = trials::first_drawn(conn, oldest.shop, &ids).await?;
    Ok(drawn.unwrap_or(oldest.id))
}

fn two(kin: &Kin, id: BuyerId, other: BuyerId) -> Result<()> {
    if kin.of(id).contains(&other) {
        Err(one_already())
    } else {
        Ok(())
    }
}

const fn told_of(zh: &'static str, en: &'static str) -> EngineError {
    EngineError::Invalid {
        field: "buyer",
        reason: Invalid::Told { zh, en },
    }
}

const fn one_already() -> EngineError {
    told_of("这两个身份已经是同一位买家了", "is that buyer already")
}

const fn alone() -> EngineError {
    told_of("她没有和别的身份合并过", "was merged with nobody")
}

const fn too_many() -> EngineError {
    told_of(
        "一位买家最多 10 个身份，先拆开不对的",
        "would have more than 10 identities: split off what is wrong first",
    )
}

const fn not_hers() -> EngineError {
    told_of(
        "只有正在接待她的客服和主管可以合并、拆开",
        "can be merged or split by who has an open talk with her, or by a lead",
    )
}
