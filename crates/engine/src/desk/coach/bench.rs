//! The bench: what a rule finds in lines that a lead pastes, and in what was really said.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use jinpai_coach::{
    BuildError, Coach, Draft, Finding, Line, Locale, Report, RuleSpec,
    talk::{WINDOW, buyer_turn},
};
use jinpai_model::{ConversationId, Message, PersonId, Platform, Role, RuleStatus, Shop, Side};
use jinpai_store::messages;

use super::own;
use crate::{
    coaching::{
        line,
        own::{RuleInShop, ShopCoach, overrides},
    },
    desk::Desk,
    error::{EngineError, Invalid, Result, RuleFault},
    show::names_of,
};

/// Most lines on the bench at once.
const MOST_LINES: usize = 200;
/// Agents' messages that the history is tried on, and the rows read at most to find them.
const HISTORY: usize = 1_000;
const MOST_READ: usize = 10_000;
/// Hits that are shown.
const SHOWN: usize = 50;

/// Which rule is tried: a text under edit, or a rule of the shop as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BenchedRule {
    pub code: Option<String>,
    pub toml: Option<String>,
}

/// A line to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BenchLine {
    pub text: String,
    pub buyer: Option<String>,
    /// The shop's own platform when none is given.
    pub platform: Option<Platform>,
}

/// What is said about a line.
#[derive(Debug, Clone)]
pub struct BenchedLine {
    /// By the tried rule as if there were no other.
    pub alone: Report,
    /// By the shop's coach with the tried rule in it.
    pub together: Report,
}

/// A message of the past in which a rule finds something.
#[derive(Debug, Clone)]
pub struct HistoryHit {
    pub message: Message,
    pub author_name: Option<String>,
    /// The buyer's turn before it.
    pub buyer_text: Option<String>,
    pub finding: Finding,
}

/// What a rule finds in the newest messages of the shop's agents.
#[derive(Debug, Clone, Default)]
pub struct HistoryBench {
    /// How many messages were looked at.
    pub messages: usize,
    /// In how many of them the rule finds something.
    pub found: usize,
    /// The newest of those.
    pub hits: Vec<HistoryHit>,
    /// In how many the rule as it stands finds something and the changed one does not.
    pub gone: usize,
    pub gone_hits: Vec<HistoryHit>,
}

impl HistoryBench {
    /// In which share of the messages the rule finds something.
    #[must_use]
    pub fn rate(&self) -> f64 {
        let float = |count| u32::try_from(count).map_or(f64::MAX, f64::from);
        float(self.found) / float(self.messages.max(1))
    }
}

/// A message of an agent, and the lines before it.
struct Said {
    message: Message,
    before: Vec<Line>,
}

/// The tried rule in both its forms.
struct Tried {
    alone: Option<Coach>,
    /// The rule of the same code as it stands, alone.
    standing: Option<Coach>,
    together: Arc<Coach>,
}

impl Desk {
    /// Tries a rule on lines. Without a rule, the shop's coach alone answers.
    ///
    /// # Errors
    /// [`EngineError::BadRule`] when the text is no rule; [`EngineError::Invalid`] for too many or too long lines.
    pub async fn bench(
        &self,
        rule: BenchedRule,
        lines: Vec<BenchLine>,
        locale: Locale,
    ) -> Result<Vec<BenchedLine>> {
        self.require(Role::Lead)?;
        let too_long = |field, max| EngineError::Invalid {
            field,
            reason: Invalid::TooLong { max },
        };
        if lines.len() > MOST_LINES {
            return Err(too_long("lines", MOST_LINES));
        }
        let long = |text: &str| text.chars().count() > Message::MAX_CHARS;
        if lines
            .iter()
            .any(|line| long(&line.text) || line.buyer.as_deref().is_some_and(long))
        {
            return Err(too_long("lines", Message::MAX_CHARS));
        }
        let shop = self.shop().await?;
        let coach = self.engine.coach_of(self.shop).await?;
        let (platform, now) = (shop.settings.platform, self.engine.now());
        let work = move || {
            let tried = Tried::of(&coach, &rule)?;
            let judge = |line: &BenchLine| {
                let before: Vec<Line> = line
                    .buyer
                    .iter()
                    .map(|said| Line::of(Side::Buyer, said.as_str()))
                    .collect();
                let draft = Draft {
                    platform: line.platform.unwrap_or(platform),
                    at: Some(now),
                    locale,
                    ..Draft::of(&line.text)
                };
                BenchedLine {
                    alone: tried
                        .alone
                        .as_ref()
                        .map(|coach| coach.check_in_talk(&before, &draft))
                        .unwrap_or_default(),
                    together: tried.together.check_in_talk(&before, &draft),
                }
            };
            Ok(lines.iter().map(judge).collect())
        };
        self.engine.aside(work).await?
    }

    /// Tries a rule on the newest messages of the shop's agents, each with the buyer's turn before it, and shows
    /// what the change of a rule takes away. The shop's facts of those days are not known any more, so rules that
    /// need them say nothing here.
    ///
    /// # Errors
    /// [`EngineError::BadRule`] when the text is no rule; [`EngineError::Invalid`] when none is named.
    pub async fn bench_history(&self, rule: BenchedRule, locale: Locale) -> Result<HistoryBench> {
        self.require(Role::Lead)?;
        let shop = self.shop().await?;
        let coach = self.engine.coach_of(self.shop).await?;
        if rule.code.is_none() && rule.toml.is_none() {
            return Err(EngineError::Invalid {
                field: "code",
                reason: Invalid::Empty,
            });
        }
        let past = self.past().await?;
        let work = move || {
            let tried = Tried::of(&coach, &rule)?;
            Ok::<_, EngineError>(tried.history(&shop, past, locale))
        };
        let mut bench = self.engine.aside(work).await??;
        let hits = || bench.hits.iter().chain(&bench.gone_hits);
        let authors = hits().filter_map(|hit| hit.message.author).collect();
        let names: HashMap<PersonId, String> = names_of(self.engine.store.read(), authors).await?;
        for hit in bench.hits.iter_mut().chain(&mut bench.gone_hits) {
            hit.author_name = hit.message.author.and_then(|author| names.get(&author).cloned());
        }
        Ok(bench)
    }

    /// The newest messages of agents, newest first, each with the buyer's turn before it.
    async fn past(&self) -> Result<Vec<Said>> {
        let read = self.engine.store.read();
        let mut rows: Vec<Message> = Vec::new();
        let mut of_agents = 0;
        let mut before = i64::MAX;
        while of_agents < HISTORY && rows.len() < MOST_READ {
            let page = messages::newest(read, self.shop, before, jinpai_store::PAGE).await?;
            let Some(last) = page.last() else { break };
            before = last.seq;
            of_agents += page.iter().filter(|m| m.from == Side::Agent).count();
            rows.extend(page);
        }
        rows.reverse();
        let mut talks: HashMap<ConversationId, VecDeque<Line>> = HashMap::new();
        let mut past: Vec<Said> = Vec::with_capacity(of_agents);
        for row in rows {
            let talk = talks.entry(row.conversation).or_default();
            let read = line(&row);
            if row.from == Side::Agent {
                past.push(Said {
                    before: talk.iter().cloned().collect(),
                    message: row,
                });
            }
            talk.push_back(read);
            if talk.len() > WINDOW {
                talk.pop_front();
            }
        }
        past.reverse();
        past.truncate(HISTORY);
        Ok(past)
    }
}

impl Tried {
    fn of(coach: &ShopCoach, rule: &BenchedRule) -> Result<Self> {
        let built = |spec: RuleSpec| {
            let of_rule = |found: &RuleInShop| found.spec.code == spec.code;
            let known: Vec<RuleInShop> = coach.rules.iter().filter(|r| of_rule(r)).cloned().collect();
            jinpai_packs::coach_of(vec![spec], &overrides(&known)).map_err(|error| bad(&error))
        };
        let Some(toml) = &rule.toml else {
            let Some(code) = &rule.code else {
                return Ok(Self {
                    alone: None,
                    standing: None,
                    together: coach.coach.clone(),
                });
            };
            let known = coach.named(code).ok_or(EngineError::NotFound("rule"))?;
            return Ok(Self {
                alone: Some(built(known.adjusted())?),
                standing: None,
                together: coach.coach.clone(),
            });
        };
        let spec = own::read(rule.code.as_deref().unwrap_or("rule"), toml, RuleStatus::Draft)?;
        let standing = coach.rule(&spec.code);
        // What the shop lets through for the rule stays let through when its text changes.
        let tried = RuleInShop {
            spec: Arc::new(spec),
            setting: standing.and_then(|rule| rule.setting.clone()),
            own: None,
            trouble: None,
        }
        .adjusted();
        let others = coach
            .rules
            .iter()
            .filter(|rule| rule.applies() && rule.spec.code != tried.code);
        let mut all: Vec<RuleSpec> = others.map(RuleInShop::adjusted).collect();
        all.push(tried.clone());
        let together = jinpai_packs::coach_of(all, &overrides(&coach.rules)).map_err(|error| bad(&error))?;
        Ok(Self {
            standing: standing.map(|rule| built(rule.adjusted())).transpose()?,
            alone: Some(built(tried)?),
            together: Arc::new(together),
        })
    }

    fn history(&self, shop: &Shop, past: Vec<Said>, locale: Locale) -> HistoryBench {
        let mut bench = HistoryBench {
            messages: past.len(),
            ..HistoryBench::default()
        };
        for Said { message, before } in past {
            let first = |coach: &Option<Coach>| {
                let draft = Draft {
                    platform: shop.settings.platform,
                    at: Some(message.at),
                    locale,
                    ..Draft::of(&message.text)
                };
                coach
                    .as_ref()?
                    .check_in_talk(&before, &draft)
                    .findings
                    .into_iter()
                    .next()
            };
            let (changed, standing) = (first(&self.alone), first(&self.standing));
            let (count, hits, finding) = match (changed, standing) {
                (Some(finding), _) => (&mut bench.found, &mut bench.hits, finding),
                (None, Some(finding)) => (&mut bench.gone, &mut bench.gone_hits, finding),
                (None, None) => continue,
            };
            *count += 1;
            if hits.len() < SHOWN {
                hits.push(HistoryHit {
                    buyer_text: buyer_turn(&before),
                    message,
                    author_name: None,
                    finding,
                });
            }
        }
        bench
    }
}

fn bad(error: &BuildError) -> EngineError {
    EngineError::BadRule(vec![RuleFault {
        line: 1,
        reason: error.to_string(),
    }])
}
