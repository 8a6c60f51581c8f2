//! Bargaining 议价: how often she has pressed, which stage that reached, and what may be said next.
//!
//! A press lets the talk go one stage further at most, whatever was said in it. The floor is never the first answer,
//! and only a lead opens it.

use jinpai_model::{LadderSpec, Stage};

/// Where the bargaining of a talk stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LadderState {
    /// The furthest stage that was said.
    pub reached: Option<Stage>,
    /// What may be said now: none where she has not pressed since the last stage.
    pub next: Option<Stage>,
    /// How often she asked for less.
    pub presses: u32,
    /// What the stages that were said have cost, by the shop's own figures.
    pub spent_fen: i64,
    /// Every stage with its standing, in order.
    pub stages: Vec<(Stage, Standing)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Done,
    Next,
    Later,
    /// The shop does not go there.
    Off,
}

/// Stages said so far, and presses, as the talk holds them.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub presses: u32,
    /// Presses since the last stage was said.
    pub fresh_presses: u32,
    pub stages: Vec<Stage>,
}

/// Whether the owner allows a stage. Standing firm is always allowed: it costs nothing and ends the pressing kindly.
#[must_use]
pub const fn allows(spec: &LadderSpec, stage: Stage) -> bool {
    match stage {
        Stage::ExplainPrice => spec.explain,
        Stage::Compare => spec.compare,
        Stage::SmallKindness => spec.kindness.is_some(),
        Stage::Coupon => spec.coupon.is_some(),
        Stage::FloorPrice => spec.floor,
        Stage::StandFirm => true,
    }
}

/// What a stage costs the shop, where the owner said so.
#[must_use]
pub fn cost_fen(spec: &LadderSpec, stage: Stage) -> i64 {
    match stage {
        Stage::SmallKindness => spec.kindness.as_ref().map_or(0, |gift| gift.cost_fen.0),
        Stage::Coupon => spec.coupon.as_ref().map_or(0, |coupon| coupon.cost_fen.0),
        _ => 0,
    }
}

/// The state after what was said; `possible` tells of a stage whether the facts it needs are there.
#[must_use]
pub fn state(spec: &LadderSpec, said: &Said, possible: impl Fn(Stage) -> bool) -> LadderState {
    let reached = said.stages.iter().copied().max();
    let ahead = Stage::ALL
        .iter()
        .copied()
        .filter(|stage| reached.is_none_or(|at| *stage > at));
    // Words come before gifts: what cannot be explained for want of facts is not made up for with a concession.
    let words = |stage: Stage| matches!(stage, Stage::ExplainPrice | Stage::Compare);
    let mut open = ahead.filter(|stage| allows(spec, *stage) && (words(*stage) || possible(*stage)));
    let pressed = said.fresh_presses > 0;
    let next = match (pressed, open.next()) {
        (false, _) => None,
        // The last stage again: she may press for ever, and is answered kindly each time.
        (true, None) => Some(Stage::StandFirm),
        (true, some) => some,
    };
    let standing = |stage: Stage| {
        if said.stages.contains(&stage) {
            Standing::Done
        } else if next == Some(stage) {
            Standing::Next
        } else if allows(spec, stage) && reached.is_none_or(|at| stage > at) {
            Standing::Later
        } else {
            Standing::Off
        }
    };
    LadderState {
        reached,
        next,
        presses: said.presses,
        spent_fen: said.stages.iter().map(|stage| cost_fen(spec, *stage)).sum(),
        stages: Stage::ALL
            .iter()
            .map(|stage| (*stage, standing(*stage)))
            .collect(),
    }
}
