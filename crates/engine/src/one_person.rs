//! What holds of a person by whatever name she goes: reads over all buyers that are one with a buyer.

use jinpai_model::{BuyerId, Order, ShopId};
use jinpai_store::{Conn, StoreError, buyer_types, orders, same_buyers};

/// All buyers that are this person, herself among them.
pub(crate) async fn all_of(
    conn: &impl Conn,
    shop: ShopId,
    buyer: BuyerId,
) -> Result<Vec<BuyerId>, StoreError> {
    Ok(same_buyers::kin(conn, shop, &[buyer]).await?.of(buyer))
}

/// Said once, by whatever name, it holds for all of them.
pub(crate) async fn wants_no_profile(
    conn: &impl Conn,
    shop: ShopId,
    person: &[BuyerId],
) -> Result<bool, StoreError> {
    Ok(!buyer_types::off(conn, shop, person).await?.is_empty())
}

/// Her orders, newest first.
pub(crate) async fn orders_of(
    conn: &impl Conn,
    shop: ShopId,
    buyer: BuyerId,
) -> Result<Vec<Order>, StoreError> {
    let kin = same_buyers::kin(conn, shop, &[buyer]).await?;
    if !kin.is_several(buyer) {
        return orders::of_buyer(conn, shop, buyer).await;
    }
    let found = orders::of_buyers(conn, shop, &kin.of(buyer)).await?;
    let mut all: Vec<Order> = found.into_values().flatten().collect();
    all.sort_by_key(|order| std::cmp::Reverse((order.created_at, order.id)));
    Ok(all)
}
