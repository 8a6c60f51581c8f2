//! Every refusal leaves the server through here: RFC 9457, one table of codes, two languages.
//!
//! A problem is raised without knowing who reads it; [`in_words`] puts it in words on the way out. Nothing
//! here may repeat a secret or the inside of a failure: the log has that, under the request's number.

mod from_engine;
mod policy_words;
mod table;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jinpai_engine::{Invalid, Locale, Report, RuleFault};
use jinpai_model::Role;
use serde::Serialize;
use utoipa::ToSchema;

pub use self::table::{Code, fault as fault_words};
use crate::{
    language::{self, Tongue},
    wire::Finding,
};

/// Most things wrong in a rule that are named at once.
const MOST_FAULTS: usize = 20;

/// What a handler answers.
pub type Answer<T> = Result<T, Problem>;

/// Why a request was refused.
#[derive(Debug, Clone)]
pub struct Problem {
    code: Code,
    /// What the sentence of the code speaks of.
    about: About,
    fields: Vec<(String, Invalid)>,
    /// Boxed, so that an answer stays small.
    proof: Option<Box<Proof>>,
    retry_after_s: Option<i64>,
    /// Methods that would have been allowed.
    allow: Option<HeaderValue>,
}

/// What was found in the text that was refused.
#[derive(Debug, Clone)]
enum Proof {
    Findings(Report),
    Faults(Vec<RuleFault>),
}

/// What fills the blank of a sentence.
#[derive(Debug, Clone)]
enum About {
    /// Why a reminder may not go out.
    Reason(jinpai_model::Flow, jinpai_model::Reason),
    Nothing,
    Role(Role),
    /// A noun of the product, such as `order`.
    Thing(&'static str),
    /// A fixed or machine-made note in English, such as where a body stops being JSON.
    Note(String),
    Number(i64),
}

/// RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// `urn:jinpai:problem:` and the code.
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    /// What happened and what to do, in the reader's language.
    detail: String,
    /// For machines; stays the same between versions.
    code: &'static str,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<std::collections::BTreeMap<String, String>>,
    /// The coach's findings, when it refused the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<Finding>>,
    /// What is wrong in the text of a rule, by line.
    #[serde(skip_serializing_if = "Option::is_none")]
    faults: Option<Vec<Fault>>,
    /// Whole seconds until the same request may succeed.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_s: Option<i64>,
}

/// One thing wrong in the text of a rule.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleFault)]
pub struct Fault {
    /// Counts from 1.
    line: usize,
    reason: String,
}

impl Problem {
    pub fn new(code: Code) -> Self {
        let about = About::Nothing;
        Self {
            code,
            about,
            fields: Vec::new(),
            proof: None,
            retry_after_s: None,
            allow: None,
        }
    }

    pub fn not_found(thing: &'static str) -> Self {
        Self {
            about: About::Thing(thing),
            ..Self::new(Code::NotFound)
        }
    }

    pub fn field(field: impl Into<String>, reason: Invalid) -> Self {
        Self {
            fields: vec![(field.into(), reason)],
            ..Self::new(Code::Invalid)
        }
    }

    pub fn too_many(retry_after_s: i64) -> Self {
        let retry_after_s = retry_after_s.max(1);
        Self {
            about: About::Number(retry_after_s),
            retry_after_s: Some(retry_after_s),
            ..Self::new(Code::TooManyRequests)
        }
    }

    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        // A note may quote the request: keep it short, whatever came.
        self.about = About::Note(note.into().chars().take(300).collect());
        self
    }

    #[must_use]
    pub fn with_number(mut self, number: i64) -> Self {
        self.about = About::Number(number);
        self
    }

    #[must_use]
    pub fn allowing(mut self, methods: Option<HeaderValue>) -> Self {
        self.allow = methods;
        self
    }

    /// The same refusal under another code.
    #[must_use]
    pub fn recoded(mut self, from: Code, to: Code) -> Self {
        if self.code == from {
            self.code = to;
        }
        self
    }

    pub const fn code(&self) -> Code {
        self.code
    }

    /// The sentence a person reads.
    pub fn detail(&self, locale: Locale) -> String {
        table::detail(self.code, &self.about, locale)
    }

    fn body(&self, locale: Locale) -> ProblemBody {
        let fields = self
            .fields
            .iter()
            .map(|(name, reason)| (name.clone(), table::reason(reason, locale)));
        let (mut findings, mut faults) = (None, None);
        match self.proof.as_deref() {
            Some(Proof::Findings(report)) => findings = Some(Finding::list(report)),
            Some(Proof::Faults(found)) => {
                let named = found.iter().take(MOST_FAULTS).map(|fault| Fault {
                    line: fault.line,
                    reason: table::fault(&fault.reason, locale),
                });
                faults = Some(named.collect());
            }
            None => {}
        }
        ProblemBody {
            kind: format!("urn:jinpai:problem:{}", self.code.as_str()),
            title: table::title(self.code, locale).to_owned(),
            status: self.code.status().as_u16(),
            detail: self.detail(locale),
            code: self.code.as_str(),
            fields: (!self.fields.is_empty()).then(|| fields.collect()),
            findings,
            faults,
            retry_after_s: self.retry_after_s,
        }
    }

    fn words(&self, locale: Locale) -> Response {
        let mut response = (self.code.status(), axum::Json(self.body(locale))).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(
            header::CONTENT_LANGUAGE,
            HeaderValue::from_static(if locale == Locale::En { "en" } else { "zh-CN" }),
        );
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(methods) = &self.allow {
            headers.insert(header::ALLOW, methods.clone());
        }
        response
    }
}

impl IntoResponse for Problem {
    /// An empty answer that carries the problem; [`in_words`] fills it.
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Layer: gives the problems of everything inside their words.
pub async fn in_words(mut request: Request, next: Next) -> Response {
    let tongue = Tongue::default();
    let asked = language::of_headers(request.headers());
    request.extensions_mut().insert(tongue.clone());
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return carry_over(&response, problem.words(tongue.known().unwrap_or(asked)));
    }
    if response.status().is_client_error() || response.status().is_server_error() {
        if is_ours(response.headers()) {
            return response;
        }
        let problem = unworded(response.status()).allowing(response.headers().get(header::ALLOW).cloned());
        return carry_over(&response, problem.words(tongue.known().unwrap_or(asked)));
    }
    response
}

/// Headers that were set beside the problem, such as a cookie to forget.
fn carry_over(from: &Response, mut to: Response) -> Response {
    const BODY: [HeaderName; 2] = [header::CONTENT_TYPE, header::CONTENT_LENGTH];
    for (name, value) in from.headers() {
        if !BODY.contains(name) && !to.headers().contains_key(name) {
            to.headers_mut().append(name, value.clone());
        }
    }
    to
}

/// Pages may answer with an error status and a body of their own.
fn is_ours(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// What the framework refused by itself.
fn unworded(status: StatusCode) -> Problem {
    Problem::new(match status {
        StatusCode::NOT_FOUND => Code::NoSuchPath,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::WrongContentType,
        StatusCode::UPGRADE_REQUIRED => Code::NotASocket,
        status if status.is_client_error() => Code::BadRequest,
        _ => Code::Internal,
    })
}
