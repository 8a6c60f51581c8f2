//! What a centre's refusal is about, and whether it is for good.

use rusmpp::{Command, CommandId, CommandStatus as Status};

use crate::send::{Refusal, RefusalKind};

/// Not before so long after "too fast".
pub(super) const THROTTLE_MS: i64 = 1_000;

/// The refusal that an answer is.
pub(super) fn refusal(answer: &Command) -> Refusal {
    let status = answer.status();
    let detail = format!("{status:?} ({:#010x})", u32::from(status));
    if answer.id() == CommandId::GenericNack && status == Status::EsmeRok {
        return Refusal::permanent(RefusalKind::Settings, "the centre did not understand the request");
    }
    match status {
        Status::EsmeRthrottled | Status::EsmeRmsgqful => {
            Refusal::after(RefusalKind::Throttled, detail, THROTTLE_MS)
        }
        Status::EsmeRinvdstadr | Status::EsmeRinvdstton | Status::EsmeRinvdstnpi => {
            Refusal::permanent(RefusalKind::Address, detail)
        }
        Status::EsmeRinvmsglen | Status::EsmeRxPAppn | Status::EsmeRxRAppn => {
            Refusal::permanent(RefusalKind::Content, detail)
        }
        Status::EsmeRinvpaswd
        | Status::EsmeRinvsysid
        | Status::EsmeRbindfail
        | Status::EsmeRprohibited
        | Status::EsmeRsertypunauth
        | Status::EsmeRsertypdenied => Refusal::permanent(RefusalKind::Account, detail),
        Status::EsmeRinvcmdlen
        | Status::EsmeRinvcmdid
        | Status::EsmeRinvsrcadr
        | Status::EsmeRinvsrcton
        | Status::EsmeRinvsrcnpi
        | Status::EsmeRinvsertyp
        | Status::EsmeRinvsystyp
        | Status::EsmeRinvesmclass
        | Status::EsmeRinvdcs
        | Status::EsmeRinvregdlvflg
        | Status::EsmeRinvexpiry
        | Status::EsmeRinvsched
        | Status::EsmeRinvtlvstream
        | Status::EsmeRtlvnotallwd
        | Status::EsmeRinvtlvval
        | Status::EsmeRinvtlvlen => Refusal::permanent(RefusalKind::Settings, detail),
        // System error, queue, anything of the centre's own: it did not take this one, and may the next.
        _ => Refusal::passing(RefusalKind::Unavailable, detail),
    }
}
