//! The live archive judged anew, by range, agent and rule: as a page, and as a file.

use axum::{
    Json,
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::Html,
};
use jinpai_engine::{AuditQuery, Days};
use jinpai_model::{PersonId, Role, ShopId};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{AuditView, Id},
};

/// Most findings in a file.
const MOST_IN_FILE: usize = 10_000;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// First shop-local day, such as 2026-11-01.
    from: Option<String>,
    /// Last shop-local day.
    to: Option<String>,
    #[param(value_type = Option<Id>)]
    agent: Option<PersonId>,
    /// Only findings of this rule, also in the figures.
    rule: Option<String>,
    /// The `next` of the page before.
    skip: Option<usize>,
    /// Findings on a page, up to 200.
    limit: Option<usize>,
}

impl Which {
    fn query(self, limit: usize) -> AuditQuery {
        AuditQuery {
            days: Days {
                from: self.from,
                to: self.to,
            },
            agent: self.agent,
            rule: self.rule,
            skip: self.skip.unwrap_or(0),
            limit,
        }
    }
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/coach/audit", tag = "coach",
    params(("shop" = Id, Path), Which),
    responses((status = 200, body = AuditView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn audit_archive(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(which): Params<Which>,
) -> Answer<Json<AuditView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let (skip, limit) = (which.skip.unwrap_or(0), which.limit.unwrap_or(50).clamp(1, 200));
    let audit = desk.audit(which.query(limit), who.locale()).await?;
    Ok(Json(AuditView::new(&audit, skip)))
}

/// The same as a file to keep, with up to 10,000 findings.
#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/coach/audit/report.json", tag = "coach",
    params(("shop" = Id, Path), Which),
    responses((status = 200, body = AuditView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn download_audit(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(which): Params<Which>,
) -> Answer<([(HeaderName, HeaderValue); 1], Json<AuditView>)> {
    const FILE: HeaderValue = HeaderValue::from_static("attachment; filename=\"jinpai-audit.json\"");
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let skip = which.skip.unwrap_or(0);
    let audit = desk.audit(which.query(MOST_IN_FILE), who.locale()).await?;
    Ok((
        [(header::CONTENT_DISPOSITION, FILE)],
        Json(AuditView::new(&audit, skip)),
    ))
}

/// The same as a page to keep and hand on: figures, charts, and every finding in its talk.
#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/coach/audit/report.html", tag = "coach",
    params(("shop" = Id, Path), Which),
    responses((status = 200, content_type = "text/html", body = String)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn download_report(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(which): Params<Which>,
) -> Answer<([(HeaderName, HeaderValue); 1], Html<String>)> {
    const FILE: HeaderValue = HeaderValue::from_static("attachment; filename=\"jinpai-audit.html\"");
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let page = desk.audit_report(which.query(0), who.locale()).await?;
    Ok(([(header::CONTENT_DISPOSITION, FILE)], Html(page)))
}
