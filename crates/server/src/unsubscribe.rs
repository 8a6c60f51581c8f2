//! The page behind the way out of a letter: GET shows a button, POST does it, also from a mail program that
//! posts without asking (RFC 8058).
//!
//! No sign-in, no cookie and no script. Looking changes nothing, because mail scanners look at every link.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jinpai_engine::{EngineError, Locale, Unsubscribing};

use crate::{
    address::Caller,
    headers::{FrameAncestors, Page},
    language,
    problem::{Answer, Problem},
    state::{App, Limiters},
};

/// The page's style; a page of ours holds none inline.
pub const STYLE: &str = "body{margin:0;background:#f6f5f2;color:#23211c;font:16px/1.7 system-ui,-apple-system,\
    'PingFang SC','Microsoft YaHei',sans-serif}main{max-width:420px;margin:12vh auto;padding:32px 24px;\
    background:#fff;border-radius:12px;box-sizing:border-box}h1{font-size:20px;margin:0 0 12px}p{margin:0 0 20px}\
    button{font:inherit;min-height:44px;padding:8px 24px;border:0;border-radius:8px;background:#23211c;\
    color:#fff;cursor:pointer}button:focus-visible{outline:3px solid #b8862b;outline-offset:2px}\
    @media (max-width:480px){main{margin:0;min-height:100vh;border-radius:0}}\
    @media (prefers-color-scheme:dark){body{background:#191815;color:#efece4}main{background:#24221d}\
    button{background:#efece4;color:#191815}}\n";

pub async fn style() -> Response {
    let kind = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (kind, STYLE).into_response()
}

/// What the link is about, and the button.
pub async fn look(
    State(app): State<App>,
    Caller(address): Caller,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    Limiters::take(&app.limits.unsubscribe, address, app.engine.now())?;
    let locale = language::of_headers(&headers);
    shown(app.engine.unsubscribing(&token).await, locale)
}

/// Does it. Doing it again changes nothing.
pub async fn end(
    State(app): State<App>,
    Caller(address): Caller,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    Limiters::take(&app.limits.unsubscribe, address, app.engine.now())?;
    let locale = language::of_headers(&headers);
    shown(app.engine.unsubscribe(&token).await, locale)
}

fn shown(found: Result<Unsubscribing, EngineError>, locale: Locale) -> Answer<Response> {
    let (status, html) = match found {
        Ok(about) => (StatusCode::OK, page(locale, &words(&about, locale), !about.done)),
        Err(EngineError::NotFound(_)) => (StatusCode::NOT_FOUND, page(locale, &unknown(locale), false)),
        Err(error) => return Err(Problem::from(error)),
    };
    let kind = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_LANGUAGE, tag(locale)),
    ];
    let mut response = (status, kind, html).into_response();
    response.extensions_mut().insert(Page(FrameAncestors::None));
    Ok(response)
}

/// Heading and sentence.
type Words = (String, String);

fn words(about: &Unsubscribing, locale: Locale) -> Words {
    let shop = &about.shop_name;
    let to = about
        .addresses
        .join(if locale == Locale::En { ", " } else { "、" });
    match (locale, about.done) {
        (Locale::Zh, true) => (
            "已经退订".to_owned(),
            format!("「{shop}」不会再给您发订单提醒了。"),
        ),
        (Locale::Zh, false) if to.is_empty() => (
            format!("不再接收「{shop}」的提醒？"),
            "确认后，这家店铺不会再给您发订单提醒。".to_owned(),
        ),
        (Locale::Zh, false) => (
            format!("不再接收「{shop}」的提醒？"),
            format!("确认后，这家店铺不会再往 {to} 发邮件，也不会再用其他方式给您发订单提醒。"),
        ),
        (Locale::En, true) => (
            "You are unsubscribed".to_owned(),
            format!("{shop} will send you no more reminders."),
        ),
        (Locale::En, false) if to.is_empty() => (
            format!("No more reminders from {shop}?"),
            "The shop will then send you no more reminders about orders.".to_owned(),
        ),
        (Locale::En, false) => (
            format!("No more reminders from {shop}?"),
            format!("The shop will then send no more mail to {to}, and no reminders in any other way."),
        ),
    }
}

fn unknown(locale: Locale) -> Words {
    match locale {
        Locale::Zh => (
            "链接不完整".to_owned(),
            "这个退订链接不完整或已经失效。请从邮件里重新点击，或直接回复邮件告诉店铺。".to_owned(),
        ),
        Locale::En => (
            "The link is not complete".to_owned(),
            "This link is cut off or no longer valid. Click it in the letter again, or answer the letter."
                .to_owned(),
        ),
    }
}

const fn tag(locale: Locale) -> &'static str {
    match locale {
        Locale::Zh => "zh-CN",
        Locale::En => "en",
    }
}

fn page(locale: Locale, (heading, sentence): &Words, asks: bool) -> String {
    let (heading, sentence) = (escaped(heading), escaped(sentence));
    let button = match locale {
        Locale::Zh => "确认退订",
        Locale::En => "Unsubscribe",
    };
    let form = if asks {
        format!("<form method=\"post\"><button type=\"submit\">{button}</button></form>")
    } else {
        String::new()
    };
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{heading}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" \
         content=\"noindex\"><link rel=\"stylesheet\" href=\"/unsubscribe/style.css\"></head>\
         <body><main><h1>{heading}</h1><p>{sentence}</p>{form}</main></body></html>\n",
        tag(locale)
    )
}

fn escaped(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, c| {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                c => out.push(c),
            }
            out
        })
}
