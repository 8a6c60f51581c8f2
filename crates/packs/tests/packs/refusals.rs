//! A pack with a mistake is refused, and the mistake is told with file and line.

/// A good rule to break in one place.
const RULE: &str = include_str!("../../../../packs/zh-CN/coach/cold/COL001.toml");

fn told(file: &str, text: &str) -> String {
    let files = [(file.to_owned(), text.as_bytes().to_vec())];
    match jinpai_packs::read_dir(files) {
        Err(errors) => errors.to_string(),
        Ok(pack) => {
            let report = jinpai_packs::test(&pack).expect("it builds");
            report
                .failures
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")
        }
    }
}

fn line_of(text: &str, words: &str) -> usize {
    text.lines()
        .position(|line| line.contains(words))
        .expect("it is there")
        + 1
}

#[test]
fn the_rule_itself_is_good() {
    assert_eq!(told("cold/COL001.toml", RULE), "");
}

#[test]
fn an_unknown_field_is_named() {
    let text = RULE.replacen("points =", "pionts =", 1);
    let wanted = format!(
        "cold/COL001.toml:{}: unknown field `pionts`",
        line_of(&text, "pionts")
    );
    assert!(
        told("cold/COL001.toml", &text).contains(&wanted),
        "{}",
        told("cold/COL001.toml", &text)
    );
}

#[test]
fn a_bad_pattern_is_shown_where_it_stands() {
    let broken = "\nantipatterns = ['(没关']\n\n[name]";
    let text = RULE.replacen("\n[name]", broken, 1);
    let told = told("a.toml", &text);
    assert!(
        told.starts_with(&format!("a.toml:{}:", line_of(&text, "(没关"))),
        "{told}"
    );
    assert!(told.contains(") is missing"), "{told}");
}

#[test]
fn a_false_example_fails_with_its_line() {
    let text = format!("{RULE}\n[[bad]]\ntext = \"有货的哦，您看看喜欢哪个颜色\"\n");
    let told = told("a.toml", &text);
    let line = text.lines().count() - 1;
    assert!(
        told.starts_with(&format!("a.toml:{line}: COL001 does not find")),
        "{told}"
    );
}

#[test]
fn a_code_twice_is_refused() {
    let files = ["a.toml", "b.toml"].map(|name| (name.to_owned(), RULE.as_bytes().to_vec()));
    let errors = jinpai_packs::read_dir(files).expect_err("the code is there twice");
    assert!(
        errors
            .to_string()
            .contains("b.toml:1: code COL001 is already in a.toml"),
        "{errors}"
    );
}

#[test]
fn a_file_that_is_not_utf8_is_told_so() {
    let files = [("a.toml".to_owned(), vec![0xb2, 0xbb, 0xd0, 0xd0])];
    let errors = jinpai_packs::read_dir(files).expect_err("GBK");
    assert!(
        errors.to_string().contains("a.toml:1: it is not UTF-8"),
        "{errors}"
    );
}
