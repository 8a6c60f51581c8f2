//! How a shop sets single rules.

use jinpai_coach::Severity;
use jinpai_store::coach_rules::RuleSetting;
use jinpai_text::Pattern;

use super::rules::{Change, RuleText};
use crate::{
    coaching::own::literal,
    desk::{Desk, bounded},
    error::{EngineError, Invalid, Result},
};

/// Most words of a shop that one rule lets through.
pub(super) const MOST_ALLOWED: usize = 50;
const LONGEST_ALLOWED: usize = 40;

/// All of what a shop sets of one rule; `None` stays as the rule says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingChange {
    pub severity: Option<Severity>,
    pub points: Option<i64>,
    pub muted: bool,
    pub allowed: Vec<String>,
}

impl Desk {
    /// Sets a rule for this shop, in place of what was set before.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead; [`EngineError::NotFound`] or [`EngineError::Invalid`].
    pub async fn set_rule(&self, code: &str, change: SettingChange) -> Result<RuleText> {
        self.require(jinpai_model::Role::Lead)?;
        self.known_rule(code).await?;
        if change
            .points
            .is_some_and(|points| !(-100..=100).contains(&points))
        {
            return Err(EngineError::Invalid {
                field: "points",
                reason: Invalid::Not {
                    expected: "a number from -100 to 100",
                },
            });
        }
        let setting = RuleSetting {
            rule: code.to_owned(),
            severity: change.severity.map(|severity| severity.to_string()),
            points: change.points,
            muted: change.muted,
            allowed: allowed(&change.allowed)?,
            changed_by: self.person,
            changed_at: self.engine.now(),
        };
        let coach = self.change_coach(|_| Ok(Change::Set(setting.clone()))).await?;
        self.rule_text(&coach, code).await
    }

    /// Lets a rule be as it comes.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead; [`EngineError::NotFound`].
    pub async fn clear_rule(&self, code: &str) -> Result<RuleText> {
        self.require(jinpai_model::Role::Lead)?;
        self.known_rule(code).await?;
        let coach = self.change_coach(|_| Ok(Change::Clear(code.to_owned()))).await?;
        self.rule_text(&coach, code).await
    }

    /// Adds words of the shop for which a rule stays quiet.
    pub(super) async fn allow_words(&self, code: &str, words: &str) -> Result<()> {
        let words = allowed(&[words.to_owned()])?;
        let (person, now) = (self.person, self.engine.now());
        let decide = |rows: &crate::coaching::own::CoachRows| {
            let held = rows.settings.iter().find(|setting| setting.rule == code);
            let mut setting = held.cloned().unwrap_or_else(|| RuleSetting {
                rule: code.to_owned(),
                severity: None,
                points: None,
                muted: false,
                allowed: Vec::new(),
                changed_by: person,
                changed_at: now,
            });
            setting.allowed.extend(words.iter().cloned());
            setting.allowed = allowed(&setting.allowed)?;
            (setting.changed_by, setting.changed_at) = (person, now);
            Ok(Change::Set(setting))
        };
        self.change_coach(decide).await.map(|_| ())
    }

    async fn known_rule(&self, code: &str) -> Result<()> {
        let coach = self.engine.coach_of(self.shop).await?;
        coach.named(code).map(|_| ()).ok_or(EngineError::NotFound("rule"))
    }
}

/// Words to let through, trimmed and each once.
fn allowed(words: &[String]) -> Result<Vec<String>> {
    let field = "allowed";
    let mut kept: Vec<String> = Vec::with_capacity(words.len());
    for words in words {
        let words = bounded(field, words, LONGEST_ALLOWED)?;
        if Pattern::parse(&literal(&words)).is_err() {
            return Err(EngineError::Invalid {
                field,
                reason: Invalid::Not {
                    expected: "words to be let through",
                },
            });
        }
        if !kept.contains(&words) {
            kept.push(words);
        }
    }
    if kept.len() > MOST_ALLOWED {
        return Err(EngineError::Invalid {
            field,
            reason: Invalid::TooLong { max: MOST_ALLOWED },
        });
    }
    Ok(kept)
}
