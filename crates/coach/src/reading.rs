//! A draft as the rules see it: folded, with everything the automaton found, and what is worked out
//! only when a rule asks.

use std::cell::OnceCell;

use jinpai_text::{Folded, PatternMatch, PatternPlace, clause_around};

use crate::{
    Category, Coach, Draft,
    build::{Ids, Rule},
    facts::{self, Judged},
    finder::Finder,
    questions::{Answered, Asked},
};

pub(crate) struct Reading<'c> {
    pub coach: &'c Coach,
    pub draft: &'c Draft<'c>,
    pub folded: Folded,
    /// What sets rules off.
    pub matches: Vec<PatternMatch>,
    /// What matters only beside something else; looked for when a rule asks.
    beside: OnceCell<Vec<Beside>>,
    /// The buyer's turn is read only when a rule asks for it.
    buyer: OnceCell<Option<BuyerTurn>>,
    word_chars: OnceCell<usize>,
    /// Claims held against the facts; worked out when a fact rule is set off.
    judged: OnceCell<Vec<Judged>>,
    asked: OnceCell<Asked>,
    answered: OnceCell<Answered>,
}

/// Where a pattern may hold, and whether it does, once a rule has asked for it.
struct Beside {
    place: PatternPlace,
    found: OnceCell<Option<PatternMatch>>,
}

/// The buyer's turn, and what the automaton found in it.
pub(crate) struct BuyerTurn {
    pub folded: Folded,
    pub matches: Vec<PatternMatch>,
}

impl<'c> Reading<'c> {
    pub fn of(coach: &'c Coach, draft: &'c Draft<'c>) -> Self {
        let folded = Folded::of(draft.text);
        let matches = coach.patterns.lead_matches(&folded);
        let mut reading = Self {
            coach,
            draft,
            folded,
            matches,
            beside: OnceCell::new(),
            buyer: OnceCell::new(),
            word_chars: OnceCell::new(),
            judged: OnceCell::new(),
            asked: OnceCell::new(),
            answered: OnceCell::new(),
        };
        // Rules that answer words of the buyer's cost nothing where she says no such thing.
        if reading.buyer_says(&coach.heeded) {
            let paired = coach.patterns.paired_matches(&reading.folded);
            reading.matches.extend(paired);
            reading.matches.sort_unstable();
        }
        reading
    }

    /// Whether the draft says one of these.
    pub fn says(&self, ids: &Ids) -> bool {
        self.said(ids).next().is_some()
    }

    /// Where the draft says one of these; some places may come twice.
    pub fn said(&self, ids: &Ids) -> impl Iterator<Item = PatternMatch> {
        let leads = self.matches.iter().filter(|m| ids.has(m.pattern)).copied();
        let beside = (!ids.is_empty()).then(|| self.beside().iter());
        let asked = beside.into_iter().flatten();
        let asked = asked.filter(|beside| ids.has(beside.place.pattern));
        leads.chain(asked.filter_map(|beside| self.found_beside(beside)))
    }

    fn beside(&self) -> &[Beside] {
        let unasked = |place| Beside {
            place,
            found: OnceCell::new(),
        };
        let read = || self.coach.patterns.beside_places(&self.folded);
        self.beside
            .get_or_init(|| read().into_iter().map(unasked).collect())
    }

    fn found_beside(&self, beside: &Beside) -> Option<PatternMatch> {
        let find = || self.coach.patterns.match_at(&self.folded, beside.place);
        *beside.found.get_or_init(find)
    }

    pub fn chars(&self) -> &[char] {
        self.folded.chars()
    }

    /// Letters, digits and Han characters of the draft.
    pub fn word_chars(&self) -> usize {
        let count = || self.chars().iter().filter(|c| jinpai_text::is_word(**c)).count();
        *self.word_chars.get_or_init(count)
    }

    pub fn buyer(&self) -> Option<&BuyerTurn> {
        let read = || {
            let folded = Folded::of(self.draft.buyer?);
            let matches = self.coach.patterns.buyer_matches(&folded);
            Some(BuyerTurn { folded, matches })
        };
        self.buyer.get_or_init(read).as_ref()
    }

    /// What the buyer's turn asks; nothing without a turn.
    pub fn asked(&self) -> &Asked {
        let read = || {
            let (questions, turn) = (self.coach.questions.as_ref()?, self.buyer()?);
            Some(questions.asked_folded(&turn.folded))
        };
        self.asked.get_or_init(|| read().unwrap_or_default())
    }

    /// What the draft answers of the buyer's turn; nothing without one.
    pub fn answered(&self) -> &Answered {
        let read = || {
            let (questions, turn) = (self.coach.questions.as_ref()?, self.buyer()?);
            Some(questions.answered_to_folded(&turn.folded, &self.folded))
        };
        self.answered.get_or_init(|| read().unwrap_or_default())
    }

    pub fn buyer_says(&self, ids: &Ids) -> bool {
        let any = |turn: &BuyerTurn| turn.matches.iter().any(|m| ids.has(m.pattern));
        !ids.is_empty() && self.buyer().is_some_and(any)
    }

    /// The claims around everything that sets off a fact rule, with their verdicts; none without facts.
    pub fn judged(&self) -> &[Judged] {
        let judge = || {
            let Some(facts) = self.draft.facts else {
                return Vec::new();
            };
            let mut places = Vec::new();
            for found in &self.matches {
                for index in &self.coach.triggers[found.pattern.0 as usize] {
                    if let Finder::Fact(finder) = &self.coach.rules[*index as usize].finder {
                        places.push((found.start..found.end, finder.kinds));
                    }
                }
            }
            facts::judged(self.chars(), &places, facts, self.draft.at)
        };
        self.judged.get_or_init(judge)
    }

    /// What the rule finds at this match.
    pub fn found_by(&self, rule: &Rule, found: &PatternMatch) -> Option<(usize, usize)> {
        let here = Some((found.start, found.end));
        match &rule.finder {
            Finder::Phrase => here,
            Finder::Absence(absence) => here.filter(|_| absence.holds(self)),
            Finder::Pair(pair) => here.filter(|_| self.buyer_says(&pair.buyer) && pair.beside.holds(self)),
            Finder::Count(count) => here.filter(|_| count.is_full_at(&self.matches, found)),
            Finder::Regex(regex) => regex.find(self.chars(), found),
            Finder::Fact(finder) => finder.find(self.judged(), found.start..found.end),
            Finder::Whole(_) | Finder::Coded(_) | Finder::Learnt(_) | Finder::Talk(_) => None,
        }
    }

    /// Whether the rule judges messages on this platform, by whoever writes.
    pub fn concerns(&self, rule: &Rule) -> bool {
        rule.holds_on(self.draft.platform) && rule.spec.role.contains(&self.draft.from)
    }

    /// Whether nothing excuses what was found.
    pub fn stands(&self, rule: &Rule, start: usize, end: usize) -> bool {
        // A finding about the whole message is quieted by words anywhere in it.
        let quieted = |m: PatternMatch| end == 0 || (m.start < end && start < m.end);
        self.concerns(rule)
            && !self.said(&rule.antipatterns).any(quieted)
            && (rule.buyer_has.is_empty() || self.buyer_says(&rule.buyer_has))
            && !self.buyer_says(&rule.buyer_lacks)
            && !self.facts_cover(rule, start, end)
    }

    fn facts_cover(&self, rule: &Rule, start: usize, end: usize) -> bool {
        let Some(facts) = self.draft.facts else {
            return false;
        };
        if rule.spec.category == Category::Promise && facts::covers(self.judged(), start, end) {
            return true;
        }
        if rule.excuses.is_empty() {
            return false;
        }
        let chars = self.chars();
        let clause: String = chars[clause_around(chars, start, end)].iter().collect();
        rule.excuses.iter().any(|excuse| excuse.covers(&clause, facts))
    }
}
