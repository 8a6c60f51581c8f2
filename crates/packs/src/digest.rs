//! The built-in coach rules as the build has written them down: what a coach at work needs, without
//! examples. Reading it takes about a quarter of the work of reading the rules' own files.

use std::sync::Arc;

use jinpai_coach::{RuleSpec, questions::QuestionTable, spec::Find};
use serde::Deserialize;

use crate::{PackError, PackErrors};

const COACH: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/coach.json"));

#[derive(Deserialize)]
struct Digest {
    rules: Vec<RuleSpec>,
    questions: QuestionTable,
}

/// The rules in order of their files' names.
pub(crate) fn rules() -> Result<Vec<RuleSpec>, PackErrors> {
    let Digest { mut rules, questions } = serde_json::from_slice(COACH).map_err(|error| refused(&error))?;
    let table = Arc::new(questions);
    for rule in &mut rules {
        if let Find::Coded(find) = &mut rule.find
            && find.reads_questions()
        {
            find.give_questions(&table);
        }
    }
    Ok(rules)
}

/// What is wrong with the built-in rules, which have no place of their own any more.
pub(crate) fn refused(reason: &dyn std::error::Error) -> PackErrors {
    PackErrors(vec![PackError {
        file: "zh-CN/coach".to_owned(),
        line: 1,
        reason: reason.to_string(),
    }])
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_rules_are_those_of_the_files_without_their_examples() {
        let mut of_files = crate::builtin().expect("the built-in pack is valid");
        for rule in &mut of_files {
            rule.bad.clear();
            rule.good.clear();
        }
        assert_eq!(super::rules().expect("they can be read"), of_files);
    }
}
