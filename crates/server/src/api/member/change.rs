//! Changes a member's role.

use axum::{Json, extract::State};
use jinpai_model::{PersonId, Role, ShopId};
use serde::Deserialize;
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
pub struct MemberPatch {
    #[schema(value_type = words::Role)]
    role: Role,
}

#[utoipa::path(
    patch, path = "/api/v1/shops/{shop}/members/{person}", tag = "members",
    params(("shop" = Id, Path), ("person" = Id, Path)), request_body = MemberPatch,
    responses((status = 200, body = Member)),
    extensions(("x-needs" = json!("owner"))),
)]
pub async fn change_member(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, person)): Ids<(ShopId, PersonId)>,
    Body(body): Body<MemberPatch>,
) -> Answer<Json<Member>> {
    let member = app
        .desk(&who, shop, Role::Owner)
        .await?
        .set_role(person, body.role)
        .await?;
    Ok(Json(Member::from(&member)))
}
