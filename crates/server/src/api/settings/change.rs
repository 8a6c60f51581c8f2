//! Changes the shop's settings. A field left out stays.

use axum::{Json, extract::State, http::HeaderMap};
use jinpai_engine::{Invalid, ShopPatch};
use jinpai_model::{Platform, Role, ShopId, Trade};
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::SettingsView;
use crate::{
    extract::{Body, Ids},
    problem::{Answer, Problem},
    session::SignedIn,
    state::App,
    wire::{Id, present, words},
};

#[derive(Deserialize, ToSchema)]
pub struct SettingsPatch {
    name: Option<String>,
    #[schema(value_type = Option<words::Platform>)]
    platform: Option<Platform>,
    zone: Option<String>,
    widget_origins: Option<Vec<String>>,
    welcome: Option<String>,
    quick_questions: Option<Vec<String>>,
    answer_within_s: Option<i64>,
    /// `null` takes the cut-off away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    ship_cutoff: Option<Option<String>>,
    reminders_on: Option<bool>,
    #[schema(value_type = Option<Vec<words::Trade>>)]
    trades: Option<Vec<Trade>>,
}

impl SettingsPatch {
    fn read(self) -> Answer<ShopPatch> {
        let expected = "a time of day such as 16:00";
        let ship_cutoff = match self.ship_cutoff {
            None => None,
            Some(None) => Some(None),
            Some(Some(text)) => {
                let time = text.parse();
                Some(Some(time.map_err(|_| {
                    Problem::field("ship_cutoff", Invalid::Not { expected })
                })?))
            }
        };
        Ok(ShopPatch {
            name: self.name,
            platform: self.platform,
            zone: self.zone,
            widget_origins: self.widget_origins,
            welcome: self.welcome,
            quick_questions: self.quick_questions,
            answer_within_s: self.answer_within_s,
            ship_cutoff,
            reminders_on: self.reminders_on,
            trades: self.trades,
        })
    }
}

#[utoipa::path(
    patch, path = "/api/v1/shops/{shop}/settings", tag = "settings",
    params(("shop" = Id, Path)), request_body = SettingsPatch,
    responses((status = 200, body = SettingsView)),
    extensions(("x-needs" = json!("owner"))),
)]
pub async fn change_settings(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    headers: HeaderMap,
    Body(body): Body<SettingsPatch>,
) -> Answer<Json<SettingsView>> {
    let desk = app.desk(&who, shop, Role::Owner).await?;
    let shop = desk.change_settings(body.read()?).await?;
    Ok(Json(SettingsView::new(&app, &headers, &shop)))
}
