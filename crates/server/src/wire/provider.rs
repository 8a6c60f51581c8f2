//! A shop's providers of messages. Secrets never leave.

use jinpai_engine::LineView;
use jinpai_model::Channel;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Id, reminder::HandOver, words};

/// How it stands with a provider's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LineState {
    /// Switched off.
    Off,
    /// Opened for each message.
    OnDemand,
    Opening,
    Open,
    Down,
    /// The settings were sealed with another key file: enter them again.
    Sealed,
}

/// A provider as its owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProviderView {
    pub id: Id,
    #[schema(value_type = words::Channel)]
    pub channel: Channel,
    pub name: String,
    pub on: bool,
    /// The settings without their secrets; null when they cannot be read here.
    #[schema(value_type = Option<Object>, required = true)]
    pub settings: Option<serde_json::Value>,
    /// Names of the secrets that are set.
    pub secrets: Vec<&'static str>,
    /// Where the provider posts what became of messages; null when it posts nothing.
    #[schema(required = true)]
    pub callback_url: Option<String>,
    pub line: LineState,
    /// Why the line is down, in the peer's words.
    #[schema(required = true)]
    pub line_why: Option<String>,
    /// The newest reminder that went to it.
    #[schema(required = true)]
    pub last: Option<HandOver>,
    pub changed_at: i64,
}

impl ProviderView {
    /// `origin`: the address under which people see this server.
    pub fn new(view: &jinpai_engine::ProviderView, origin: &str) -> Self {
        let (line, line_why) = match &view.line {
            LineView::Off => (LineState::Off, None),
            LineView::OnDemand => (LineState::OnDemand, None),
            LineView::Opening => (LineState::Opening, None),
            LineView::Open => (LineState::Open, None),
            LineView::Down(why) => (LineState::Down, Some(why.clone())),
            LineView::Sealed => (LineState::Sealed, None),
        };
        Self {
            id: view.id.into(),
            channel: view.channel,
            name: view.name.clone(),
            on: view.on,
            settings: view.settings.clone(),
            secrets: view.secrets.clone(),
            callback_url: view
                .calls_back
                .then(|| format!("{origin}/api/v1/callbacks/{}", view.id)),
            line,
            line_why,
            last: view.last.as_ref().map(HandOver::from),
            changed_at: view.changed_at.ms(),
        }
    }
}
