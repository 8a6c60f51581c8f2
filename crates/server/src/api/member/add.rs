//! Puts somebody on the team; a new login gets an account with a one-time password.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::Member;
use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, words},
};

#[derive(Deserialize, ToSchema)]
pub struct NewMember {
    login: String,
    name: String,
    #[schema(value_type = words::Role)]
    role: Role,
}

#[derive(Serialize, ToSchema)]
pub struct AddedMember {
    member: Member,
    /// Shown this once; null when the person had an account already.
    #[schema(required = true)]
    one_time_password: Option<String>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/members", tag = "members",
    params(("shop" = Id, Path)), request_body = NewMember,
    responses((status = 200, body = AddedMember)),
    extensions(("x-needs" = json!("owner"))),
)]
pub async fn add_member(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<NewMember>,
) -> Answer<Json<AddedMember>> {
    let desk = app.desk(&who, shop, Role::Owner).await?;
    let (member, one_time_password) = desk.add_member(&body.login, &body.name, body.role).await?;
    // Her open pages take the shop in; nobody listening means that there are none.
    let _ = app.sessions_changed.send(member.person.id);
    Ok(Json(AddedMember {
        member: Member::from(&member),
        one_time_password,
    }))
}
