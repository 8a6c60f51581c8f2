//! Every line the program opens to the outside goes through the guard: nothing else in the tree opens one.

use std::{fs, path::Path};

/// What opens a line or looks a name up.
const OPENERS: &[&str] = &[
    "TcpStream::connect",
    "TcpSocket::",
    "UdpSocket::",
    "lookup_host",
    "to_socket_addrs",
    "reqwest::",
    "ureq::",
    "AsyncSmtpTransport",
    "connect_tokio1",
];

fn openers(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            openers(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs")
            && !path.ends_with("channels/src/send/guard.rs")
        {
            let text = fs::read_to_string(&path).unwrap();
            for opener in OPENERS.iter().filter(|opener| text.contains(**opener)) {
                found.push(format!("{} has {opener}", path.display()));
            }
        }
    }
}

#[test]
fn only_the_guard_opens_lines() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for entry in fs::read_dir(crates).unwrap() {
        let source = entry.unwrap().path().join("src");
        if source.exists() {
            openers(&source, &mut found);
        }
    }
    assert_eq!(found, Vec::<String>::new());
}
