//! `jinpai satisfaction` as a person at a terminal meets it.

use std::{fs, path::Path, process::Command};

fn jinpai(arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_jinpai"))
        .args(arguments)
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

/// Made-up rated turns: the unhappy wait, the content give thanks.
fn rated(conversations: usize) -> String {
    let mut lines = String::new();
    for n in 0..conversations {
        let answer = ["您好", "稍等哦", "好的呢"][n % 3];
        let mut turns = vec![
            serde_json::json!({"from": "buyer", "text": format!("在吗{n}")}),
            serde_json::json!({"from": "agent", "text": answer}),
        ];
        for (said, label) in [("都等几天了还不发货", 0), ("请问多大尺寸", 1), ("好的谢谢", 2)]
        {
            turns.push(serde_json::json!({"from": "buyer", "text": said}));
            let line = serde_json::json!({"id": format!("t{n}-{label}"), "turns": turns, "label": label});
            lines.push_str(&format!("{line}\n"));
        }
    }
    lines
}

#[test]
fn what_was_learned_is_told_of_other_turns() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rated.jsonl"), rated(30)).unwrap();
    let train = ["satisfaction", "train", "rated.jsonl", "--out", "a.jlg"];
    let (code, out, told) = jinpai(&train, folder.path());
    assert_eq!((code, told.as_str()), (0, ""), "{out}");
    assert!(out.contains("90 rated turns of 30 conversations"), "{out}");
    assert!(out.contains("accuracy 1.0000  macro-F1 1.0000"), "{out}");

    let again = ["satisfaction", "train", "rated.jsonl", "--out", "b.jlg"];
    assert_eq!(jinpai(&again, folder.path()).0, 0);
    let model = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert_eq!(
        model("a.jlg"),
        model("b.jlg"),
        "training again gives the same file"
    );

    let asked = "{\"id\":7,\"turns\":[{\"from\":\"buyer\",\"text\":\"怎么还不发货\"}]}\n['在吗|||在的', '谢谢你|||']\t[]\t2\n";
    fs::write(folder.path().join("asked.jsonl"), asked).unwrap();
    let predict = ["satisfaction", "predict", "--model", "a.jlg", "asked.jsonl"];
    let (code, out, told) = jinpai(&predict, folder.path());
    assert_eq!((code, told.as_str()), (0, ""));
    let lines: Vec<serde_json::Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!((&lines[0]["id"], &lines[0]["label"]), (&7.into(), &0.into()));
    assert_eq!((&lines[1]["id"], &lines[1]["label"]), (&2.into(), &2.into()));
    assert!(lines[0]["scores"]["0"].as_f64() > lines[0]["scores"]["2"].as_f64());
}

#[test]
fn a_bad_line_is_named_and_the_others_count() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("rated.jsonl"),
        format!("不是数据\n{}", rated(30)),
    )
    .unwrap();
    let train = ["satisfaction", "train", "rated.jsonl", "--out", "m.jlg"];
    let (code, out, told) = jinpai(&train, folder.path());
    assert_eq!(code, 1);
    assert!(told.starts_with("rated.jsonl:1: "), "{told}");
    assert!(out.contains("90 rated turns"), "{out}");
}

#[test]
fn what_cannot_work_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("few.jsonl"), rated(3)).unwrap();
    fs::write(at("bytes.jsonl"), b"{}\n\xff\xff\n").unwrap();
    fs::write(at("broken.jlg"), b"jlg 001\nxxxxxxxxxxxx").unwrap();
    for (arguments, code, part) in [
        (
            vec!["train", "few.jsonl", "--out", "m.jlg"],
            2,
            "rate at least 50",
        ),
        (
            vec!["train", "bytes.jsonl", "--out", "m.jlg"],
            2,
            "bytes.jsonl:2: not text",
        ),
        (vec!["train", "none.jsonl", "--out", "m.jlg"], 3, "none.jsonl"),
        (
            vec!["predict", "--model", "none.jlg", "few.jsonl"],
            3,
            "satisfaction train",
        ),
        (
            vec!["predict", "--model", "broken.jlg", "few.jsonl"],
            2,
            "checksum",
        ),
    ] {
        let arguments = [vec!["satisfaction"], arguments].concat();
        let (ended, _, told) = jinpai(&arguments, folder.path());
        assert_eq!(ended, code, "{arguments:?}: {told}");
        assert!(told.contains(part), "{arguments:?}: {told}");
    }
    assert!(
        !at("m.jlg").exists(),
        "nothing is written when nothing was learned"
    );
}
