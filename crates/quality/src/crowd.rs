//! Who else was waiting, worked out from the talks themselves.

use std::collections::HashMap;

use jinpai_coach::Talk;
use jinpai_model::Side;

/// Writes beside every line of an agent how many of her other buyers waited for an answer then, where
/// the lines have times and names. A line that says so already is left as it is.
///
/// A buyer waits from her first unanswered message to the next message of the agent in that talk, or
/// to her own last one.
pub fn count_waiting(talks: &mut [Talk]) {
    let mut waits: HashMap<String, Vec<Wait>> = HashMap::new();
    for (index, talk) in talks.iter().enumerate() {
        waits_of(index, talk, &mut waits);
    }
    for (index, talk) in talks.iter_mut().enumerate() {
        for line in talk.lines.iter_mut().filter(|line| line.from == Side::Agent) {
            let (Some(agent), Some(at), None) = (&line.agent, line.at, line.others_waiting) else {
                continue;
            };
            let of_agent = waits.get(agent).map_or(&[][..], Vec::as_slice);
            let waiting = of_agent
                .iter()
                .filter(|wait| wait.talk != index && wait.from < at.0 && at.0 < wait.to);
            line.others_waiting = Some(u32::try_from(waiting.count()).unwrap_or(u32::MAX));
        }
    }
}

/// A buyer waits, in milliseconds since 1970.
struct Wait {
    talk: usize,
    from: i64,
    to: i64,
}

fn waits_of(index: usize, talk: &Talk, waits: &mut HashMap<String, Vec<Wait>>) {
    // Before anybody answered, the talk is the agent's who answers first.
    let first = talk.lines.iter().find_map(|line| line.agent.clone());
    let mut agent = first;
    let mut since: Option<(i64, i64)> = None;
    let mut keep = |agent: &Option<String>, from: i64, to: i64| {
        if let Some(agent) = agent {
            let wait = Wait {
                talk: index,
                from,
                to,
            };
            waits.entry(agent.clone()).or_default().push(wait);
        }
    };
    for line in &talk.lines {
        let Some(at) = line.at else { continue };
        match line.from {
            Side::Buyer => since = Some((since.map_or(at.0, |(from, _)| from), at.0)),
            Side::Agent => {
                agent = line.agent.clone().or(agent);
                if let Some((from, _)) = since.take() {
                    keep(&agent, from, at.0);
                }
            }
            Side::Bot | Side::System => {}
        }
    }
    if let Some((from, last)) = since {
        keep(&agent, from, last);
    }
}

#[cfg(test)]
mod tests {
    use jinpai_coach::Line;
    use jinpai_model::{At, Platform};

    use super::*;

    fn line(from: Side, s: i64) -> Line {
        Line {
            at: Some(At(s * 1000)),
            agent: (from == Side::Agent).then(|| "小林".to_owned()),
            ..Line::of(from, "…")
        }
    }

    #[test]
    fn a_buyer_waits_until_she_is_answered() {
        let mut talks = vec![
            Talk::of(
                Platform::General,
                vec![line(Side::Buyer, 0), line(Side::Agent, 60)],
            ),
            Talk::of(
                Platform::General,
                vec![
                    line(Side::Buyer, 10),
                    line(Side::Agent, 30),
                    line(Side::Agent, 90),
                ],
            ),
        ];
        count_waiting(&mut talks);
        assert_eq!(talks[0].lines[1].others_waiting, Some(0));
        assert_eq!(talks[1].lines[1].others_waiting, Some(1));
        assert_eq!(talks[1].lines[2].others_waiting, Some(0));
        assert_eq!(talks[0].lines[0].others_waiting, None, "a buyer serves nobody");
    }
}
