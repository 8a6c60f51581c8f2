//! Prints what the conformance test found: a line a check as it ends, or one JSON object at the end.

use jinpai_channels::{
    Lang,
    conformance::{Check, Outcome},
};
use jinpai_engine::Locale;
use serde_json::json;

use crate::exit::{Failure, say};

pub struct Report {
    lang: Lang,
    is_json: bool,
    found: Vec<(Check, Outcome)>,
}

impl Report {
    pub const fn new(locale: Locale, is_json: bool) -> Self {
        let lang = match locale {
            Locale::Zh => Lang::ZhCn,
            Locale::En => Lang::En,
        };
        Self {
            lang,
            is_json,
            found: Vec::new(),
        }
    }

    fn told(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::ZhCn => zh,
            Lang::En => en,
        }
    }

    pub fn add(&mut self, check: Check, outcome: &Outcome) -> Result<(), Failure> {
        self.found.push((check, outcome.clone()));
        if self.is_json {
            return Ok(());
        }
        let asks = check.asks(self.lang);
        match outcome {
            Outcome::Passed => say(format_args!("✓ {asks}")),
            Outcome::Skipped => say(format_args!("– {asks}（{}）", self.told("没有试", "not tried"))),
            Outcome::Doubtful(why) => {
                say(format_args!("? {asks}"))?;
                say(format_args!("  {why}"))
            }
            Outcome::Failed(why) => {
                say(format_args!("✗ {asks}"))?;
                say(format_args!("  {why}"))?;
                say(format_args!("  {}", check.mend(self.lang)))
            }
        }
    }

    pub fn count(&self, wanted: impl Fn(&Outcome) -> bool) -> usize {
        self.found.iter().filter(|(_, outcome)| wanted(outcome)).count()
    }

    /// The sum, and what was not tried for want of an ear.
    pub fn end(&self) -> Result<(), Failure> {
        let passed = self.count(|outcome| *outcome == Outcome::Passed);
        let failed = self.count(|outcome| matches!(outcome, Outcome::Failed(_)));
        let doubtful = self.count(|outcome| matches!(outcome, Outcome::Doubtful(_)));
        let skipped = self.count(|outcome| *outcome == Outcome::Skipped);
        if self.is_json {
            let checks: Vec<_> = self
                .found
                .iter()
                .map(|(check, outcome)| self.line(*check, outcome))
                .collect();
            return say(json!({
                "passed": passed, "failed": failed, "doubtful": doubtful, "skipped": skipped, "checks": checks,
            }));
        }
        say(match self.lang {
            Lang::ZhCn => format!("通过 {passed}，不通过 {failed}，存疑 {doubtful}，没有试 {skipped}"),
            Lang::En => format!("{passed} passed, {failed} failed, {doubtful} doubtful, {skipped} not tried"),
        })?;
        if skipped > 0 {
            let how = self.told(
                "要试回执和重试，加上 --listen ADDR，并让桥把 http://ADDR 当作 Jinpai 的地址",
                "to try receipts and repetition, give --listen ADDR and have the bridge take http://ADDR for Jinpai",
            );
            say(how)?;
        }
        Ok(())
    }

    fn line(&self, check: Check, outcome: &Outcome) -> serde_json::Value {
        let (word, seen, mend) = match outcome {
            Outcome::Passed => ("passed", None, None),
            Outcome::Skipped => ("skipped", None, None),
            Outcome::Doubtful(why) => ("doubtful", Some(why), None),
            Outcome::Failed(why) => ("failed", Some(why), Some(check.mend(self.lang))),
        };
        json!({
            "check": check.word(), "outcome": word, "asks": check.asks(self.lang), "seen": seen, "mend": mend,
        })
    }
}
