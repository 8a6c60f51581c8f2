//! Phrases, and the facts that stand in them.

use jinpai_model::PhraseScope;
use serde::Serialize;
use utoipa::ToSchema;

use super::words;

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
        }
    }
}
