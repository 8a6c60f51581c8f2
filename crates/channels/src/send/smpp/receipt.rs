//! What a centre says in a delivery receipt, and ids written in two ways.

use rusmpp::values::MessageState;

use super::MessageIdForm;
use crate::send::Delivery;

/// A receipt, whether told in words or in parameters.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub id: String,
    /// Nothing for a state that says nothing yet.
    pub delivery: Option<Delivery>,
}

/// Reads `id:… stat:… err:…`, in any case and order; parameters of the same meaning win.
pub(super) fn read(text: &str, id: Option<&str>, state: Option<MessageState>) -> Option<Told> {
    let id = id.map(str::to_owned).or_else(|| field(text, "id"))?;
    let error = field(text, "err").unwrap_or_default();
    let stat = field(text, "stat").unwrap_or_default().to_ascii_uppercase();
    let failed = |name: &str| {
        Some(Delivery::Failed {
            code: format!("{name} {error}").trim().to_owned(),
        })
    };
    let delivery = match (state, stat.as_str()) {
        (Some(MessageState::Delivered), _) | (None, "DELIVRD") => Some(Delivery::Delivered),
        (Some(MessageState::Expired), _) => failed("EXPIRED"),
        (Some(MessageState::Deleted), _) => failed("DELETED"),
        (Some(MessageState::Undeliverable), _) => failed(if stat.is_empty() { "UNDELIV" } else { &stat }),
        (Some(MessageState::Rejected), _) => failed("REJECTD"),
        (Some(MessageState::Enroute | MessageState::Accepted | MessageState::Scheduled), _)
        | (None, "ENROUTE" | "ACCEPTD" | "BUFFRED") => Some(Delivery::OnItsWay),
        (None, "UNKNOWN" | "") | (Some(_), _) => None,
        // A centre's own words for a failure (`MK:0001`, `DB:0141`) stand where the state does.
        (None, other) => failed(other),
    };
    Some(Told { id, delivery })
}

/// The word after `name:`, where the name stands alone.
fn field(text: &str, name: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let label = format!("{name}:");
    let mut from = 0;
    while let Some(found) = lower[from..].find(&label) {
        let start = from + found;
        let alone = start == 0 || lower.as_bytes()[start - 1].is_ascii_whitespace();
        let rest = &text[start + label.len()..];
        if alone {
            let word = rest.split_whitespace().next().unwrap_or_default();
            return (!word.is_empty()).then(|| word.to_owned());
        }
        from = start + label.len();
    }
    None
}

/// The id of an answer, as it is stored.
pub(super) fn answered(form: MessageIdForm, id: &str) -> String {
    let radix = match form {
        MessageIdForm::Same => return id.to_owned(),
        MessageIdForm::HexThenDecimal => 16,
        MessageIdForm::DecimalThenHex => 10,
    };
    u64::from_str_radix(id, radix).map_or_else(|_| id.to_owned(), |number| written(form, number))
}

/// The id of a receipt, in the form of the answer.
pub(super) fn receipted(form: MessageIdForm, id: &str) -> String {
    let radix = match form {
        MessageIdForm::Same => return id.to_owned(),
        MessageIdForm::HexThenDecimal => 10,
        MessageIdForm::DecimalThenHex => 16,
    };
    u64::from_str_radix(id, radix).map_or_else(|_| id.to_owned(), |number| written(form, number))
}

/// Without leading zeros, which centres put in one place and leave out in the other.
fn written(form: MessageIdForm, number: u64) -> String {
    match form {
        MessageIdForm::HexThenDecimal => format!("{number:x}"),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use rusmpp::values::MessageState;

    use super::{Told, answered, read, receipted};
    use crate::send::{Delivery, MessageIdForm};

    #[test]
    fn a_receipt_is_read_in_words_and_in_parameters() {
        let text = "id:0A1F sub:001 dlvrd:001 submit date:2611221000 done date:2611221001 stat:DELIVRD err:000 text:id:9";
        let told = |id: &str, delivery| {
            Some(Told {
                id: id.to_owned(),
                delivery,
            })
        };
        assert_eq!(read(text, None, None), told("0A1F", Some(Delivery::Delivered)));
        let failed = |code: &str| {
            Some(Delivery::Failed {
                code: code.to_owned(),
            })
        };
        let text = "ID:7 Stat:undeliv Err:042";
        assert_eq!(read(text, None, None), told("7", failed("UNDELIV 042")));
        assert_eq!(
            read("id:7 stat:MK:0001", None, None),
            told("7", failed("MK:0001"))
        );
        assert_eq!(
            read("id:7 stat:ENROUTE", None, None),
            told("7", Some(Delivery::OnItsWay))
        );
        assert_eq!(read("id:7 stat:UNKNOWN", None, None), told("7", None));
        assert_eq!(
            read("", Some("8"), Some(MessageState::Delivered)),
            told("8", Some(Delivery::Delivered))
        );
        assert_eq!(read("stat:DELIVRD", None, None), None);
    }

    #[test]
    fn ids_written_in_two_ways_meet() {
        for (form, answer, receipt) in [
            (MessageIdForm::Same, "0A1F", "0A1F"),
            (MessageIdForm::HexThenDecimal, "00000A1F", "2591"),
            (MessageIdForm::HexThenDecimal, "a1f", "0000002591"),
            (MessageIdForm::DecimalThenHex, "0000002591", "A1F"),
            (MessageIdForm::HexThenDecimal, "not-a-number", "not-a-number"),
        ] {
            assert_eq!(
                answered(form, answer),
                receipted(form, receipt),
                "{form:?} {answer}"
            );
        }
    }
}
