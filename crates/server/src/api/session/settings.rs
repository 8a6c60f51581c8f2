//! What a person sets for herself.

use axum::{Json, extract::State};
use jinpai_engine::Invalid;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::Body,
    problem::{Answer, Problem},
    session::SignedIn,
    state::App,
    wire::Session,
};

#[derive(Deserialize, ToSchema)]
pub struct MySettings {
    /// `zh-CN` or `en`.
    locale: Option<String>,
    /// Merged over those held, such as `{"send_key": "ctrl-enter"}`.
    #[schema(value_type = Option<std::collections::HashMap<String, serde_json::Value>>)]
    settings: Option<serde_json::Value>,
}

#[utoipa::path(
    patch, path = "/api/v1/session/settings", tag = "session", request_body = MySettings,
    responses((status = 200, body = Session)),
    extensions(("x-needs" = json!("signed-in"))),
)]
pub async fn set_my_settings(
    State(app): State<App>,
    who: SignedIn,
    Body(body): Body<MySettings>,
) -> Answer<Json<Session>> {
    if body
        .settings
        .as_ref()
        .is_some_and(|settings| !settings.is_object())
    {
        return Err(Problem::field(
            "settings",
            Invalid::Not {
                expected: "an object",
            },
        ));
    }
    let view = app
        .engine
        .set_my_settings(&who.token, body.locale, body.settings)
        .await?;
    Ok(Json(Session::new(&view, &app.engine)))
}
