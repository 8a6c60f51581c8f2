//! Adds, changes and removes the groups of the team.

use axum::{Json, extract::State};
use jinpai_engine::GroupChange;
use jinpai_model::{GroupId, PersonId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done},
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{GroupView, Id},
};

#[derive(Deserialize, ToSchema)]
pub struct NewGroup {
    /// 1 to 12 characters; a shop has one group of a name.
    name: String,
    /// Who is in it, of the shop's team.
    #[serde(default)]
    #[schema(value_type = Vec<Id>)]
    members: Vec<PersonId>,
}

/// What is not named stays as it is.
#[derive(Deserialize, ToSchema)]
pub struct GroupToChange {
    /// 1 to 12 characters.
    name: Option<String>,
    /// All who are in it from now on.
    #[schema(value_type = Option<Vec<Id>>)]
    members: Option<Vec<PersonId>>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/groups", tag = "team",
    params(("shop" = Id, Path)), request_body = NewGroup,
    responses((status = 200, body = GroupView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn add_group(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<NewGroup>,
) -> Answer<Json<GroupView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let change = GroupChange {
        name: Some(body.name),
        members: Some(body.members),
    };
    Ok(Json(desk.put_group(None, change).await?.into()))
}

#[utoipa::path(
    patch, path = "/api/v1/shops/{shop}/groups/{group}", tag = "team",
    params(("shop" = Id, Path), ("group" = Id, Path)), request_body = GroupToChange,
    responses((status = 200, body = GroupView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn change_group(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, group)): Ids<(ShopId, GroupId)>,
    Body(body): Body<GroupToChange>,
) -> Answer<Json<GroupView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let change = GroupChange {
        name: body.name,
        members: body.members,
    };
    Ok(Json(desk.put_group(Some(group), change).await?.into()))
}

/// Removes a group. Conversations that wait for it wait for anybody from now on.
#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/groups/{group}", tag = "team",
    params(("shop" = Id, Path), ("group" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn remove_group(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, group)): Ids<(ShopId, GroupId)>,
) -> Answer<Done> {
    app.desk(&who, shop, Role::Lead)
        .await?
        .remove_group(group)
        .await?;
    Ok(DONE)
}
