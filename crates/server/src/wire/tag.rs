//! Tags of a shop.

use jinpai_model::TagColour;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Id, words};

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TagView {
    pub id: Id,
    pub name: String,
    #[schema(value_type = words::TagColour)]
    pub colour: TagColour,
    /// How many conversations and buyers bear it.
    pub uses: i64,
}

impl From<jinpai_engine::TagView> for TagView {
    fn from(view: jinpai_engine::TagView) -> Self {
        Self {
            id: view.tag.id.into(),
            name: view.tag.name,
            colour: view.tag.colour,
            uses: view.uses,
        }
    }
}
