//! Imports phrases. Rows of the whole shop take a lead; an agent brings in her own. Repeating it changes nothing.

use axum::{Json, extract::State};
use jinpai_engine::{PhraseImport, PhraseImportOptions};
use jinpai_model::{PhraseScope, Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::upload::{ImportAnswer, Upload, UploadForm};
use crate::{
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, ImportedPhrase, ToldPhrase, words},
};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HowToImportPhrases {
    /// Tells what would be done and writes nothing.
    #[serde(default)]
    dry_run: bool,
    /// Whose rows are that do not say; left out: the shop's for a lead, else one's own.
    #[serde(default)]
    #[param(value_type = Option<words::PhraseScope>)]
    scope: Option<PhraseScope>,
}

#[derive(Serialize, ToSchema)]
pub struct PhraseImportAnswer {
    #[serde(flatten)]
    counts: ImportAnswer,
    /// The first rows that were taken, or would be, in the order of the file.
    rows: Vec<ImportedPhrase>,
    /// New and changed rows of which the coach has something to say above a hint. They are taken all the same.
    told: Vec<ToldPhrase>,
    /// All of these.
    told_total: u64,
}

impl From<PhraseImport> for PhraseImportAnswer {
    fn from(import: PhraseImport) -> Self {
        Self {
            counts: import.report.into(),
            rows: import.rows.into_iter().map(ImportedPhrase::from).collect(),
            told: import.told.iter().map(ToldPhrase::from).collect(),
            told_total: import.told_total,
        }
    }
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/imports/phrases", tag = "imports",
    params(("shop" = Id, Path), HowToImportPhrases),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 200, body = PhraseImportAnswer)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn import_phrases(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(how): Params<HowToImportPhrases>,
    request: axum::extract::Request,
) -> Answer<Json<PhraseImportAnswer>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let upload = Upload::read(request).await?;
    let options = PhraseImportOptions {
        scope: how.scope,
        dry_run: how.dry_run,
        locale: who.locale(),
    };
    Ok(Json(desk.import_phrases(upload.bytes, options).await?.into()))
}
