//! Every file of `tests/situations`, and how sure the types shown may be.

use std::{collections::BTreeMap, path::PathBuf};

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
    let mut all = 0;
    // Of those kept back: how many hold, and how many there are, by group.
    let mut kept: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (path, back) in files() {
        let file = File::read(&path);
        let differences = file.with(|situation| differences(&file, &playbook.decide(situation)));
        if back {
            let group = path
                .parent()
                .and_then(|group| group.file_name())
                .map(|name| name.to_string_lossy().into_owned());
            let of = kept.entry(group.unwrap_or_default()).or_default();
            *of = (of.0 + usize::from(differences.is_empty()), of.1 + 1);
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
    let (held, of) = kept
        .values()
        .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    println!(
        "looked at: {} of {all}; kept back: {held} of {of}, by group {kept:?}",
        all - wrong.len()
    );
    assert!(
        held * 100 >= of * 80,
        "only {held} of {of} situations kept back hold"
    );
    assert!(wrong.is_empty(), "{} of {all}\n{}", wrong.len(), wrong.join("\n"));
}
