//! What a shop sets of its playbook, and how the steps fare.

use jinpai_model::{Coupon, Fen, Kindness, LadderSpec, StepOutcome, Technique, UnpaidSetting};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Id, words};

/// What is proposed to agents, and how far they may go.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PlaybookSettings {
    /// Off: nobody's manner is read, and nothing is proposed.
    on: bool,
    /// What is done about buyers who order and do not pay.
    #[schema(value_type = words::UnpaidSetting)]
    unpaid_buyers: UnpaidSetting,
    ladder: LadderSettings,
}

/// Stages of bargaining. Standing firm is always there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LadderSettings {
    explain: bool,
    compare: bool,
    #[schema(required = true)]
    kindness: Option<KindnessSetting>,
    #[schema(required = true)]
    coupon: Option<CouponSetting>,
    /// A price may be asked of a lead.
    floor: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KindnessSetting {
    /// Up to 30 characters.
    gift: String,
    cost_fen: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CouponSetting {
    off_fen: i64,
    /// As a buyer would read them, up to 60 characters.
    terms: String,
    cost_fen: i64,
}

impl From<jinpai_model::PlaybookSettings> for PlaybookSettings {
    fn from(held: jinpai_model::PlaybookSettings) -> Self {
        let ladder = held.ladder;
        Self {
            on: held.on,
            unpaid_buyers: held.unpaid_buyers,
            ladder: LadderSettings {
                explain: ladder.explain,
                compare: ladder.compare,
                kindness: ladder.kindness.map(|gift| KindnessSetting {
                    gift: gift.gift,
                    cost_fen: gift.cost_fen.0,
                }),
                coupon: ladder.coupon.map(|coupon| CouponSetting {
                    off_fen: coupon.off_fen.0,
                    terms: coupon.terms,
                    cost_fen: coupon.cost_fen.0,
                }),
                floor: ladder.floor,
            },
        }
    }
}

impl From<PlaybookSettings> for jinpai_model::PlaybookSettings {
    fn from(wanted: PlaybookSettings) -> Self {
        let ladder = wanted.ladder;
        Self {
            on: wanted.on,
            unpaid_buyers: wanted.unpaid_buyers,
            ladder: LadderSpec {
                explain: ladder.explain,
                compare: ladder.compare,
                kindness: ladder.kindness.map(|gift| Kindness {
                    gift: gift.gift,
                    cost_fen: Fen(gift.cost_fen),
                }),
                coupon: ladder.coupon.map(|coupon| Coupon {
                    off_fen: Fen(coupon.off_fen),
                    terms: coupon.terms,
                    cost_fen: Fen(coupon.cost_fen),
                }),
                floor: ladder.floor,
            },
        }
    }
}

/// How one technique fared: counts, not causes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StepFigures {
    #[schema(value_type = words::Technique)]
    technique: Technique,
    shown: i64,
    taken: i64,
    edited: i64,
    ignored: i64,
    /// Of those taken or edited: after how many the buyer paid an order within three days.
    orders_after_taken: i64,
    /// Of the others: after how many she did.
    orders_after_left: i64,
    /// The newest first, up to 20.
    conversations: Vec<StepTalk>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StepTalk {
    conversation: Id,
    buyer_name: String,
    at: i64,
    #[schema(value_type = words::StepOutcome)]
    outcome: StepOutcome,
}

impl From<jinpai_engine::StepFigure> for StepFigures {
    fn from(figure: jinpai_engine::StepFigure) -> Self {
        let fared = figure.fared;
        let talks = figure.talks.into_iter().map(|talk| StepTalk {
            conversation: talk.conversation.into(),
            buyer_name: talk.buyer_name,
            at: talk.at.ms(),
            outcome: talk.outcome,
        });
        Self {
            technique: fared.technique,
            shown: fared.shown,
            taken: fared.taken,
            edited: fared.edited,
            ignored: fared.ignored,
            orders_after_taken: fared.orders_after_taken,
            orders_after_left: fared.orders_after_left,
            conversations: talks.collect(),
        }
    }
}
