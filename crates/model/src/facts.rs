//! Facts: values from the shop's own data that a reply may lean on.

use serde::{Deserialize, Serialize};

use crate::{ClockTime, Fen};

/// What the shop knows about the matter at hand. Absent: not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Pieces on the shelf.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_fen: Option<Fen>,
    /// Shop-local end of the promotion, `2026-11-21T18:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promo_ends: Option<String>,
    /// Paid until then, it leaves today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ship_cutoff: Option<ClockTime>,
    /// Hours until dispatch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ship_within_h: Option<i64>,
    /// Days on the way, fewest and most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eta_days: Option<[i64; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
    /// What the shop guarantees in writing, such as `7天无理由退换`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guarantees: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gifts: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub colours_in_stock: Vec<String>,
}
