//! Whether a request comes from Jinpai's own pages.
//!
//! A browser cannot be made to lie in `Sec-Fetch-Site` and `Origin`, so they tell a page of another site from
//! ours. Who sends neither is no browser and carries no cookie that it was not given on purpose.

use axum::http::{HeaderMap, header};

use crate::{
    problem::{Answer, Code, Problem},
    state::App,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Own,
    Foreign,
    /// Neither header was sent.
    Unsaid,
}

/// # Errors
/// `foreign-origin` for a page of another site.
pub fn refuse_foreign(app: &App, headers: &HeaderMap) -> Answer<()> {
    match judge(app, headers) {
        Origin::Own | Origin::Unsaid => Ok(()),
        Origin::Foreign => Err(Problem::new(Code::ForeignOrigin)),
    }
}

/// For sockets, where every browser names its origin.
///
/// # Errors
/// `foreign-origin` for anything but our own pages.
pub fn require_own(app: &App, headers: &HeaderMap) -> Answer<()> {
    match judge(app, headers) {
        Origin::Own => Ok(()),
        Origin::Foreign | Origin::Unsaid => Err(Problem::new(Code::ForeignOrigin)),
    }
}

fn judge(app: &App, headers: &HeaderMap) -> Origin {
    let text = |name: &str| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or("not text"))
    };
    let host = text(header::HOST.as_str());
    decide(
        text("sec-fetch-site"),
        text(header::ORIGIN.as_str()),
        app.config.public_url.as_deref(),
        if app.config.tls.is_some() { "https" } else { "http" },
        host.unwrap_or(""),
    )
}

fn decide(
    site: Option<&str>,
    origin: Option<&str>,
    public_url: Option<&str>,
    scheme: &str,
    host: &str,
) -> Origin {
    let verdict = |own: bool| if own { Origin::Own } else { Origin::Foreign };
    if let Some(site) = site {
        return verdict(site == "same-origin");
    }
    let Some(origin) = origin else {
        return Origin::Unsaid;
    };
    let is_public = public_url.is_some_and(|url| origin.eq_ignore_ascii_case(origin_of(url)));
    verdict(is_public || origin.eq_ignore_ascii_case(&format!("{scheme}://{host}")))
}

/// The address under which people see this server.
pub fn own(app: &App, headers: &HeaderMap) -> String {
    if let Some(url) = &app.config.public_url {
        return origin_of(url).to_owned();
    }
    let scheme = if app.config.tls.is_some() { "https" } else { "http" };
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let plain = |host: &&str| {
        host.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
    };
    let host = host
        .filter(plain)
        .map_or_else(|| app.config.listen.to_string(), str::to_owned);
    format!("{scheme}://{host}")
}

/// The scheme, host and port of a URL.
pub fn origin_of(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find('/').map_or(url.len(), |at| start + at);
    &url[..end]
}

#[cfg(test)]
mod tests {
    use super::{Origin, decide};

    #[test]
    fn another_site_is_told_apart() {
        let public = Some("https://desk.example/");
        for (site, origin, public, expected) in [
            (None, None, None, Origin::Unsaid),
            (None, Some("http://127.0.0.1:8080"), None, Origin::Own),
            (None, Some("http://127.0.0.1:9090"), None, Origin::Foreign),
            (None, Some("https://127.0.0.1:8080"), None, Origin::Foreign),
            (None, Some("null"), None, Origin::Foreign),
            (None, Some("https://desk.example"), public, Origin::Own),
            (
                None,
                Some("https://desk.example.evil.example"),
                public,
                Origin::Foreign,
            ),
            (Some("same-origin"), Some("null"), None, Origin::Own),
            (
                Some("cross-site"),
                Some("http://127.0.0.1:8080"),
                None,
                Origin::Foreign,
            ),
            (Some("same-site"), None, None, Origin::Foreign),
            (Some("none"), None, None, Origin::Foreign),
        ] {
            let got = decide(site, origin, public, "http", "127.0.0.1:8080");
            assert_eq!(got, expected, "{site:?} {origin:?} {public:?}");
        }
    }
}
