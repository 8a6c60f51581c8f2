//! Which buyers of a shop are one person.
//!
//! Nothing of theirs moves: a row says that a buyer is the same as another, the head, whose draws count for all of
//! them. The head has no row, and no row names a buyer that has one.

use std::collections::{BTreeSet, HashMap};

use jinpai_model::{At, BuyerId, PersonId, ShopId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, sea_query::Expr,
};

use crate::{
    BATCH, Conn, StoreError, Tx,
    column::parse,
    tables::same_buyer::{Column, Entity, Model},
};

/// That a buyer is the same as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    pub buyer: BuyerId,
    pub head: BuyerId,
    /// Who said so, and when.
    pub by: PersonId,
    pub at: At,
}

/// The buyers that some of them are one with.
#[derive(Debug, Clone, Default)]
pub struct Kin(HashMap<BuyerId, Vec<BuyerId>>);

impl Kin {
    /// Everybody who is one person with this buyer, the head first; herself alone, when nobody is.
    #[must_use]
    pub fn of(&self, buyer: BuyerId) -> Vec<BuyerId> {
        self.0.get(&buyer).cloned().unwrap_or_else(|| vec![buyer])
    }

    /// Whose draws count for her.
    #[must_use]
    pub fn head(&self, buyer: BuyerId) -> BuyerId {
        self.0
            .get(&buyer)
            .and_then(|all| all.first().copied())
            .unwrap_or(buyer)
    }

    /// Whether anybody is one with her.
    #[must_use]
    pub fn is_several(&self, buyer: BuyerId) -> bool {
        self.0.contains_key(&buyer)
    }

    /// All of these and whoever is one with them, each once.
    #[must_use]
    pub fn all(&self, buyers: &[BuyerId]) -> Vec<BuyerId> {
        let all: BTreeSet<BuyerId> = buyers.iter().flat_map(|buyer| self.of(*buyer)).collect();
        all.into_iter().collect()
    }
}

/// Who is one with whom, of these buyers. Where nobody is, that is one statement.
pub async fn kin(conn: &impl Conn, shop: ShopId, buyers: &[BuyerId]) -> Result<Kin, StoreError> {
    let mut heads: BTreeSet<BuyerId> = BTreeSet::new();
    for some in buyers.chunks(BATCH) {
        let ids = || some.iter().map(ToString::to_string);
        let named = Condition::any()
            .add(Column::BuyerId.is_in(ids()))
            .add(Column::HeadId.is_in(ids()));
        let rows = Entity::find()
            .filter(Column::ShopId.eq(shop.to_string()))
            .filter(named)
            .all(conn.db())
            .await?;
        for row in rows {
            heads.insert(parse("same_buyers.head_id", &row.head_id)?);
        }
    }
    let heads: Vec<BuyerId> = heads.into_iter().collect();
    let mut found = Kin::default();
    for all in ties_of(conn, shop, &heads).await?.into_values() {
        let Some(first) = all.first() else { continue };
        let members: Vec<BuyerId> = std::iter::once(first.head)
            .chain(all.iter().map(|tie| tie.buyer))
            .collect();
        for one in &members {
            found.0.insert(*one, members.clone());
        }
    }
    Ok(found)
}

/// Who is the same as these heads, in the order of their ids.
pub async fn ties_of(
    conn: &impl Conn,
    shop: ShopId,
    heads: &[BuyerId],
) -> Result<HashMap<BuyerId, Vec<Tie>>, StoreError> {
    let mut found: HashMap<BuyerId, Vec<Tie>> = HashMap::new();
    for some in heads.chunks(BATCH) {
        let rows = Entity::find()
            .filter(Column::ShopId.eq(shop.to_string()))
            .filter(Column::HeadId.is_in(some.iter().map(ToString::to_string)))
            .order_by_asc(Column::BuyerId)
            .all(conn.db())
            .await?;
        for row in rows {
            let tie = from_row(&row)?;
            found.entry(tie.head).or_default().push(tie);
        }
    }
    Ok(found)
}

/// Notes that a buyer is the same as another.
///
/// # Errors
/// [`StoreError::Taken`] when she is the same as somebody already.
pub async fn put(tx: &Tx, shop: ShopId, tie: Tie) -> Result<(), StoreError> {
    let row = Model {
        shop_id: shop.to_string(),
        buyer_id: tie.buyer.to_string(),
        head_id: tie.head.to_string(),
        person_id: tie.by.to_string(),
        at: tie.at.ms(),
    };
    Entity::insert(row.into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// She is herself alone again; false when she was.
pub async fn remove(tx: &Tx, shop: ShopId, buyer: BuyerId) -> Result<bool, StoreError> {
    let gone = Entity::delete_by_id((shop.to_string(), buyer.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Whoever was the same as one head is the same as another from now on; who said so and when stays.
pub async fn follow(tx: &Tx, shop: ShopId, from: BuyerId, to: BuyerId) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::HeadId, Expr::value(to.to_string()))
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::HeadId.eq(from.to_string()))
        .filter(Column::BuyerId.ne(to.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}

fn from_row(row: &Model) -> Result<Tie, StoreError> {
    Ok(Tie {
        buyer: parse("same_buyers.buyer_id", &row.buyer_id)?,
        head: parse("same_buyers.head_id", &row.head_id)?,
        by: parse("same_buyers.person_id", &row.person_id)?,
        at: At(row.at),
    })
}
