//! The API document: what the routes say of themselves, and the frames of the sockets.

use utoipa::{
    OpenApi,
    openapi::{Content, Ref, RefOr, ResponseBuilder, path::Operation},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api,
    problem::ProblemBody,
    socket::{
        agent, buyer,
        frames::{AgentFrameIn, AgentFrameOut, BuyerFrameIn, BuyerFrameOut},
    },
    state::App,
    wire::words,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Jinpai",
        description = "Times `*_at` are milliseconds of UTC, money `*_fen` is fen, ids are ULIDs. Errors are \
                       RFC 9457 problems whose `code` is stable. Agents have a cookie session and send \
                       `x-csrf-token` with everything that changes something; buyers have a bearer token; hooks \
                       are signed. `x-needs` names who may call.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(
        ProblemBody,
        AgentFrameIn,
        AgentFrameOut,
        BuyerFrameIn,
        BuyerFrameOut,
        words::EventKind
    ))
)]
struct Document;

/// All routes with their document.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(api::routes())
        .routes(routes!(agent::agent_socket))
        .routes(routes!(buyer::buyer_socket))
}

/// Adds what is the same for every route: how it refuses.
pub fn finish(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    for item in document.paths.paths.values_mut() {
        let operations = [
            &mut item.get,
            &mut item.post,
            &mut item.patch,
            &mut item.delete,
            &mut item.put,
        ];
        operations.into_iter().flatten().for_each(refuses);
    }
    document
}

fn refuses(operation: &mut Operation) {
    let body = Content::new(Some(RefOr::Ref(Ref::from_schema_name("Problem"))));
    let response = ResponseBuilder::new()
        .description("Refused")
        .content("application/problem+json", body);
    operation
        .responses
        .responses
        .insert("default".to_owned(), RefOr::T(response.build()));
}

/// The document as JSON, in a stable order.
///
/// # Errors
/// When it cannot be serialized, which would be a defect.
pub fn json() -> Result<String, serde_json::Error> {
    let document = finish(router().into_openapi());
    // By way of a value, whose keys are sorted.
    let sorted = serde_json::to_value(&document)?;
    Ok(serde_json::to_string_pretty(&sorted)? + "\n")
}
