//! Every step the desk knows, in the order of their weight: when it is called for, and which facts it needs.
//!
//! A step says one of three things: nothing calls for me; I am called for but these facts are missing; here I am, with
//! everything I rest on. Words are not chosen here.

mod bargain;
mod care;
mod choice;
mod stock;
mod time;

pub(crate) use bargain::possible;
use jinpai_model::{ProductId, Technique, Trait};

use crate::{Comparison, Concession, FactUsed, cue::Cue, view::View};

/// A step with its facts, before its words.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub facts: Vec<FactUsed>,
    /// What its words may name.
    pub slots: Vec<(&'static str, String)>,
    pub products: Vec<ProductId>,
    pub comparison: Option<Comparison>,
    pub concession: Option<Concession>,
}

/// What a step says of a situation.
pub(crate) enum Call {
    No,
    /// Called for, but these facts are not there.
    Held(Vec<&'static str>),
    Yes(Box<Draft>),
}

impl Call {
    pub fn yes(draft: Draft) -> Self {
        Self::Yes(Box::new(draft))
    }
}

type Step = fn(&View<'_, '_>) -> Call;

/// The steps, the weightiest first.
const STEPS: &[(Technique, Step)] = &[
    (Technique::Respected, care::respected),
    (Technique::Understood, care::understood),
    (Technique::ServedInTurn, care::served_in_turn),
    (Technique::Comfortable, care::comfortable),
    (Technique::Helped, care::helped),
    (Technique::TrueAlternative, stock::true_alternative),
    (Technique::SizeAdvice, choice::size_advice),
    (Technique::Comparison, choice::comparison),
    (Technique::EitherOr, choice::either_or),
    (Technique::HelpChoosing, choice::help_choosing),
    (Technique::SeveralRecommendations, choice::several_recommendations),
    (Technique::Trusted, care::trusted),
    (Technique::FlawsFirst, choice::flaws_first),
    (Technique::CourierCutoff, time::courier_cutoff),
    (Technique::PriceEnding, time::price_ending),
    (Technique::LowStock, stock::low_stock),
    (Technique::StandFirm, bargain::stand_firm),
    (Technique::FloorPrice, bargain::floor_price),
    (Technique::Coupon, bargain::coupon),
    (Technique::SmallKindness, bargain::small_kindness),
    (Technique::Compare, bargain::compare),
    (Technique::ExplainPrice, bargain::explain_price),
    (Technique::ServedSoon, care::served_soon),
    (Technique::LeaveSmallTalk, care::leave_small_talk),
    (Technique::Praised, care::praised),
    (Technique::Valued, care::valued),
    (Technique::Remembered, care::remembered),
    (Technique::Welcome, care::welcome),
];

/// Steps that sell. A buyer who complains, leaves, or wants to be let alone is not sold to.
const SELLS: &[Technique] = &[
    Technique::TrueAlternative,
    Technique::SizeAdvice,
    Technique::Comparison,
    Technique::EitherOr,
    Technique::HelpChoosing,
    Technique::SeveralRecommendations,
    Technique::CourierCutoff,
    Technique::PriceEnding,
    Technique::LowStock,
    Technique::FloorPrice,
    Technique::Coupon,
    Technique::SmallKindness,
    Technique::Compare,
    Technique::ExplainPrice,
    Technique::StandFirm,
    Technique::LeaveSmallTalk,
    Technique::Praised,
    Technique::Valued,
    Technique::Remembered,
    Technique::Welcome,
];

/// Steps that hurry her along when she has not asked.
const HURRIES: &[Technique] = &[
    Technique::CourierCutoff,
    Technique::PriceEnding,
    Technique::LowStock,
];

/// What the situation calls for, in order: a step, or what it lacks.
pub(crate) fn called(view: &View<'_, '_>) -> Vec<(Technique, Call)> {
    if view.talk.open().is_empty() {
        return Vec::new();
    }
    let alone = view.any(&[Cue::Complains, Cue::TooDearGoes, Cue::Stop]);
    let silent = view.asks(Cue::Stop);
    let mut called = Vec::new();
    for (technique, step) in STEPS {
        let barred = alone && SELLS.contains(technique)
            || silent && *technique != Technique::Respected
            || view.situation.left.contains(technique)
            || HURRIES.contains(technique) && !may_hurry(view);
        if barred {
            continue;
        }
        match step(view) {
            Call::No => {}
            call => called.push((*technique, call)),
        }
    }
    called
}

/// Nobody is hurried who buys and is gone, or whom the shop lets be; who asks is answered.
fn may_hurry(view: &View<'_, '_>) -> bool {
    let asks = view.any(&[Cue::AsksStock, Cue::AsksDispatch, Cue::AsksPriceEnd]);
    let let_be =
        view.situation.shop.unpaid == jinpai_model::UnpaidSetting::LetBe && view.is(Trait::OrdersUnpaid);
    asks || !view.is(Trait::BuysAndGoes) && !let_be
}

/// Whether she asks for nothing but time to think, so that a true reason to act now is a help.
fn only_thinks(view: &View<'_, '_>) -> bool {
    view.asks(Cue::ThinksOver)
        && !view.any(&[
            Cue::Presses,
            Cue::AsksFlaw,
            Cue::AsksTruth,
            Cue::HowTo,
            Cue::NeedsTime,
            Cue::AsksWhich,
            Cue::Wavers,
        ])
}
