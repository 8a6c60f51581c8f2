//! Adds, changes and removes the shop's tags.

use axum::{Json, extract::State};
use jinpai_engine::TagChange;
use jinpai_model::{Role, ShopId, TagColour, TagId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done},
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, TagView, words},
};

#[derive(Deserialize, ToSchema)]
pub struct NewTag {
    /// 1 to 12 characters; a shop has one tag of a name.
    name: String,
    #[schema(value_type = words::TagColour)]
    colour: TagColour,
}

/// What is not named stays as it is.
#[derive(Deserialize, ToSchema)]
pub struct TagToChange {
    /// 1 to 12 characters.
    name: Option<String>,
    #[schema(value_type = Option<words::TagColour>)]
    colour: Option<TagColour>,
    /// Its place among the others, from 0; the others make room.
    place: Option<usize>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/tags", tag = "tags",
    params(("shop" = Id, Path)), request_body = NewTag,
    responses((status = 200, body = TagView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn add_tag(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<NewTag>,
) -> Answer<Json<TagView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    Ok(Json(desk.add_tag(&body.name, body.colour).await?.into()))
}

#[utoipa::path(
    patch, path = "/api/v1/shops/{shop}/tags/{tag}", tag = "tags",
    params(("shop" = Id, Path), ("tag" = Id, Path)), request_body = TagToChange,
    responses((status = 200, body = TagView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn change_tag(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, tag)): Ids<(ShopId, TagId)>,
    Body(body): Body<TagToChange>,
) -> Answer<Json<TagView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let change = TagChange {
        name: body.name,
        colour: body.colour,
        place: body.place,
    };
    Ok(Json(desk.change_tag(tag, change).await?.into()))
}

/// Removes a tag, from all that bears it too.
#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/tags/{tag}", tag = "tags",
    params(("shop" = Id, Path), ("tag" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn remove_tag(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, tag)): Ids<(ShopId, TagId)>,
) -> Answer<Done> {
    app.desk(&who, shop, Role::Lead).await?.remove_tag(tag).await?;
    Ok(DONE)
}
