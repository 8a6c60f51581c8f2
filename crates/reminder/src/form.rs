//! Whether a text fits the form of its channel and template class, and how many parts it takes.
//!
//! A provider refuses or a buyer pays for what does not fit, so the policy is checked with it, the
//! planner takes only texts that fit, and the gate looks once more. It knows nothing of the coach:
//! good manners are the coach's matter.

mod sms;

use std::borrow::Cow;

use jinpai_model::Channel;

pub use sms::{Encoding, SmsLength, sms_length};

use crate::{Locale, spec::Forms};

/// What an e-mail's first line begins with, in either language.
const SUBJECT: [&str; 2] = ["主题：", "Subject: "];
/// Headings of a call's four steps, in either language.
const SECTIONS: [[&str; 4]; 2] = [
    ["【倾听】", "【理解】", "【建议】", "【提醒】"],
    ["[Listen] ", "[Understand] ", "[Suggest] ", "[Remind] "],
];
/// How a promotion by e-mail may tell the way out.
const UNSUBSCRIBE: [&str; 2] = ["退订", "unsubscribe"];
/// Most characters of an e-mail or a script.
const LONG_CHARS: usize = 2_000;

/// What a text is for: the classes that providers of messages tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TemplateClass {
    /// About her own order.
    Notice,
    /// Offers something.
    Promotion,
}

/// What the form of a text is judged by.
#[derive(Debug, Clone, Copy)]
pub struct FormContext<'a> {
    pub shop_name: &'a str,
    /// She agreed to promotion by this channel.
    pub promotion_agreed: bool,
    pub forms: &'a Forms,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormReport {
    /// Messages that are paid for; 1 on channels that count none.
    pub parts: u32,
    pub problems: Vec<FormProblem>,
}

impl FormReport {
    #[must_use]
    pub const fn fits(&self) -> bool {
        self.problems.is_empty()
    }
}

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormProblem {
    Empty,
    /// An SMS must begin with this.
    Signature {
        expected: String,
    },
    TooManyParts {
        parts: u32,
        most: u32,
    },
    TooLong {
        chars: usize,
        most: usize,
    },
    /// A notice holds a word of promotion.
    PromotionWord {
        word: String,
    },
    /// Promotion to a buyer who did not agree to it.
    PromotionNotAgreed,
    /// A promotion must end with this.
    OptOut {
        expected: String,
    },
    /// An e-mail without a subject line.
    NoSubject,
    SubjectTooLong {
        chars: usize,
        most: usize,
    },
    /// An e-mail without words below its subject.
    NoBody,
    /// A step of the call is missing, or not in its place.
    Section {
        heading: String,
    },
}

impl FormProblem {
    /// The problem in one sentence without a full stop.
    #[must_use]
    pub fn sentence(&self, locale: Locale) -> String {
        match locale {
            Locale::ZhCn => self.zh(),
            Locale::En => self.en(),
        }
    }

    fn zh(&self) -> String {
        match self {
            Self::Empty => "内容是空的".to_owned(),
            Self::Signature { expected } => format!("短信要以店铺签名{expected}开头"),
            Self::TooManyParts { parts, most } => {
                format!("会拆成 {parts} 条短信，最多 {most} 条，请写短一些")
            }
            Self::TooLong { chars, most } => format!("有 {chars} 个字，最多 {most} 个"),
            Self::PromotionWord { word } => {
                format!("通知类内容里不能有营销字眼“{word}”，请去掉，或改用营销模板")
            }
            Self::PromotionNotAgreed => "营销内容只能发给同意接收的会员".to_owned(),
            Self::OptOut { expected } => format!("营销短信要以“{expected}”结尾"),
            Self::NoSubject => "邮件第一行要写主题".to_owned(),
            Self::SubjectTooLong { chars, most } => format!("邮件主题有 {chars} 个字，最多 {most} 个"),
            Self::NoBody => "邮件没有正文".to_owned(),
            Self::Section { heading } => format!("电话话术缺少{heading}这一步，或顺序不对"),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::Empty => "There is no text".to_owned(),
            Self::Signature { expected } => format!("An SMS must begin with {expected}"),
            Self::TooManyParts { parts, most } => {
                format!("It takes {parts} messages and {most} are allowed; shorten it")
            }
            Self::TooLong { chars, most } => format!("{chars} characters, and {most} are allowed"),
            Self::PromotionWord { word } => {
                format!(
                    "A notice must not hold the promotional {word:?}; drop it or use a promotion template"
                )
            }
            Self::PromotionNotAgreed => "Promotion goes only to members who agreed to it".to_owned(),
            Self::OptOut { expected } => format!("A promotion must end with {expected:?}"),
            Self::NoSubject => "The first line of an e-mail must be its subject".to_owned(),
            Self::SubjectTooLong { chars, most } => {
                format!("The subject has {chars} characters, and {most} are allowed")
            }
            Self::NoBody => "The e-mail has no body".to_owned(),
            Self::Section { heading } => {
                format!("The call lacks the step {heading:?}, or it stands elsewhere")
            }
        }
    }
}

/// Judges a filled text.
#[must_use]
pub fn check(channel: Channel, class: TemplateClass, text: &str, ctx: &FormContext<'_>) -> FormReport {
    let mut problems = Vec::new();
    let mut parts = 1;
    if text.trim().is_empty() {
        problems.push(FormProblem::Empty);
    }
    if class == TemplateClass::Promotion && !ctx.promotion_agreed {
        problems.push(FormProblem::PromotionNotAgreed);
    }
    match channel {
        Channel::Chat => longer_than(text, ctx.forms.chat_chars as usize, &mut problems),
        Channel::Sms => {
            parts = sms_length(text).parts;
            sms_problems(class, text, parts, ctx, &mut problems);
        }
        Channel::Email => email_problems(class, text, ctx, &mut problems),
        Channel::Phone => phone_problems(text, &mut problems),
    }
    FormReport { parts, problems }
}

fn longer_than(text: &str, most: usize, problems: &mut Vec<FormProblem>) {
    let chars = text.chars().count();
    if chars > most {
        problems.push(FormProblem::TooLong { chars, most });
    }
}

/// What stands in front of a shop's SMS.
#[must_use]
pub fn signature(shop_name: &str) -> String {
    format!("【{shop_name}】")
}

fn sms_problems(
    class: TemplateClass,
    text: &str,
    parts: u32,
    ctx: &FormContext<'_>,
    problems: &mut Vec<FormProblem>,
) {
    let expected = signature(ctx.shop_name);
    let body = text.strip_prefix(&expected);
    if body.is_none() {
        problems.push(FormProblem::Signature { expected });
    }
    let most = ctx.forms.sms_parts;
    if parts > most {
        problems.push(FormProblem::TooManyParts { parts, most });
    }
    match class {
        TemplateClass::Notice => no_promotion(body.unwrap_or(text), ctx, problems),
        TemplateClass::Promotion => {
            if !text.trim_end().ends_with(&ctx.forms.sms_opt_out) {
                let expected = ctx.forms.sms_opt_out.clone();
                problems.push(FormProblem::OptOut { expected });
            }
        }
    }
}

/// The shop's own name may hold such a word; what is said may not.
fn no_promotion(body: &str, ctx: &FormContext<'_>, problems: &mut Vec<FormProblem>) {
    let body = folded(body);
    let mut words = ctx.forms.promotion_words.iter();
    if let Some(word) = words.find(|word| body.contains(&*folded(word))) {
        problems.push(FormProblem::PromotionWord { word: word.clone() });
    }
}

/// In small letters; most texts have no others, and are taken as they are.
fn folded(text: &str) -> Cow<'_, str> {
    let is_small = |c: char| matches!(c, '\0'..='@' | '['..='\x7f' | '\u{2010}'..='\u{2027}' | '\u{2e80}'..='\u{9fff}' | '\u{ff01}'..='\u{ff20}');
    if text.chars().all(is_small) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// Subject and body of an e-mail's text, if it has both lines.
#[must_use]
pub fn email_parts(text: &str) -> Option<(&str, &str)> {
    let (first, body) = text.split_once('\n').unwrap_or((text, ""));
    let subject = SUBJECT.iter().find_map(|mark| first.strip_prefix(mark))?;
    Some((subject.trim(), body.trim()))
}

/// The text of an e-mail, as [`email_parts`] reads it.
pub(crate) fn email_text(subject: &str, body: &str, locale: Locale) -> String {
    format!("{}{subject}\n\n{body}", SUBJECT[in_table(locale)])
}

/// The four steps of a call's text with their headings, if all are there in order.
#[must_use]
pub fn phone_steps(text: &str) -> Option<[&str; 4]> {
    sections(text).ok()
}

/// The text of a call, as [`phone_steps`] reads it.
pub(crate) fn phone_text(steps: [&str; 4], locale: Locale) -> String {
    let headings = SECTIONS[in_table(locale)];
    let lines: Vec<String> = (headings.iter().zip(steps))
        .map(|(heading, words)| format!("{heading}{words}"))
        .collect();
    lines.join("\n")
}

const fn in_table(locale: Locale) -> usize {
    match locale {
        Locale::ZhCn => 0,
        Locale::En => 1,
    }
}

/// The words of each step, or the heading that is missing.
fn sections(text: &str) -> Result<[&str; 4], &'static str> {
    let headings = if text.trim_start().starts_with(SECTIONS[1][0]) {
        SECTIONS[1]
    } else {
        SECTIONS[0]
    };
    let mut steps = [""; 4];
    let mut rest = text.trim();
    for (n, heading) in headings.iter().enumerate() {
        rest = rest.strip_prefix(heading).ok_or(*heading)?;
        let end = headings.get(n + 1).map_or(rest.len(), |next| {
            rest.find(&format!("\n{next}")).unwrap_or(rest.len())
        });
        steps[n] = rest[..end].trim();
        rest = rest[end..].trim_start();
        if steps[n].is_empty() {
            return Err(*heading);
        }
    }
    Ok(steps)
}

fn email_problems(class: TemplateClass, text: &str, ctx: &FormContext<'_>, problems: &mut Vec<FormProblem>) {
    longer_than(text, LONG_CHARS, problems);
    let Some((subject, body)) = email_parts(text) else {
        problems.push(FormProblem::NoSubject);
        return;
    };
    let (chars, most) = (subject.chars().count(), ctx.forms.subject_chars as usize);
    if chars == 0 {
        problems.push(FormProblem::NoSubject);
    } else if chars > most {
        problems.push(FormProblem::SubjectTooLong { chars, most });
    }
    if body.is_empty() {
        problems.push(FormProblem::NoBody);
    }
    match class {
        TemplateClass::Notice => no_promotion(text, ctx, problems),
        TemplateClass::Promotion => {
            let told = UNSUBSCRIBE.iter().any(|word| body.to_lowercase().contains(word));
            if !told {
                let expected = UNSUBSCRIBE[0].to_owned();
                problems.push(FormProblem::OptOut { expected });
            }
        }
    }
}

fn phone_problems(text: &str, problems: &mut Vec<FormProblem>) {
    longer_than(text, LONG_CHARS, problems);
    if let Err(heading) = sections(text) {
        let heading = heading.trim().to_owned();
        problems.push(FormProblem::Section { heading });
    }
}

#[cfg(test)]
mod tests;
