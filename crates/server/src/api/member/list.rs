//! The shop's team.

use axum::{Json, extract::State};
use jinpai_engine::MemberView;
use jinpai_model::{Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, PersonName, words},
};

#[derive(Serialize, ToSchema)]
pub struct Member {
    person: PersonName,
    #[schema(value_type = words::Role)]
    role: Role,
}

impl From<&MemberView> for Member {
    fn from(view: &MemberView) -> Self {
        Self {
            person: PersonName::from(&view.person),
            role: view.role,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct MemberList {
    items: Vec<Member>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/members", tag = "members",
    params(("shop" = Id, Path)),
    responses((status = 200, body = MemberList)),
    extensions(("x-needs" = json!("owner"))),
)]
pub async fn list_members(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
) -> Answer<Json<MemberList>> {
    let members = app.desk(&who, shop, Role::Owner).await?.members().await?;
    Ok(Json(MemberList {
        items: members.iter().map(Member::from).collect(),
    }))
}
