//! Every file of `tests/situations`, and how sure the types shown may be.

use std::path::PathBuf;

use crate::{file::File, judged::differences, playbook};

fn files() -> Vec<(PathBuf, bool)> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/situations"));
    let mut found = Vec::new();
    for group in std::fs::read_dir(root).expect("situations").flatten() {
        for file in std::fs::read_dir(group.path()).into_iter().flatten().flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            let number: u32 = name
                .split('-')
                .next()
                .and_then(|n| n.parse().ok())
                .expect("a number in front");
            found.push((file.path(), number % 2 == 0));
        }
    }
    found.sort();
    found
}

#[test]
fn every_situation_that_may_be_looked_at_holds() {
    let playbook = playbook();
    let mut wrong = Vec::new();
    let (mut all, mut held_back, mut of_back) = (0, 0, 0);
    for (path, back) in files() {
        let file = File::read(&path);
        let differences = file.with(|situation| differences(&file, &playbook.decide(situation)));
        if back {
            of_back += 1;
            held_back += usize::from(differences.is_empty());
            continue;
        }
        all += 1;
        if !differences.is_empty() {
            let name = path
                .strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/situations"))
                .unwrap_or(&path);
            wrong.push(format!(
                "{} ({})\n    {}",
                name.display(),
                file.name,
                differences.join("\n    ")
            ));
        }
    }
    println!(
        "looked at: {} of {all}; kept back: {held_back} of {of_back}",
        all - wrong.len()
    );
    assert!(wrong.is_empty(), "{} of {all}\n{}", wrong.len(), wrong.join("\n"));
}
