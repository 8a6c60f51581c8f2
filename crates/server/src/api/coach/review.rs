//! A lead agrees with the coach or overrules it; after an appeal she decides anew.

use axum::{Json, extract::State};
use jinpai_engine::Verdict;
use jinpai_model::{MessageId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, JudgedFinding},
};

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewVerdict {
    /// The coach was right.
    Agree,
    /// The coach was wrong: the finding counts no more.
    Overrule,
}

#[derive(Deserialize, ToSchema)]
pub struct ReviewToWrite {
    verdict: ReviewVerdict,
    /// Up to 500 characters.
    #[serde(default)]
    note: String,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/coach/findings/{message}/{n}/review", tag = "coach",
    params(("shop" = Id, Path), ("message" = Id, Path), ("n" = i64, Path)), request_body = ReviewToWrite,
    responses((status = 200, body = JudgedFinding)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn review_finding(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, message, n)): Ids<(ShopId, MessageId, i64)>,
    Body(body): Body<ReviewToWrite>,
) -> Answer<Json<JudgedFinding>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let verdict = match body.verdict {
        ReviewVerdict::Agree => Verdict::Agree,
        ReviewVerdict::Overrule => Verdict::Overrule,
    };
    let view = desk.review_finding(message, n, verdict, &body.note).await?;
    Ok(Json(JudgedFinding::from(&view)))
}
