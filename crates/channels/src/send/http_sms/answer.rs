//! What the provider says to a hand-over and to a question, and which of its codes mean what.

use serde::Deserialize;

use crate::send::{Delivery, Fate, Outcome, Receipt, Refusal, RefusalKind, http::Answer};

/// Most pages of fifty details read for one number and day.
pub(super) const MAX_PAGES: u32 = 4;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sent {
    code: String,
    #[serde(default)]
    message: String,
    biz_id: Option<String>,
}

/// The outcome, when the answer is one of the provider's; a gateway's page is none.
pub(super) fn taken(answer: &Answer) -> Option<Outcome> {
    let sent: Sent = serde_json::from_slice(&answer.body).ok()?;
    if sent.code == "OK" {
        return sent.biz_id.map(|id| Outcome::Accepted { receipt: Receipt(id) });
    }
    let detail = format!("{}: {}", sent.code, sent.message);
    Some(match meaning(&sent.code) {
        Some((kind, true)) => Outcome::Rejected(Refusal::permanent(kind, detail)),
        Some((kind, false)) => Outcome::Rejected(Refusal::passing(kind, detail)),
        None => Outcome::Unknown {
            why: detail,
            receipt: None,
        },
    })
}

/// What a code means and whether it is for good; nothing for codes that do not prove a refusal.
fn meaning(code: &str) -> Option<(RefusalKind, bool)> {
    let known = match code {
        // An earlier hand-over with this nonce came in, and this one is its copy: only asking tells.
        "SignatureNonceUsed" => return None,
        "isv.MOBILE_NUMBER_ILLEGAL" | "isv.MOBILE_COUNT_OVER_LIMIT" | "isv.DOMESTIC_NUMBER_NOT_SUPPORTED" => {
            (RefusalKind::Address, true)
        }
        "isv.BUSINESS_LIMIT_CONTROL" => (RefusalKind::PersonLimit, false),
        "isv.DAY_LIMIT_CONTROL"
        | "isv.MONTH_LIMIT_CONTROL"
        | "isv.AMOUNT_NOT_ENOUGH"
        | "isv.OUT_OF_SERVICE" => (RefusalKind::Account, false),
        "isp.RAM_PERMISSION_DENY" | "SignatureDoesNotMatch" | "IncompleteSignature" | "Forbidden.RAM" => {
            (RefusalKind::Account, true)
        }
        "InvalidTimeStamp.Expired" | "InvalidTimeStamp.Format" => (RefusalKind::Settings, false),
        "isp.SYSTEM_ERROR" | "isp.GATEWAY_ERROR" | "InternalError" | "ServiceUnavailable" => return None,
        code if code.starts_with("Throttling") => (RefusalKind::Throttled, false),
        code if code.starts_with("InvalidAccessKeyId") => (RefusalKind::Account, true),
        code if code.starts_with("isv.ACCOUNT") || code.starts_with("isv.PRODUCT") => {
            (RefusalKind::Account, true)
        }
        code if code.starts_with("isv.") || code.starts_with("Missing") || code.starts_with("Invalid") => {
            (RefusalKind::Content, true)
        }
        _ => return None,
    };
    Some(known)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    code: String,
    /// A number in some answers, a text in others.
    #[serde(default)]
    total_count: serde_json::Value,
    #[serde(default, rename = "SmsSendDetailDTOs")]
    list: List,
}

#[derive(Default, Deserialize)]
struct List {
    #[serde(default, rename = "SmsSendDetailDTO")]
    details: Vec<Detail>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Detail {
    #[serde(default)]
    out_id: String,
    /// 1 waiting for a report, 2 failed, 3 arrived.
    send_status: i64,
    #[serde(default)]
    err_code: String,
}

/// A page of details.
pub(super) struct Details(Found);

/// The page, when the answer is one.
pub(super) fn details(answer: &Answer) -> Option<Details> {
    let found: Found = serde_json::from_slice(&answer.body).ok()?;
    (found.code == "OK").then_some(Details(found))
}

impl Details {
    /// The fate of a key that is listed.
    pub fn of(&self, key: &str) -> Option<Fate> {
        let detail = self.0.list.details.iter().find(|detail| detail.out_id == key)?;
        let delivery = match detail.send_status {
            3 => Delivery::Delivered,
            2 => Delivery::Failed {
                code: detail.err_code.clone(),
            },
            _ => Delivery::OnItsWay,
        };
        // The details do not repeat the receipt; the key is what they are found by.
        Some(Fate::Accepted {
            receipt: None,
            delivery,
        })
    }

    /// Whether nothing follows the page of this number.
    pub fn is_last(&self, page: u32) -> bool {
        let total = match &self.0.total_count {
            serde_json::Value::String(text) => text.parse().ok(),
            value => value.as_u64(),
        };
        // Without a total a page that is not full is the last.
        total.map_or(self.0.list.details.len() < 50, |total| {
            u64::from(page) * 50 >= total
        })
    }
}
