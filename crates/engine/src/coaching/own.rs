//! A shop's own coach: the built-in rules, as the shop sets them, and the rules that it adds.
//!
//! Building is a function of the rows. What cannot be built is named and left out: a rule that reads no more
//! after an update of the program must not silence all the others.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use jinpai_coach::{Coach, Overrides, Report, RuleCode, RuleSpec, Severity};
use jinpai_model::{Platform, RuleStatus};
use jinpai_packs::{Pack, PackError, PackErrors};
use jinpai_store::coach_rules::{OwnRule, RuleSetting};
use jinpai_text::Folded;

/// Rules that come with the program.
pub(crate) struct BuiltIn {
    pub pack: Pack,
    pub rules: Vec<Arc<RuleSpec>>,
    pub coach: Arc<Coach>,
}

impl BuiltIn {
    /// The same for every engine of a process: built by the first one that asks.
    pub fn load() -> Result<Arc<Self>, PackErrors> {
        static BUILT: OnceLock<Arc<BuiltIn>> = OnceLock::new();
        if let Some(built) = BUILT.get() {
            return Ok(built.clone());
        }
        let pack = jinpai_packs::builtin_pack()?;
        let built = Arc::new(Self {
            coach: Arc::new(pack.coach()?),
            rules: pack.rules().into_iter().map(Arc::new).collect(),
            pack,
        });
        Ok(BUILT.get_or_init(|| built).clone())
    }
}

/// What a shop has changed about its coach.
#[derive(Debug, Clone, Default)]
pub(crate) struct CoachRows {
    pub version: i64,
    pub settings: Vec<RuleSetting>,
    pub own: Vec<OwnRule>,
}

/// A rule as it stands in a shop.
#[derive(Debug, Clone)]
pub struct RuleInShop {
    pub spec: Arc<RuleSpec>,
    pub setting: Option<RuleSetting>,
    /// None for a built-in rule.
    pub own: Option<OwnRule>,
    /// Why it is not applied although it should be.
    pub trouble: Option<String>,
}

impl RuleInShop {
    #[must_use]
    pub fn points(&self) -> i64 {
        let set = self.setting.as_ref().and_then(|setting| setting.points);
        set.unwrap_or(self.spec.points)
    }

    /// In force on a platform.
    #[must_use]
    pub fn severity(&self, platform: Platform) -> Severity {
        self.severity_set()
            .unwrap_or_else(|| self.default_severity(platform))
    }

    /// What it is on a platform where the shop has set nothing.
    #[must_use]
    pub fn default_severity(&self, platform: Platform) -> Severity {
        let on_platform = self.spec.severity_on.get(&platform).copied();
        on_platform.unwrap_or(self.spec.severity)
    }

    /// Whether its findings are shown in this shop.
    #[must_use]
    pub fn applies(&self) -> bool {
        let draft = self
            .own
            .as_ref()
            .is_some_and(|own| own.status == RuleStatus::Draft);
        let muted = self.setting.as_ref().is_some_and(|setting| setting.muted);
        !draft && !muted && self.trouble.is_none()
    }

    /// The rule with the shop's points and words let through.
    pub(crate) fn adjusted(&self) -> RuleSpec {
        let mut spec = (*self.spec).clone();
        if let Some(setting) = &self.setting {
            spec.points = self.points();
            spec.antipatterns
                .extend(setting.allowed.iter().map(|words| literal(words)));
        }
        spec
    }

    pub(crate) fn severity_set(&self) -> Option<Severity> {
        let word = self.setting.as_ref()?.severity.as_ref()?;
        word.parse().ok()
    }
}

/// A shop's coach, ready to check.
pub struct ShopCoach {
    pub version: i64,
    pub(crate) coach: Arc<Coach>,
    /// Built-in ones in their order, then the shop's.
    pub rules: Vec<RuleInShop>,
    /// The shop's rules that this version of the program cannot read, with the reason.
    pub unreadable: Vec<(OwnRule, String)>,
    by_code: HashMap<RuleCode, usize>,
}

impl ShopCoach {
    #[must_use]
    pub fn rule(&self, code: &RuleCode) -> Option<&RuleInShop> {
        self.by_code.get(code).and_then(|place| self.rules.get(*place))
    }

    /// The rule a person names; none for what is no code.
    #[must_use]
    pub fn named(&self, code: &str) -> Option<&RuleInShop> {
        self.rule(&code.parse().ok()?)
    }

    /// Takes away findings about a whole message that holds words of the shop which their rule lets through. Those
    /// about single words are let through by the coach itself.
    pub(crate) fn hush(&self, report: &mut Report, text: &str) {
        if report.findings.iter().all(|finding| !finding.matched.is_empty()) {
            return;
        }
        let folded = Folded::of(text);
        let mut points = report.points;
        report.findings.retain(|finding| {
            let quiet = finding.matched.is_empty() && self.lets_through(&finding.rule, folded.chars());
            if quiet {
                points -= self.points_of(&finding.rule);
            }
            !quiet
        });
        report.points = points;
    }

    /// Whether a folded text holds words of the shop which the rule lets through.
    fn lets_through(&self, code: &RuleCode, text: &[char]) -> bool {
        let setting = self.rule(code).and_then(|rule| rule.setting.as_ref());
        let allowed = setting.map_or(&[][..], |setting| &setting.allowed);
        allowed.iter().any(|words| {
            let words = Folded::of(words);
            let words = words.chars();
            !words.is_empty() && text.windows(words.len()).any(|window| window == words)
        })
    }

    pub(crate) fn points_of(&self, code: &RuleCode) -> i64 {
        self.rule(code).map_or(0, RuleInShop::points)
    }

    /// Builds the coach of a shop. Takes some tens of milliseconds; never called on a thread that serves.
    pub(crate) fn build(built_in: &BuiltIn, rows: CoachRows) -> Self {
        let mut settings: HashMap<String, RuleSetting> = rows
            .settings
            .into_iter()
            .map(|setting| (setting.rule.clone(), setting))
            .collect();
        let mut rules: Vec<RuleInShop> = built_in
            .rules
            .iter()
            .map(|spec| RuleInShop {
                spec: spec.clone(),
                setting: settings.remove(spec.code.as_str()),
                own: None,
                trouble: None,
            })
            .collect();
        let mut unreadable = Vec::new();
        for own in rows.own {
            let clashes = built_in.rules.iter().any(|rule| rule.code.as_str() == own.code);
            match read_draft(&own.code, &own.toml) {
                Ok(spec) => rules.push(RuleInShop {
                    setting: settings.remove(&own.code),
                    trouble: clashes.then(|| format!("code {} is now a built-in rule's", own.code)),
                    spec: Arc::new(spec),
                    own: Some(own),
                }),
                Err(errors) => unreadable.push((own, errors.to_string())),
            }
        }
        let untouched = rows.version == 0;
        let coach = if untouched {
            built_in.coach.clone()
        } else {
            together(built_in, &mut rules)
        };
        let by_code = rules
            .iter()
            .enumerate()
            .rev()
            .map(|(place, rule)| (rule.spec.code.clone(), place))
            .collect();
        Self {
            version: rows.version,
            coach,
            rules,
            unreadable,
            by_code,
        }
    }
}

/// Builds all rules that apply; one that does not build is named in `trouble` and left out.
fn together(built_in: &BuiltIn, rules: &mut [RuleInShop]) -> Arc<Coach> {
    loop {
        let applied = rules.iter().filter(|rule| rule.applies());
        let specs: Vec<RuleSpec> = applied.map(RuleInShop::adjusted).collect();
        match jinpai_packs::coach_of(specs, &overrides(rules)) {
            Ok(coach) => return Arc::new(coach),
            Err(error) => {
                let at_fault = error.code().cloned();
                let rule = rules
                    .iter_mut()
                    .filter(|rule| rule.applies())
                    .rfind(|rule| at_fault.as_ref() == Some(&rule.spec.code));
                let Some(rule) = rule else {
                    tracing::error!(%error, "a shop's coach cannot be built; the built-in rules stand in");
                    return built_in.coach.clone();
                };
                rule.trouble = Some(error.to_string());
            }
        }
    }
}

pub(crate) fn overrides(rules: &[RuleInShop]) -> Overrides {
    let set = |rule: &RuleInShop| Some((rule.spec.code.clone(), rule.severity_set()?));
    rules.iter().filter_map(set).collect()
}

/// A rule that may still lack examples.
pub(crate) fn read_draft(file: &str, toml: &str) -> Result<RuleSpec, PackErrors> {
    let pack = jinpai_packs::read_draft(&format!("{file}.toml"), toml)?;
    pack.rules().into_iter().next().ok_or_else(|| {
        let (file, reason) = (file.to_owned(), "there is no rule in it".to_owned());
        PackErrors(vec![PackError {
            file,
            line: 1,
            reason,
        }])
    })
}

/// A rule that is to be applied: enough examples, and all of them come out.
pub(crate) fn read_live(file: &str, toml: &str) -> Result<RuleSpec, PackErrors> {
    let file = format!("{file}.toml");
    let pack = jinpai_packs::read_dir([(file.clone(), toml)])?;
    let report = jinpai_packs::test(&pack)?;
    if !report.failures.is_empty() {
        return Err(PackErrors(report.failures));
    }
    read_draft(&file, toml)
}

/// These very words as a pattern.
pub(crate) fn literal(words: &str) -> String {
    let mut pattern = String::with_capacity(words.len() * 2);
    for c in words.chars() {
        if c.is_ascii_punctuation() || matches!(c, '…' | '~') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}
