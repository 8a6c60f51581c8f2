//! Reminder policies: the built-in one, and any other from the bytes of its file.
//!
//! Bytes in, a policy or a list of places out: nothing is read from a disk here.

mod cut;
pub mod examples;

use std::fmt;

use jinpai_reminder::{Policy, PolicyProblem};
use serde::de::DeserializeOwned;

/// Name under which problems of the built-in policy are told.
const BUILT_IN: &str = "zh-CN/reminder/payment.toml";

/// Its text, as a start for a shop's own.
#[must_use]
pub const fn builtin_source() -> &'static str {
    include_str!("../../../packs/zh-CN/reminder/payment.toml")
}

/// The policy of a shop that wrote none.
#[must_use]
pub fn builtin() -> Policy {
    // A test reads the embedded file, so a build that could fail here does not pass.
    parse(BUILT_IN, builtin_source().as_bytes()).unwrap_or_else(|refused| unreachable!("{refused}"))
}

/// A policy file that was refused: every problem found, with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRefused {
    pub file: String,
    pub problems: Vec<PlacedProblem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedProblem {
    /// From 1; none when the problem is something left out.
    pub line: Option<usize>,
    /// Dotted path of the field, where it is known.
    pub field: Option<String>,
    pub problem: String,
}

impl fmt::Display for PlacedProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        f.write_str(&self.problem)
    }
}

impl fmt::Display for PolicyRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, placed) in self.problems.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            match placed.line {
                Some(line) => write!(f, "{}:{line}: {placed}", self.file)?,
                None => write!(f, "{}: {placed}", self.file)?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for PolicyRefused {}

/// Reads a policy from the bytes of its TOML file; `name` stands in the errors.
///
/// # Errors
/// When the file is not UTF-8, not TOML, has an unknown field, or contradicts itself.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Policy, PolicyRefused> {
    read(name, bytes).map(|written| written.policy)
}

/// A policy with the examples that its file brings.
#[derive(Debug, Clone)]
pub struct Written {
    pub policy: Policy,
    /// Each with the line on which it begins, from 1.
    pub examples: Vec<(usize, examples::Example)>,
}

/// Reads a policy together with its examples.
///
/// # Errors
/// As [`parse`], and when an example is none.
pub fn read(name: &str, bytes: &[u8]) -> Result<Written, PolicyRefused> {
    let source = text(name, bytes)?;
    let (policy, found) = cut::examples(source);
    let policy = read_spec(name, &policy)
        .and_then(|spec| Policy::new(spec).map_err(|problems| refused(name, source, problems)));
    let found = examples::read(&found).map_err(|problems| PolicyRefused {
        file: name.to_owned(),
        problems,
    });
    match (policy, found) {
        (Ok(policy), Ok(examples)) => Ok(Written { policy, examples }),
        (Err(mut policy), Err(found)) => {
            policy.problems.extend(found.problems);
            Err(policy)
        }
        (Err(refused), _) | (_, Err(refused)) => Err(refused),
    }
}

/// The written policy of any flow, and its source.
pub(crate) fn read_toml<'b, T: DeserializeOwned>(
    name: &str,
    bytes: &'b [u8],
) -> Result<(T, &'b str), PolicyRefused> {
    let source = text(name, bytes)?;
    Ok((read_spec(name, source)?, source))
}

fn text<'b>(name: &str, bytes: &'b [u8]) -> Result<&'b str, PolicyRefused> {
    let source = std::str::from_utf8(bytes).map_err(|e| {
        let line = bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        unreadable(name, Some(line), "is not UTF-8; save the file as UTF-8")
    })?;
    Ok(source.strip_prefix('\u{feff}').unwrap_or(source))
}

fn read_spec<T: DeserializeOwned>(name: &str, source: &str) -> Result<T, PolicyRefused> {
    toml::from_str(source).map_err(|e| {
        let line = e.span().map(|span| line_at(source, span.start));
        unreadable(name, line, e.message())
    })
}

fn unreadable(name: &str, line: Option<usize>, problem: &str) -> PolicyRefused {
    PolicyRefused {
        file: name.to_owned(),
        problems: vec![PlacedProblem {
            line,
            field: None,
            problem: problem.to_owned(),
        }],
    }
}

/// A policy that contradicts itself, each contradiction with its line.
pub(crate) fn refused(name: &str, source: &str, problems: Vec<PolicyProblem>) -> PolicyRefused {
    let place = |problem| placed(source, problem);
    PolicyRefused {
        file: name.to_owned(),
        problems: problems.into_iter().map(place).collect(),
    }
}

fn placed(source: &str, problem: PolicyProblem) -> PlacedProblem {
    PlacedProblem {
        line: line_of(source, &problem.field),
        field: Some(problem.field),
        problem: problem.problem,
    }
}

fn line_at(source: &str, offset: usize) -> usize {
    source.as_bytes()[..offset.min(source.len())]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

/// The line on which a dotted field is written; the table's line when the field is left out.
fn line_of(source: &str, field: &str) -> Option<usize> {
    let field = field.split('[').next().unwrap_or(field);
    let (table, key) = match field.rsplit_once('.') {
        Some((table, key)) => (table, Some(key)),
        None => ("", Some(field)),
    };
    let mut here = "";
    let mut table_line = None;
    for (n, line) in source.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            here = header.trim();
            if here == table || here == field {
                table_line = Some(n + 1);
            }
        } else if here == table
            && line
                .split_once('=')
                .map(|(name, _)| name.trim().trim_matches('"'))
                == key
        {
            return Some(n + 1);
        }
    }
    table_line
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jinpai_model::{Angle, At, Channel, Fen, HOUR_MS, OrderId, Slot, Zone};
    use jinpai_reminder::{
        BuyerFacts, Contact, ContactBy, Goods, OrderFacts, PlanInput, PlanOrder, Policy, Reach, words,
    };

    use super::{builtin, builtin_source, parse};

    fn problem_of(source: &str) -> String {
        parse("mine.toml", source.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn the_built_in_policy_reads_and_says_what_the_product_promises() {
        let policy = builtin();
        assert_eq!(policy.name(), "温和催付");
        let mut named = jinpai_reminder::spec::PolicySpec {
            name: "温和催付".to_owned(),
            ..Default::default()
        };
        named.texts.clone_from(&policy.spec().texts);
        named.sms = policy.spec().sms.clone();
        named.email = policy.spec().email.clone();
        named.phone.clone_from(&policy.spec().phone);
        named.angles = policy.spec().angles.clone();
        assert_eq!(
            policy.spec(),
            &named,
            "the file repeats the defaults, so that a reader sees them"
        );
    }

    #[test]
    fn every_angle_has_words() {
        let policy = builtin();
        for angle in jinpai_model::Angle::ALL {
            assert!(policy.spec().texts.contains_key(angle), "{angle}");
        }
    }

    /// Every text of every channel is tried filled, one after another as a buyer who has read those
    /// before would get them: with all facts known, with none, for one order and for two, with a new
    /// price and without.
    #[test]
    fn the_coach_has_nothing_against_the_built_in_texts() {
        let (policy, coach) = (builtin(), crate::builtin_coach().unwrap());
        let mut tried = 0;
        for (channel, angle) in Channel::ALL
            .iter()
            .flat_map(|c| Angle::ALL.iter().map(|a| (*c, *a)))
        {
            let mut texts: BTreeSet<String> = BTreeSet::new();
            for (facts, agreed) in [(known(), true), (known(), false), (OrderFacts::default(), false)] {
                for riders in 0..=1 {
                    texts.extend(all_words(&policy, (channel, angle), &facts, agreed, riders));
                }
            }
            tried += texts.len();
            for text in &texts {
                let report = coach.check(&jinpai_coach::Draft::of(text));
                let severity = report.severity();
                assert!(
                    severity < Some(jinpai_coach::Severity::Warn),
                    "{text}\n{report:?}"
                );
                assert!(text.contains('您'), "{text}");
            }
            let said = policy.spec().texts.contains_key(&angle);
            assert!(channel != Channel::Chat || texts.is_empty() != said, "{angle}");
        }
        assert!(tried > 60, "{tried} texts were tried");
    }

    fn now() -> At {
        At::from_rfc3339("2026-11-23T15:00:00+08:00").unwrap()
    }

    fn known() -> OrderFacts {
        OrderFacts {
            item: Some("云感记忆枕".to_owned()),
            more_items: 0,
            cut_off: Some("16:00".parse().unwrap()),
            guarantee: Some("7天无理由退换".to_owned()),
            gift: Some("枕套".to_owned()),
            material: Some("慢回弹记忆棉".to_owned()),
            promo_ends_at: Some(now().plus(HOUR_MS)),
            coupon: Some("满100减5元".to_owned()),
        }
    }

    /// Each text of an angle in turn.
    fn all_words(
        policy: &Policy,
        (channel, angle): (Channel, Angle),
        facts: &OrderFacts,
        agreed: bool,
        riders: usize,
    ) -> Vec<String> {
        let order = |id| PlanOrder {
            facts: facts.clone(),
            agreed_fen: agreed.then_some(Fen::yuan(119)),
            goods: vec![Goods {
                name: "枕".to_owned(),
                pieces: 1,
            }],
            ..PlanOrder::new(
                OrderId::from_bits(id),
                Fen::yuan(129),
                now().plus(-5 * HOUR_MS),
                now().plus(19 * HOUR_MS),
            )
        };
        let orders = [order(1), order(2)];
        let reach = Reach {
            promotion: true,
            ..Reach::agreed(channel)
        };
        let buyer = BuyerFacts {
            reach: vec![reach],
            ..BuyerFacts::new("buyer")
        };
        let mut heard: Vec<Contact> = Vec::new();
        loop {
            let input = PlanInput {
                shop: "shop",
                shop_name: "木子家居",
                buyer: &buyer,
                orders: &orders,
                talk: None,
                contacts: &heard,
                zone: &Zone::shanghai(),
                policy,
                now: now(),
                seed: 1,
            };
            let merged: Vec<&PlanOrder> = orders[1..=riders].iter().collect();
            match words(&orders[0], &merged, (Slot::CutOff, channel), angle, &input) {
                None => return heard.into_iter().filter_map(|contact| contact.text).collect(),
                Some(wording) => heard.push(Contact {
                    text: Some(wording.text),
                    ..Contact::new(now(), ContactBy::Us)
                }),
            }
        }
    }

    #[test]
    fn problems_name_file_and_line() {
        assert_eq!(
            problem_of("version = 1\nname = \"x\"\n[timing]\njitter_min = 90\n"),
            "mine.toml:4: timing.jitter_min: at most 60 minutes"
        );
        assert!(
            problem_of("version = 1\nname = \"x\"\n[timing]\njiter_min = 9\n")
                .starts_with("mine.toml:4: unknown field")
        );
        assert!(problem_of("version = 1\nname = \"x\"\nholdout_percent = 80\n").starts_with("mine.toml:3: "));
        assert!(problem_of("version = 2\nname = \"x\"\n").starts_with("mine.toml:1: version"));
        assert!(
            problem_of("version = 1\nname = \"x\"\n[hours]\nchat = [\"22:00-08:00\"]\n")
                .starts_with("mine.toml:4: ")
        );
        let misspelt = "version = 1\nname = \"x\"\n[texts]\nclosing = [\"{{ itme }}\"]\n";
        assert!(
            problem_of(misspelt).starts_with("mine.toml:4: texts.closing[0]: undefined"),
            "{}",
            problem_of(misspelt)
        );
        assert!(
            parse("gbk.toml", b"version = 1\n# \xb4\xdf\n")
                .unwrap_err()
                .to_string()
                .starts_with("gbk.toml:2: is not UTF-8")
        );
    }

    #[test]
    fn a_file_from_windows_reads() {
        let crlf = builtin_source().replace('\n', "\r\n");
        assert!(parse("crlf.toml", format!("\u{feff}{crlf}").as_bytes()).is_ok());
    }
}
