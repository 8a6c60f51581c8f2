//! The rules of a shop's coach, and the one way in which they change.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jinpai_model::{DAY_MS, EventKind, Role, RuleStatus};
use jinpai_store::{
    Lane, NewEvent, StoreError, Tx,
    coach_rules::{self, OwnRule, RuleSetting},
    dismissals::{self, DismissalFilter},
};
use serde_json::json;

use crate::{
    coaching::own::{CoachRows, RuleInShop, ShopCoach},
    desk::Desk,
    error::{EngineError, Result, RuleFault},
    show::names_of,
};

/// So far back go the counts beside the rules.
const COUNTED_MS: i64 = 30 * DAY_MS;
/// How often a change is tried when other processes change the coach at the same time.
const TRIES: usize = 3;

/// A rule as a shop has it.
#[derive(Debug, Clone)]
pub struct RuleView {
    pub rule: RuleInShop,
    /// How often its findings were put aside in the last 30 days.
    pub dismissed: i64,
    /// Who wrote it; none for a built-in rule.
    pub author_name: Option<String>,
}

/// All rules of a shop.
#[derive(Debug, Clone)]
pub struct RuleList {
    /// Grows with every change.
    pub version: i64,
    pub items: Vec<RuleView>,
    /// The shop's own rules that this version of the program cannot read, with the reason.
    pub unreadable: Vec<(OwnRule, String)>,
}

/// A rule with the text it was written in.
#[derive(Debug, Clone)]
pub struct RuleText {
    pub view: RuleView,
    pub toml: String,
}

/// One change of a shop's coach.
pub(super) enum Change {
    Set(RuleSetting),
    Clear(String),
    Write(OwnRule),
    Delete(String),
}

impl Change {
    fn code(&self) -> &str {
        match self {
            Self::Set(setting) => &setting.rule,
            Self::Write(own) => &own.code,
            Self::Clear(code) | Self::Delete(code) => code,
        }
    }

    const fn word(&self) -> &'static str {
        match self {
            Self::Set(_) => "set",
            Self::Clear(_) => "cleared",
            Self::Write(_) => "written",
            Self::Delete(_) => "deleted",
        }
    }

    fn apply(&self, rows: &mut CoachRows) {
        let code = self.code().to_owned();
        if !matches!(self, Self::Write(_)) {
            rows.settings.retain(|setting| setting.rule != code);
        }
        if matches!(self, Self::Write(_) | Self::Delete(_)) {
            rows.own.retain(|own| own.code != code);
        }
        match self {
            Self::Set(setting) => rows.settings.push(setting.clone()),
            Self::Write(own) => rows.own.push(own.clone()),
            Self::Clear(_) | Self::Delete(_) => {}
        }
        rows.own.sort_by(|a, b| a.code.cmp(&b.code));
        rows.version += 1;
    }

    async fn write(&self, tx: &Tx, shop: jinpai_model::ShopId) -> Result<i64, StoreError> {
        match self {
            Self::Set(setting) => coach_rules::put_setting(tx, shop, setting).await,
            Self::Clear(code) => coach_rules::clear_setting(tx, shop, code).await,
            Self::Write(own) => coach_rules::put_own(tx, shop, own).await,
            Self::Delete(code) => coach_rules::delete_own(tx, shop, code).await,
        }
    }
}

impl Desk {
    /// Every rule, with what the shop has set.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rules(&self) -> Result<RuleList> {
        let coach = self.engine.coach_of(self.shop).await?;
        Ok(RuleList {
            version: coach.version,
            items: self.show_rules(coach.rules.clone()).await?,
            unreadable: coach.unreadable.clone(),
        })
    }

    /// Waits until this process judges by this version of the coach or a newer one: what another process changes
    /// takes a moment to be seen and built.
    pub async fn coach_reaches(&self, version: i64) {
        self.engine.coach_reaches(self.shop, version).await;
    }

    /// One rule with its text.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop's coach has no such rule.
    pub async fn rule(&self, code: &str) -> Result<RuleText> {
        let coach = self.engine.coach_of(self.shop).await?;
        self.rule_text(&coach, code).await
    }

    pub(super) async fn rule_text(&self, coach: &ShopCoach, code: &str) -> Result<RuleText> {
        let rule = coach.named(code).ok_or(EngineError::NotFound("rule"))?;
        let toml = match &rule.own {
            Some(own) => own.toml.clone(),
            None => {
                let built_in = &self.engine.coaches.built_in.pack;
                built_in.text_of(&rule.spec.code).unwrap_or_default().to_owned()
            }
        };
        let shown = self.show_rules(vec![rule.clone()]).await?;
        let view = shown.into_iter().next().ok_or(EngineError::NotFound("rule"))?;
        Ok(RuleText { view, toml })
    }

    async fn show_rules(&self, rules: Vec<RuleInShop>) -> Result<Vec<RuleView>> {
        let read = self.engine.store.read();
        let lately = DismissalFilter {
            from: Some(self.engine.now().plus(-COUNTED_MS)),
            ..DismissalFilter::default()
        };
        let counts: HashMap<String, i64> = dismissals::counts(read, self.shop, &lately).await?;
        let authors: HashSet<_> = rules
            .iter()
            .filter_map(|rule| Some(rule.own.as_ref()?.author))
            .collect();
        let names = names_of(read, authors).await?;
        let show = |rule: RuleInShop| RuleView {
            dismissed: counts.get(rule.spec.code.as_str()).copied().unwrap_or(0),
            author_name: rule.own.as_ref().and_then(|own| names.get(&own.author).cloned()),
            rule,
        };
        Ok(rules.into_iter().map(show).collect())
    }

    /// Changes the shop's coach: builds it with the change first, and only what builds is written. The one before
    /// stays in use until then, and for good when the change is refused.
    pub(super) async fn change_coach(
        &self,
        decide: impl Fn(&CoachRows) -> Result<Change>,
    ) -> Result<Arc<ShopCoach>> {
        self.require(Role::Lead)?;
        let turn = self.engine.coach_turn(self.shop);
        let _turn = turn.take().await;
        for _ in 0..TRIES {
            let mut rows = self.engine.coach_rows(self.shop).await?;
            let before = rows.version;
            let change = decide(&rows)?;
            change.apply(&mut rows);
            let coach = self.engine.build_coach(rows).await?;
            if let Some(trouble) = coach.named(change.code()).and_then(|rule| rule.trouble.clone()) {
                return Err(EngineError::BadRule(vec![RuleFault {
                    line: 1,
                    reason: trouble,
                }]));
            }
            if self.write_change(change, before).await? {
                self.engine.use_coach(self.shop, &coach);
                return Ok(coach);
            }
        }
        Err(EngineError::AlreadyDone("changed"))
    }

    /// False when somebody else has changed the coach since version `before`.
    async fn write_change(&self, change: Change, before: i64) -> Result<bool> {
        let (shop, now, person) = (self.shop, self.engine.now(), self.person);
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                if coach_rules::version(tx, shop).await? != before {
                    return Ok(false);
                }
                let version = change.write(tx, shop).await?;
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::CoachChanged,
                    subject: change.code().to_owned(),
                    payload: json!({ "change": change.word(), "version": version, "by": person }),
                })?;
                Ok::<_, EngineError>(true)
            })
        });
        write.await
    }
}

/// Whether a rule of this text may be applied, or at least kept. Computed aside: examples take their time.
pub(super) fn checked(code: &str, toml: &str, status: RuleStatus) -> Result<jinpai_coach::RuleSpec> {
    let read = match status {
        RuleStatus::Draft => crate::coaching::own::read_draft(code, toml),
        RuleStatus::Live => crate::coaching::own::read_live(code, toml),
    };
    read.map_err(|errors| EngineError::BadRule(errors.0.into_iter().map(RuleFault::from).collect()))
}
