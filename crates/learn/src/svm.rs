//! A linear support vector machine, by coordinate descent on the dual (Hsieh et al., ICML 2008).
//!
//! Only additions, multiplications, divisions and comparisons in a fixed order: every machine comes
//! to the same bits. The order of rows is shuffled by a generator of our own with a fixed seed.

/// Rows of features, one after the other.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    starts: Vec<usize>,
    entries: Vec<(u32, f32)>,
}

impl Rows {
    pub fn push(&mut self, row: impl IntoIterator<Item = (u32, f32)>) {
        self.starts.push(self.entries.len());
        self.entries.extend(row);
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    #[must_use]
    pub fn row(&self, at: usize) -> &[(u32, f32)] {
        let end = self.starts.get(at + 1).copied().unwrap_or(self.entries.len());
        &self.entries[self.starts[at]..end]
    }
}

/// Weights of the features, and what is added to every row.
#[derive(Debug, Clone, Default)]
pub struct Plane {
    pub weights: Vec<f32>,
    pub bias: f32,
}

impl Plane {
    #[must_use]
    pub fn score(&self, row: &[(u32, f32)]) -> f32 {
        dot(&self.weights, row) + self.bias
    }
}

fn dot(weights: &[f32], row: &[(u32, f32)]) -> f32 {
    row.iter().map(|(at, x)| weights[*at as usize] * x).sum()
}

/// One row to learn from: which, on which side, and what a mistake costs. A cost of 0 leaves it out.
#[derive(Debug, Clone, Copy)]
pub struct Lesson {
    pub row: usize,
    pub yes: bool,
    pub cost: f32,
}

/// Learns a plane that has the yes on its positive side; squared hinge loss, squared weights.
#[must_use]
pub fn learn(rows: &Rows, features: usize, lessons: &[Lesson], passes: usize) -> Plane {
    let mut plane = Plane {
        weights: vec![0.0; features],
        bias: 0.0,
    };
    let mut order: Vec<usize> = (0..lessons.len()).filter(|at| lessons[*at].cost > 0.0).collect();
    let mut alphas = vec![0.0_f32; lessons.len()];
    let norms: Vec<f32> = lessons
        .iter()
        .map(|lesson| 1.0 + rows.row(lesson.row).iter().map(|(_, x)| x * x).sum::<f32>())
        .collect();
    let mut seed = 0x2545_f491_4f6c_dd1d;
    for _ in 0..passes {
        shuffle(&mut order, &mut seed);
        let mut worst = 0.0_f32;
        for at in &order {
            let lesson = &lessons[*at];
            let row = rows.row(lesson.row);
            let sign = if lesson.yes { 1.0 } else { -1.0 };
            let slack = 0.5 / lesson.cost;
            let slope = sign * plane.score(row) - 1.0 + slack * alphas[*at];
            if alphas[*at] == 0.0 && slope >= 0.0 {
                continue;
            }
            worst = worst.max(slope.abs());
            let alpha = (alphas[*at] - slope / (norms[*at] + slack)).max(0.0);
            let change = (alpha - alphas[*at]) * sign;
            alphas[*at] = alpha;
            plane.bias += change;
            for (feature, x) in row {
                plane.weights[*feature as usize] += change * x;
            }
        }
        if worst < 0.01 {
            break;
        }
    }
    plane
}

/// Fisher–Yates with an xorshift generator.
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for at in (1..order.len()).rev() {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        let other = usize::try_from(*seed % (at as u64 + 1)).unwrap_or(0);
        order.swap(at, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_told_apart_is() {
        let mut rows = Rows::default();
        let mut lessons = Vec::new();
        for at in 0..40_usize {
            let yes = at % 3 == 0;
            rows.push([(u32::from(yes), 1.0), (2 + (at % 5) as u32, 1.0)]);
            lessons.push(Lesson {
                row: at,
                yes,
                cost: 1.0,
            });
        }
        let plane = learn(&rows, 7, &lessons, 50);
        assert!(
            lessons
                .iter()
                .all(|l| (plane.score(rows.row(l.row)) > 0.0) == l.yes)
        );
        let again = learn(&rows, 7, &lessons, 50);
        assert_eq!(plane.weights, again.weights);
    }
}
