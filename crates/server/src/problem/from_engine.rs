//! What the engine refuses, as codes of the table.

use jinpai_engine::EngineError;

use super::{About, Code, Problem, Proof};

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        let plain = Self::new;
        match error {
            EngineError::NotFound(thing) => Self::not_found(thing),
            EngineError::Forbidden { needs } => Self {
                about: About::Role(needs),
                ..plain(Code::Forbidden)
            },
            EngineError::Invalid { field, reason } => Self::field(field, reason),
            EngineError::InvalidFields(fields) => Self {
                fields: fields
                    .into_iter()
                    .map(|(field, reason)| (field.to_owned(), reason))
                    .collect(),
                ..plain(Code::Invalid)
            },
            EngineError::BlockedByCoach(report) => Self {
                proof: Some(Box::new(Proof::Findings(*report))),
                ..plain(Code::BlockedByCoach)
            },
            EngineError::BadCredentials => plain(Code::BadCredentials),
            EngineError::NotSignedIn => plain(Code::NotSignedIn),
            EngineError::MustChangePassword => plain(Code::MustChangePassword),
            EngineError::TooMany { retry_after_s } => Self::too_many(retry_after_s),
            EngineError::BadSignature => plain(Code::BadSignature),
            EngineError::StaleTimestamp => plain(Code::StaleTimestamp),
            EngineError::ReplayedDelivery => plain(Code::ReplayedDelivery),
            EngineError::OutOfOrder { id } => plain(Code::OutOfOrder).with_note(id),
            EngineError::IdUsedBefore { id } => plain(Code::IdUsedBefore).with_note(id),
            EngineError::AlreadyDone(state) => Self {
                about: About::Thing(state),
                ..plain(Code::AlreadyDone)
            },
            EngineError::NoLongerFits { flow, reason } => Self {
                about: About::Reason(flow, reason),
                ..plain(Code::NoLongerFits)
            },
            EngineError::Taken { field } => Self {
                about: About::Thing(field),
                ..plain(Code::Taken)
            },
            EngineError::BadPicture(fault) => Self::from(fault),
            EngineError::BadRule(faults) => Self {
                about: About::Number(
                    faults
                        .first()
                        .and_then(|fault| i64::try_from(fault.line).ok())
                        .unwrap_or(1),
                ),
                proof: Some(Box::new(Proof::Faults(faults))),
                ..plain(Code::BadRule)
            },
            EngineError::BadPolicy(faults) => {
                let fault = |fault: jinpai_engine::PolicyFault| jinpai_engine::RuleFault {
                    line: fault.line.unwrap_or(1),
                    reason: match fault.field {
                        Some(field) => format!("{field}: {}", fault.problem),
                        None => fault.problem,
                    },
                };
                let faults: Vec<_> = faults.into_iter().map(fault).collect();
                Self {
                    about: About::Number(
                        faults
                            .first()
                            .and_then(|fault| i64::try_from(fault.line).ok())
                            .unwrap_or(1),
                    ),
                    proof: Some(Box::new(Proof::Faults(faults))),
                    ..plain(Code::BadPolicy)
                }
            }
            EngineError::NotNewest { newest } => Self {
                about: About::Number(newest),
                ..plain(Code::NotNewest)
            },
            EngineError::CannotDismiss => plain(Code::CannotDismiss),
            EngineError::NotYours => plain(Code::NotYours),
            EngineError::BadFile(what) => plain(Code::BadFile).with_note(what),
            EngineError::BadHook(what) => plain(Code::InvalidShape).with_note(what.to_string()),
            EngineError::Store(failure) => {
                tracing::error!(%failure, "the store failed");
                plain(if failure.may_retry() {
                    Code::Unavailable
                } else {
                    Code::Internal
                })
            }
        }
    }
}
