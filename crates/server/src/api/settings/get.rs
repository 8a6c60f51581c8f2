//! The shop's settings, with the line of HTML that opens the widget.

use axum::{Json, extract::State, http::HeaderMap};
use jinpai_model::{Platform, Role, Shop, ShopId, Trade};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    origin,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, words},
};

#[derive(Serialize, ToSchema)]
pub struct SettingsView {
    name: String,
    #[schema(value_type = words::Platform)]
    platform: Platform,
    /// IANA name; every human rule of the shop reads this clock.
    zone: String,
    /// Origins that may show the widget, such as `https://shop.example`.
    widget_origins: Vec<String>,
    welcome: String,
    quick_questions: Vec<String>,
    answer_within_s: i64,
    /// `16:00`: paid until then, it leaves the same day.
    #[schema(required = true)]
    ship_cutoff: Option<String>,
    reminders_on: bool,
    /// Trades whose starter phrases are shown beside the general ones.
    #[schema(value_type = Vec<words::Trade>)]
    trades: Vec<Trade>,
    /// The script tag for the shop's pages.
    embed: String,
}

impl SettingsView {
    pub fn new(app: &App, headers: &HeaderMap, shop: &Shop) -> Self {
        let held = &shop.settings;
        let place = origin::own(app, headers);
        Self {
            name: shop.name.clone(),
            platform: held.platform,
            zone: held.zone.clone(),
            widget_origins: held.widget_origins.clone(),
            welcome: held.welcome.clone(),
            quick_questions: held.quick_questions.clone(),
            answer_within_s: held.answer_within_s,
            ship_cutoff: held.ship_cutoff.map(|time| time.to_string()),
            reminders_on: held.reminders_on,
            trades: held.trades.clone(),
            embed: format!(
                r#"<script async src="{place}/widget/loader.js" data-shop="{}"></script>"#,
                shop.id
            ),
        }
    }
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/settings", tag = "settings",
    params(("shop" = Id, Path)),
    responses((status = 200, body = SettingsView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn get_settings(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    headers: HeaderMap,
) -> Answer<Json<SettingsView>> {
    let shop = app.desk(&who, shop, Role::Lead).await?.shop().await?;
    Ok(Json(SettingsView::new(&app, &headers, &shop)))
}
