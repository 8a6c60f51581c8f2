//! Changes what is known about a product. A field left out stays, `null` clears it.

use std::collections::BTreeSet;

use axum::{Json, extract::State};
use jinpai_engine::Invalid;
use jinpai_model::{At, Fen, ProductField as Field, ProductId, ProductInput, Role, ShopId, ToldProduct};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::{Answer, Problem},
    session::SignedIn,
    state::App,
    wire::{Id, KnowledgePatch, ProductView, present},
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
    knowledge: Option<KnowledgePatch>,
}

impl ProductPatch {
    /// What the patch says: the fields that are in it.
    ///
    /// # Errors
    /// `invalid` for a cut-off that is no time of day.
    pub fn told(self) -> Answer<ToldProduct> {
        let mut told = ToldProduct {
            input: ProductInput::named("", ""),
            said: BTreeSet::new(),
        };
        let (input, said) = (&mut told.input, &mut told.said);
        let mut say = |field, spoken: bool| spoken && said.insert(field);
        say(Field::Code, self.sku.is_some());
        say(Field::Title, self.title.is_some());
        say(Field::Price, self.price_fen.is_some());
        say(Field::Stock, self.stock.is_some());
        say(Field::PromoEnds, self.promo_ends_at.is_some());
        say(Field::ShipCutoff, self.ship_cutoff.is_some());
        say(Field::ShipWithin, self.ship_within_h.is_some());
        say(Field::Eta, self.eta_days.is_some());
        say(Field::Material, self.material.is_some());
        say(Field::Guarantees, self.guarantees.is_some());
        say(Field::Gifts, self.gifts.is_some());
        say(Field::Colours, self.colours_in_stock.is_some());
        let expected = "a time of day such as 16:00";
        let time = |text: String| {
            let time = text.parse();
            time.map_err(|_| Problem::field("ship_cutoff", Invalid::Not { expected }))
        };
        input.ship_cutoff = self.ship_cutoff.flatten().map(time).transpose()?;
        input.sku = self.sku.unwrap_or_default();
        input.title = self.title.unwrap_or_default();
        input.price_fen = self.price_fen.flatten().map(Fen);
        input.stock = self.stock.flatten();
        input.promo_ends_at = self.promo_ends_at.flatten().map(At);
        input.ship_within_h = self.ship_within_h.flatten();
        input.eta_days = self.eta_days.flatten();
        input.material = self.material.flatten();
        input.guarantees = self.guarantees.unwrap_or_default();
        input.gifts = self.gifts.unwrap_or_default();
        input.colours_in_stock = self.colours_in_stock.unwrap_or_default();
        if let Some(knowledge) = self.knowledge {
            knowledge.tell(&mut told);
        }
        Ok(told)
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
    let changed = desk.tell_product(Some(product), body.told()?).await?;
    Ok(Json(ProductView::shown(&desk, &changed).await?))
}

#[cfg(test)]
mod tests {
    use jinpai_model::{ProductField, ProductInput};

    use super::ProductPatch;

    #[test]
    fn a_field_left_out_stays_and_null_clears_it() {
        let mut held = ProductInput::named("A1", "针织衫");
        held.stock = Some(3);
        held.material = Some("棉".to_owned());
        held.knowledge.care = Some("手洗".to_owned());
        let text = r#"{"stock": null, "title": "毛衣", "knowledge": {"category": "毛衣", "care": null}}"#;
        let patch: ProductPatch = serde_json::from_str(text).unwrap();
        let told = patch.told().ok().unwrap();
        let changed = told.over(Some(&held));
        assert_eq!(
            (changed.stock, changed.title.as_str(), changed.sku.as_str()),
            (None, "毛衣", "A1")
        );
        assert_eq!(changed.material.as_deref(), Some("棉"));
        assert_eq!(
            (changed.knowledge.category.as_deref(), changed.knowledge.care),
            (Some("毛衣"), None)
        );
        assert!(
            !told.said.contains(&ProductField::Price),
            "what is left out is not told anew"
        );
    }
}
