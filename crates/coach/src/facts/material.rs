//! What a thing is said to be made of against what it is made of.

use jinpai_model::Facts;
use jinpai_text::{
    Folded,
    claims::{Matter, Substance, substances},
};

use super::{Judgement, Verdict};

pub fn judge(matter: Matter, facts: &Facts) -> Judgement {
    let Some(told) = facts.material.as_deref().filter(|told| !told.trim().is_empty()) else {
        return (Verdict::Unsupported, None);
    };
    let folded = Folded::of(told);
    let known = Known::of(folded.chars());
    let verdict = if matter.substance.is_ingredient() {
        ingredient(matter, &known)
    } else {
        made_of(matter, &known)
    };
    let truth = verdict == Verdict::Contradicted && !matter.denied && !matter.substance.is_ingredient();
    (verdict, truth.then(|| told.trim().to_owned()))
}

/// The substances a fact names.
struct Known {
    /// There.
    has: Vec<Substance>,
    /// Said not to be there.
    free: Vec<Substance>,
}

impl Known {
    fn of(chars: &[char]) -> Self {
        let mut known = Self {
            has: Vec::new(),
            free: Vec::new(),
        };
        let mut free = false;
        let mut last = 0;
        for (substance, at, end) in substances(chars) {
            let between: String = chars[last..at].iter().collect();
            // 不含酒精和香精 denies both.
            let denied = ["不含", "无", "0", "零", "未添加", "不加"]
                .iter()
                .any(|word| between.ends_with(word));
            free = denied || (free && ["、", "和", "/", "，", ",", "及"].contains(&between.as_str()));
            if free {
                known.free.push(substance);
            } else {
                known.has.push(substance);
            }
            last = end;
        }
        known
    }

    fn materials(&self) -> impl Iterator<Item = &Substance> {
        self.has.iter().filter(|substance| !substance.is_ingredient())
    }
}

fn ingredient(matter: Matter, known: &Known) -> Verdict {
    let (there, away) = (
        known.has.contains(&matter.substance),
        known.free.contains(&matter.substance),
    );
    match (there, away) {
        (true, _) if matter.denied => Verdict::Contradicted,
        (_, true) if !matter.denied => Verdict::Contradicted,
        (false, false) => Verdict::Unsupported,
        _ => Verdict::Supported,
    }
}

fn made_of(matter: Matter, known: &Known) -> Verdict {
    let there = known.has.contains(&matter.substance);
    let alone = there && known.materials().all(|substance| *substance == matter.substance);
    if known.materials().next().is_none() {
        return Verdict::Unsupported;
    }
    match (matter.denied, matter.pure) {
        (false, true) if there && !alone => Verdict::Contradicted,
        (false, _) if there => Verdict::Supported,
        (false, _) => Verdict::Contradicted,
        (true, true) if alone => Verdict::Contradicted,
        (true, false) if there => Verdict::Contradicted,
        (true, _) => Verdict::Supported,
    }
}
