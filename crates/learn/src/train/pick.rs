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

#[cfg(test)]
mod tests {
    use super::*;

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
