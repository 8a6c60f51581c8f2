//! One thing done to many phrases; what cannot be done to one of them is told of that one.

use axum::{Json, extract::State};
use jinpai_engine::BulkPhrases;
use jinpai_model::{PhraseId, PhraseScope, Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, words},
};

#[derive(Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum PhrasesDo {
    /// Files them in a folder.
    Move { folder: String },
    /// Gives them to the shop, which takes a lead, or to oneself.
    Share {
        #[schema(value_type = words::PhraseScope)]
        scope: PhraseScope,
    },
    /// Takes them away.
    Remove,
    /// Brings back what one has taken away within a day.
    Restore,
}

#[derive(Deserialize, ToSchema)]
pub struct PhrasesToChange {
    /// Ids of phrases that are the shop's or one's own.
    #[schema(value_type = Vec<Id>)]
    phrases: Vec<PhraseId>,
    #[serde(flatten)]
    what: PhrasesDo,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PhraseLeft {
    Gone,
    NeedsLead,
    CodeTaken,
}

#[derive(Serialize, ToSchema)]
pub struct PhraseLeftAsIs {
    phrase: Id,
    why: PhraseLeft,
}

#[derive(Serialize, ToSchema)]
pub struct PhrasesChanged {
    done: Vec<Id>,
    left: Vec<PhraseLeftAsIs>,
}

impl From<jinpai_engine::BulkDone> for PhrasesChanged {
    fn from(done: jinpai_engine::BulkDone) -> Self {
        let why = |left| match left {
            jinpai_engine::BulkLeft::Gone => PhraseLeft::Gone,
            jinpai_engine::BulkLeft::NeedsLead => PhraseLeft::NeedsLead,
            jinpai_engine::BulkLeft::CodeTaken => PhraseLeft::CodeTaken,
        };
        let left = done.left.into_iter().map(|(phrase, left)| PhraseLeftAsIs {
            phrase: phrase.into(),
            why: why(left),
        });
        Self {
            done: done.done.into_iter().map(Id::from).collect(),
            left: left.collect(),
        }
    }
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/phrases/bulk", tag = "phrases",
    params(("shop" = Id, Path)), request_body = PhrasesToChange,
    responses((status = 200, body = PhrasesChanged)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn change_phrases(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<PhrasesToChange>,
) -> Answer<Json<PhrasesChanged>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let what = match body.what {
        PhrasesDo::Move { folder } => BulkPhrases::Move { folder },
        PhrasesDo::Share { scope } => BulkPhrases::Share { scope },
        PhrasesDo::Remove => BulkPhrases::Remove,
        PhrasesDo::Restore => BulkPhrases::Restore,
    };
    Ok(Json(desk.change_phrases(body.phrases, what).await?.into()))
}
