//! What waits for a person, the most urgent first.

use axum::{Json, extract::State};
use jinpai_model::{ConversationId, Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, TaskView, Teller},
};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfConversation {
    /// Only what concerns the buyer of this open conversation.
    #[param(value_type = Option<Id>)]
    conversation: Option<ConversationId>,
}

/// Open tasks.
#[derive(Serialize, ToSchema)]
pub struct TaskList {
    pub items: Vec<TaskView>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/tasks", tag = "reminders",
    params(("shop" = Id, Path), OfConversation),
    responses((status = 200, body = TaskList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_tasks(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(of): Params<OfConversation>,
) -> Answer<Json<TaskList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let zone = who.zone(shop);
    let open = desk.tasks(of.conversation).await?;
    let teller = Teller::new(&desk, &zone, who.locale());
    Ok(Json(TaskList {
        items: open.iter().map(|task| TaskView::new(task, teller)).collect(),
    }))
}
