//! Why the engine refused: one enum, which the server maps to its table of codes.

use jinpai_coach::Report;
use jinpai_model::Role;
use jinpai_store::StoreError;

use crate::pictures::PictureFault;

#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is no such thing for this person. Somebody else's shop answers the same.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("this needs the role {needs}")]
    Forbidden { needs: Role },
    #[error("{field}: {reason}")]
    Invalid { field: &'static str, reason: Invalid },
    /// Several values that a person gave.
    #[error("{}", .0.first().map_or(String::new(), |(field, reason)| format!("{field}: {reason}")))]
    InvalidFields(Vec<(&'static str, Invalid)>),
    /// A finding of severity block stands in the text.
    #[error("the coach refused the text")]
    BlockedByCoach(Box<Report>),
    #[error("login or password is wrong")]
    BadCredentials,
    #[error("not signed in")]
    NotSignedIn,
    #[error("the one-time password must be changed first")]
    MustChangePassword,
    #[error("too many tries; next one in {retry_after_s} s")]
    TooMany { retry_after_s: i64 },
    #[error("the signature does not fit")]
    BadSignature,
    #[error("the time stamp is more than five minutes off")]
    StaleTimestamp,
    #[error("this delivery came before with another body")]
    ReplayedDelivery,
    /// What a message of the bridge follows has not come yet.
    #[error("the message before it has not come yet")]
    OutOfOrder { id: String },
    /// The bridge has told other words under this id.
    #[error("another message has this id")]
    IdUsedBefore { id: String },
    /// It was decided already, by somebody else or by the clock.
    #[error("already {0}")]
    AlreadyDone(&'static str),
    /// A reminder that a person wants to send may not go out any more.
    #[error("the reminder may not go out any more: {reason}")]
    NoLongerFits {
        flow: jinpai_model::Flow,
        reason: jinpai_model::Reason,
    },
    #[error("this name is taken")]
    Taken { field: &'static str },
    #[error("this file cannot be read: {0}")]
    BadFile(String),
    #[error(transparent)]
    BadPicture(PictureFault),
    /// A coach rule cannot be taken as it is written.
    #[error("the rule cannot be taken: {}", .0.first().map_or("", |fault| fault.reason.as_str()))]
    BadRule(Vec<RuleFault>),
    /// A reminder policy cannot be taken as it is written, or an example of it fails.
    #[error("the policy cannot be taken: {}", .0.first().map_or("", |fault| fault.problem.as_str()))]
    BadPolicy(Vec<crate::policies::PolicyFault>),
    /// Somebody else has saved a version in the meantime.
    #[error("version {newest} was saved in the meantime")]
    NotNewest { newest: i64 },
    /// A finding that blocks is not put aside; a lead may lower its rule.
    #[error("what blocks cannot be put aside")]
    CannotDismiss,
    /// Only whoever wrote the message may do this.
    #[error("somebody else wrote this")]
    NotYours,
    /// The webhook's body is no order.
    #[error(transparent)]
    BadHook(#[from] jinpai_channels::hook::HookError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is wrong with a value a person gave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    #[error("is empty")]
    Empty,
    #[error("is longer than {max}")]
    TooLong { max: usize },
    #[error("is shorter than {min}")]
    TooShort { min: usize },
    #[error("is not {expected}")]
    Not { expected: &'static str },
    #[error("the last owner stays")]
    LastOwner,
    /// A sentence for each reader.
    #[error("{en}")]
    Told { zh: &'static str, en: &'static str },
    /// The same, with what it is about.
    #[error("{en}")]
    Said { zh: String, en: String },
}

impl From<jinpai_channels::send::SpecFault> for Invalid {
    fn from(fault: jinpai_channels::send::SpecFault) -> Self {
        use jinpai_channels::Lang;
        Self::Told {
            zh: fault.sentence(Lang::ZhCn),
            en: fault.sentence(Lang::En),
        }
    }
}

/// One thing wrong in the text of a rule. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFault {
    pub line: usize,
    pub reason: String,
}

impl From<jinpai_packs::PackError> for RuleFault {
    fn from(error: jinpai_packs::PackError) -> Self {
        Self {
            line: error.line,
            reason: error.reason,
        }
    }
}

pub type Result<T, E = EngineError> = std::result::Result<T, E>;
