//! The words of a reminder: templates of the policy, filled from facts and from nothing else.
//!
//! A fact that is not known is left out of the template's values, and a template that asks for it
//! fails: the next text is tried. A blank or a guess can therefore never reach a buyer.

use std::collections::BTreeMap;

use jinpai_model::{Angle, At, ClockTime, Fen, Zone};
use minijinja::{
    Environment, UndefinedBehavior,
    value::{Serde, Value},
};
use serde::Serialize;

use crate::PolicyProblem;

/// Longest text a policy may hold, in characters: a message, with room for the facts.
const MAX_TEMPLATE_CHARS: usize = 1_000;
/// Steps a template may take; a text of ten conditions takes some hundred.
const FUEL: u64 = 5_000;

/// What is known about one order for speaking of it. Absent: not known, or not true today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderFacts {
    /// Title of the first item.
    pub item: Option<String>,
    /// Items beside the first.
    pub more_items: usize,
    /// Paid until then, it leaves the same day; only when the goods are there.
    pub cut_off: Option<ClockTime>,
    /// What the shop guarantees in writing.
    pub guarantee: Option<String>,
    /// Given with the order while its budget lasts; see [`Policy::affords`](crate::Policy::affords).
    pub gift: Option<String>,
    pub material: Option<String>,
    /// End of the promotion whose price the order holds.
    pub promo_ends_at: Option<At>,
    /// A coupon on published terms, the same for everyone.
    pub coupon: Option<String>,
}

/// The values a template may use.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Values {
    pub shop: String,
    /// How many orders the reminder covers.
    pub orders: usize,
    /// Yuan of the leading order, `256.00`.
    pub total: String,
    /// Yuan of all orders covered.
    pub sum: String,
    /// Local time at which the first of them closes, with its day: `明天 10:15`.
    pub close: String,
    pub more_items: usize,
    /// A courteous opening of a question.
    pub padding: String,
    /// How many of the orders are for the very same goods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same: Option<usize>,
    /// Yuan of all orders at the price that an agent has confirmed, when it is below the old one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_sum: Option<String>,
    /// What the confirmed price takes off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saved: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coupon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guarantee: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gift: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub material: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promo_ends: Option<String>,
}

/// One order as far as a text needs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spoken<'a> {
    pub total_fen: Fen,
    /// The price that an agent has confirmed in place of the total.
    pub agreed_fen: Option<Fen>,
    pub close_at: At,
    pub facts: &'a OrderFacts,
}

impl Values {
    /// Values for a message read at `at` about a leading order and those merged into it. What is
    /// said of the goods is the leader's; a cut-off is named only when it is still ahead.
    pub(crate) fn of(
        shop: &str,
        leader: Spoken<'_>,
        merged: &[Spoken<'_>],
        cut_off_at: Option<At>,
        at: At,
        (zone, locale): (&Zone, &str),
    ) -> Self {
        let facts = leader.facts;
        let close_at = merged.iter().map(|o| o.close_at).fold(leader.close_at, At::min);
        let sum: Fen = merged.iter().map(|o| o.total_fen).sum::<Fen>() + leader.total_fen;
        let day = |moment| day_and_time(moment, at, zone, locale);
        let agreed = |order: &Spoken<'_>| order.agreed_fen.unwrap_or(order.total_fen).min(order.total_fen);
        let new_sum: Fen = merged.iter().map(agreed).sum::<Fen>() + agreed(&leader);
        let lower = new_sum < sum;
        Self {
            shop: shop.to_owned(),
            orders: 1 + merged.len(),
            total: leader.total_fen.to_string(),
            sum: sum.to_string(),
            close: day(close_at),
            more_items: facts.more_items,
            padding: String::new(),
            same: None,
            new_sum: lower.then(|| new_sum.to_string()),
            saved: lower.then(|| Fen(sum.0.saturating_sub(new_sum.0)).to_string()),
            coupon: facts.coupon.clone(),
            item: facts.item.clone().filter(|item| !item.trim().is_empty()),
            cut_off: cut_off_at.filter(|end| *end > at).map(&day),
            guarantee: facts.guarantee.clone(),
            gift: facts.gift.clone(),
            material: facts.material.clone(),
            promo_ends: facts.promo_ends_at.filter(|end| *end > at).map(day),
        }
    }
}

/// `今天 21:30`, `明天 10:15`, `2月11日 09:00`, as said at `now`.
#[must_use]
pub fn day_and_time(moment: At, now: At, zone: &Zone, locale: &str) -> String {
    let (day, today) = (moment.in_zone(zone).date(), now.in_zone(zone).date());
    let time = ClockTime::of(moment, zone);
    let ahead = (day - today).get_days();
    let chinese = locale == "zh-CN";
    match ahead {
        0 if chinese => format!("今天 {time}"),
        1 if chinese => format!("明天 {time}"),
        2 if chinese => format!("后天 {time}"),
        _ if chinese => format!("{}月{}日 {time}", day.month(), day.day()),
        0 => format!("today {time}"),
        1 => format!("tomorrow {time}"),
        _ => format!("{} {time}", day.strftime("%-d %B")),
    }
}

/// Compiled texts of a policy.
pub(crate) struct Texts {
    templates: Environment<'static>,
    names: BTreeMap<Angle, Vec<String>>,
}

impl Texts {
    pub(crate) fn none() -> Self {
        Self {
            templates: empty_environment(),
            names: BTreeMap::new(),
        }
    }

    /// Compiles every text and tries it with all facts known, so that a misspelt fact is found now
    /// and not at the moment of sending. `table` names the texts in the problems.
    pub(crate) fn compile_with(
        table: &str,
        texts: &BTreeMap<Angle, Vec<String>>,
        known: &impl Serialize,
    ) -> Result<Self, Vec<PolicyProblem>> {
        let mut compiled = Self::none();
        let mut problems = Vec::new();
        for (angle, variants) in texts {
            for (n, text) in variants.iter().enumerate() {
                let name = format!("{angle}[{n}]");
                match compiled.add(&name, text, known) {
                    Ok(()) => compiled.names.entry(*angle).or_default().push(name),
                    Err(problem) => problems.push(PolicyProblem {
                        field: format!("{table}.{name}"),
                        problem,
                    }),
                }
            }
        }
        if problems.is_empty() {
            Ok(compiled)
        } else {
            Err(problems)
        }
    }

    fn add(&mut self, name: &str, text: &str, known: &impl Serialize) -> Result<(), String> {
        if text.chars().count() > MAX_TEMPLATE_CHARS {
            return Err(format!("longer than {MAX_TEMPLATE_CHARS} characters"));
        }
        self.templates
            .add_template_owned(name.to_owned(), text.to_owned())
            .map_err(|e| e.to_string())?;
        let template = self.templates.get_template(name).map_err(|e| e.to_string())?;
        match template.render(Serde(known)) {
            Ok(filled) if filled.trim().is_empty() => Err("is empty".to_owned()),
            Ok(_) => Ok(()),
            Err(e) => Err(e.to_string()),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Every text of the angle whose facts are all known, richest first, each filled when it is asked for.
    pub(crate) fn renders(&self, angle: Angle, values: &impl Serialize) -> impl Iterator<Item = String> {
        let values = Value::from(Serde(values));
        let filled = move |name: &String| {
            let template = self.templates.get_template(name).ok()?;
            let filled = template.render(values.clone()).ok()?;
            let filled = filled.trim();
            (!filled.is_empty()).then(|| filled.to_owned())
        };
        let names = self.names.get(&angle).map_or(&[][..], Vec::as_slice);
        names.iter().filter_map(filled)
    }
}

fn empty_environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment
}

/// Values under which every text must fill.
pub(crate) fn everything_known(locale: &str) -> Values {
    let some = || Some("x".to_owned());
    let facts = OrderFacts {
        item: some(),
        more_items: 1,
        cut_off: None,
        guarantee: some(),
        gift: some(),
        material: some(),
        promo_ends_at: Some(At(2)),
        coupon: some(),
    };
    let spoken = Spoken {
        total_fen: Fen::yuan(256),
        agreed_fen: Some(Fen::yuan(250)),
        close_at: At(2),
        facts: &facts,
    };
    let zone = Zone::shanghai();
    let mut values = Values::of("x", spoken, &[spoken], Some(At(2)), At(1), (&zone, locale));
    values.same = Some(2);
    "x".clone_into(&mut values.padding);
    values
}
