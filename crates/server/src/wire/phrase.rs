//! Phrases, what comes of them, and what could become one.

use jinpai_model::PhraseScope;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Finding, PictureView, words};

/// What an agent says with a few keys.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PhraseView {
    /// Of one of the program's: `starter:` and its code.
    pub id: String,
    #[schema(value_type = words::PhraseScope)]
    pub scope: PhraseScope,
    /// `welcome`, `talk`, `bargain`, `payment`, `logistics`, `aftersales`, `farewell`, `review`, or a folder of the
    /// shop's own.
    pub stage: String,
    /// Typed after a stroke to get it.
    pub code: String,
    pub title: String,
    /// May hold facts in braces, such as `{{ item }}`.
    pub text: String,
    /// Pinyin of the title in lower case: its initials, and in full.
    pub keys: Vec<String>,
    /// How often it was taken in this shop.
    pub uses: i64,
    /// Goes out with it; read at `phrase-pictures`.
    pub picture: Option<PictureView>,
}

impl From<jinpai_engine::PhraseView> for PhraseView {
    fn from(view: jinpai_engine::PhraseView) -> Self {
        let jinpai_engine::PhraseView {
            id,
            scope,
            stage,
            code,
            title,
            text,
            keys,
            uses,
            picture,
        } = view;
        Self {
            id,
            scope,
            stage,
            code,
            title,
            text,
            keys,
            uses,
            picture: picture.map(PictureView::from),
        }
    }
}

/// What came of a phrase in the last days: counts, which say nothing of causes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PhraseOutcome {
    /// Its id.
    pub phrase: String,
    /// Talks in which a reply went out after it was taken.
    pub talks: i64,
    /// Of these, talks whose buyer ordered within a day.
    pub ordered: i64,
}

impl From<jinpai_engine::PhraseOutcome> for PhraseOutcome {
    fn from(outcome: jinpai_engine::PhraseOutcome) -> Self {
        let jinpai_engine::PhraseOutcome {
            phrase,
            talks,
            ordered,
        } = outcome;
        Self {
            phrase,
            talks,
            ordered,
        }
    }
}

/// What a reply could be saved as.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PhraseDraft {
    /// A stage of the talk.
    pub stage: String,
    /// One that is free.
    pub code: String,
    pub title: String,
}

impl From<jinpai_engine::PhraseDraft> for PhraseDraft {
    fn from(draft: jinpai_engine::PhraseDraft) -> Self {
        let jinpai_engine::PhraseDraft { stage, code, title } = draft;
        Self { stage, code, title }
    }
}

/// A phrase that is there.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LikePhrase {
    pub code: String,
    pub title: String,
}

/// A question that many buyers asked in the last seven days and no phrase answers. Long numbers are masked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AskedOften {
    /// By this it is put aside.
    pub question: String,
    pub asked: usize,
    pub buyers: usize,
    /// Up to three, as buyers put it.
    pub examples: Vec<String>,
    /// The usual answer in an agent's own words.
    pub answer: Option<String>,
    pub answered: usize,
    /// A phrase for about the same, which agents do not answer with.
    pub like: Option<LikePhrase>,
}

impl From<jinpai_engine::AskedOften> for AskedOften {
    fn from(asked: jinpai_engine::AskedOften) -> Self {
        Self {
            question: asked.question,
            asked: asked.asked,
            buyers: asked.buyers,
            examples: asked.examples,
            answer: asked.answer,
            answered: asked.answered,
            like: asked.like.map(|like| LikePhrase {
                code: like.code,
                title: like.title,
            }),
        }
    }
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PhraseRowChange {
    New,
    Changed,
    Same,
}

impl From<jinpai_engine::PhraseRowChange> for PhraseRowChange {
    fn from(change: jinpai_engine::PhraseRowChange) -> Self {
        match change {
            jinpai_engine::PhraseRowChange::New => Self::New,
            jinpai_engine::PhraseRowChange::Changed => Self::Changed,
            jinpai_engine::PhraseRowChange::Same => Self::Same,
        }
    }
}

/// A row of a file that was, or would be, taken.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportedPhrase {
    pub line: u64,
    pub change: PhraseRowChange,
    #[schema(value_type = words::PhraseScope)]
    pub scope: PhraseScope,
    pub stage: String,
    pub code: String,
    pub title: String,
    pub text: String,
}

impl From<jinpai_engine::ImportedPhrase> for ImportedPhrase {
    fn from(row: jinpai_engine::ImportedPhrase) -> Self {
        Self {
            line: row.line,
            change: row.change.into(),
            scope: row.scope,
            stage: row.stage,
            code: row.code,
            title: row.title,
            text: row.text,
        }
    }
}

/// What the coach says above a hint of a row that was taken all the same.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ToldPhrase {
    pub line: u64,
    pub code: String,
    pub findings: Vec<Finding>,
}

impl From<&jinpai_engine::ToldPhrase> for ToldPhrase {
    fn from(told: &jinpai_engine::ToldPhrase) -> Self {
        Self {
            line: told.line,
            code: told.code.clone(),
            findings: told.findings.iter().map(Finding::from).collect(),
        }
    }
}
