//! The conversation rules of a coach, in an automaton of their own: a message that is checked alone
//! does not pay for them.

use std::collections::BTreeMap;

use jinpai_text::PatternSet;

use super::{
    find::{Needs, TalkFinder},
    spec::Voice,
};
use crate::{
    BuildError, RuleCode, RuleSpec, Severity,
    build::{self, Pool, Rule},
    finder::Finder,
    spec::Find,
};

#[derive(Debug)]
pub(crate) struct TalkRules {
    pub rules: Vec<Rule>,
    pub patterns: PatternSet,
}

impl TalkRules {
    pub fn build(specs: Vec<RuleSpec>, overrides: &BTreeMap<RuleCode, Severity>) -> Result<Self, BuildError> {
        let mut pool = Pool::default();
        let mut rules = Vec::with_capacity(specs.len());
        for spec in specs {
            if !spec.excused_by.is_empty() {
                return Err(wrong(
                    &spec,
                    "facts excuse words of a message, not the course of a talk",
                ));
            }
            if let Find::Course(find) = &spec.find
                && find.who == Voice::Buyer
            {
                // What makes her words harmless is looked for beside them.
                pool.buyer_ids(&spec.code, &spec.antipatterns)?;
            }
            for fix in &spec.fixes {
                // These may stand in the draft as well as in the buyer's turn.
                pool.ids(&spec.code, &fix.only)?;
            }
            let Some(finder) = TalkFinder::build(&spec.code, &spec.find, &mut pool)? else {
                return Err(wrong(
                    &spec,
                    "its way of finding is one of messages, its scope the conversation",
                ));
            };
            rules.push(build::ready_rule(
                spec,
                Finder::Talk(finder),
                overrides,
                &mut pool,
            )?);
        }
        rules.sort_by(|a, b| a.spec.code.cmp(&b.spec.code));
        Ok(Self {
            patterns: pool.talk_set()?,
            rules,
        })
    }

    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rules that need to know more than words, once for each thing they need.
    pub fn needing(&self) -> impl Iterator<Item = (&Rule, Needs)> {
        self.rules.iter().flat_map(|rule| {
            let needs = match &rule.finder {
                Finder::Talk(finder) => finder.needs(),
                _ => Vec::new(),
            };
            needs.into_iter().map(move |needs| (rule, needs))
        })
    }
}

fn wrong(spec: &RuleSpec, reason: &'static str) -> BuildError {
    BuildError::Scope {
        code: spec.code.clone(),
        reason,
    }
}
