//! The texts of a policy by channel and template class, filled and held to their form.
//!
//! A text is taken when all its facts are known, it fits the form of its channel, she agreed to its
//! class, and she has not read it before.

use std::collections::BTreeMap;

use jinpai_model::{Angle, Channel};

use crate::{
    Locale, PolicyProblem,
    form::{self, FormContext, TemplateClass},
    spec::{ByClass, Letter, PolicySpec, Script},
    text::{Texts, Values, everything_known},
};

/// Words that may go out, and the class they fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    pub text: String,
    pub class: TemplateClass,
}

struct Table {
    channel: Channel,
    class: TemplateClass,
    texts: Texts,
}

/// All texts of a policy.
#[derive(Default)]
pub(crate) struct Wordings {
    tables: Vec<Table>,
}

impl Wordings {
    /// Compiles every text; a problem names its table, angle and place.
    pub(crate) fn compile(spec: &PolicySpec) -> Result<Self, Vec<PolicyProblem>> {
        use TemplateClass::{Notice, Promotion};
        let locale = Locale::of(&spec.locale);
        let calls = joined(&spec.phone, |script: &Script| {
            let Script {
                listen,
                understand,
                suggest,
                remind,
            } = script;
            form::phone_text([listen, understand, suggest, remind], locale)
        });
        let ByClass { notice, promotion } = &spec.email;
        let letter = |letter: &Letter| form::email_text(&letter.subject, &letter.text, locale);
        let sources = [
            (Channel::Chat, Notice, "texts", spec.texts.clone()),
            (Channel::Sms, Notice, "sms.notice", spec.sms.notice.clone()),
            (
                Channel::Sms,
                Promotion,
                "sms.promotion",
                spec.sms.promotion.clone(),
            ),
            (Channel::Email, Notice, "email.notice", joined(notice, letter)),
            (
                Channel::Email,
                Promotion,
                "email.promotion",
                joined(promotion, letter),
            ),
            (Channel::Phone, Notice, "phone", calls),
        ];
        let mut known = everything_known(&spec.locale);
        known.padding = spec.paddings.first().cloned().unwrap_or_default();
        let mut wordings = Self::default();
        let mut problems = Vec::new();
        for (channel, class, table, source) in sources {
            problems.extend(said_twice(table, &source));
            match Texts::compile_with(table, &source, &known) {
                Ok(texts) if texts.is_empty() => {}
                Ok(texts) => {
                    problems.extend(misfits(table, &source, &texts, (channel, class), spec, &known));
                    wordings.tables.push(Table {
                        channel,
                        class,
                        texts,
                    });
                }
                Err(wrong) => problems.extend(wrong),
            }
        }
        if problems.is_empty() {
            Ok(wordings)
        } else {
            Err(problems)
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Whether the policy has a text for the channel; one without any text is for trying moments and
    /// speaks on all.
    pub(crate) fn speaks(&self, channel: Channel) -> bool {
        self.is_empty() || self.tables.iter().any(|table| table.channel == channel)
    }

    /// The first text of the angle that may go out: a promotion where she agreed to one, else a notice.
    pub(crate) fn fill(
        &self,
        channel: Channel,
        angle: Angle,
        values: &Values,
        ctx: &FormContext<'_>,
        heard: &[&str],
    ) -> Option<Wording> {
        let of_channel = self.tables.iter().filter(|table| table.channel == channel);
        let allowed = of_channel.filter(|t| t.class == TemplateClass::Notice || ctx.promotion_agreed);
        allowed.rev().find_map(|table| {
            let fits = |text: &String| {
                !heard.contains(&text.as_str()) && form::check(channel, table.class, text, ctx).fits()
            };
            let text = table.texts.renders(angle, values).find(fits)?;
            Some(Wording {
                text,
                class: table.class,
            })
        })
    }
}

fn joined<T>(
    texts: &BTreeMap<Angle, Vec<T>>,
    as_text: impl Fn(&T) -> String,
) -> BTreeMap<Angle, Vec<String>> {
    let of_angle = |(angle, variants): (&Angle, &Vec<T>)| (*angle, variants.iter().map(&as_text).collect());
    texts.iter().map(of_angle).collect()
}

/// The same words under two angles would be the same message twice.
fn said_twice(table: &str, texts: &BTreeMap<Angle, Vec<String>>) -> Vec<PolicyProblem> {
    let mut seen: BTreeMap<&str, Angle> = BTreeMap::new();
    let mut problems = Vec::new();
    for (angle, variants) in texts {
        for (n, text) in variants.iter().enumerate() {
            if let Some(first) = seen.insert(text.trim(), *angle) {
                problems.push(PolicyProblem {
                    field: format!("{table}.{angle}[{n}]"),
                    problem: format!("stands under {first} already; a buyer never reads the same text twice"),
                });
            }
        }
    }
    problems
}

/// A text that cannot fit even with the shortest facts is a mistake of its author.
fn misfits(
    table: &str,
    source: &BTreeMap<Angle, Vec<String>>,
    texts: &Texts,
    (channel, class): (Channel, TemplateClass),
    spec: &PolicySpec,
    known: &Values,
) -> Vec<PolicyProblem> {
    let ctx = FormContext {
        shop_name: &known.shop,
        promotion_agreed: true,
        forms: &spec.forms,
    };
    let mut problems = Vec::new();
    for angle in source.keys() {
        for (n, text) in texts.renders(*angle, known).enumerate() {
            let report = form::check(channel, class, &text, &ctx);
            problems.extend(report.problems.iter().map(|problem| PolicyProblem {
                field: format!("{table}.{angle}[{n}]"),
                problem: problem.sentence(Locale::En),
            }));
        }
    }
    problems
}
