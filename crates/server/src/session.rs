//! The agents' session: its cookie, and the guard before every request that changes something.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
};
use jinpai_engine::{Locale, SessionView, same};
use jinpai_model::{ShopId, Zone};

use crate::{
    language::{self, Tongue},
    origin,
    problem::{Answer, Code, Problem},
    state::App,
};

/// A page shows this token back; another site's page cannot know it.
pub const CSRF_HEADER: &str = "x-csrf-token";
/// The browser forgets the cookie as late as the engine forgets an unused session.
const COOKIE_SECONDS: u32 = 14 * 24 * 3600;

/// Somebody with a valid session who may use the product.
///
/// For methods that change something, the CSRF token and the origin have been checked.
pub struct SignedIn {
    pub view: SessionView,
    pub token: String,
}

/// The same, also while the one-time password stands: enough to change it or to leave.
pub struct SignedInAtAll(pub SignedIn);

impl SignedIn {
    /// The clock of one of her shops.
    pub fn zone(&self, shop: ShopId) -> Zone {
        let held = self.view.shops.iter().find(|(held, ..)| held.id == shop);
        let zone = held.and_then(|(held, ..)| held.settings.zone.parse().ok());
        zone.unwrap_or_else(Zone::shanghai)
    }

    pub fn locale(&self) -> Locale {
        language::of_tag(&self.view.person.locale)
    }
}

impl FromRequestParts<App> for SignedInAtAll {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = token(app, &parts.headers)
            .ok_or_else(|| Problem::new(Code::NotSignedIn))?
            .to_owned();
        let view = app.engine.session(&token).await?;
        let who = SignedIn { view, token };
        if let Some(tongue) = parts.extensions.get::<Tongue>() {
            tongue.learn(who.locale());
        }
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            origin::refuse_foreign(app, &parts.headers)?;
            check_csrf(&parts.headers, &who.view.csrf)?;
        }
        Ok(Self(who))
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let SignedInAtAll(who) = SignedInAtAll::from_request_parts(parts, app).await?;
        if who.view.person.must_change_password {
            return Err(Problem::new(Code::MustChangePassword));
        }
        Ok(who)
    }
}

fn check_csrf(headers: &HeaderMap, expected: &str) -> Answer<()> {
    let given = headers
        .get(CSRF_HEADER)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    if same(given, expected) {
        Ok(())
    } else {
        Err(Problem::new(Code::CsrfRefused))
    }
}

/// `__Host-` binds the cookie to this very host over https; a plain-http server cannot use the name.
const fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-jinpai" } else { "jinpai" }
}

/// The session's token, if the request has the cookie.
pub fn token<'a>(app: &App, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = cookie_name(app.is_https());
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name && is_token(value)).then_some(value))
}

fn is_token(text: &str) -> bool {
    (16..=256).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

/// The header that makes the browser keep the session.
pub fn keep(app: &App, token: &str) -> HeaderValue {
    cookie(app.is_https(), token, COOKIE_SECONDS)
}

/// The header that makes the browser forget it.
pub fn forget(app: &App) -> HeaderValue {
    cookie(app.is_https(), "", 0)
}

fn cookie(https: bool, token: &str, seconds: u32) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let name = cookie_name(https);
    let text = format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    // A token is hexadecimal, so the text is a header; were it not, no cookie is the safe answer.
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::{cookie, is_token};

    #[test]
    fn the_cookie_is_bound_to_its_host_over_https() {
        assert_eq!(
            cookie(true, "ab12", 60),
            "__Host-jinpai=ab12; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            cookie(false, "", 0),
            "jinpai=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
        );
        assert!(is_token(&"a".repeat(64)) && !is_token("short") && !is_token(&"é".repeat(20)));
    }
}
