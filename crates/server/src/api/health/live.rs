//! The process lives.

#[utoipa::path(
    get, path = "/healthz", tag = "health",
    responses((status = 200, body = String, content_type = "text/plain")),
    extensions(("x-needs" = json!("nobody"))),
)]
pub async fn healthz() -> &'static str {
    "ok\n"
}
