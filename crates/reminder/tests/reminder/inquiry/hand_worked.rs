//! Inquiries worked out by hand, in the table `talks.txt`: what is planned for each talk, or why
//! nothing is.

use super::case;

#[test]
fn every_talk_of_the_table_is_planned_as_worked_out() {
    let cases = case::read(include_str!("talks.txt"));
    assert!(cases.len() >= 60, "{} talks were read", cases.len());
    let wrong: Vec<String> = (cases.iter())
        .filter_map(|case| {
            let got = case.plan();
            (got != case.expected).then(|| {
                format!(
                    "{}\n    expected {:?}\n    got      {got:?}",
                    case.title, case.expected
                )
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
