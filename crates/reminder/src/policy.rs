//! A policy that holds together: the written one, checked, with its texts compiled.

use std::{fmt, sync::Arc};

use jinpai_model::{Angle, Channel, Fen, Slot, Tier};

use crate::{
    experiment::{self, Experiment},
    spec::{PolicySpec, VERSION, Window},
    wordings::Wordings,
};

/// What is wrong with a written policy, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct PolicyProblem {
    /// Dotted path of the field, such as `timing.jitter_min` or `texts.closing[0]`.
    pub field: String,
    pub problem: String,
}

/// A checked policy. Cheap to clone.
#[derive(Clone)]
pub struct Policy {
    spec: Arc<PolicySpec>,
    texts: Arc<Wordings>,
    experiments: Arc<[Experiment]>,
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("spec", &self.spec)
            .finish_non_exhaustive()
    }
}

impl Policy {
    /// # Errors
    /// Every contradiction found, not only the first.
    pub fn new(spec: PolicySpec) -> Result<Self, Vec<PolicyProblem>> {
        let mut problems = contradictions(&spec);
        let texts = Wordings::compile(&spec).unwrap_or_else(|wrong| {
            problems.extend(wrong);
            Wordings::default()
        });
        let (experiments, wrong) = experiment::read(&spec);
        problems.extend(wrong);
        if problems.is_empty() {
            Ok(Self {
                spec: Arc::new(spec),
                texts: Arc::new(texts),
                experiments: experiments.into(),
            })
        } else {
            Err(problems)
        }
    }

    #[must_use]
    pub fn spec(&self) -> &PolicySpec {
        &self.spec
    }

    #[must_use]
    pub(crate) fn texts(&self) -> &Wordings {
        &self.texts
    }

    /// Variants that are being tried against each other.
    #[must_use]
    pub fn experiments(&self) -> &[Experiment] {
        &self.experiments
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.spec.name
    }

    #[must_use]
    pub fn tier(&self, total: Fen) -> Tier {
        self.spec.tiers.of(total.0)
    }

    /// Most reminders an order of this amount may get.
    #[must_use]
    pub fn limit(&self, total: Fen) -> u32 {
        self.spec.tiers.steps(self.tier(total))
    }

    /// Whether a kindness of this cost may be offered in a month in which `spent` was offered so far.
    #[must_use]
    pub fn affords(&self, spent: Fen, cost: Fen) -> bool {
        let kindness = &self.spec.kindness;
        cost.0 >= 0 && cost.0 <= kindness.each_fen && spent.0.saturating_add(cost.0) <= kindness.month_fen
    }

    #[must_use]
    pub(crate) fn windows(&self, channel: Channel) -> &[Window] {
        self.spec.hours.of(channel)
    }

    #[must_use]
    pub(crate) fn angles(&self, slot: Slot) -> &[Angle] {
        let angles = &self.spec.angles;
        match slot {
            Slot::Session => &angles.session,
            Slot::CutOff => &angles.cut_off,
            Slot::NextDay => &angles.next_day,
            Slot::Peak => &angles.peak,
            Slot::LastMinute => &angles.last_minute,
        }
    }

    /// The same policy with nobody held out, for a dry run of the whole policy.
    #[must_use]
    pub fn without_holdout(&self) -> Self {
        let mut spec = PolicySpec::clone(&self.spec);
        spec.holdout_percent = 0;
        Self {
            spec: Arc::new(spec),
            texts: Arc::clone(&self.texts),
            experiments: Arc::clone(&self.experiments),
        }
    }
}

/// Longest distance a policy may name: a month, in minutes.
const MONTH_MIN: u32 = 31 * 24 * 60;

fn contradictions(spec: &PolicySpec) -> Vec<PolicyProblem> {
    let mut found = Vec::new();
    let mut demand = into(&mut found);
    heading_contradictions(spec.version == VERSION, (&spec.name, &spec.locale), &mut demand);
    demand(
        0 < spec.tiers.low_below_fen && spec.tiers.low_below_fen < spec.tiers.middle_below_fen,
        "tiers",
        "low_below_fen must lie between 0 and middle_below_fen",
    );
    for (name, steps) in [
        ("low_steps", spec.tiers.low_steps),
        ("middle_steps", spec.tiers.middle_steps),
        ("high_steps", spec.tiers.high_steps),
    ] {
        demand(
            steps <= 5,
            &format!("tiers.{name}"),
            "at most 5 reminders an order",
        );
    }
    for channel in Channel::ALL {
        demand(
            in_order(spec.hours.of(*channel)),
            &format!("hours.{channel}"),
            "name at least one stretch, in order and without overlap",
        );
    }
    demand(
        in_order(&spec.hours.peaks),
        "hours.peaks",
        "name at least one peak, in order",
    );
    timing_contradictions(spec, &mut demand);
    drop(demand);
    found
}

/// Notes what is demanded of a written policy and does not hold: whether it holds, the field, what is wrong.
pub(crate) fn into(found: &mut Vec<PolicyProblem>) -> impl FnMut(bool, &str, &str) {
    |holds, field, problem| {
        if !holds {
            found.push(PolicyProblem {
                field: field.to_owned(),
                problem: problem.to_owned(),
            });
        }
    }
}

/// What every written policy begins with, of whichever flow.
pub(crate) fn heading_contradictions(
    version_is_read: bool,
    (name, locale): (&str, &str),
    demand: &mut impl FnMut(bool, &str, &str),
) {
    demand(version_is_read, "version", "this build reads version 1");
    demand(!name.trim().is_empty(), "name", "a policy needs a name");
    demand(["zh-CN", "en"].contains(&locale), "locale", "write zh-CN or en");
}

fn timing_contradictions(spec: &PolicySpec, demand: &mut impl FnMut(bool, &str, &str)) {
    let timing = &spec.timing;
    demand(timing.jitter_min <= 60, "timing.jitter_min", "at most 60 minutes");
    demand(
        timing.max_late_min <= 60,
        "timing.max_late_min",
        "at most 60 minutes",
    );
    demand(
        timing.session_after_min <= timing.first_after_min,
        "timing.session_after_min",
        "must not exceed first_after_min",
    );
    for (name, minutes) in [
        ("first_after_min", timing.first_after_min),
        ("session_timeout_min", timing.session_timeout_min),
        ("talk_quiet_min", timing.talk_quiet_min),
        ("before_close_min", timing.before_close_min),
        ("before_cut_off_min", timing.before_cut_off_min),
        ("fresh_status_min", timing.fresh_status_min),
    ] {
        demand(
            minutes <= MONTH_MIN,
            &format!("timing.{name}"),
            "longer than a month",
        );
    }
    demand(
        (1..=31).contains(&timing.max_days),
        "timing.max_days",
        "between 1 and 31 days",
    );
    demand(
        spec.budget.min_gap_h <= 24 * 31,
        "budget.min_gap_h",
        "longer than a month",
    );
    demand(
        spec.malicious.closed_unpaid >= 1,
        "malicious.closed_unpaid",
        "0 would exclude every buyer",
    );
    demand(
        (1..=366).contains(&spec.malicious.within_days),
        "malicious.within_days",
        "between 1 and 366 days",
    );
    demand(
        spec.malicious.max_pieces >= 1,
        "malicious.max_pieces",
        "0 would exclude every order",
    );
    demand(
        spec.malicious.exclude_at_points >= 1,
        "malicious.exclude_at_points",
        "0 would exclude on no sign at all",
    );
    demand(
        spec.holdout_percent <= 50,
        "holdout_percent",
        "at most 50 percent",
    );
    demand(spec.holidays.len() <= 366, "holidays", "at most 366 days");
    effect_contradictions(spec, demand);
    channel_contradictions(spec, demand);
}

fn effect_contradictions(spec: &PolicySpec, demand: &mut impl FnMut(bool, &str, &str)) {
    let (effect, guard) = (&spec.effect, &spec.guard);
    demand(
        (1..=31 * 24).contains(&effect.window_h),
        "effect.window_h",
        "between an hour and 31 days",
    );
    demand(
        effect.worth_points > 0.0 && effect.worth_points <= 50.0,
        "effect.worth_points",
        "above 0 and at most 50 points",
    );
    for (name, fen) in [
        ("sms_fen", effect.sms_fen),
        ("email_fen", effect.email_fen),
        ("phone_fen", effect.phone_fen),
    ] {
        demand(
            (0.0..=100_000.0).contains(&fen),
            &format!("effect.{name}"),
            "between 0 and 100,000 fen a message",
        );
    }
    demand(
        guard.opt_out_percent > 0.0 && guard.opt_out_percent < 100.0,
        "guard.opt_out_percent",
        "above 0 and below 100",
    );
    demand(
        (1..=1_000_000).contains(&guard.least_buyers),
        "guard.least_buyers",
        "between 1 and 1,000,000 buyers",
    );
}

fn channel_contradictions(spec: &PolicySpec, demand: &mut impl FnMut(bool, &str, &str)) {
    let channels = &spec.channels;
    for (name, list) in [
        ("first_time_dear", &channels.first_time_dear),
        ("returning", &channels.returning),
        ("own_site", &channels.own_site),
        ("usual", &channels.usual),
    ] {
        let once = (list.iter().enumerate()).all(|(n, channel)| !list[..n].contains(channel));
        demand(
            !list.is_empty() && once,
            &format!("channels.{name}"),
            "name at least one channel, and each once",
        );
    }
    for (name, minutes) in [
        ("ordinary_min", spec.close_after.ordinary_min),
        ("presale_min", spec.close_after.presale_min),
        ("virtual_min", spec.close_after.virtual_min),
    ] {
        demand(
            (1..=366 * 24 * 60).contains(&minutes),
            &format!("close_after.{name}"),
            "between a minute and a year",
        );
    }
    demand(
        (1..=10).contains(&spec.forms.sms_parts),
        "forms.sms_parts",
        "between 1 and 10 parts",
    );
    demand(
        (1..=4_000).contains(&spec.forms.chat_chars),
        "forms.chat_chars",
        "between 1 and 4,000 characters",
    );
    demand(
        (1..=200).contains(&spec.forms.subject_chars),
        "forms.subject_chars",
        "between 1 and 200 characters",
    );
    demand(
        !spec.forms.sms_opt_out.trim().is_empty(),
        "forms.sms_opt_out",
        "a promotion must show the way out",
    );
    let whole = |word: &String| !word.trim().is_empty();
    demand(
        spec.forms.promotion_words.iter().all(whole),
        "forms.promotion_words",
        "an empty word stands in every text",
    );
    demand(
        spec.kindness.each_fen >= 0 && spec.kindness.month_fen >= 0,
        "kindness",
        "amounts are not below 0",
    );
}

fn in_order(windows: &[Window]) -> bool {
    !windows.is_empty() && windows.windows(2).all(|pair| pair[0].end <= pair[1].start)
}
