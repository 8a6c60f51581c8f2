//! Tries a rule on lines.

use axum::{Json, extract::State};
use jinpai_engine::{BenchLine, BenchedRule};
use jinpai_model::{Platform, Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Checked, Id, words},
};

#[derive(Deserialize, ToSchema)]
pub struct LineToTry {
    text: String,
    /// What the buyer said before it.
    buyer: Option<String>,
    /// The shop's own when absent.
    #[schema(value_type = Option<words::Platform>)]
    platform: Option<Platform>,
}

/// A text under edit, or a rule of the shop by its code; with neither, the shop's coach alone answers.
#[derive(Deserialize, ToSchema)]
pub struct Bench {
    toml: Option<String>,
    code: Option<String>,
    /// Up to 200.
    lines: Vec<LineToTry>,
}

#[derive(Serialize, ToSchema)]
pub struct BenchedLine {
    /// By the tried rule as if there were no other.
    alone: Checked,
    /// By the shop's coach with the tried rule in it.
    together: Checked,
}

#[derive(Serialize, ToSchema)]
pub struct BenchAnswer {
    /// One for each line, in order.
    lines: Vec<BenchedLine>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/coach/bench", tag = "coach",
    params(("shop" = Id, Path)), request_body = Bench,
    responses((status = 200, body = BenchAnswer)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn bench_lines(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<Bench>,
) -> Answer<Json<BenchAnswer>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let rule = BenchedRule {
        code: body.code,
        toml: body.toml,
    };
    let lines = body.lines.into_iter().map(|line| BenchLine {
        text: line.text,
        buyer: line.buyer,
        platform: line.platform,
    });
    let benched = desk.bench(rule, lines.collect(), who.locale()).await?;
    let lines = benched.iter().map(|line| BenchedLine {
        alone: Checked::from(&line.alone),
        together: Checked::from(&line.together),
    });
    Ok(Json(BenchAnswer {
        lines: lines.collect(),
    }))
}
