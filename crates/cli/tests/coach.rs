//! `jinpai coach check` on the files people really have.

use std::{
    fs,
    process::{Command, Output},
};

fn check(dir: &std::path::Path, file: &str, language: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jinpai"))
        .args([
            "coach",
            "check",
            "--platform",
            "taobao",
            "--format",
            "jsonl",
            file,
        ])
        .current_dir(dir)
        .env("LC_ALL", language)
        .output()
        .expect("the program starts")
}

#[test]
fn the_same_words_have_the_same_findings_in_every_encoding() {
    let dir = tempfile::tempdir().expect("a folder");
    let put = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).expect("written");
    let words = "亲，肯定明天到\n";
    put("utf8.txt", words.as_bytes());
    // The same words in GBK.
    put(
        "gbk.txt",
        b"\xc7\xd7\xa3\xac\xbf\xcf\xb6\xa8\xc3\xf7\xcc\xec\xb5\xbd\n",
    );
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(words.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    put("utf16.txt", &utf16);
    put(
        "picture.png",
        &[0x89, b'P', b'N', b'G', 0xff, 0xfe, 0xfd, 0x80, 0x00, 0xff],
    );

    let plain = check(dir.path(), "utf8.txt", "en_US.UTF-8");
    let found = String::from_utf8_lossy(&plain.stdout);
    assert!(found.contains("PROMISE"), "{found}");
    assert!(plain.stderr.is_empty(), "nothing to be said of UTF-8");
    for (file, told) in [
        ("gbk.txt", "gbk.txt: not UTF-8, read as GBK"),
        ("utf16.txt", "utf16.txt: not UTF-8, read as UTF-16LE"),
    ] {
        let other = check(dir.path(), file, "en_US.UTF-8");
        let said = String::from_utf8_lossy(&other.stderr);
        assert_eq!(other.status.code(), Some(0), "{file}: {said}");
        assert_eq!(other.stdout, plain.stdout, "{file}");
        assert!(said.contains(told), "{said}");
    }
    let chinese = check(dir.path(), "gbk.txt", "zh_CN.UTF-8");
    assert!(String::from_utf8_lossy(&chinese.stderr).contains("已按 GBK 读取"));
    let picture = check(dir.path(), "picture.png", "en_US.UTF-8");
    assert_eq!(picture.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&picture.stderr).contains("picture.png:1: not text"));
}
