//! The bodies the provider posts: what became of messages (`SmsReport`), and what people wrote back (`SmsUp`).

use serde::Deserialize;

use crate::send::{CallbackError, Delivery, DeliveryReport, Event, Reply, is_opt_out, phone::told};

/// One entry of either body; which it is, its fields say.
#[derive(Deserialize)]
struct Entry {
    phone_number: String,
    success: Option<bool>,
    #[serde(default)]
    err_code: String,
    biz_id: Option<String>,
    out_id: Option<String>,
    content: Option<String>,
}

/// Reads either body.
///
/// # Errors
/// [`CallbackError::Unreadable`] with the entry's place.
pub(super) fn read(body: &[u8]) -> Result<Vec<Event>, CallbackError> {
    let unreadable = |field: String, expected: String| CallbackError::Unreadable { field, expected };
    let entries: Vec<Entry> = serde_json::from_slice(body)
        .map_err(|error| unreadable("body".to_owned(), format!("a list of reports in JSON: {error}")))?;
    let events = entries.into_iter().enumerate().map(|(n, entry)| {
        event(entry).ok_or_else(|| unreadable(format!("[{n}]"), "success, or content".to_owned()))
    });
    events.collect()
}

fn event(entry: Entry) -> Option<Event> {
    if let Some(text) = entry.content {
        return Some(Event::Reply(Reply {
            from: told(&entry.phone_number),
            opt_out: is_opt_out(&text),
            text,
        }));
    }
    let delivery = match entry.success? {
        true => Delivery::Delivered,
        false => Delivery::Failed { code: entry.err_code },
    };
    Some(Event::Delivery(DeliveryReport {
        key: entry.out_id.filter(|id| !id.is_empty()),
        id: entry.biz_id.filter(|id| !id.is_empty()),
        to: Some(told(&entry.phone_number)),
        delivery,
    }))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::send::CallbackError;

    #[test]
    fn a_body_that_is_no_report_names_the_entry() {
        let at = |body: &str| match read(body.as_bytes()) {
            Err(CallbackError::Unreadable { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(at("{}"), "body");
        assert_eq!(at("[1]"), "body");
        assert_eq!(
            at(r#"[{"phone_number":"1","success":true},{"phone_number":"1"}]"#),
            "[1]"
        );
        assert_eq!(read(b"[]").unwrap(), []);
    }
}
