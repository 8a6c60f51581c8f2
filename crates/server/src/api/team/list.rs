//! Everybody on the team with what she is doing, who is there first.

use axum::{Json, extract::State};
use jinpai_engine::ColleagueView;
use jinpai_model::{DutyState, Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Author, Id, words},
};

/// A colleague at the desk.
#[derive(Serialize, ToSchema)]
pub struct Colleague {
    person: Author,
    #[schema(value_type = words::Role)]
    role: Role,
    /// Whether a page of hers is connected.
    there: bool,
    #[schema(value_type = words::DutyState)]
    state: DutyState,
    /// What she says beside it; may be empty.
    note: String,
    /// Open talks she has at most before new buyers go to others, 1 to 200.
    capacity: u32,
    /// Open talks that are hers.
    talks: u32,
    /// Buyers who wait in them.
    waiting: u32,
}

impl From<ColleagueView> for Colleague {
    fn from(view: ColleagueView) -> Self {
        Self {
            person: Author {
                id: view.person.into(),
                name: view.name,
            },
            role: view.role,
            there: view.there,
            state: view.duty.state,
            note: view.duty.note,
            capacity: view.duty.capacity,
            talks: view.talks,
            waiting: view.waiting,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct Team {
    items: Vec<Colleague>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/team", tag = "team",
    params(("shop" = Id, Path)),
    responses((status = 200, body = Team)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_team(State(app): State<App>, who: SignedIn, Ids(shop): Ids<ShopId>) -> Answer<Json<Team>> {
    let team = app.desk(&who, shop, Role::Agent).await?.team().await?;
    Ok(Json(Team {
        items: team.into_iter().map(Colleague::from).collect(),
    }))
}
