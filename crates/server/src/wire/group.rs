//! Groups of a team.

use serde::Serialize;
use utoipa::ToSchema;

use super::Id;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GroupView {
    pub id: Id,
    pub name: String,
    /// Ids of who is in it.
    pub members: Vec<Id>,
}

impl From<jinpai_model::Group> for GroupView {
    fn from(group: jinpai_model::Group) -> Self {
        Self {
            id: group.id.into(),
            name: group.name,
            members: group.members.into_iter().map(Id::from).collect(),
        }
    }
}
