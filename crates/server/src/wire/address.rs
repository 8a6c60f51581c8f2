//! Where a buyer can be reached outside the chat, masked.

use jinpai_model::{AddressKind, ConsentSource};
use serde::Serialize;
use utoipa::ToSchema;

use super::words;

/// A number or mail address. The whole of it is never shown here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AddressView {
    /// Names it in further calls.
    pub mark: String,
    #[schema(value_type = words::AddressKind)]
    pub kind: AddressKind,
    /// `138****8000`, `l***@example.com`.
    pub masked: String,
    /// The platform put it before the real one.
    pub proxied: bool,
    /// Since when she agrees to notices about her orders.
    #[schema(required = true)]
    pub notice_at: Option<i64>,
    #[schema(value_type = Option<words::ConsentSource>, required = true)]
    pub notice_by: Option<ConsentSource>,
    /// Since when she agrees to promotion.
    #[schema(required = true)]
    pub promotion_at: Option<i64>,
    #[schema(value_type = Option<words::ConsentSource>, required = true)]
    pub promotion_by: Option<ConsentSource>,
    /// She asked for no more here, or it takes nothing for good.
    #[schema(required = true)]
    pub ended_at: Option<i64>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AddressList {
    items: Vec<AddressView>,
}

impl AddressList {
    pub fn new(views: &[jinpai_engine::AddressView]) -> Self {
        let show = |view: &jinpai_engine::AddressView| AddressView {
            mark: view.mark.clone(),
            kind: view.kind,
            masked: view.masked.clone(),
            proxied: view.proxied,
            notice_at: view.notice_at.map(|at| at.ms()),
            notice_by: view.notice_by,
            promotion_at: view.promotion_at.map(|at| at.ms()),
            promotion_by: view.promotion_by,
            ended_at: view.ended_at.map(|at| at.ms()),
        };
        Self {
            items: views.iter().map(show).collect(),
        }
    }
}
