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
            found.push((file.path(), number.is_multiple_of(2)));
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
        held * 100 >= of * 85,
        "only {held} of {of} situations kept back hold"
    );
    assert!(wrong.is_empty(), "{} of {all}\n{}", wrong.len(), wrong.join("\n"));
}

/// How sure a type was shown to be, in steps of ten per cent: how many were shown, and how many of them are so.
type Table = BTreeMap<u8, (usize, usize)>;

/// A type that a file says nothing of is neither right nor wrong; an axis of which nothing may be told is wrong.
fn count(file: &File, decision: &jinpai_playbook::Decision, table: &mut Table) {
    for read in decision.reading.types.iter().filter(|read| !read.corrected) {
        let axis = read.value.axis();
        let expected = file.expect.types.iter().find(|one| one.axis == axis);
        if expected.is_none() && !file.expect.not_types.contains(&axis) {
            continue;
        }
        let of = table.entry(read.confidence_pct / 10 * 10).or_default();
        let holds = expected.is_some_and(|one| one.value == read.value);
        *of = (of.0 + 1, of.1 + usize::from(holds));
    }
}

#[test]
fn what_is_shown_at_eighty_per_cent_holds_eight_times_of_ten() {
    let playbook = playbook();
    let (mut seen, mut kept) = (Table::new(), Table::new());
    for (path, back) in files() {
        let file = File::read(&path);
        let decision = file.with(|situation| playbook.decide(situation));
        count(&file, &decision, if back { &mut kept } else { &mut seen });
    }
    println!(
        "{:<14}{:>10}{:>8}{:>14}{:>8}",
        "sure", "looked at", "held", "kept back", "held"
    );
    for pct in (60..100).step_by(10) {
        let pct = pct as u8;
        let (shown, held) = seen.get(&pct).copied().unwrap_or_default();
        let (back_shown, back_held) = kept.get(&pct).copied().unwrap_or_default();
        println!(
            "{pct} to {} %     {shown:>10}{held:>8}{back_shown:>14}{back_held:>8}",
            pct + 9
        );
    }
    for (name, table) in [("looked at", &seen), ("kept back", &kept)] {
        for (pct, (shown, held)) in table.iter().filter(|(_, (shown, _))| *shown >= 8) {
            assert!(
                held * 100 >= shown * usize::from(*pct),
                "{name}, {pct} % and more: {held} of {shown} hold"
            );
        }
    }
}
