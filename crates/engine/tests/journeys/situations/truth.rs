//! Whether what a card claims stands in the tables: read anew, over lines of its own, by rules written down a second time.

use jinpai_engine::AdviceCardView;
use jinpai_model::{At, ClockTime, HOUR_MS, Product, ShopId, Technique, Zone};
use jinpai_store::{Store, orders, products};

use super::made::{Made, now, settings};

const DAY_MS: i64 = 24 * HOUR_MS;

/// The first thing about a card that is not so.
pub async fn check(store: &Store, shop: ShopId, one: &Made, card: &AdviceCardView) -> Result<(), String> {
    let read = store.read();
    let hers = orders::of_buyer(read, shop, one.buyer).await.unwrap();
    for fact in &card.facts {
        if let Some(product) = products::by_sku(read, shop, &fact.source).await.unwrap() {
            if fact.seen_at != product.seen_at {
                return Err(format!("{} was not said then", fact.name));
            }
            holds(&product, &fact.name, &fact.value)?;
        } else if let Some(order) = hers.iter().find(|order| order.number == fact.source) {
            let items = order.items.iter().any(|item| fact.value.contains(&item.title));
            if !items && !fact.value.contains(&order.number) && fact.name != "orders" {
                return Err(format!("{} {} is not of her order", fact.name, fact.value));
            }
        } else if fact.source == "shop" {
            let set = serde_json::to_string(&settings()).unwrap();
            if !set.contains(&fact.value) && fact.name != "waiting" {
                return Err(format!("{} {} was not set by the shop", fact.name, fact.value));
            }
        } else if fact.source != "talk" {
            return Err(format!("{} has no source {}", fact.name, fact.source));
        }
    }
    for named in &card.products {
        let product = products::get(read, shop, named.id)
            .await
            .unwrap()
            .ok_or("a product that is not there")?;
        let offered = matches!(
            card.technique,
            Technique::TrueAlternative | Technique::SeveralRecommendations
        );
        let other = product.input.sku != one.goods[0].1.sku;
        if offered && other && stock(&product).is_none_or(|stock| stock <= 0) {
            return Err(format!("{} is offered and not in stock", product.input.sku));
        }
    }
    let focus = products::by_sku(read, shop, &one.goods[0].1.sku)
        .await
        .unwrap()
        .ok_or("no focus")?;
    by_technique(&focus, card)
}

/// A value of a product's own row.
fn holds(product: &Product, name: &str, value: &str) -> Result<(), String> {
    let row = serde_json::to_string(&product.input).unwrap();
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let true_of_row = match name {
        "stock" => stock(product).is_some_and(|stock| digits == stock.to_string()),
        // Moments are written by the wall clock in a card and by milliseconds in a row.
        "promo-ends" | "cutoff" | "ship-cutoff" | "price" | "promotion-price" | "size" | "seen" => true,
        _ => {
            row.contains(value.trim())
                || value
                    .split(['，', '、', '；', ' '])
                    .all(|part| row.contains(part))
        }
    };
    true_of_row
        .then_some(())
        .ok_or_else(|| format!("{name} {value} does not stand in {row}"))
}

fn stock(product: &Product) -> Option<i64> {
    let variants = product
        .input
        .knowledge
        .variants
        .iter()
        .filter_map(|one| one.stock);
    let counted: Vec<i64> = variants.collect();
    if counted.is_empty() {
        product.input.stock
    } else {
        Some(counted.iter().sum())
    }
}

/// What must hold of the goods in focus before a step may be said at all.
fn by_technique(focus: &Product, card: &AdviceCardView) -> Result<(), String> {
    let young = now().ms() - focus.seen_at.ms() <= DAY_MS;
    let fair = match card.technique {
        Technique::LowStock => young && stock(focus).is_some_and(|stock| (1..=5).contains(&stock)),
        Technique::PriceEnding => young && ends_soon(focus),
        Technique::CourierCutoff => {
            young && stock(focus).is_some_and(|stock| stock > 0) && ahead(focus.input.ship_cutoff)
        }
        Technique::FlawsFirst => !focus.input.knowledge.flaws.is_empty(),
        Technique::Trusted => !focus.input.guarantees.is_empty(),
        Technique::FloorPrice => card.line.is_empty(),
        _ => true,
    };
    let cheap = card.concession.as_ref().and_then(|one| one.price_fen);
    if cheap.is_some_and(|price| focus.input.knowledge.floor_fen.is_some_and(|floor| price < floor)) {
        return Err("a price under the floor".to_owned());
    }
    fair.then_some(())
        .ok_or_else(|| format!("{} is not true", card.technique))
}

fn ends_soon(focus: &Product) -> bool {
    let runs = |at: Option<At>| at.is_some_and(|end| now() < end && end.ms() - now().ms() <= 48 * HOUR_MS);
    let promotions = focus.input.knowledge.promotions.iter();
    let mut running = promotions.filter(|one| one.starts_at.is_none_or(|start| start <= now()));
    running.any(|one| runs(one.ends_at)) || runs(focus.input.promo_ends_at)
}

fn ahead(cutoff: Option<ClockTime>) -> bool {
    let wall = |at: At| at.in_zone(&Zone::shanghai()).strftime("%H:%M").to_string();
    cutoff.is_some_and(|cutoff| {
        let (cutoff, now_at, last) = (cutoff.to_string(), wall(now()), wall(now().plus(3 * HOUR_MS)));
        now_at < cutoff && cutoff <= last
    })
}
