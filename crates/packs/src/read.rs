//! From files to rules.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jinpai_coach::{
    BuildError, Coach, Overrides, RuleCode, RuleSpec,
    questions::QuestionTable,
    spec::{BuyerSays, Example, Find, Scope},
};
use jinpai_text::{Pattern, PatternError};

use crate::{PackError, PackErrors, digest, embedded, lexicon::Lexicon, model, questions, source::Source};

/// Fewest examples a rule has to bring.
const FEWEST_BAD: usize = 5;
const FEWEST_GOOD: usize = 8;
/// Folders of a pack that hold other content than rules.
const OTHER_ROOMS: [&str; 5] = ["reminder", "playbook", "aftersales", "phrases", questions::FOLDER];
const LEXICON: &str = "words.toml";

/// The coach rules of one folder, valid, with the places they came from.
#[derive(Debug, Clone)]
pub struct Pack {
    pub(crate) rules: Vec<(Source, RuleSpec)>,
}

impl Pack {
    /// The rules in order of their files' names.
    #[must_use]
    pub fn rules(&self) -> Vec<RuleSpec> {
        self.rules.iter().map(|(_, rule)| rule.clone()).collect()
    }

    /// The text a rule was read from.
    #[must_use]
    pub fn text_of(&self, code: &RuleCode) -> Option<&str> {
        let found = self.rules.iter().find(|(_, rule)| rule.code == *code);
        found.map(|(source, _)| source.text.as_str())
    }

    /// # Errors
    /// When the rules do not go together, with the place of the one at fault.
    pub fn coach(&self) -> Result<Coach, PackErrors> {
        let (sources, rules): (Vec<Source>, Vec<RuleSpec>) = self.rules.iter().cloned().unzip();
        let codes: Vec<RuleCode> = rules.iter().map(|rule| rule.code.clone()).collect();
        let place = |error: BuildError| PackErrors(vec![Self::place(&sources, &codes, &error)]);
        coach_of(rules, &Overrides::new()).map_err(place)
    }

    fn place(sources: &[Source], codes: &[RuleCode], error: &BuildError) -> PackError {
        let at_fault = error
            .code()
            .and_then(|code| sources.iter().zip(codes).rfind(|(_, known)| *known == code));
        match at_fault {
            Some((source, _)) => source.error(source.line_with("code ="), error.to_string()),
            None => PackError {
                file: String::new(),
                line: 1,
                reason: error.to_string(),
            },
        }
    }
}

/// Rules made ready, with the built-in model for the learnt ones.
///
/// # Errors
/// When the rules do not go together.
pub fn coach_of(rules: Vec<RuleSpec>, overrides: &Overrides) -> Result<Coach, BuildError> {
    let coach = embedded::PREPARED.during(|| Coach::build_with(rules, overrides))?;
    Ok(match model::replies() {
        Some(model) => coach.with_model(model),
        None => coach,
    })
}

/// The rules that come with the program.
///
/// # Errors
/// Never in a program whose tests ran; the built-in rules are checked by them.
pub fn builtin() -> Result<Vec<RuleSpec>, PackErrors> {
    Ok(builtin_pack()?.rules())
}

/// The built-in rules with their places.
///
/// # Errors
/// As for [`builtin`].
pub fn builtin_pack() -> Result<Pack, PackErrors> {
    let files = embedded::files_of("coach");
    read_dir(files.map(|(name, bytes)| (name.to_owned(), bytes)))
}

/// The built-in rules, ready to check. Their examples are left out: a coach at work does not need them.
///
/// # Errors
/// As for [`builtin`].
pub fn builtin_coach() -> Result<Coach, PackErrors> {
    coach_of(digest::rules()?, &Overrides::new()).map_err(|error| digest::refused(&error))
}

/// Reads the coach rules among the files of a pack folder, given as names below it and contents.
/// Files that are not TOML and the folders of other content are left alone. A folder without its own
/// `words.toml` uses the built-in lists.
///
/// # Errors
/// Everything wrong, with file and line.
pub fn read_dir<B: AsRef<[u8]>>(entries: impl IntoIterator<Item = (String, B)>) -> Result<Pack, PackErrors> {
    let mut errors = Vec::new();
    let mut sources = Vec::new();
    let mut of_questions = Vec::new();
    let mut words = None;
    for (file, bytes) in entries {
        if !is_rule_file(&file) && !questions::is_question_file(&file) {
            continue;
        }
        let Ok(text) = std::str::from_utf8(bytes.as_ref()) else {
            let reason = "it is not UTF-8; save the file as UTF-8".to_owned();
            errors.push(PackError {
                file,
                line: 1,
                reason,
            });
            continue;
        };
        let source = Source {
            file,
            text: text.to_owned(),
        };
        if source.file.rsplit('/').next() == Some(LEXICON) {
            words = Some(source);
        } else if questions::is_question_file(&source.file) {
            of_questions.push(source);
        } else {
            sources.push(source);
        }
    }
    sources.sort_by(|a, b| a.file.cmp(&b.file));
    let lexicon = words
        .or_else(builtin_words)
        .map_or(Ok(Lexicon::default()), |source| Lexicon::read(&source));
    let lexicon = lexicon.unwrap_or_else(|error| {
        errors.push(error);
        Lexicon::default()
    });
    let mut lexicon = Checked::of(lexicon);
    if !of_questions.is_empty() {
        match questions::read(&of_questions, &mut lexicon) {
            Ok(table) => lexicon.questions = Some(Arc::new(table)),
            Err(mut wrong) => {
                errors.append(&mut wrong);
                // An empty one, so that the built-in table is not taken for a faulty one.
                lexicon.questions = Some(Arc::default());
            }
        }
    }
    let mut rules: Vec<(Source, RuleSpec)> = Vec::new();
    for source in sources {
        match read_rule(&source, &mut lexicon) {
            Ok(rule) => rules.push((source, rule)),
            Err(mut wrong) => errors.append(&mut wrong),
        }
    }
    errors.extend(doubles(&rules));
    if errors.is_empty() {
        Ok(Pack { rules })
    } else {
        Err(PackErrors(errors))
    }
}

/// Reads one rule that is still being written, with the built-in lists of words: all of it has to be
/// right, but examples may be missing.
///
/// # Errors
/// Everything wrong, with line.
pub fn read_draft(file: &str, text: &str) -> Result<Pack, PackErrors> {
    let source = Source {
        file: file.to_owned(),
        text: text.to_owned(),
    };
    let words = builtin_words().map_or(Ok(Lexicon::default()), |source| Lexicon::read(&source));
    let mut lexicon = Checked::of(words.map_err(|error| PackErrors(vec![error]))?);
    let mut rule = read_patterns(&source, &mut lexicon).map_err(PackErrors)?;
    rule.by_shop = true;
    let rules = vec![(source, rule)];
    let pack = Pack { rules };
    pack.coach()?;
    Ok(pack)
}

/// Shared words, and the patterns already found good: rules have many in common.
pub(crate) struct Checked {
    words: Lexicon,
    good: HashSet<String>,
    /// The pack's own table of questions, or the built-in one once a rule has asked for it.
    questions: Option<Arc<QuestionTable>>,
}

impl Checked {
    fn of(words: Lexicon) -> Self {
        Self {
            words,
            good: HashSet::new(),
            questions: None,
        }
    }

    fn questions(&mut self) -> Result<Arc<QuestionTable>, Vec<PackError>> {
        if self.questions.is_none() {
            let table = questions::read(&questions::builtin_sources(), self)?;
            self.questions = Some(Arc::new(table));
        }
        Ok(self.questions.clone().unwrap_or_default())
    }

    /// Checks a list of patterns and puts the words of `words.toml` for their names.
    pub fn expand(&mut self, source: &Source, patterns: &mut Vec<String>, errors: &mut Vec<PackError>) {
        expand(source, self, patterns, errors);
    }

    fn wrong(&mut self, pattern: &str) -> Option<PatternError> {
        if self.good.contains(pattern) || embedded::PREPARED.knows(pattern) {
            return None;
        }
        let wrong = Pattern::parse(pattern).err();
        if wrong.is_none() {
            self.good.insert(pattern.to_owned());
        }
        wrong
    }
}

fn is_rule_file(file: &str) -> bool {
    let mut folders: Vec<&str> = file.split('/').collect();
    let name = folders.pop().unwrap_or_default();
    name.ends_with(".toml") && !folders.iter().any(|folder| OTHER_ROOMS.contains(folder))
}

fn builtin_words() -> Option<Source> {
    let mut files = embedded::files_of("coach");
    let (file, bytes) = files.find(|(name, _)| name.ends_with(LEXICON))?;
    let text = std::str::from_utf8(bytes).ok()?.to_owned();
    Some(Source {
        file: file.to_owned(),
        text,
    })
}

fn doubles(rules: &[(Source, RuleSpec)]) -> Vec<PackError> {
    let mut first: HashMap<&str, &str> = HashMap::new();
    let mut errors = Vec::new();
    for (source, rule) in rules {
        if let Some(other) = first.insert(rule.code.as_str(), &source.file) {
            let reason = format!("code {} is already in {other}", rule.code);
            errors.push(source.error(source.line_with("code ="), reason));
        }
    }
    errors
}

fn read_rule(source: &Source, lexicon: &mut Checked) -> Result<RuleSpec, Vec<PackError>> {
    let rule = read_patterns(source, lexicon)?;
    let mut errors = Vec::new();
    for (header, count, fewest) in [
        ("[[bad]]", rule.bad.len(), FEWEST_BAD),
        ("[[good]]", rule.good.len(), FEWEST_GOOD),
    ] {
        if count < fewest {
            let reason = format!("{count} examples under {header}; a rule needs {fewest} or more");
            errors.push(source.error(source.line_with(header), reason));
        }
    }
    // An agent who is stopped has to be told what by, why and on whose word.
    for (header, said) in [
        ("[name]", [&rule.name.zh, &rule.name.en]),
        ("[message]", [&rule.message.zh, &rule.message.en]),
        ("[why]", [&rule.why.zh, &rule.why.en]),
        ("source =", [&rule.source, &rule.source]),
    ] {
        if said.iter().any(|words| words.trim().is_empty()) {
            let field = header.trim_matches(['[', ']', ' ', '=']);
            errors.push(source.error(source.line_with(header), format!("`{field}` says nothing")));
        }
    }
    if errors.is_empty() { Ok(rule) } else { Err(errors) }
}

fn read_patterns(source: &Source, lexicon: &mut Checked) -> Result<RuleSpec, Vec<PackError>> {
    let mut rule: RuleSpec = toml::from_str(&source.text).map_err(|error| vec![source.toml_error(&error)])?;
    let mut errors = Vec::new();
    for patterns in pattern_lists(&mut rule) {
        expand(source, lexicon, patterns, &mut errors);
    }
    if let Find::WholeReply(find) = &mut rule.find {
        match lexicon.words.expand(&find.any) {
            Ok(expanded) => find.any = expanded,
            Err(reason) => errors.push(source.error(source.line_with("[find"), reason)),
        }
    }
    if let Find::Coded(find) = &mut rule.find
        && find.reads_questions()
    {
        find.give_questions(&lexicon.questions()?);
    }
    for (header, examples) in [("[[bad]]", &rule.bad), ("[[good]]", &rule.good)] {
        let of_its_kind = |example: &Example| match rule.scope {
            Scope::Message => !example.text.is_empty() && example.talk.is_empty(),
            Scope::Conversation => example.text.is_empty() && !example.talk.is_empty(),
        };
        for (index, _) in examples
            .iter()
            .enumerate()
            .filter(|(_, example)| !of_its_kind(example))
        {
            let reason = match rule.scope {
                Scope::Message => "an example of a message rule is a text",
                Scope::Conversation => "an example of a conversation rule is a talk, without a text",
            };
            errors.push(source.error(source.line_of_header(header, index), reason));
        }
    }
    if errors.is_empty() { Ok(rule) } else { Err(errors) }
}

fn expand(source: &Source, lexicon: &mut Checked, patterns: &mut Vec<String>, errors: &mut Vec<PackError>) {
    let mut all = Vec::with_capacity(patterns.len());
    for pattern in patterns.iter() {
        let first = all.len();
        if let Err(reason) = lexicon.words.expand_into(pattern, &mut all) {
            errors.push(source.error(source.line_with(pattern), reason));
        } else if let Some(wrong) = all[first..].iter().find_map(|one| lexicon.wrong(one)) {
            errors.push(source.error(source.line_with(pattern), wrong.to_string()));
        }
    }
    *patterns = all;
}

/// Every list of patterns of a rule that is looked for inside a text.
fn pattern_lists(rule: &mut RuleSpec) -> Vec<&mut Vec<String>> {
    let mut lists = vec![&mut rule.antipatterns];
    match &mut rule.find {
        Find::Phrase(find) => lists.push(&mut find.any),
        Find::Absence(find) => lists.extend([&mut find.when, &mut find.lacking]),
        Find::Regex(find) => lists.push(&mut find.anchors),
        Find::Pair(find) => lists.extend([&mut find.buyer, &mut find.reply, &mut find.lacking]),
        Find::Count(find) => lists.push(&mut find.any),
        Find::Answer(find) => lists.extend(find.patterns()),
        Find::Gap(find) => lists.extend(find.patterns()),
        Find::Repeat(find) => lists.extend(find.beside.patterns()),
        Find::Tally(find) => lists.extend(find.patterns()),
        Find::Course(find) => lists.extend(find.patterns()),
        Find::Coded(find) => lists.extend(find.pattern_lists()),
        Find::Fact(find) => lists.push(&mut find.when),
        Find::WholeReply(_) | Find::Learnt(_) => {}
    }
    if let Some(BuyerSays { has, lacks }) = &mut rule.buyer {
        lists.extend([has, lacks]);
    }
    for excuse in &mut rule.excused_by {
        lists.extend([&mut excuse.claim, &mut excuse.given]);
    }
    for fix in &mut rule.fixes {
        lists.push(&mut fix.only);
    }
    lists
}
