//! Products and the facts about them, by the shop's own code.

pub mod codes;
mod tell;

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
};

use jinpai_model::{At, Fen, Product, ProductId, ProductInput, ShopId, Telling, goods::changes};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel as _, Iterable as _, PaginatorTrait as _,
    QueryFilter, QueryOrder, QuerySelect as _,
    sea_query::{BinOper, Expr, ExprTrait as _, OnConflict},
};

use crate::{
    BATCH, Conn, PAGE, StoreError, Tx,
    column::{at, from_json, ms, parse, parse_some, to_json},
    expr::contains,
    product_versions::{self, ProductVersion},
    tables::product,
};
pub use tell::{Taken, ToldRow, tell_batch};

/// Stores a product in the place of what was held of it, notes what this changed, and gives it its next version.
///
/// # Errors
/// [`StoreError::Taken`] when another product has its code, or the code of one of its pieces.
pub async fn put(
    tx: &Tx,
    before: Option<&Product>,
    product: &mut Product,
    telling: Telling,
) -> Result<(), StoreError> {
    let changed = before.map(|before| changes(&before.input, &product.input));
    product.version = before.map_or(0, |before| before.version);
    let mut version = None;
    if let Some(changes) = changed.filter(|changes| !changes.is_empty()) {
        product.version += 1;
        version = Some(ProductVersion {
            product: product.id,
            version: product.version,
            at: telling.at,
            source: telling.source,
            by: telling.by,
            changes,
        });
    }
    save(tx, std::iter::once(&*product)).await?;
    match before {
        None => codes::agree(tx, product.shop, &[], &[product]).await?,
        Some(_) => codes::agree(tx, product.shop, &[product], &[]).await?,
    }
    product_versions::append(tx, product.shop, version.as_slice()).await
}

/// Rows as they are to stand, by their ids.
async fn save<'a>(tx: &Tx, products: impl Iterator<Item = &'a Product>) -> Result<(), StoreError> {
    let rows = products
        .map(|product| Ok(to_row(product)?.into_active_model()))
        .collect::<Result<Vec<_>, StoreError>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    let keys = [product::Column::ShopId, product::Column::Id];
    let rest = product::Column::iter()
        .filter(|column| !matches!(column, product::Column::ShopId | product::Column::Id));
    product::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(keys).update_columns(rest).to_owned())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Products of a shop after one, in order of their ids, up to a page: all of them, one page after another.
pub async fn walk(
    conn: &impl Conn,
    shop: ShopId,
    after: Option<ProductId>,
) -> Result<Vec<Product>, StoreError> {
    let mut select = product::Entity::find().filter(product::Column::ShopId.eq(shop.to_string()));
    if let Some(after) = after {
        select = select.filter(product::Column::Id.gt(after.to_string()));
    }
    let rows = select
        .order_by_asc(product::Column::Id)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Products by their ids, in no order; what does not exist is not in the answer.
pub async fn by_ids(
    conn: &impl Conn,
    shop: ShopId,
    ids: impl Iterator<Item = ProductId>,
) -> Result<Vec<Product>, StoreError> {
    let ids: BTreeSet<String> = ids.map(|id| id.to_string()).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        let rows = product::Entity::find()
            .filter(product::Column::ShopId.eq(shop.to_string()))
            .filter(product::Column::Id.is_in(some.iter().map(String::as_str)))
            .all(conn.db())
            .await?;
        for row in rows {
            found.push(from_row(row)?);
        }
    }
    Ok(found)
}

/// How many products a shop has.
pub async fn count(conn: &impl Conn, shop: ShopId) -> Result<u64, StoreError> {
    let of_shop = product::Entity::find().filter(product::Column::ShopId.eq(shop.to_string()));
    Ok(of_shop.count(conn.db()).await?)
}

/// Products whose title or code contains `text` (empty: all), by title, up to a page.
pub async fn list(conn: &impl Conn, shop: ShopId, text: &str) -> Result<Vec<Product>, StoreError> {
    let mut select = product::Entity::find().filter(product::Column::ShopId.eq(shop.to_string()));
    let text = text.trim();
    if !text.is_empty() {
        let either = Condition::any()
            .add(contains(product::Column::Title, text))
            .add(contains(product::Column::Sku, text));
        select = select.filter(either);
    }
    let rows = select
        .order_by_asc(product::Column::Title)
        .order_by_asc(product::Column::Id)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

pub async fn get(conn: &impl Conn, shop: ShopId, id: ProductId) -> Result<Option<Product>, StoreError> {
    let row = product::Entity::find_by_id((shop.to_string(), id.to_string()))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

pub async fn by_sku(conn: &impl Conn, shop: ShopId, sku: &str) -> Result<Option<Product>, StoreError> {
    let mut found = by_skus(conn, shop, [sku].into_iter()).await?;
    Ok(found.remove(sku))
}

/// Products by their own codes or a piece's, each under the code it was asked by.
pub async fn by_codes(
    conn: &impl Conn,
    shop: ShopId,
    codes: &[&str],
) -> Result<HashMap<String, Product>, StoreError> {
    let mut found = HashMap::new();
    for some in codes.chunks(BATCH) {
        found.extend(by_skus(conn, shop, some.iter().copied()).await?);
    }
    let unknown: Vec<&str> = (codes.iter().copied())
        .filter(|code| !found.contains_key(*code))
        .collect();
    let owners = codes::owners(conn, shop, unknown.into_iter()).await?;
    if owners.is_empty() {
        return Ok(found);
    }
    let products = by_ids(conn, shop, owners.values().copied()).await?;
    let products: HashMap<ProductId, Product> = products.into_iter().map(|one| (one.id, one)).collect();
    let of_pieces = owners
        .into_iter()
        .filter_map(|(code, id)| Some((code, products.get(&id)?.clone())));
    found.extend(of_pieces);
    Ok(found)
}

/// Products with exactly these titles, by title. Of two with one title, that seen last.
pub async fn by_title(
    conn: &impl Conn,
    shop: ShopId,
    titles: &[&str],
) -> Result<HashMap<String, Product>, StoreError> {
    let mut found = HashMap::new();
    for some in titles.chunks(BATCH) {
        let rows = product::Entity::find()
            .filter(product::Column::ShopId.eq(shop.to_string()))
            .filter(product::Column::Title.is_in(some.iter().copied()))
            .order_by_asc(product::Column::SeenAt)
            .all(conn.db())
            .await?;
        for row in rows {
            found.insert(row.title.clone(), from_row(row)?);
        }
    }
    Ok(found)
}

/// The product that a text names by its title or its SKU; of several, that with the longest title, which is the
/// most exact one. None when it names none.
pub async fn named_in(conn: &impl Conn, shop: ShopId, text: &str) -> Result<Option<Product>, StoreError> {
    Ok(all_named_in(conn, shop, text).await?.into_iter().next())
}

/// All of them, up to fifty, the most exactly named first.
pub async fn all_named_in(conn: &impl Conn, shop: ShopId, text: &str) -> Result<Vec<Product>, StoreError> {
    /// A shorter SKU stands in any text by chance.
    const SHORTEST_SKU: usize = 5;
    /// Products that may be named in one talk.
    const MOST: u64 = 50;
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let joined = BinOper::Custom("||");
    let within = |column: product::Column| {
        let anywhere = Expr::val("%")
            .binary(joined, Expr::col(column))
            .binary(joined, Expr::val("%"));
        Expr::val(text).binary(BinOper::Like, anywhere)
    };
    let rows = product::Entity::find()
        .filter(product::Column::ShopId.eq(shop.to_string()))
        .filter(
            Condition::any()
                .add(within(product::Column::Title))
                .add(within(product::Column::Sku)),
        )
        .limit(MOST)
        .all(conn.db())
        .await?;
    // LIKE knows wildcards and no case; what it offers is looked at by the letter.
    let names = |row: &product::Model| {
        let by_title = row.title.chars().count() > 1 && text.contains(&row.title);
        by_title || (row.sku.len() >= SHORTEST_SKU && text.contains(&row.sku))
    };
    let mut named: Vec<product::Model> = rows.into_iter().filter(names).collect();
    named.sort_by_key(|row| Reverse((row.title.chars().count(), row.seen_at, row.id.clone())));
    named.into_iter().map(from_row).collect()
}

/// Products of one category, as the shop calls it, by their ids.
pub async fn of_category(
    conn: &impl Conn,
    shop: ShopId,
    category: &str,
    limit: u64,
) -> Result<Vec<Product>, StoreError> {
    let named = format!("\"category\":{}", to_json("products.knowledge", &category)?);
    let rows = product::Entity::find()
        .filter(product::Column::ShopId.eq(shop.to_string()))
        .filter(contains(product::Column::Knowledge, &named))
        .order_by_asc(product::Column::Id)
        .limit(limit.clamp(1, PAGE))
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Many at once; ids that nobody knows are not in the answer.
pub async fn get_many(
    conn: &impl Conn,
    shop: ShopId,
    ids: &[ProductId],
) -> Result<HashMap<ProductId, Product>, StoreError> {
    let mut found = HashMap::new();
    for some in ids.chunks(BATCH) {
        let rows = product::Entity::find()
            .filter(product::Column::ShopId.eq(shop.to_string()))
            .filter(product::Column::Id.is_in(some.iter().map(ToString::to_string)))
            .all(conn.db())
            .await?;
        for row in rows {
            let product = from_row(row)?;
            found.insert(product.id, product);
        }
    }
    Ok(found)
}

/// False: no such product.
pub async fn delete(tx: &Tx, shop: ShopId, id: ProductId) -> Result<bool, StoreError> {
    codes::forget(tx, shop, std::iter::once(id)).await?;
    product_versions::forget(tx, shop, id).await?;
    let done = product::Entity::delete_by_id((shop.to_string(), id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Products by their codes; codes that nobody knows are not in the answer.
pub async fn by_skus(
    conn: &impl Conn,
    shop: ShopId,
    skus: impl Iterator<Item = &str>,
) -> Result<HashMap<String, Product>, StoreError> {
    let rows = product::Entity::find()
        .filter(product::Column::ShopId.eq(shop.to_string()))
        .filter(product::Column::Sku.is_in(skus))
        .all(conn.db())
        .await?;
    rows.into_iter()
        .map(|row| Ok((row.sku.clone(), from_row(row)?)))
        .collect()
}

fn to_row(product: &Product) -> Result<product::Model, StoreError> {
    let input = &product.input;
    let eta_days = input.eta_days.as_ref();
    Ok(product::Model {
        shop_id: product.shop.to_string(),
        id: product.id.to_string(),
        sku: input.sku.clone(),
        title: input.title.clone(),
        price_fen: input.price_fen.map(|fen| fen.0),
        stock: input.stock,
        promo_ends_at: ms(input.promo_ends_at),
        ship_cutoff: input.ship_cutoff.map(|time| time.to_string()),
        ship_within_h: input.ship_within_h,
        eta_days: eta_days
            .map(|days| to_json("products.eta_days", days))
            .transpose()?,
        material: input.material.clone(),
        guarantees: to_json("products.guarantees", &input.guarantees)?,
        gifts: to_json("products.gifts", &input.gifts)?,
        colours_in_stock: to_json("products.colours_in_stock", &input.colours_in_stock)?,
        knowledge: to_json("products.knowledge", &input.knowledge)?,
        seen_at: product.seen_at.ms(),
        told: to_json("products.told", &product.told)?,
        version: product.version,
    })
}

fn from_row(row: product::Model) -> Result<Product, StoreError> {
    let eta_days = row.eta_days.as_deref();
    Ok(Product {
        shop: parse("products.shop_id", &row.shop_id)?,
        id: parse("products.id", &row.id)?,
        input: ProductInput {
            sku: row.sku,
            title: row.title,
            price_fen: row.price_fen.map(Fen),
            stock: row.stock,
            promo_ends_at: at(row.promo_ends_at),
            ship_cutoff: parse_some("products.ship_cutoff", row.ship_cutoff.as_deref())?,
            ship_within_h: row.ship_within_h,
            eta_days: eta_days
                .map(|days| from_json("products.eta_days", days))
                .transpose()?,
            material: row.material,
            guarantees: from_json("products.guarantees", &row.guarantees)?,
            gifts: from_json("products.gifts", &row.gifts)?,
            colours_in_stock: from_json("products.colours_in_stock", &row.colours_in_stock)?,
            knowledge: from_json("products.knowledge", &row.knowledge)?,
        },
        seen_at: At(row.seen_at),
        told: from_json("products.told", &row.told)?,
        version: row.version,
    })
}
