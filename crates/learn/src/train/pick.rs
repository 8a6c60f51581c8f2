//! Where to draw the line between yes and no.

/// How answers fared against the labels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Confusion {
    pub hit: u32,
    pub vain: u32,
    pub missed: u32,
}

impl Confusion {
    #[must_use]
    pub fn precision(&self) -> f32 {
        share(self.hit, self.hit + self.vain)
    }

    #[must_use]
    pub fn recall(&self) -> f32 {
        share(self.hit, self.hit + self.missed)
    }
}

fn share(part: u32, of: u32) -> f32 {
    if of == 0 { 0.0 } else { part as f32 / of as f32 }
}

/// The lowest threshold above which at least `precision` of the answers are right, and how they
/// fare there. Where none will do, the threshold is above every score.
#[must_use]
pub fn best_cut(mut scored: Vec<(f32, bool)>, precision: f32) -> (f32, Confusion) {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let of = u32::try_from(scored.iter().filter(|(_, yes)| *yes).count()).unwrap_or(u32::MAX);
    let mut found = Confusion {
        missed: of,
        ..Confusion::default()
    };
    let highest = scored.first().map_or(0.0, |(score, _)| *score);
    let mut best = (highest + 1.0, found);
    for (at, (score, yes)) in scored.iter().enumerate() {
        if *yes {
            found.hit += 1;
            found.missed -= 1;
        } else {
            found.vain += 1;
        }
        let next = scored.get(at + 1).map_or(score - 1.0, |(next, _)| *next);
        if found.precision() >= precision && next < *score {
            best = ((score + next) / 2.0, found);
        }
    }
    best
}

/// The highest score below which less than `share` of the samples are yes, however finely one looks:
/// by the steps that never fall and lie nearest to the labels (pool adjacent violators).
#[must_use]
pub fn doubt_cut(mut scored: Vec<(f32, bool)>, share: f32) -> f32 {
    scored.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Steps from the lowest score up: how many yes, of how many, and the first score.
    let mut steps: Vec<(u32, u32, f32)> = Vec::new();
    for (score, yes) in scored {
        let mut step = (u32::from(yes), 1, score);
        while let Some(below) = steps.last()
            && u64::from(below.0) * u64::from(step.1) >= u64::from(step.0) * u64::from(below.1)
        {
            step = (below.0 + step.0, below.1 + step.1, below.2);
            steps.pop();
        }
        steps.push(step);
    }
    let likely = steps
        .iter()
        .position(|(yes, of, _)| *yes as f32 >= share * *of as f32);
    match likely {
        Some(0) | None => f32::MIN,
        Some(at) => steps[at].2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubt_ends_where_yes_is_no_longer_rare() {
        let mut scored: Vec<(f32, bool)> = (0..50).map(|n| (n as f32 / 100.0, n == 20)).collect();
        scored.extend((50..100).map(|n| (n as f32 / 100.0, n % 2 == 0)));
        let cut = doubt_cut(scored.clone(), 0.1);
        assert!((0.49..=0.51).contains(&cut), "{cut}");
        let none = doubt_cut(scored.iter().map(|s| (s.0, true)).collect(), 0.1);
        assert_eq!(none, f32::MIN);
    }

    #[test]
    fn the_line_stands_where_the_answers_are_still_right() {
        let scored = vec![(3.0, true), (2.0, true), (1.0, false), (0.5, true), (0.0, false)];
        let (cut, found) = best_cut(scored.clone(), 1.0);
        assert_eq!((cut, found.hit, found.vain, found.missed), (1.5, 2, 0, 1));
        let (cut, _) = best_cut(scored.clone(), 0.75);
        assert_eq!(cut, 0.25);
        let (cut, found) = best_cut(scored.iter().map(|s| (s.0, false)).collect(), 0.9);
        assert!(cut > 3.0 && found.vain == 0);
    }
}
