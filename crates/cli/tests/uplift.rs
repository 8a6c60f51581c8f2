//! `jinpai uplift` as a person at a terminal and a script meet it.

use std::{fs, path::Path, process::Command};

fn jinpai(arguments: &[&str], folder: &Path, language: &str) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_jinpai"))
        .arg("uplift")
        .args(arguments)
        .env("LC_ALL", language)
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what it prints is UTF-8");
    (
        done.status.code().unwrap_or(-1),
        text(done.stdout),
        text(done.stderr),
    )
}

/// Of 900 reminded 360 pay, of 100 held out 25; those who pay spend 100 yuan and something.
fn experiment() -> String {
    let mut file = "arm,paid,yuan,before\n".to_owned();
    for n in 0..1_000 {
        let control = n % 10 == 9;
        let place = n / 10;
        let paid = if control {
            place % 4 == 0
        } else {
            (n / 10 * 9 + n % 10) % 5 < 2
        };
        let (arm, yuan) = (
            if control { "none" } else { "sms" },
            if paid { 100 + n % 7 } else { 0 },
        );
        file.push_str(&format!("{arm},{},{yuan},{}\n", u8::from(paid), n % 13));
    }
    file
}

const ASK: [&str; 6] = ["--group", "arm", "--control", "none", "--outcome", "paid,yuan"];

fn with<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&[file], ASK.as_slice(), more].concat()
}

#[test]
fn a_script_gets_the_difference_with_its_interval() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("e.csv"), experiment()).unwrap();
    let (code, out, told) = jinpai(&with("e.csv", &["--format", "json"]), folder.path(), "C");
    assert_eq!((code, told.as_str()), (0, ""), "{out}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let paid = &json["arms"][0];
    assert_eq!(
        (&paid["arm"], &paid["outcome"], &paid["n"]),
        (&"sms".into(), &"paid".into(), &900.into())
    );
    assert_eq!(paid["method"], "welch");
    for (key, known) in [
        ("mean", 0.4),
        ("control_mean", 0.25),
        ("lift", 0.15),
        // SciPy, ttest_ind(equal_var=False).confidence_interval().
        ("low", 0.058_024_5),
        ("high", 0.241_975_5),
    ] {
        let figure = paid[key].as_f64().unwrap();
        assert!((figure - known).abs() < 1e-6, "{key}: {figure}");
    }
    assert_eq!(json["arms"].as_array().unwrap().len(), 2);
}

#[test]
fn a_person_gets_a_table_in_her_language() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("e.csv"), experiment()).unwrap();
    let (_, out, _) = jinpai(&with("e.csv", &[]), folder.path(), "C");
    assert!(out.contains("control: none, 100 people"), "{out}");
    assert!(
        out.contains("+0.1500") && out.contains("[0.0580, 0.2420]") && out.contains("higher"),
        "{out}"
    );
    let shares = [
        "--shares",
        "sms=9,none=1",
        "--covariate",
        "before",
        "--always-valid",
    ];
    let (code, out, _) = jinpai(&with("e.csv", &shares), folder.path(), "zh_CN.UTF-8");
    assert_eq!(code, 0, "{out}");
    for words in [
        "对照组：none，100 人",
        "随时看都有效",
        "各组人数与分配比例相符",
        "还看不出来",
    ] {
        assert!(out.contains(words), "{words}: {out}");
    }
}

#[test]
fn cells_that_hold_no_number_are_named_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = experiment() + "sms,,5,1\nnone,1,much,1\n,1,1,1\n";
    fs::write(folder.path().join("e.csv"), file).unwrap();
    let (code, out, told) = jinpai(&with("e.csv", &["--format", "json"]), folder.path(), "C");
    assert_eq!(code, 1, "{told}");
    for words in [
        "line 1002: “paid” is empty",
        "line 1003: “much” in “yuan”",
        "line 1004: “arm” is empty",
        "left out: 3",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&json["arms"][0]["n"], &json["arms"][0]["control_n"]),
        (&900.into(), &101.into())
    );
    assert_eq!(
        (&json["arms"][1]["n"], &json["arms"][1]["control_n"]),
        (&901.into(), &100.into())
    );
}

#[test]
fn what_cannot_be_compared_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    at("e.csv", &experiment());
    at("one.csv", "arm,paid,yuan\nnone,1,2\nnone,0,0\nsms,1,1\n");
    at("alone.csv", "arm,paid,yuan\nnone,1,2\n");
    at("words.csv", "arm,paid,yuan\nnone,1,a\nsms,0,b\n");
    let ask = |arguments: &[&str], code: i32, words: &str| {
        let (ended, _, told) = jinpai(arguments, folder.path(), "C");
        assert_eq!(ended, code, "{arguments:?}: {told}");
        assert!(told.contains(words), "{arguments:?}: {told}");
    };
    ask(&with("none.csv", &[]), 3, "none.csv cannot be read");
    ask(&with("alone.csv", &[]), 2, "there is no arm to compare");
    ask(&with("words.csv", &[]), 2, "no row has a number in yuan");
    ask(
        &with("one.csv", &[]),
        1,
        "paid of sms: 1 people against 2 of none",
    );
    ask(
        &with("e.csv", &["--shares", "none=1"]),
        2,
        "does not name the arm sms",
    );
    ask(
        &["e.csv", "--group", "arm", "--control", "x", "--outcome", "paid"],
        2,
        "there are none, sms",
    );
    ask(
        &["e.csv", "--group", "a", "--control", "x", "--outcome", "paid"],
        2,
        "no column a; the columns are arm",
    );
    ask(
        &[
            "e.csv",
            "--group",
            "yuan",
            "--control",
            "0",
            "--outcome",
            "paid,paid",
        ],
        2,
        "paid twice",
    );
    ask(&["e.csv", "--group", "arm", "--control", "none"], 2, "--outcome");
}
