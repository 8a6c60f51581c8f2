//! How many tests ran, read from what the test runners print.

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
    /// Of those that passed: by the database in the test's name, and those in a browser.
    pub sqlite: u64,
    pub postgres: u64,
    pub chromium: u64,
}

impl Count {
    pub const fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.sqlite += other.sqlite;
        self.postgres += other.postgres;
        self.chromium += other.chromium;
    }

    /// A line of nextest: one a test (`PASS [   0.005s] (1/39) package test`), and a summary.
    pub fn nextest(&mut self, line: &str) {
        let line = line.trim();
        if line.starts_with("PASS [") {
            self.on_database(line);
        } else if let Some(summary) = line.strip_prefix("Summary [") {
            let ran = number_before(summary, " tests run").or_else(|| number_before(summary, " test run"));
            let passed = number_before(summary, " passed").unwrap_or(0);
            self.passed += passed;
            // Failed, timed out, crashed: all that ran and did not pass.
            self.failed += ran.unwrap_or(passed).saturating_sub(passed);
        }
    }

    /// A line of the built-in test runner: `test name ... ok`, `test result: ok. 3 passed; 0 failed; …`.
    pub fn libtest(&mut self, line: &str) {
        let line = line.trim();
        if let Some(result) = line.strip_prefix("test result: ") {
            self.passed += number_before(result, " passed").unwrap_or(0);
            self.failed += number_before(result, " failed").unwrap_or(0);
        } else if line.starts_with("test ") && line.ends_with("... ok") {
            self.on_database(line);
        }
    }

    fn on_database(&mut self, name: &str) {
        self.sqlite += u64::from(name.contains("sqlite"));
        self.postgres += u64::from(name.contains("postgres"));
    }

    /// The last line of vitest for one package: `Tests  1 failed | 12 passed (13)`.
    pub fn vitest(&mut self, line: &str) {
        if let Some(result) = line.trim().strip_prefix("Tests ") {
            self.passed += number_before(result, " passed").unwrap_or(0);
            self.failed += number_before(result, " failed").unwrap_or(0);
        }
    }

    /// The last lines of the browser journeys: vitest's, node's (`# pass 12`, `ℹ pass 12`), or plainly
    /// `12 passed, 0 failed`.
    pub fn journeys(&mut self, line: &str) {
        let line = line.trim();
        let bare = line.trim_start_matches(['#', 'ℹ']).trim();
        if let Some(passed) = bare.strip_prefix("pass ").and_then(|n| n.parse::<u64>().ok()) {
            self.passed += passed;
        } else if let Some(failed) = bare.strip_prefix("fail ").and_then(|n| n.parse::<u64>().ok()) {
            self.failed += failed;
        } else if let Some((passed, failed)) = line.split_once(" passed, ") {
            let failed = failed.strip_suffix(" failed").and_then(|n| n.parse::<u64>().ok());
            if let (Ok(passed), Some(failed)) = (passed.parse::<u64>(), failed) {
                self.passed += passed;
                self.failed += failed;
            }
        } else {
            self.vitest(line);
        }
    }
}

/// The number that stands directly before `word`.
fn number_before(text: &str, word: &str) -> Option<u64> {
    let head = &text[..text.find(word)?];
    let digits = head.rsplit(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(hear: fn(&mut Count, &str), text: &str) -> Count {
        let mut count = Count::default();
        text.lines().for_each(|line| hear(&mut count, line));
        count
    }

    #[test]
    fn nextest_is_understood() {
        let text = "
        PASS [   0.005s] (1/4) jinpai-store::conformance sqlite::orders_are_upserted
        PASS [   0.105s] (2/4) jinpai-store::conformance postgres::orders_are_upserted
        FAIL [   0.105s] (3/4) jinpai-store::conformance postgres::events_have_no_gaps
        PASS [   0.005s] (4/4) jinpai-model time::tests::nonsense
     Summary [   2.470s] 4 tests run: 3 passed (1 slow), 1 failed, 0 skipped
        FAIL [   0.105s] (3/4) jinpai-store::conformance postgres::events_have_no_gaps";
        let expected = Count {
            passed: 3,
            failed: 1,
            sqlite: 1,
            postgres: 1,
            chromium: 0,
        };
        assert_eq!(counted(Count::nextest, text), expected);
        let timed_out = counted(
            Count::nextest,
            "Summary [ 9s] 5 tests run: 3 passed, 2 timed out, 0 skipped",
        );
        assert_eq!((timed_out.passed, timed_out.failed), (3, 2));
    }

    #[test]
    fn the_other_runners_are_understood() {
        let doc = "test crates/x.rs - y (line 3) ... ok\ntest result: ok. 1 passed; 0 failed; 0 ignored";
        assert_eq!(counted(Count::libtest, doc).passed, 1);
        let web = " Test Files  3 passed (3)\n      Tests  1 failed | 12 passed (13)\n Tests  5 passed (5)";
        let web = counted(Count::vitest, web);
        assert_eq!((web.passed, web.failed), (17, 1));
        for text in [
            "# pass 12\n# fail 0",
            "ℹ pass 12\nℹ fail 0",
            "12 passed, 0 failed",
            " Tests  12 passed (12)",
        ] {
            let journeys = counted(Count::journeys, text);
            assert_eq!((journeys.passed, journeys.failed), (12, 0), "{text}");
        }
    }
}
