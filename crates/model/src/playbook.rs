//! The words of the playbook: what a buyer's type is read on, what may be proposed to an agent, and what became of it.

use crate::words::words;

words! {
    /// What a buyer's type is read on.
    Axis {
        /// 商品知识
        Knowledge = "knowledge",
        /// 对价格的态度
        Price = "price",
        /// 对商品的要求
        Demands = "demands",
        /// 买家行为
        Behaviour = "behaviour",
        /// 性格
        Character = "character",
    }
}

words! {
    /// A value on one of the axes. Every word belongs to one axis.
    Trait {
        None = "none",
        Half = "half",
        Expert = "expert",
        Generous = "generous",
        /// Tests the water: asks once whether it can be less.
        Tests = "tests",
        Insists = "insists",
        KnowsQuality = "knows-quality",
        Doubtful = "doubtful",
        Perfectionist = "perfectionist",
        /// 交际型
        Sociable = "sociable",
        /// 购买型: buys and is gone
        BuysAndGoes = "buys-and-goes",
        /// 礼貌型
        Polite = "polite",
        /// 讲价型
        Bargains = "bargains",
        /// 拍下不买型: orders and does not pay
        OrdersUnpaid = "orders-unpaid",
        Friendly = "friendly",
        Decided = "decided",
        Analytic = "analytic",
        SelfCentred = "self-centred",
    }
}

impl Trait {
    /// The axis it is a value of.
    #[must_use]
    pub const fn axis(self) -> Axis {
        match self {
            Self::None | Self::Half | Self::Expert => Axis::Knowledge,
            Self::Generous | Self::Tests | Self::Insists => Axis::Price,
            Self::KnowsQuality | Self::Doubtful | Self::Perfectionist => Axis::Demands,
            Self::Sociable | Self::BuysAndGoes | Self::Polite | Self::Bargains | Self::OrdersUnpaid => {
                Axis::Behaviour
            }
            Self::Friendly | Self::Decided | Self::Analytic | Self::SelfCentred => Axis::Character,
        }
    }
}

words! {
    /// A stage of bargaining, in the order in which they may follow each other.
    Stage {
        ExplainPrice = "explain-price",
        Compare = "compare",
        SmallKindness = "small-kindness",
        Coupon = "coupon",
        /// Only with a lead's approval.
        FloorPrice = "floor-price",
        /// Warm, firm, concedes nothing more.
        StandFirm = "stand-firm",
    }
}

words! {
    /// What a card proposes. The stages of bargaining are among them, under the same words.
    Technique {
        LowStock = "low-stock",
        PriceEnding = "price-ending",
        CourierCutoff = "courier-cutoff",
        EitherOr = "either-or",
        HelpChoosing = "help-choosing",
        SizeAdvice = "size-advice",
        TrueAlternative = "true-alternative",
        SeveralRecommendations = "several-recommendations",
        Comparison = "comparison",
        FlawsFirst = "flaws-first",
        SmallKindness = "small-kindness",
        LeaveSmallTalk = "leave-small-talk",
        ExplainPrice = "explain-price",
        Compare = "compare",
        Coupon = "coupon",
        FloorPrice = "floor-price",
        StandFirm = "stand-firm",
        ServedInTurn = "served-in-turn",
        ServedSoon = "served-soon",
        Remembered = "remembered",
        Welcome = "welcome",
        Comfortable = "comfortable",
        Understood = "understood",
        Helped = "helped",
        Valued = "valued",
        Praised = "praised",
        Respected = "respected",
        Trusted = "trusted",
    }
}

words! {
    /// The eleven needs of a buyer.
    Need {
        ServedInTurn = "served-in-turn",
        ServedSoon = "served-soon",
        Remembered = "remembered",
        Welcome = "welcome",
        Comfortable = "comfortable",
        Understood = "understood",
        Helped = "helped",
        Valued = "valued",
        Praised = "praised",
        Respected = "respected",
        Trusted = "trusted",
    }
}

words! {
    /// What a shop does about buyers who order and do not pay.
    UnpaidSetting {
        Remind = "remind",
        /// A lead looks before anything is sent.
        Report = "report",
        /// The reminder says that unpaid orders are closed.
        Warn = "warn",
        LetBe = "let-be",
    }
}

words! {
    /// What became of a step that was proposed.
    StepOutcome {
        Shown = "shown",
        /// Sent as it stood.
        Taken = "taken",
        /// Sent with other words.
        Edited = "edited",
        Ignored = "ignored",
    }
}

words! {
    /// Where a concession stands.
    ConcessionState {
        Asked = "asked",
        Approved = "approved",
        Refused = "refused",
        /// Given within what the shop allows everybody.
        Made = "made",
    }
}

/// The stages of bargaining a shop allows, with what each costs it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LadderSpec {
    pub explain: bool,
    pub compare: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kindness: Option<Kindness>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coupon: Option<Coupon>,
    /// A price may be asked of a lead.
    pub floor: bool,
}

impl Default for LadderSpec {
    /// Words, and no concession that the shop has not put a price on.
    fn default() -> Self {
        Self {
            explain: true,
            compare: true,
            kindness: None,
            coupon: None,
            floor: false,
        }
    }
}

/// A small gift.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kindness {
    pub gift: String,
    pub cost_fen: crate::Fen,
}

/// A coupon on published terms, the same for everyone.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coupon {
    pub off_fen: crate::Fen,
    /// As a buyer would read it: `满 200 减 10，当天有效`.
    pub terms: String,
    pub cost_fen: crate::Fen,
}
