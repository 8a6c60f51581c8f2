//! From rules as data to one automaton.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ops::Range,
    sync::Arc,
};

use jinpai_learn::{Class, Model};
use jinpai_model::Platform;
use jinpai_text::{Pattern, PatternError, PatternId, PatternSet, Role, SetError};

use crate::{
    Finding, Fix, Locale, RuleCode, RuleSpec, Severity,
    excuse::Excuse,
    facts::FactFinder,
    finder::{Absence, Count, Finder, NearRegex, Pair},
    fix::FixPlan,
    questions::Questions,
    spec::{Find, Scope, Status, Words},
    talk::rules::TalkRules,
};

/// Severities a shop has set for single rules.
pub type Overrides = BTreeMap<RuleCode, Severity>;

/// Why rules could not be built, and which one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    #[error("rule {0} is there twice")]
    Twice(RuleCode),
    #[error("rule {code}: {reason}")]
    Pattern { code: RuleCode, reason: PatternError },
    #[error("rule {code}: regular expression: {reason}")]
    Regex { code: RuleCode, reason: String },
    #[error("rule {code}: {reason}")]
    Questions { code: RuleCode, reason: String },
    #[error("rule {code}: it looks for nothing")]
    Empty { code: RuleCode },
    #[error("rule {code}: {reason}")]
    Scope { code: RuleCode, reason: &'static str },
    #[error(transparent)]
    Set(#[from] SetError),
}

impl BuildError {
    /// The rule at fault, where it is one rule's.
    #[must_use]
    pub fn code(&self) -> Option<&RuleCode> {
        match self {
            Self::Twice(code)
            | Self::Pattern { code, .. }
            | Self::Regex { code, .. }
            | Self::Questions { code, .. }
            | Self::Empty { code }
            | Self::Scope { code, .. } => Some(code),
            Self::Set(_) => None,
        }
    }
}

/// A rule ready to judge.
#[derive(Debug)]
pub(crate) struct Rule {
    pub spec: RuleSpec,
    /// By `Platform as usize`.
    severities: Vec<Severity>,
    /// A shop wrote it or chose how grave it is.
    pub chosen: bool,
    pub finder: Finder,
    pub antipatterns: Ids,
    pub buyer_has: Ids,
    pub buyer_lacks: Ids,
    pub excuses: Vec<Excuse>,
    pub fixes: Vec<FixPlan>,
}

impl Rule {
    pub fn severity(&self, platform: Platform) -> Severity {
        self.severities
            .get(platform as usize)
            .copied()
            .unwrap_or(self.spec.severity)
    }

    pub fn holds_on(&self, platform: Platform) -> bool {
        self.spec.platforms.is_empty() || self.spec.platforms.contains(&platform)
    }

    /// What the buyer has to have said for it to hold; nothing when it does not ask.
    pub fn heeds(&self) -> &[PatternId] {
        match &self.finder {
            Finder::Pair(pair) => &pair.buyer.0,
            _ => &self.buyer_has.0,
        }
    }

    /// What it says about the words found in `place` of the original text.
    pub fn finding(
        &self,
        severity: Severity,
        locale: Locale,
        place: Range<usize>,
        matched: String,
        fixes: Vec<Fix>,
    ) -> Finding {
        let spec = &self.spec;
        let words = |words: &Words| match locale {
            Locale::Zh => words.zh.clone(),
            Locale::En => words.en.clone(),
        };
        Finding {
            rule: spec.code.clone(),
            category: spec.category,
            severity,
            start: place.start,
            end: place.end,
            matched,
            message: words(&spec.message),
            why: words(&spec.why),
            fixes,
        }
    }
}

/// Patterns of one purpose, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ids(Box<[PatternId]>);

impl Ids {
    fn of(mut ids: Vec<PatternId>) -> Self {
        ids.sort_unstable();
        ids.dedup();
        Self(ids.into_boxed_slice())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn has(&self, id: PatternId) -> bool {
        self.0.binary_search(&id).is_ok()
    }
}

/// A rule that speaks where the model is sure enough of its class.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LearntRule {
    pub index: u32,
    pub class: Class,
    pub threshold: f32,
    /// Below this score the written rules of the category only hint.
    pub doubt: f32,
    pub whole: bool,
}

/// All rules in one automaton.
#[derive(Debug)]
pub struct Coach {
    pub(crate) rules: Vec<Rule>,
    pub(crate) patterns: PatternSet,
    /// By pattern: the rules it sets off.
    pub(crate) triggers: Vec<Vec<u32>>,
    /// What a buyer's turn has to say for the rules that answer it to matter.
    pub(crate) heeded: Ids,
    /// Rules that look at short replies as a whole.
    pub(crate) whole: Vec<u32>,
    /// Rules written in Rust that ask for themselves whether they hold.
    pub(crate) coded: Vec<u32>,
    /// Those of them that also judge what answers nobody.
    pub(crate) coded_alone: Vec<u32>,
    /// Rules that speak where the model does.
    pub(crate) learnt: Vec<LearntRule>,
    pub(crate) model: Option<Arc<Model>>,
    /// How buyers ask and how that is answered; none when no rule reads by it.
    pub(crate) questions: Option<Questions>,
    /// Most word characters a whole-reply rule waits for.
    pub(crate) whole_reach: usize,
    /// The conversation rules.
    pub(crate) talk: TalkRules,
    points: HashMap<RuleCode, i64>,
}

impl Coach {
    /// # Errors
    /// When a code is there twice or a rule's patterns cannot be read.
    pub fn build(rules: Vec<RuleSpec>) -> Result<Self, BuildError> {
        Self::build_with(rules, &Overrides::new())
    }

    /// Builds with a shop's own severities, which stand on every platform.
    ///
    /// # Errors
    /// As for [`Coach::build`].
    pub fn build_with(rules: Vec<RuleSpec>, overrides: &Overrides) -> Result<Self, BuildError> {
        let mut codes = HashSet::new();
        if let Some(rule) = rules.iter().find(|rule| !codes.insert(rule.code.clone())) {
            return Err(BuildError::Twice(rule.code.clone()));
        }
        let mut pool = Pool::default();
        let mut triggers: Vec<(PatternId, u32)> = Vec::new();
        let mut ready = Vec::with_capacity(rules.len());
        let alive = rules.into_iter().filter(|rule| rule.status != Status::Deprecated);
        let (of_talks, of_messages) = alive.partition(|rule| rule.scope == Scope::Conversation);
        let of_messages: Vec<RuleSpec> = of_messages;
        for (index, spec) in (0u32..).zip(of_messages) {
            let (finder, found_by) = finder(&spec, &mut pool)?;
            triggers.extend(found_by.0.iter().map(|id| (*id, index)));
            ready.push(ready_rule(spec, finder, overrides, &mut pool)?);
        }
        let mut by_pattern = vec![Vec::new(); pool.patterns.len()];
        for (id, rule) in triggers {
            by_pattern[id.0 as usize].push(rule);
        }
        let those = |wanted: fn(&Finder) -> bool| {
            let rules = (0u32..).zip(&ready).filter(|(_, rule)| wanted(&rule.finder));
            rules.map(|(index, _)| index).collect()
        };
        let table = ready.iter().find_map(|rule| match &rule.spec.find {
            Find::Coded(find) => find.questions(),
            _ => None,
        });
        let questions = table.map(|table| Questions::build(table)).transpose()?;
        let talk = TalkRules::build(of_talks, overrides)?;
        let all = ready.iter().chain(&talk.rules);
        Ok(Self {
            points: all
                .map(|rule| (rule.spec.code.clone(), rule.spec.points))
                .collect(),
            whole: those(|finder| matches!(finder, Finder::Whole(_))),
            coded: those(|finder| matches!(finder, Finder::Coded(_))),
            coded_alone: those(|finder| matches!(finder, Finder::Coded(coded) if !coded.answers())),
            learnt: Vec::new(),
            model: None,
            questions,
            whole_reach: 12,
            talk,
            patterns: pool.set(&by_pattern, &ready)?,
            heeded: Ids::of(ready.iter().flat_map(Rule::heeds).copied().collect()),
            triggers: by_pattern,
            rules: ready,
        })
    }

    /// Gives the learnt rules the model they speak for; without one they are silent. A class the model
    /// does not know is silent too.
    #[must_use]
    pub fn with_model(mut self, model: Arc<Model>) -> Self {
        let ready = |(index, rule): (u32, &Rule)| {
            let Finder::Learnt(find) = rule.finder else {
                return None;
            };
            let class = model.class(rule.spec.category.as_str())?;
            let threshold = model.threshold_at(class, f32::from(find.percent_right) / 100.0);
            let share = find.doubts_below.map(|percent| f32::from(percent) / 100.0);
            Some(LearntRule {
                index,
                class,
                threshold,
                doubt: share.map_or(f32::MIN, |share| model.doubt_at(class, share)),
                whole: find.whole,
            })
        };
        self.learnt = (0u32..).zip(&self.rules).filter_map(ready).collect();
        self.model = Some(model);
        self
    }

    /// The points of a rule; none for a code that is not one of these rules.
    #[must_use]
    pub fn points_of(&self, code: &RuleCode) -> i64 {
        self.points.get(code).copied().unwrap_or(0)
    }

    /// How buyers ask and how that is answered, as the rules read it.
    #[must_use]
    pub fn questions(&self) -> Option<&Questions> {
        self.questions.as_ref()
    }

    /// The rules: those of messages in the order they were given, then those of talks.
    pub fn rules(&self) -> impl Iterator<Item = &RuleSpec> {
        self.rules.iter().chain(&self.talk.rules).map(|rule| &rule.spec)
    }
}

/// Patterns of all rules; the same text is kept once.
#[derive(Default)]
pub(crate) struct Pool {
    patterns: Vec<Pattern>,
    known: HashMap<String, Vec<PatternId>>,
    /// Those that rules ask about in the buyer's turn.
    asked: HashSet<PatternId>,
    /// Those that rules ask about in the shop's own words.
    said: HashSet<PatternId>,
}

impl Pool {
    /// `triggers` names the rules that each pattern sets off.
    pub fn set(self, triggers: &[Vec<u32>], rules: &[Rule]) -> Result<PatternSet, SetError> {
        let of = |id: PatternId| triggers[id.0 as usize].iter().map(|rule| &rules[*rule as usize]);
        let answers = |rule: &Rule| !rule.heeds().is_empty();
        let role = |id| Role {
            lead: of(id).any(|rule| !answers(rule)),
            buyer: self.asked.contains(&id),
        };
        let paired = |id| of(id).any(answers) && of(id).all(answers);
        PatternSet::build_paired(self.patterns, role, paired)
    }

    /// The patterns asked about in the shop's words as leads, those asked about in the buyer's as hers.
    pub fn talk_set(self) -> Result<PatternSet, SetError> {
        let role = |id| Role {
            lead: self.said.contains(&id),
            buyer: self.asked.contains(&id),
        };
        PatternSet::build(self.patterns, role)
    }

    pub fn ids(&mut self, code: &RuleCode, sources: &[String]) -> Result<Ids, BuildError> {
        let ids = self.known_ids(code, sources)?;
        self.said.extend(ids.0.iter());
        Ok(ids)
    }

    fn known_ids(&mut self, code: &RuleCode, sources: &[String]) -> Result<Ids, BuildError> {
        let mut ids = Vec::with_capacity(sources.len());
        for source in sources {
            if let Some(known) = self.known.get(source) {
                ids.extend(known);
                continue;
            }
            let patterns = read_pattern(code, source)?;
            let first = self.patterns.len();
            self.patterns.extend(patterns);
            let new: Vec<PatternId> = (first..self.patterns.len())
                .map(|index| PatternId(u32::try_from(index).unwrap_or(u32::MAX)))
                .collect();
            ids.extend(&new);
            self.known.insert(source.to_owned(), new);
        }
        Ok(Ids::of(ids))
    }

    /// Patterns that are looked for in the buyer's turn.
    pub fn buyer_ids(&mut self, code: &RuleCode, sources: &[String]) -> Result<Ids, BuildError> {
        let ids = self.known_ids(code, sources)?;
        self.asked.extend(ids.0.iter());
        Ok(ids)
    }
}

pub(crate) fn read_pattern(code: &RuleCode, source: &str) -> Result<Vec<Pattern>, BuildError> {
    Pattern::parse(source).map_err(|reason| BuildError::Pattern {
        code: code.clone(),
        reason,
    })
}

pub(crate) fn ready_rule(
    mut spec: RuleSpec,
    finder: Finder,
    overrides: &Overrides,
    pool: &mut Pool,
) -> Result<Rule, BuildError> {
    if spec.status == Status::Preview {
        spec.points = 0;
    }
    let code = &spec.code;
    let set = overrides.get(code).copied();
    let severities = Platform::ALL
        .iter()
        .map(|platform| {
            let default = spec.severity_on.get(platform).copied();
            match spec.status {
                Status::Preview => Severity::Hint,
                _ => set.or(default).unwrap_or(spec.severity),
            }
        })
        .collect();
    let says = spec.buyer.clone().unwrap_or_default();
    let excuses = spec
        .excused_by
        .iter()
        .map(|excuse| Excuse::build(code, excuse))
        .collect::<Result<_, _>>()?;
    let mut fixes = Vec::with_capacity(spec.fixes.len());
    for fix in &spec.fixes {
        fixes.push(FixPlan {
            only: pool.buyer_ids(code, &fix.only)?,
            spec: fix.clone(),
        });
    }
    Ok(Rule {
        antipatterns: pool.ids(code, &spec.antipatterns)?,
        buyer_has: pool.buyer_ids(code, &says.has)?,
        buyer_lacks: pool.buyer_ids(code, &says.lacks)?,
        severities,
        chosen: set.is_some() || spec.by_shop,
        excuses,
        fixes,
        finder,
        spec,
    })
}

/// The rule's finder and the patterns that set it off.
fn finder(spec: &RuleSpec, pool: &mut Pool) -> Result<(Finder, Ids), BuildError> {
    let code = &spec.code;
    let (finder, ids) = match &spec.find {
        Find::Phrase(find) => (Finder::Phrase, pool.ids(code, &find.any)?),
        Find::Absence(find) => {
            let absence = absence(code, &find.lacking, find.at_most_chars, pool)?;
            (Finder::Absence(absence), pool.ids(code, &find.when)?)
        }
        Find::Pair(find) => {
            let buyer = pool.buyer_ids(code, &find.buyer)?;
            if buyer.is_empty() {
                return Err(BuildError::Empty { code: code.clone() });
            }
            let beside = absence(code, &find.lacking, find.at_most_chars, pool)?;
            (Finder::Pair(Pair { buyer, beside }), pool.ids(code, &find.reply)?)
        }
        Find::Count(find) => {
            let any = pool.ids(code, &find.any)?;
            let count = Count {
                any: any.clone(),
                at_least: find.at_least,
            };
            (Finder::Count(count), any)
        }
        Find::Fact(find) => (Finder::Fact(FactFinder::of(find)), pool.ids(code, &find.when)?),
        Find::Learnt(find) => return Ok((Finder::Learnt(*find), Ids::default())),
        Find::Coded(find) => return Ok((Finder::Coded(find.ready(code, pool)?), Ids::default())),
        Find::Regex(find) => {
            let regex = regex::Regex::new(&find.pattern).map_err(|error| BuildError::Regex {
                code: code.clone(),
                reason: error.to_string(),
            })?;
            let near = NearRegex {
                regex,
                near: find.near,
            };
            (Finder::Regex(near), pool.ids(code, &find.anchors)?)
        }
        Find::Answer(_) | Find::Gap(_) | Find::Repeat(_) | Find::Tally(_) | Find::Course(_) => {
            return Err(BuildError::Scope {
                code: code.clone(),
                reason: "its way of finding is one of conversations, its scope the message",
            });
        }
        Find::WholeReply(find) => {
            return Ok((Finder::Whole(whole_patterns(code, &find.any)?), Ids::default()));
        }
    };
    if ids.is_empty() {
        return Err(BuildError::Empty { code: code.clone() });
    }
    Ok((finder, ids))
}

fn absence(
    code: &RuleCode,
    lacking: &[String],
    at_most_chars: Option<usize>,
    pool: &mut Pool,
) -> Result<Absence, BuildError> {
    Ok(Absence {
        lacking: pool.ids(code, lacking)?,
        at_most_chars: at_most_chars.unwrap_or(usize::MAX),
    })
}

fn whole_patterns(code: &RuleCode, sources: &[String]) -> Result<Vec<Pattern>, BuildError> {
    let wrong = |reason| BuildError::Pattern {
        code: code.clone(),
        reason,
    };
    let patterns = sources.iter().map(|pattern| Pattern::parse_whole(pattern));
    let patterns = patterns.collect::<Result<Vec<_>, _>>().map_err(wrong)?;
    if patterns.is_empty() {
        return Err(BuildError::Empty { code: code.clone() });
    }
    Ok(patterns)
}
