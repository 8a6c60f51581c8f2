//! What buyers ask again and again and agents answer in their own words every time: proposed to be saved.
//!
//! Found when somebody looks, from the last seven days, and kept nowhere but for what was put aside. What is shown of
//! buyers' and agents' words has its long numbers masked.

mod grams;
mod group;
mod mask;

use std::collections::HashMap;

use jinpai_coach::{Coach, questions::Types};
use jinpai_model::{At, DAY_MS, Role};
use jinpai_packs::phrases::starters;
use jinpai_store::{Lane, phrase_questions};

pub(super) use self::mask::masked;
use self::{
    grams::{Grams, core_of},
    group::{Group, groups},
};
use crate::{
    desk::{Desk, bounded},
    error::Result,
};

/// Days that are looked at.
const DAYS: i64 = 7;
/// Most messages that are looked at; of more the newest.
const MOST_READ: u64 = 150_000;
/// So many different buyers make a question a frequent one.
const LEAST_BUYERS: usize = 5;
/// Most questions that are proposed.
const MOST: usize = 20;
const EXAMPLES: usize = 3;
const MAX_EXAMPLE_CHARS: usize = 60;
const MAX_QUESTION_CHARS: usize = 200;
/// What stands in the place of a long number.
const MASK: &str = "＊＊＊";
/// From here on a phrase says what an answer says.
const SAME_ANSWER: f64 = 0.7;
/// From here on a phrase is for what a buyer asks.
const LIKE_QUESTION: f64 = 0.5;

/// A question that many buyers ask and no phrase answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedOften {
    /// What it comes down to; by this it is put aside.
    pub question: String,
    /// How often it was asked, and by how many buyers.
    pub asked: usize,
    pub buyers: usize,
    /// As buyers put it, the commonest first.
    pub examples: Vec<String>,
    /// The answer that is nearest to all that were given, in an agent's own words.
    pub answer: Option<String>,
    /// How often it was answered.
    pub answered: usize,
    /// A phrase for about the same, which is not what agents answer with.
    pub like: Option<LikePhrase>,
}

/// A phrase that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LikePhrase {
    pub code: String,
    pub title: String,
}

/// A phrase as it is held against questions and answers.
struct Known {
    like: LikePhrase,
    says: Grams,
    /// Its title, and how buyers put what it answers.
    asks: Vec<Grams>,
}

impl Desk {
    /// Questions of the last seven days that at least five buyers asked and that agents do not answer by a phrase, the
    /// most frequent first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asked_often(&self) -> Result<Vec<AskedOften>> {
        let read = self.engine.store.read();
        let since = At(self.engine.now().ms() - DAYS * DAY_MS);
        let aside = phrase_questions::put_aside(read, self.shop).await?;
        let hers = self.phrases().await?;
        let coach = self.engine.coach_of(self.shop).await?;
        let said = phrase_questions::said_since(read, self.shop, since, MOST_READ).await?;
        let work = move || {
            let asks: HashMap<&str, &[String]> = (starters().iter())
                .map(|one| (one.code.as_str(), one.asks.as_slice()))
                .collect();
            let known: Vec<Known> = (hers.into_iter())
                .map(|one| {
                    let starter = asks.get(one.code.as_str()).copied().unwrap_or_default();
                    let put = starter.iter().map(String::as_str).chain([one.title.as_str()]);
                    Known {
                        asks: put.map(|words| Grams::of(&core_of(words))).collect(),
                        says: Grams::of(&core_of(&super::table::without_slots(&one.text))),
                        like: LikePhrase {
                            code: one.code,
                            title: one.title,
                        },
                    }
                })
                .collect();
            let types = |text: &str| types_of(&coach.coach, text);
            let aside: Vec<(Grams, Types)> = aside
                .iter()
                .map(|words| (Grams::of(words), types(words).unwrap_or_default()))
                .collect();
            groups(&said, LEAST_BUYERS, types)
                .into_iter()
                .filter(|group| !aside.iter().any(|(grams, types)| group.is_like(grams, *types)))
                .filter_map(|group| proposal(&group, &known))
                .take(MOST)
                .collect()
        };
        self.engine.aside(work).await
    }

    /// Puts a question aside, for everybody, or takes that back.
    ///
    /// # Errors
    /// [`crate::EngineError::Forbidden`] below lead, [`crate::EngineError::Invalid`] for no question.
    pub async fn put_question_aside(&self, question: &str, aside: bool) -> Result<()> {
        self.require(Role::Lead)?;
        let core = core_of(&bounded("question", question, MAX_QUESTION_CHARS)?);
        let core = bounded("question", &core, MAX_QUESTION_CHARS)?;
        let (shop, person, now) = (self.shop, self.person, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                if aside {
                    phrase_questions::put_one_aside(tx, shop, &core, person, now).await
                } else {
                    phrase_questions::take_one_back(tx, shop, &core).await
                }
            })
        });
        Ok(write.await?)
    }
}

/// What a text asks; none when it asks nothing definite.
fn types_of(coach: &Coach, text: &str) -> Option<Types> {
    let Some(questions) = coach.questions() else {
        // A coach without the table of questions cannot tell: then a question is what ends like one.
        return text
            .ends_with(['？', '?', '吗', '呢', '么'])
            .then_some(Types::NONE);
    };
    let asked = questions.asked(text);
    asked.is_definite().then_some(asked.types)
}

/// Nothing when a phrase is the usual answer.
fn proposal(group: &Group<'_>, known: &[Known]) -> Option<AskedOften> {
    let usual = group.usual_answer();
    if let Some((_, grams)) = &usual
        && known.iter().any(|one| one.says.share(grams) >= SAME_ANSWER)
    {
        return None;
    }
    let question = group.grams();
    let best = known
        .iter()
        .map(|one| {
            let nearest = one
                .asks
                .iter()
                .map(|asks| asks.share(question))
                .fold(0.0, f64::max);
            (nearest, &one.like)
        })
        .filter(|(share, _)| *share >= LIKE_QUESTION)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.code.cmp(&a.1.code)));
    let shown = |text: &str| {
        let masked = masked(text.trim(), MASK);
        let mut shown: String = masked.chars().take(MAX_EXAMPLE_CHARS).collect();
        if masked.chars().nth(MAX_EXAMPLE_CHARS).is_some() {
            shown.push('…');
        }
        shown
    };
    let mut examples: Vec<String> = Vec::with_capacity(EXAMPLES);
    for text in group.texts() {
        let shown = shown(text);
        if examples.len() < EXAMPLES && !examples.contains(&shown) {
            examples.push(shown);
        }
    }
    Some(AskedOften {
        question: group.question().to_owned(),
        asked: group.asked(),
        buyers: group.buyers(),
        examples,
        answer: usual.map(|(text, _)| masked(text.trim(), MASK)),
        answered: group.answered(),
        like: best.map(|(_, like)| like.clone()),
    })
}
