//! Security headers on everything that leaves the server.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::state::App;

/// Marks an answer as a page, with who may show it in a frame.
#[derive(Debug, Clone)]
pub struct Page(pub FrameAncestors);

#[derive(Debug, Clone)]
pub enum FrameAncestors {
    None,
    /// Origins of the shop's pages.
    These(Vec<String>),
}

const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; frame-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors ";
/// For what is no page: it loads nothing and stands in no frame.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Layer: sets the headers.
pub async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let page = response.extensions_mut().remove::<Page>();
    let framed = matches!(&page, Some(Page(FrameAncestors::These(_))));
    let policy = page.map_or_else(|| DATA_POLICY.to_owned(), |Page(ancestors)| policy(&ancestors));
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    };
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "no-referrer");
    set(
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    set("cross-origin-opener-policy", "same-origin");
    if app.is_https() {
        set("strict-transport-security", "max-age=31536000");
    }
    let sharing = HeaderName::from_static("cross-origin-resource-policy");
    let shared = if framed { "cross-origin" } else { "same-origin" };
    headers.entry(sharing).or_insert(HeaderValue::from_static(shared));
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    // Origins are checked when they are set; one that is no header all the same lets nobody in.
    let policy = HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static(DATA_POLICY));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

fn policy(ancestors: &FrameAncestors) -> String {
    let fits = |origin: &&String| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b".-:[]/".contains(&b);
        (origin.starts_with("https://") || origin.starts_with("http://")) && origin.bytes().all(plain)
    };
    let these = match ancestors {
        FrameAncestors::None => String::new(),
        FrameAncestors::These(origins) => origins
            .iter()
            .filter(fits)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" "),
    };
    let these = if these.is_empty() { "'none'" } else { &these };
    format!("{PAGE_POLICY}{these}")
}

#[cfg(test)]
mod tests {
    use super::{FrameAncestors, policy};

    #[test]
    fn only_the_shops_origins_may_frame() {
        let policy_of = |origins: &[&str]| {
            policy(&FrameAncestors::These(
                origins.iter().map(|o| (*o).into()).collect(),
            ))
        };
        assert!(policy(&FrameAncestors::None).ends_with("frame-ancestors 'none'"));
        assert!(policy_of(&[]).ends_with("frame-ancestors 'none'"));
        assert!(
            policy_of(&["https://a.example", "http://127.0.0.1:81"])
                .ends_with("frame-ancestors https://a.example http://127.0.0.1:81")
        );
        assert!(policy_of(&["https://a; script-src *"]).ends_with("frame-ancestors 'none'"));
    }
}
