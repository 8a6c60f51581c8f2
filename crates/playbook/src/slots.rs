//! Which facts the words of a step may name. A pack that names another one is refused: its wording could never be said.

use jinpai_model::Technique;

/// The slots that a step can fill. Not each is filled each time: a wording that needs one that is not known is passed over.
#[must_use]
pub const fn slots_of(technique: Technique) -> &'static [&'static str] {
    match technique {
        Technique::LowStock => &["stock", "option", "item"],
        Technique::PriceEnding => &["until", "terms", "price", "item"],
        Technique::CourierCutoff => &["cut_off", "item"],
        Technique::EitherOr => &["first", "second"],
        Technique::HelpChoosing => &["choice", "reason"],
        Technique::SizeAdvice => &["size", "larger", "by", "item"],
        Technique::TrueAlternative => &["asked", "other", "others", "item"],
        Technique::SeveralRecommendations => &["list"],
        Technique::Comparison => &["titles", "differences"],
        Technique::FlawsFirst => &["flaw", "care", "guarantee", "item"],
        Technique::SmallKindness => &["gift"],
        Technique::ExplainPrice | Technique::Compare | Technique::StandFirm => &["worth", "item"],
        Technique::Coupon => &["terms", "off"],
        Technique::FloorPrice => &["price", "item"],
        Technique::Remembered => &["name", "last", "last_size"],
        Technique::Valued => &["name", "times"],
        Technique::Praised => &["option", "strength", "item"],
        Technique::Trusted => &["guarantee", "guarantees", "item"],
        Technique::LeaveSmallTalk
        | Technique::ServedInTurn
        | Technique::ServedSoon
        | Technique::Welcome
        | Technique::Comfortable
        | Technique::Understood
        | Technique::Helped
        | Technique::Respected => &["name"],
    }
}
