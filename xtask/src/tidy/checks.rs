//! The checks, each a function over one file.

pub struct File<'a> {
    /// From the root, with forward slashes.
    pub path: &'a str,
    pub text: &'a str,
}

pub struct Finding {
    /// `path` or `path:line`.
    pub place: String,
    pub what: String,
}

/// Longest file of code, in lines. About 400 is the habit; past this it tells more than one thing.
const MAX_LINES: usize = 600;

/// Files that may be longer, each with its reason.
const LONG: &[(&str, &str)] = &[(
    "web/packages/api/src/schema.d.ts",
    "generated from the OpenAPI document",
)];

/// Words that name no thing.
const EMPTY_NAMES: &[&str] = &["util", "utils", "common", "helper", "helpers", "manager", "misc"];

pub fn all(file: &File<'_>, findings: &mut Vec<Finding>) {
    for check in [names, length, leftovers, header, allows, machine, lock, template] {
        check(file, findings);
    }
}

fn at(file: &File<'_>, line: usize, what: impl Into<String>) -> Finding {
    Finding {
        place: format!("{}:{}", file.path, line + 1),
        what: what.into(),
    }
}

fn whole(file: &File<'_>, what: impl Into<String>) -> Finding {
    Finding {
        place: file.path.to_owned(),
        what: what.into(),
    }
}

fn extension<'a>(file: &File<'a>) -> &'a str {
    file.path.rsplit_once('.').map_or("", |(_, end)| end)
}

fn is_code(file: &File<'_>) -> bool {
    matches!(
        extension(file),
        "rs" | "ts" | "tsx" | "vue" | "js" | "mjs" | "css"
    )
}

/// These checks name what they look for.
fn is_this(file: &File<'_>) -> bool {
    file.path.starts_with("xtask/src/tidy")
}

fn names(file: &File<'_>, findings: &mut Vec<Finding>) {
    if file.path.ends_with("/mod.rs") {
        findings.push(whole(
            file,
            "no mod.rs: `foo.rs` beside `foo/`, so that tabs have names",
        ));
    }
    for part in file.path.split('/') {
        let stem = part.split_once('.').map_or(part, |(stem, _)| stem);
        if EMPTY_NAMES.contains(&stem.to_lowercase().as_str()) {
            findings.push(whole(
                file,
                format!("{stem:?} names no thing: say what it is for"),
            ));
        }
    }
}

fn length(file: &File<'_>, findings: &mut Vec<Finding>) {
    let lines = file.text.lines().count();
    if is_code(file) && lines > MAX_LINES && LONG.iter().all(|(path, _)| *path != file.path) {
        findings.push(whole(
            file,
            format!("{lines} lines, {MAX_LINES} are the limit: a file tells one thing"),
        ));
    }
}

fn leftovers(file: &File<'_>, findings: &mut Vec<Finding>) {
    if is_this(file) || !(is_code(file) || matches!(extension(file), "toml" | "sh" | "html")) {
        return;
    }
    // Scripts and journeys are programs of the command line.
    let speaks = file.path.starts_with("web/e2e/") || file.path.contains("/scripts/");
    let marks: &[&str] = match extension(file) {
        "rs" => &["todo!(", "unimplemented!(", "dbg!(", "FIXME", "TODO"],
        _ if speaks => &["FIXME", "TODO", "debugger;"],
        _ => &["FIXME", "TODO", "debugger;", "console.log("],
    };
    for (n, line) in file.text.lines().enumerate() {
        for mark in marks.iter().filter(|mark| line.contains(**mark)) {
            findings.push(at(
                file,
                n,
                format!("{mark} is left over: what is not built is not shown"),
            ));
        }
    }
}

fn header(file: &File<'_>, findings: &mut Vec<Finding>) {
    let source = file.path.starts_with("crates/") && file.path.contains("/src/")
        || file.path.starts_with("xtask/src/");
    if source && extension(file) == "rs" && !file.text.starts_with("//!") {
        findings.push(whole(file, "begin with `//!`: what the module is for"));
    }
}

fn allows(file: &File<'_>, findings: &mut Vec<Finding>) {
    if extension(file) != "rs" || is_this(file) {
        return;
    }
    for (n, line) in file.text.lines().enumerate() {
        let lifts = ["#[allow(", "#![allow(", "#[expect(", "#![expect("]
            .iter()
            .any(|mark| line.trim_start().starts_with(mark));
        if lifts {
            let attribute: String = file.text.lines().skip(n).take(8).collect();
            let end = attribute.find(")]").unwrap_or(attribute.len());
            if !attribute[..end].contains("reason") {
                findings.push(at(file, n, "a lifted lint needs its reason"));
            }
        }
    }
}

/// What belongs to one machine or one workplace, not to the product.
fn machine(file: &File<'_>, findings: &mut Vec<Finding>) {
    if is_this(file) {
        return;
    }
    const PLACES: &[&str] = &[
        "/root/",
        "/home/",
        "/Users/",
        "C:\\Users",
        "mirrors.",
        "//registry.",
    ];
    for (n, line) in file.text.lines().enumerate() {
        if let Some(place) = PLACES.iter().find(|place| line.contains(**place)) {
            findings.push(at(file, n, format!("{place} is of one machine or one registry")));
        }
    }
}

/// A lock file with addresses ties everybody to one registry.
fn lock(file: &File<'_>, findings: &mut Vec<Finding>) {
    if file.path.ends_with("package-lock.json")
        && let Some(n) = file
            .text
            .lines()
            .position(|line| line.contains("\"resolved\": \"http"))
    {
        findings.push(at(
            file,
            n,
            "leave \"resolved\" out (npm config omit-lockfile-registry-resolved)",
        ));
    }
}

/// Words of a page stand in its language files, Chinese and English alike.
fn template(file: &File<'_>, findings: &mut Vec<Finding>) {
    if extension(file) != "vue" {
        return;
    }
    let (mut inside, mut comment) = (false, false);
    for (n, line) in file.text.lines().enumerate() {
        if line.starts_with("<template") {
            inside = true;
        }
        if line.starts_with("</template") {
            inside = false;
        }
        let mut rest = line;
        let mut said = String::new();
        while !rest.is_empty() {
            let mark = if comment { "-->" } else { "<!--" };
            let (head, tail) = rest.split_once(mark).unwrap_or((rest, ""));
            if !comment {
                said.push_str(head);
            }
            if head.len() < rest.len() {
                comment = !comment;
            }
            rest = tail;
        }
        if inside && said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
            findings.push(at(
                file,
                n,
                "no bare Chinese in a template: put it in the language files",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let mut findings = Vec::new();
        all(&File { path, text }, &mut findings);
        findings.into_iter().map(|f| f.place).collect()
    }

    #[test]
    fn names_that_say_nothing_are_found() {
        assert_eq!(found("crates/x/src/a/mod.rs", "//! a"), ["crates/x/src/a/mod.rs"]);
        assert_eq!(found("web/apps/w/src/utils.ts", ""), ["web/apps/w/src/utils.ts"]);
        assert_eq!(found("web/helpers/a.ts", ""), ["web/helpers/a.ts"]);
        assert!(found("crates/x/src/commonly.rs", "//! a").is_empty());
    }

    #[test]
    fn long_files_are_found_unless_they_are_listed() {
        let long = "x\n".repeat(601);
        assert_eq!(found("web/a.ts", &long).len(), 1);
        assert!(found("web/packages/api/src/schema.d.ts", &long).is_empty());
        assert!(found("docs/a.md", &long).is_empty());
    }

    #[test]
    fn leftovers_are_found_by_line() {
        assert_eq!(
            found("crates/x/src/a.rs", "//! a\n\nfn f() { todo!() }"),
            ["crates/x/src/a.rs:3"]
        );
        assert_eq!(found("web/a.ts", "console.log(1)"), ["web/a.ts:1"]);
        assert!(found("web/e2e/a.ts", "console.log(1)").is_empty());
    }

    #[test]
    fn a_module_without_a_header_and_a_lint_without_a_reason_are_found() {
        assert_eq!(found("crates/x/src/a.rs", "fn f() {}"), ["crates/x/src/a.rs"]);
        assert_eq!(
            found("crates/x/src/a.rs", "//! a\n#[allow(dead_code)]"),
            ["crates/x/src/a.rs:2"]
        );
        let reasoned = "//! a\n#[expect(\n    dead_code,\n    reason = \"x\"\n)]";
        assert!(found("crates/x/src/a.rs", reasoned).is_empty());
    }

    #[test]
    fn what_belongs_to_one_machine_is_found() {
        assert_eq!(found("README.md", "see /home/ann/jinpai"), ["README.md:1"]);
        assert_eq!(
            found("web/package-lock.json", "{\n\"resolved\": \"https://x\"}"),
            ["web/package-lock.json:2"]
        );
    }

    #[test]
    fn bare_chinese_is_found_in_templates_alone() {
        let vue = "<script>\nconst a = '好'\n</script>\n<template>\n  <!-- 注\n 释 --><p>好</p>\n  <i>ok</i>\n</template>\n";
        assert_eq!(found("web/a.vue", vue), ["web/a.vue:6"]);
    }
}
