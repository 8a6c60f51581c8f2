//! A map of columns, for a book that is not a known export.

use serde::Deserialize;

use super::columns::Field;
use crate::OpenError;

/// Names the columns of a file, usually read from a TOML file:
///
/// ```
/// let map = jinpai_channels::orders::ColumnMap::from_toml(r#"
/// order_id = "order"
/// created_at = "created"
/// total = "amount"
/// paid_at = "paid"
/// "#)?;
/// assert_eq!(map.paid_at.as_deref(), Some("paid"));
/// # Ok::<(), jinpai_channels::OpenError>(())
/// ```
///
/// Headers are compared without blanks, width and case. Amounts are in yuan. Without `status`, an
/// order is closed when it has a closing time or has been unpaid for `close_after`, paid when it
/// has a payment time, else unpaid.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMap {
    pub order_id: String,
    pub created_at: String,
    pub total: String,
    /// Without this column a file says of no order that it was paid.
    pub paid_at: Option<String>,
    /// Absent or empty: the order is its own buyer.
    pub buyer_id: Option<String>,
    pub closed_at: Option<String>,
    /// Taobao's words, or `unpaid`, `paid`, `shipped`, `finished`, `closed`.
    pub status: Option<String>,
    pub postage: Option<String>,
    pub refund: Option<String>,
    /// Title of what was bought.
    pub items: Option<String>,
    pub quantity: Option<String>,
    pub sku: Option<String>,
    /// `ordinary`, `presale` or `virtual`; empty is ordinary.
    pub kind: Option<String>,
    /// When the platform closes the order if it stays unpaid; empty: by its kind.
    pub close_at: Option<String>,
    /// Address or province of the buyer.
    pub region: Option<String>,
    /// She wants no reminders: yes or no, or since when.
    pub opted_out: Option<String>,
    /// Whether she agreed to be contacted by this channel: yes, no, or empty for "not asked".
    pub consent_chat: Option<String>,
    pub consent_sms: Option<String>,
    pub consent_phone: Option<String>,
    pub consent_email: Option<String>,
    /// Whether she agreed to offers as well, by the channels she agreed to.
    pub consent_promotion: Option<String>,
    /// The channel she asked for: `chat`, `sms`, `phone` or `email`.
    pub prefers: Option<String>,
    /// Whether her number is a virtual or encrypted one of the platform: yes or no.
    pub virtual_number: Option<String>,
    /// Her own time zone, such as `Europe/London`.
    pub buyer_zone: Option<String>,
    /// The shop has blocked her: yes or no.
    pub blocked: Option<String>,
    /// She contests something about this order: yes or no.
    pub disputed: Option<String>,
    /// A person found her sincere, whatever her orders look like: yes or no.
    pub appeal_granted: Option<String>,
    /// When the platform itself reminded her of this order.
    pub platform_reminded_at: Option<String>,
}

impl ColumnMap {
    /// # Errors
    /// When the text is not TOML, names an unknown field, or lacks one of the three that must be.
    pub fn from_toml(text: &str) -> Result<Self, OpenError> {
        toml::from_str(text).map_err(|error| OpenError::ColumnMap(error.to_string().trim_end().to_owned()))
    }

    pub(super) fn fields(&self) -> [(Field, Option<&str>); 28] {
        [
            (Field::Number, Some(self.order_id.as_str())),
            (Field::CreatedAt, Some(self.created_at.as_str())),
            (Field::Total, Some(self.total.as_str())),
            (Field::PaidAt, self.paid_at.as_deref()),
            (Field::Buyer, self.buyer_id.as_deref()),
            (Field::ClosedAt, self.closed_at.as_deref()),
            (Field::Status, self.status.as_deref()),
            (Field::Postage, self.postage.as_deref()),
            (Field::Refund, self.refund.as_deref()),
            (Field::Title, self.items.as_deref()),
            (Field::Quantity, self.quantity.as_deref()),
            (Field::Sku, self.sku.as_deref()),
            (Field::Kind, self.kind.as_deref()),
            (Field::Address, self.region.as_deref()),
            (Field::OptedOut, self.opted_out.as_deref()),
            (Field::ConsentChat, self.consent_chat.as_deref()),
            (Field::ConsentSms, self.consent_sms.as_deref()),
            (Field::ConsentPhone, self.consent_phone.as_deref()),
            (Field::ConsentEmail, self.consent_email.as_deref()),
            (Field::CloseAt, self.close_at.as_deref()),
            (Field::ConsentPromotion, self.consent_promotion.as_deref()),
            (Field::Prefers, self.prefers.as_deref()),
            (Field::VirtualNumber, self.virtual_number.as_deref()),
            (Field::BuyerZone, self.buyer_zone.as_deref()),
            (Field::Blocked, self.blocked.as_deref()),
            (Field::Disputed, self.disputed.as_deref()),
            (Field::AppealGranted, self.appeal_granted.as_deref()),
            (Field::PlatformRemindedAt, self.platform_reminded_at.as_deref()),
        ]
    }
}
