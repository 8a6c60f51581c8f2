//! Rules that a shop writes itself.

use jinpai_model::{Role, RuleStatus};
use jinpai_store::coach_rules::OwnRule;

use super::rules::{Change, RuleText, checked};
use crate::{
    coaching::own::CoachRows,
    desk::Desk,
    error::{EngineError, Invalid, Result, RuleFault},
};

/// Most rules of its own that a shop may have.
const MOST_OWN: usize = 200;
/// Longest text of a rule, in bytes.
pub(super) const LONGEST_RULE: usize = 32 * 1_024;

/// A rule as a lead has written it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleChange {
    pub toml: String,
    pub status: RuleStatus,
    /// The version she has edited; another one there means that somebody was quicker.
    pub version: Option<i64>,
}

impl Desk {
    /// Adds a rule. A live one has to bring its examples, and they have to come out.
    ///
    /// # Errors
    /// [`EngineError::BadRule`] with everything wrong; [`EngineError::Taken`] for a code that the shop uses.
    pub async fn add_rule(&self, change: RuleChange) -> Result<RuleText> {
        self.write_rule(None, change).await
    }

    /// Writes a rule of the shop anew.
    ///
    /// # Errors
    /// As [`Desk::add_rule`]; [`EngineError::NotFound`] for what is no rule of the shop's own;
    /// [`EngineError::AlreadyDone`] when somebody has changed it since.
    pub async fn change_rule(&self, code: &str, change: RuleChange) -> Result<RuleText> {
        self.write_rule(Some(code.to_owned()), change).await
    }

    async fn write_rule(&self, known: Option<String>, change: RuleChange) -> Result<RuleText> {
        self.require(Role::Lead)?;
        if let Some(code) = &known {
            own_of(&self.engine.coach_rows(self.shop).await?, code)?;
        }
        let file = known.clone().unwrap_or_else(|| "rule".to_owned());
        let (toml, status) = (change.toml.clone(), change.status);
        let spec = self.engine.aside(move || read(&file, &toml, status)).await??;
        let code = spec.code.to_string();
        let built_in = &self.engine.coaches.built_in.rules;
        if built_in.iter().any(|rule| rule.code == spec.code) {
            let reason = format!("code {code} is already a built-in rule's");
            return Err(at_code(&change.toml, reason));
        }
        if known.as_ref().is_some_and(|known| *known != code) {
            return Err(at_code(
                &change.toml,
                "the code of a rule stays as it is".to_owned(),
            ));
        }
        let (person, now) = (self.person, self.engine.now());
        let decide = |rows: &CoachRows| {
            let held = match &known {
                Some(code) => Some(own_of(rows, code)?),
                None if rows.own.iter().any(|own| own.code == code) => {
                    return Err(EngineError::Taken { field: "code" });
                }
                None => None,
            };
            if held.is_none() && rows.own.len() >= MOST_OWN {
                return Err(EngineError::Invalid {
                    field: "toml",
                    reason: Invalid::TooLong { max: MOST_OWN },
                });
            }
            if change.version.is_some() && held.is_some_and(|held| Some(held.version) != change.version) {
                return Err(EngineError::AlreadyDone("changed"));
            }
            Ok(Change::Write(OwnRule {
                code: code.clone(),
                toml: change.toml.clone(),
                status,
                author: person,
                version: held.map_or(0, |held| held.version) + 1,
                created_at: held.map_or(now, |held| held.created_at),
                updated_at: now,
            }))
        };
        let coach = self.change_coach(decide).await?;
        self.rule_text(&coach, &code).await
    }

    /// Takes a rule of the shop away.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for what is no rule of the shop's own.
    pub async fn delete_rule(&self, code: &str) -> Result<()> {
        let decide = |rows: &CoachRows| {
            own_of(rows, code)?;
            Ok(Change::Delete(code.to_owned()))
        };
        self.change_coach(decide).await.map(|_| ())
    }
}

/// Reads a rule that a person has written, within bounds.
pub(super) fn read(file: &str, toml: &str, status: RuleStatus) -> Result<jinpai_coach::RuleSpec> {
    if toml.len() > LONGEST_RULE {
        return Err(EngineError::Invalid {
            field: "toml",
            reason: Invalid::TooLong { max: LONGEST_RULE },
        });
    }
    checked(file, toml, status)
}

fn own_of<'r>(rows: &'r CoachRows, code: &str) -> Result<&'r OwnRule> {
    let found = rows.own.iter().find(|own| own.code == code);
    found.ok_or(EngineError::NotFound("rule"))
}

fn at_code(toml: &str, reason: String) -> EngineError {
    let line = toml
        .lines()
        .position(|line| line.trim_start().starts_with("code"));
    EngineError::BadRule(vec![RuleFault {
        line: line.map_or(1, |line| line + 1),
        reason,
    }])
}
