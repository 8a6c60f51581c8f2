//! How the engine's views look in JSON: one type for each shape of the contract.
//!
//! Times are `*_at` in milliseconds of UTC, money is `*_fen`, ids are ULIDs. Nothing is decided here.

mod address;
mod audit;
mod buyer;
mod coach;
mod conversation;
mod effect;
mod finding;
mod goods;
mod order;
mod phrase;
mod policy;
mod product;
mod provider;
mod reminder;
mod service;
mod session;
mod shown;
mod tag;
mod task;
pub mod words;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::{
    address::AddressList,
    audit::AuditView,
    buyer::{BuyerName, BuyerView},
    coach::{DismissalView, JudgedFinding, RuleDetail, RuleView, UnreadableRule},
    conversation::{Author, BuyerMessage, ConversationView, Marks, MessageView},
    effect::EffectView,
    finding::{Checked, Finding, FindingSeverity, PutAside},
    goods::{EntryView, FoundGoodsView, KnowledgePatch, KnowledgeView},
    order::{OrderCounts, OrderMarked, OrderView, OrderWithSteps},
    phrase::{AskedOften, ImportedPhrase, PhraseDraft, PhraseOutcome, PhraseView, ToldPhrase},
    policy::{DryDecision, DryRunPart, PolicyCheck, PolicyState, PolicyText},
    product::{ProductVersionView, ProductView, show_products},
    provider::ProviderView,
    reminder::{RemindersView, StepView, Teller},
    service::{AutoReplyLine, HolidayHours, OpenSpan, ServiceSign, ServiceView, read_hours},
    session::{Session, ShopBrief},
    shown::{CardView, FarewellView, PictureView, RatingView},
    tag::TagView,
    task::TaskView,
};

/// A ULID: 26 characters of Crockford base 32.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(pattern = "^[0-9A-HJKMNP-TV-Z]{26}$", example = "01JD8K3V7N0000000000000000")]
pub struct Id(String);

macro_rules! ids {
    ($($id:ident),+) => {$(
        impl From<jinpai_model::$id> for Id {
            fn from(id: jinpai_model::$id) -> Self {
                Self(id.to_string())
            }
        }
    )+};
}
ids!(
    ShopId,
    PersonId,
    BuyerId,
    ConversationId,
    MessageId,
    OrderId,
    PictureId,
    ProductId,
    ProviderId,
    StepId,
    TagId,
    TaskId,
    DismissalId,
    LaterId,
    PhraseId,
    EntryId
);

/// Somebody of the team.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonName {
    pub id: Id,
    pub login: String,
    pub name: String,
}

impl From<&jinpai_model::Person> for PersonName {
    fn from(person: &jinpai_model::Person) -> Self {
        Self {
            id: person.id.into(),
            login: person.login.clone(),
            name: person.name.clone(),
        }
    }
}

/// Deserializes a field of a patch: absent leaves the value, `null` clears it.
pub fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
