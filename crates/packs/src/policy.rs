//! Reminder policies: the built-in one, and any other from the bytes of its file.
//!
//! Bytes in, a policy or a list of places out: nothing is read from a disk here.

use std::fmt;

use jinpai_reminder::{Policy, PolicyProblem, spec::PolicySpec};
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
    pub problem: String,
}

impl fmt::Display for PolicyRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, placed) in self.problems.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            match placed.line {
                Some(line) => write!(f, "{}:{line}: {}", self.file, placed.problem)?,
                None => write!(f, "{}: {}", self.file, placed.problem)?,
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
    let (spec, source) = read_toml::<PolicySpec>(name, bytes)?;
    Policy::new(spec).map_err(|problems| refused(name, source, problems))
}

/// The written policy of any flow, and its source.
pub(crate) fn read_toml<'b, T: DeserializeOwned>(
    name: &str,
    bytes: &'b [u8],
) -> Result<(T, &'b str), PolicyRefused> {
    let refused = |line, problem: &str| PolicyRefused {
        file: name.to_owned(),
        problems: vec![PlacedProblem {
            line,
            problem: problem.to_owned(),
        }],
    };
    let source = std::str::from_utf8(bytes).map_err(|e| {
        let line = bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        refused(Some(line), "is not UTF-8; save the file as UTF-8")
    })?;
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let spec = toml::from_str(source).map_err(|e| {
        let line = e.span().map(|span| line_at(source, span.start));
        refused(line, e.message())
    })?;
    Ok((spec, source))
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
        problem: problem.to_string(),
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
    use jinpai_model::{Angle, At, Fen, HOUR_MS, OrderId, Slot, Zone};
    use jinpai_reminder::{BuyerFacts, History, OrderFacts, PlanInput, PlanOrder, words};

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

    /// Texts are tried filled: with every fact known, with none, and for one order and for two.
    #[test]
    fn the_coach_has_nothing_against_the_built_in_texts() {
        let (policy, zone, coach) = (builtin(), Zone::shanghai(), crate::builtin_coach().unwrap());
        let now = At::from_rfc3339("2026-11-23T15:00:00+08:00").unwrap();
        let known = OrderFacts {
            item: Some("云感记忆枕".to_owned()),
            more_items: 0,
            cut_off: Some("16:00".parse().unwrap()),
            guarantee: Some("7天无理由退换".to_owned()),
            gift: Some("枕套".to_owned()),
            material: Some("慢回弹记忆棉".to_owned()),
            promo_ends_at: Some(now.plus(HOUR_MS)),
        };
        let order = |id, facts: &OrderFacts| PlanOrder {
            id: OrderId::from_bits(id),
            total_fen: Fen::yuan(129),
            pieces_of_one_item: 1,
            created_at: now.plus(-5 * HOUR_MS),
            paid_at: None,
            closed_at: None,
            close_at: now.plus(19 * HOUR_MS),
            disputed: false,
            facts: facts.clone(),
        };
        let buyer = BuyerFacts {
            key: "buyer".to_owned(),
            opted_out: false,
            blocked: false,
            refused_channels: Vec::new(),
            history: History::default(),
            zone: None,
        };
        for facts in [known, OrderFacts::default()] {
            let orders = [order(1, &facts), order(2, &facts)];
            let input = PlanInput {
                shop: "shop",
                shop_name: "木子家居",
                buyer: &buyer,
                orders: &orders,
                talk: None,
                contacts: &[],
                zone: &zone,
                policy: &policy,
                now,
                seed: 1,
            };
            for (angle, riders) in Angle::ALL
                .iter()
                .flat_map(|a| [(*a, vec![]), (*a, vec![&orders[1]])])
            {
                if let Some(text) = words(&orders[0], &riders, Slot::CutOff, angle, &input) {
                    let report = coach.check(&jinpai_coach::Draft::of(&text));
                    assert!(
                        report.severity() < Some(jinpai_coach::Severity::Warn),
                        "{text}\n{report:?}"
                    );
                    assert!(text.contains('您'), "{text}");
                } else {
                    assert_eq!(
                        facts,
                        OrderFacts::default(),
                        "{angle} has no text for known facts"
                    );
                }
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
