//! Changes what is known about a product. A field left out stays, `null` clears it.

use axum::{Json, extract::State};
use jinpai_engine::Invalid;
use jinpai_model::{At, Fen, Knowledge, ProductId, ProductInput, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::{Answer, Problem},
    session::SignedIn,
    state::App,
    wire::{Id, ProductView, present},
};

#[derive(Deserialize, ToSchema)]
pub struct ProductPatch {
    /// The shop's own code; unique in the shop.
    sku: Option<String>,
    title: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>)]
    price_fen: Option<Option<i64>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>)]
    stock: Option<Option<i64>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>)]
    promo_ends_at: Option<Option<i64>>,
    /// `16:00`: paid until then, it leaves the same day.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    ship_cutoff: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>)]
    ship_within_h: Option<Option<i64>>,
    /// Days on the way, fewest and most.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<[i64; 2]>)]
    eta_days: Option<Option<[i64; 2]>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    material: Option<Option<String>>,
    guarantees: Option<Vec<String>>,
    gifts: Option<Vec<String>>,
    colours_in_stock: Option<Vec<String>>,
}

/// A product of which nothing is known yet.
pub fn blank() -> ProductInput {
    ProductInput {
        sku: String::new(),
        title: String::new(),
        price_fen: None,
        stock: None,
        promo_ends_at: None,
        ship_cutoff: None,
        ship_within_h: None,
        eta_days: None,
        material: None,
        guarantees: Vec::new(),
        gifts: Vec::new(),
        colours_in_stock: Vec::new(),
        knowledge: Knowledge::default(),
    }
}

impl ProductPatch {
    /// # Errors
    /// `invalid` for a cut-off that is no time of day.
    pub fn over(self, held: ProductInput) -> Answer<ProductInput> {
        let expected = "a time of day such as 16:00";
        let ship_cutoff = match self.ship_cutoff {
            None => held.ship_cutoff,
            Some(None) => None,
            Some(Some(text)) => {
                let time = text.parse();
                Some(time.map_err(|_| Problem::field("ship_cutoff", Invalid::Not { expected }))?)
            }
        };
        Ok(ProductInput {
            sku: self.sku.unwrap_or(held.sku),
            title: self.title.unwrap_or(held.title),
            price_fen: self.price_fen.map_or(held.price_fen, |fen| fen.map(Fen)),
            stock: self.stock.unwrap_or(held.stock),
            promo_ends_at: self.promo_ends_at.map_or(held.promo_ends_at, |at| at.map(At)),
            ship_cutoff,
            ship_within_h: self.ship_within_h.unwrap_or(held.ship_within_h),
            eta_days: self.eta_days.unwrap_or(held.eta_days),
            material: self.material.unwrap_or(held.material),
            guarantees: self.guarantees.unwrap_or(held.guarantees),
            gifts: self.gifts.unwrap_or(held.gifts),
            colours_in_stock: self.colours_in_stock.unwrap_or(held.colours_in_stock),
            knowledge: held.knowledge,
        })
    }
}

#[utoipa::path(
    patch, path = "/api/v1/shops/{shop}/products/{product}", tag = "products",
    params(("shop" = Id, Path), ("product" = Id, Path)), request_body = ProductPatch,
    responses((status = 200, body = ProductView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn change_product(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, product)): Ids<(ShopId, ProductId)>,
    Body(body): Body<ProductPatch>,
) -> Answer<Json<ProductView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let held = desk.product(product).await?;
    let changed = desk.put_product(Some(product), body.over(held.input)?).await?;
    Ok(Json(ProductView::from(&changed)))
}

#[cfg(test)]
mod tests {
    use super::{ProductPatch, blank};

    #[test]
    fn a_field_left_out_stays_and_null_clears_it() {
        let mut held = blank();
        held.sku = "A1".to_owned();
        held.stock = Some(3);
        held.material = Some("棉".to_owned());
        let patch: ProductPatch = serde_json::from_str(r#"{"stock": null, "title": "毛衣"}"#).unwrap();
        let changed = patch.over(held).ok().unwrap();
        assert_eq!(
            (changed.stock, changed.title.as_str(), changed.sku.as_str()),
            (None, "毛衣", "A1")
        );
        assert_eq!(changed.material.as_deref(), Some("棉"));
    }
}
