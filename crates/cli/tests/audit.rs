//! `jinpai audit` on the files people really have.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn audit(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jinpai"))
        .arg("audit")
        .args(args)
        .current_dir(dir)
        .env("LC_ALL", "zh_CN.UTF-8")
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it prints UTF-8")
}

#[test]
fn files_of_all_kinds_have_an_answer() {
    let dir = tempfile::tempdir().expect("a folder");
    let put = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).expect("written");
    put("empty.jsonl", b"");
    put("bad.jsonl", "{\"conversation\":\"c\",\"from\":\"buyer\",\"text\":\"在吗\"}\n{oops\n{\"conversation\":\"c\",\"from\":\"agent\",\"text\":\"加我微信详聊\",\"agent\":\"小林\"}\n".as_bytes());
    // “会话,发言方,内容” and one line of each side, in GBK.
    put("gbk.csv", b"\xbb\xe1\xbb\xb0,\xb7\xa2\xd1\xd4\xb7\xbd,\xc4\xda\xc8\xdd\r\n1,\xc2\xf2\xbc\xd2,\xd4\xda\xc2\xf0\r\n1,\xbf\xcd\xb7\xfe,\xcb\xb5\r\n");
    put("binary.bin", &[0, 159, 146, 150]);

    let empty = audit(dir.path(), &["empty.jsonl", "--format", "json"]);
    assert_eq!(empty.status.code(), Some(0), "{}", text(&empty.stderr));

    let bad = audit(
        dir.path(),
        &["bad.jsonl", "--platform", "taobao", "--format", "json"],
    );
    assert_eq!(bad.status.code(), Some(1));
    assert!(
        text(&bad.stderr).contains("bad.jsonl:2:"),
        "{}",
        text(&bad.stderr)
    );
    let report: serde_json::Value = serde_json::from_slice(&bad.stdout).expect("JSON");
    assert_eq!(report["summary"]["talks"], 1);
    assert_eq!(report["talks"][0]["score"], 0, "moving off the platform blocks");
    assert_eq!(report["summary"]["agents"][0]["agent"], "小林");

    let gbk = audit(dir.path(), &["gbk.csv"]);
    assert_eq!(gbk.status.code(), Some(0), "{}", text(&gbk.stderr));
    assert!(text(&gbk.stdout).contains("OPN002"), "{}", text(&gbk.stdout));
    assert!(text(&gbk.stderr).contains("gbk.csv：不是 UTF-8，已按 GBK 读取"));
    let line = "{\"conversation\":\"c\",\"from\":\"agent\",\"text\":\"加我微信详聊\"}\n";
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(line.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    put("utf16.jsonl", &utf16);
    let utf16 = audit(dir.path(), &["utf16.jsonl", "--platform", "taobao"]);
    assert_eq!(utf16.status.code(), Some(0), "{}", text(&utf16.stderr));
    assert!(text(&utf16.stderr).contains("UTF-16LE"));

    assert_eq!(audit(dir.path(), &["binary.bin"]).status.code(), Some(2));
    assert_eq!(audit(dir.path(), &["nowhere.jsonl"]).status.code(), Some(3));
    assert_eq!(
        audit(dir.path(), &["bad.jsonl", "--rule", "ZZZ999"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn a_huge_file_is_judged_and_its_page_is_written() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut file = String::new();
    for talk in 0..3_000 {
        for (from, said) in [
            ("buyer", "会掉色吗"),
            ("agent", "亲，放心拍"),
            ("buyer", "人呢"),
            ("agent", "晕,不能"),
        ] {
            file.push_str(&format!(
                "{{\"conversation\":\"{talk}\",\"from\":\"{from}\",\"text\":\"{said}\"}}\n"
            ));
        }
    }
    fs::write(dir.path().join("huge.jsonl"), file).expect("written");
    let done = audit(
        dir.path(),
        &["huge.jsonl", "--format", "html", "--out", "report.html"],
    );
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let page = fs::read_to_string(dir.path().join("report.html")).expect("a page");
    assert!(
        page.contains("3000") && page.len() < 8 << 20,
        "{} bytes",
        page.len()
    );
}
